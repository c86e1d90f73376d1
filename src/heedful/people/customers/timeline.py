"""One person's story: their rows, newest first, folded where many are one thing, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.interactions.schema import KINDS as ALL_KINDS
from heedful.interactions.store import Store
from heedful.interactions.stories import Mark, Story, story_of
from heedful.people.customers.listing import Money, aware
from heedful.people.customers.person import Person
from heedful.people.customers.wording import CASES, KINDS, MESSAGES, Score, Words, humanised, score
from heedful.ui.keyset import Page, Place, page_of, place_of
from heedful.ui.numbers import duration

SIZE = 60
PAUSE = timedelta(minutes=30)  # of silence end a visit, where no session is named
THEIR_OWN = ("answer", "review", "mention")  # words the customer wrote

Told = Mapping[str, Any]  # a row of the log


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things folded into a moment: a line of an order, a page of a visit."""

    title: str
    at: datetime
    money: Money | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline. `text` is word for word; `lang` is set only where it is the customer's own."""

    kind: str
    icon: str
    title: Words
    at: datetime
    text: str = ""
    lang: str = ""
    score: Score | None = None
    money: Money | None = None
    about: Sequence[str] = ()
    parts: Sequence[Part] = ()
    is_inner: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    moments: Sequence[Moment]


@dataclass(frozen=True, slots=True)
class Timeline:
    days: Sequence[Day]
    page: Page[Told]
    kind: str


def timeline_of(person: Person, asked: QueryDict, *, store: Store, workspace: str, zone: str) -> Timeline:
    """The page of the story that the address names, with one question to the log."""
    kind = asked.get("kind", "") if asked.get("kind") in ALL_KINDS else ""
    place = _checked(place_of(asked))
    story = Story(
        workspace,
        person.key,
        kinds=(kind,) if kind else ALL_KINDS,
        locations=person.locations,
        threads=tuple(dict.fromkeys(step.thread for step in person.threads)),
        behind=_mark(place),
        backwards=place.backwards,
        size=SIZE,
    )
    rows = story_of(store, story) if person.facts else []
    page = page_of(rows, place, size=_whole(rows), key=_key, asked=asked)
    moments = [moment(run, person) for run in runs(page.rows)]
    local = ZoneInfo(zone)
    days = groupby(moments, key=lambda each: each.at.astimezone(local).date())
    return Timeline([Day(on, list(of_day)) for on, of_day in days], page, kind)


