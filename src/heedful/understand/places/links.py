"""Ways to the places: in the navigation, and in the finder."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.people.workspaces.queries import visible_places
from heedful.ui.navigation import Link

MOST_LISTED: Final = 8


def listed_places(request: HttpRequest) -> Iterator[Link]:
    """The named places; where there are many, the first ones and the way to all."""
    names = sorted(_names(request).items(), key=lambda place: place[1].casefold())
    for key, name in names[:MOST_LISTED]:
        href = reverse("understand:place", args=[key])
        yield Link(name, href, "map-pin", current=request.path == href)
    if len(names) > MOST_LISTED:
        yield Link(_("All places"), reverse("understand:places"))


def found_places(request: HttpRequest, typed: str) -> Iterator[Link]:
    words = typed.casefold().split()
    named = (
        Link(name, reverse("understand:place", args=[key]), "map-pin", _("Places"))
        for key, name in _names(request).items()
        if words and all(word in f"{name} {key}".casefold() for word in words)
    )
    return islice(named, 10)


def _names(request: HttpRequest) -> dict[str, str]:
    return dict(visible_places(request.member).values_list("key", "name"))
