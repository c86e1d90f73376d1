from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.people.members.models import Role


class SeatForm(forms.Form):
    """A role, and the places it is for."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    limited_to = forms.MultipleChoiceField(
        label=_("Only these places"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means all of them, those that come later among them."),
    )

    def __init__(self, places, *args, **more):
        super().__init__(*args, **more)
        self.fields["limited_to"].choices = [(place.key, place.name) for place in places]
        if not self.fields["limited_to"].choices:
            del self.fields["limited_to"]
