from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.people.workspaces.forms import WorkspaceForm

MOST_PLACES = 200
LONGEST_NAME = 200


class CompanyForm(WorkspaceForm):
    """The workspace's own form, and its places, one a line."""

    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=MOST_PLACES * LONGEST_NAME,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Your clubs, shops or salons, one a line. None at all is fine: they can come later."),
    )
    field_order = ["name", "places", "time_zone", "currency", "language"]

    def __init__(self, *given: Any, zone: str, **more: Any) -> None:
        """`zone`: what the workspace was told already; it is asked only where nobody has chosen yet."""
        super().__init__(*given, **more)
        if zone != "UTC":
            del self.fields["time_zone"]

    def clean_places(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["places"].splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MOST_PLACES:
            raise forms.ValidationError(_("At most 200 places here: bring the others in with your files."))
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("A name has at most 200 characters. One place a line."))
        nameless = [name for name in names if not any(letter.isalnum() for letter in name)]
        if nameless:
            raise forms.ValidationError(_("“%(name)s” is no name.") % {"name": nameless[0]})
        return names
