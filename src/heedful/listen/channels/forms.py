from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heedful.listen.channels.models import Link
from heedful.people.models import Location, Member
from heedful.people.workspaces.queries import visible_places

KINDS = {
    Link.Kind.OPEN: (_("Link"), _("An address for a message, a page or a receipt.")),
    Link.Kind.POSTER: (_("Poster with a code"), _("To print and hang up: people point a phone at it.")),
    Link.Kind.KIOSK: (_("Kiosk"), _("A tablet in the shop. It goes on without a network, and loses nothing.")),
    Link.Kind.WIDGET: (_("Website"), _("A question in a corner of your website, when the time is right.")),
}


class LinkForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How is it asked?"),
        choices=[(kind.value, title) for kind, (title, _says) in KINDS.items()],
        widget=forms.RadioSelect,
        initial=Link.Kind.OPEN.value,
    )
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=200,
        required=False,
        help_text=_("For you to tell it from others; left out, it is named after its place."),
    )
    location = forms.ModelChoiceField(
        label=_("Place"),
        queryset=None,
        required=False,
        empty_label=_("No place in particular"),
        help_text=_("The answers count for this place."),
    )
    each_place = forms.BooleanField(
        label=_("One for each place"),
        required=False,
        help_text=_("As many links at once as you have places, each named after its own."),
    )
    employee = forms.CharField(label=_("Employee"), max_length=200, required=False)
    product = forms.CharField(label=_("Product"), max_length=200, required=False)

    def __init__(self, *given, member: Member, **also) -> None:
        super().__init__(*given, **also)
        self.fields["location"].queryset = self.places = visible_places(member)
        if self.places.count() < 2:
            del self.fields["each_place"]

    def wanted(self) -> list[dict[str, Any]]:
        """What is to be made: one link, or one for each place."""
        said = dict(self.cleaned_data)
        each = said.pop("each_place", False)
        places = self.places if each else [said["location"]]
        name, kind = said["name"], said["kind"]
        return [
            said | {"location": place, "name": name_for(kind, name, place, with_place=each or not name)}
            for place in places
        ]


def name_for(kind: str, name: str, place: Location | None, *, with_place: bool) -> str:
    """What a link is called: the name that was given, else its kind; with its place, where several would be alike."""
    title = name or str(KINDS[Link.Kind(kind)][0])
    return f"{title}: {place}" if place and with_place else title
