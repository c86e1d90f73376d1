"""Where a person can go: each room says its pages once, and the navigation, the settings and the finder show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that stands in the navigation. `allowed` is asked with the member who looks; `also` are more words to
    find it by; `count` is how much there waits for them, as it is shown, "" for nothing.
    """

    room: str
    title: Words
    page: str
    icon: str
    order: int = 50
    allowed: Callable[[Any], bool] = lambda _member: True
    also: Words = ""
    count: Callable[[Any], str] = lambda _member: ""


@dataclass(frozen=True, slots=True)
class Link:
    """Something to go to or, with `posts`, to do: `posts` are the fields that are sent."""

    title: Words
    href: str
    icon: str = ""
    group: Words = ""
    current: bool = False
    note: Words = ""
    posts: dict[str, str] = field(default_factory=dict)
    count: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    title: Words
    links: Sequence[Link]


ROOMS: dict[str, Words] = {
    "": "",
    "listen": _("Listen"),
    "understand": _("Understand"),
    "act": _("Act"),
    "places": _("Places"),
}
SETTINGS = "settings"

Links = Callable[[HttpRequest], Iterable[Link]]
Found = Callable[[HttpRequest, str], Iterable[Link]]

_entries: dict[str, Entry] = {}
_lists: dict[str, Links] = {}
_finders: dict[str, Found] = {}


def add(*entries: Entry) -> None:
    """Put pages into the navigation (or, in the room `settings`, into the settings)."""
    _entries.update({entry.page: entry for entry in entries})


def add_list(room: str, links: Links) -> None:
    """Let a room's part of the navigation be drawn anew for each request, as the places are."""
    _lists[room] = links


def add_finder(name: str, found: Found) -> None:
    """Let the finder look in one more place: a function of the request and the words typed."""
    _finders[name] = found


def rooms(request: HttpRequest) -> list[Room]:
    """The navigation of whoever looks, without the rooms that hold nothing for them."""
    found = [Room(title, [*links_of(request, key), *_listed(request, key)]) for key, title in ROOMS.items()]
    return [room for room in found if room.links]


def links_of(request: HttpRequest, room: str) -> list[Link]:
    wanted = (entry for entry in _entries.values() if entry.room == room and entry.allowed(request.member))
    return [_link(entry, request) for entry in sorted(wanted, key=lambda entry: entry.order)]


def found(request: HttpRequest, typed: str) -> list[Link]:
    """What fits the words typed: pages first, then what the rooms find; each address once."""
    words = typed.casefold().split()
    pages = [link for entry, link in _pages(request) if all(word in _findable(entry) for word in words)]
    everything = [*pages, *(link for finder in _finders.values() for link in finder(request, typed.strip()))]
    return list({(link.href, *link.posts.items()): link for link in everything}.values())


def _pages(request: HttpRequest) -> Iterator[tuple[Entry, Link]]:
    for entry in sorted(_entries.values(), key=lambda entry: (entry.room == SETTINGS, entry.order)):
        if entry.allowed(request.member):
            yield entry, _link(entry, request, _("Settings") if entry.room == SETTINGS else _("Pages"))


def _findable(entry: Entry) -> str:
    return f"{entry.title} {entry.also}".casefold()


def _listed(request: HttpRequest, room: str) -> Iterable[Link]:
    return _lists[room](request) if room in _lists else ()


def _link(entry: Entry, request: HttpRequest, group: Words = "") -> Link:
    href = reverse(entry.page)
    current = _is_within(request.path, href)
    return Link(entry.title, href, entry.icon, group, current=current, count=entry.count(request.member))


def _is_within(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))