def runs(rows: Sequence[Told]) -> Iterator[Sequence[Told]]:
    """Neighbouring rows that are one thing: the lines of an order, the pages of a visit."""
    run: list[Told] = []
    for row in rows:
        if run and not _is_one(run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def moment(run: Sequence[Told], person: Person) -> Moment:
    """What a row, or several that are one thing, says to a reader."""
    row = run[0]
    kind = row["kind"]
    drawn = Moment(
        kind=kind,
        icon=KINDS[kind][1],
        title="",
        at=aware(row["occurred_at"]),
        text=row["text"] or "",
        lang=person.language if kind in THEIR_OWN or row["name"] == "inbound" else "",
        about=_about(run, person),
    )
    return _DRAWN[kind](drawn, run)


def _answer(drawn: Moment, run: Sequence[Told]) -> Moment:
    row = run[0]
    known = score(row["value"], row["scale"]) if row["value"] is not None else None
    return replace(drawn, title=humanised(row["name"]) or KINDS[row["kind"]][0], score=known)


def _review(drawn: Moment, run: Sequence[Told]) -> Moment:
    return replace(_answer(drawn, run), title=_("Reviewed us"))


def _mention(drawn: Moment, _run: Sequence[Told]) -> Moment:
    return replace(drawn, title=_("Mentioned us"))


def _message(drawn: Moment, run: Sequence[Told]) -> Moment:
    name = run[0]["name"]
    return replace(drawn, title=MESSAGES.get(name, humanised(name)), is_inner=name == "note")


def _case(drawn: Moment, run: Sequence[Told]) -> Moment:
    name = run[0]["name"]
    return replace(drawn, title=CASES.get(name, humanised(name)), is_inner=True)


def _order(drawn: Moment, run: Sequence[Told]) -> Moment:
    if len(run) == 1:
        what = run[0]["product"]
        title = _("Ordered %(product)s") % {"product": humanised(what)} if what else _("Ordered")
        return replace(drawn, title=title, money=_money(run))
    lines = ngettext("Ordered, %(n)s line", "Ordered, %(n)s lines", len(run)) % {"n": len(run)}
    parts = [Part(humanised(row["product"]) or row["id"], aware(row["occurred_at"]), _money([row])) for row in run]
    return replace(drawn, title=lines, money=_money(run), parts=parts)


def _refund(drawn: Moment, run: Sequence[Told]) -> Moment:
    what = run[0]["product"]
    title = _("Was given money back for %(product)s") % {"product": humanised(what)} if what else None
    return replace(drawn, title=title or _("Was given money back"), money=_money(run))


def _page(drawn: Moment, run: Sequence[Told]) -> Moment:
    if len(run) == 1:
        return replace(drawn, title=_("Viewed %(page)s") % {"page": run[0]["name"] or _("a page")})
    seconds = (run[0]["occurred_at"] - run[-1]["occurred_at"]).total_seconds()
    pages = ngettext("Viewed %(n)s page in %(time)s", "Viewed %(n)s pages in %(time)s", len(run))
    parts = [Part(row["name"] or "", aware(row["occurred_at"])) for row in reversed(run)]
    return replace(drawn, title=pages % {"n": len(run), "time": duration(seconds)}, parts=parts)


def _event(drawn: Moment, run: Sequence[Told]) -> Moment:
    row = run[0]
    amount = _money(run) if row["currency"] and row["value"] is not None else None
    return replace(drawn, title=humanised(row["name"]) or _("Something happened"), money=amount)


def _cost(drawn: Moment, run: Sequence[Told]) -> Moment:
    what = humanised(run[0]["name"])
    return replace(drawn, title=_("Was spent on them: %(what)s") % {"what": what}, money=_money(run), is_inner=True)


_DRAWN = {
    "answer": _answer,
    "review": _review,
    "mention": _mention,
    "message": _message,
    "case": _case,
    "order": _order,
    "refund": _refund,
    "page": _page,
    "event": _event,
    "cost": _cost,
}


def _about(run: Sequence[Told], person: Person) -> list[str]:
    """Where, by what means, with whom: what all the rows of the moment share, told once."""
    row = run[0]
    told = [
        person.called.get(row["location"], row["location"]),
        humanised(row["touchpoint"]),
        humanised(row["channel"]),
        humanised(row["employee"]),
    ]
    return list(dict.fromkeys(each for each in told if each))


def _money(run: Sequence[Told]) -> Money | None:
    amounts = [row["value"] for row in run if row["value"] is not None]
    currencies = {row["currency"] or "" for row in run}
    return Money(sum(amounts), currencies.pop()) if amounts and len(currencies) == 1 else None


def _is_one(newer: Told, older: Told) -> bool:
    if newer["kind"] != older["kind"] or newer["location"] != older["location"]:
        return False
    if newer["kind"] == "order":
        return newer["thread"] is not None and newer["thread"] == older["thread"]
    if newer["kind"] != "page":
        return False
    if newer["session"] is not None or older["session"] is not None:
        return bool(newer["session"] == older["session"])
    close = abs(newer["occurred_at"] - older["occurred_at"]) <= PAUSE
    return close and bool(newer["visitor"] == older["visitor"])


def _whole(rows: Sequence[Told]) -> int:
    """How many of the rows to show: what is one thing is not torn apart by the end of the page, if it fits on one."""
    if len(rows) <= SIZE:
        return SIZE
    end = SIZE
    while end > 1 and _is_one(rows[end - 1], rows[end]):
        end -= 1
    return end if end > 1 else SIZE


def _key(row: Told) -> tuple[str, str, str]:
    return row["occurred_at"].isoformat(), row["received_at"].isoformat(), row["id"]


def _mark(place: Place) -> Mark | None:
    if place.key is None:
        return None
    occurred, received, number = place.key
    return datetime.fromisoformat(occurred), datetime.fromisoformat(received), number


def _checked(place: Place) -> Place:
    """The place, if it is one of a timeline; an address put together by hand begins at the beginning."""
    if place.key is None or len(place.key) != 3 or not all(isinstance(part, str) for part in place.key):
        return Place()
    try:
        mark = _mark(place)
    except ValueError:
        return Place()
    return place if mark and mark[0].tzinfo is None and mark[1].tzinfo is None else Place()
