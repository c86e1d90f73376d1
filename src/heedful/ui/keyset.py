"""A page of a long list, found by where the last one ended: as fast on the thousandth page as on the first."""

from __future__ import annotations

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import QueryDict

Row = TypeVar("Row")
Key = tuple[Any, ...]
AFTER, BEFORE = "after", "before"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the query strings of the pages around them; empty where there are none."""

    rows: Sequence[Row]
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a page begins: behind the row with this key, or before it (read backwards)."""

    key: Key | None = None
    backwards: bool = False


def place_of(asked: QueryDict) -> Place:
    """The place that the address names; the beginning where it names none, or one that cannot be read."""
    for name, backwards in ((AFTER, False), (BEFORE, True)):
        if name in asked:
            return Place(_read(asked[name]), backwards)
    return Place()


def numbered_place_of(asked: QueryDict) -> Place:
    """The same, of a list that is read by the numbers of its rows."""
    place = place_of(asked)
    return place if place.key and len(place.key) == 1 and isinstance(place.key[0], int) else Place()


def page_of(rows: Sequence[Row], place: Place, *, size: int, key: Callable[[Row], Key], asked: QueryDict) -> Page[Row]:
    """The page that these rows make: at most `size + 1` of them, read from the place in its direction."""
    more, shown = len(rows) > size, list(rows[:size])
    if place.backwards:
        shown.reverse()
    if not shown:
        return Page(shown)
    has_earlier = more if place.backwards else place.key is not None
    has_later = place.backwards or more
    return Page(
        shown,
        _address(asked, BEFORE, key(shown[0])) if has_earlier else "",
        _address(asked, AFTER, key(shown[-1])) if has_later else "",
    )


def _address(asked: QueryDict, name: str, key: Key) -> str:
    query = asked.copy()
    for each in (AFTER, BEFORE):
        query.pop(each, None)
    query[name] = urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")
    return query.urlencode()


def _read(text: str) -> Key | None:
    try:
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    fits = isinstance(parts, list) and all(isinstance(part, str | int) or _is_finite(part) for part in parts)
    return tuple(parts) if fits else None


def _is_finite(part: object) -> bool:
    return isinstance(part, float) and math.isfinite(part)
