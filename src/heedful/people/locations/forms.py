from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)


class LocationForm(NameForm):
    key = forms.CharField(
        label=_("Key"),
        max_length=200,
        required=False,
        help_text=_("As it stands in your files and events; it cannot be changed. Left out, it is made of the name."),
    )
