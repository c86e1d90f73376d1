from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCOPES = [
    ("read", _("read: take measures and answers out")),
    ("write", _("write: send interactions and answers in")),
    ("manage", _("manage: build surveys, ask people, sort responses")),
]


class KeyForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=100,
        help_text=_("What it is for: the till, the web shop, a report."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES, initial=["write"], widget=forms.CheckboxSelectMultiple
    )
