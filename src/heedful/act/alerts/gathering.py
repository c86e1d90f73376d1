"""From what a rule found to firings: once for all that came within its window, counted in silence while it rests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from heedful.act.alerts.models import Firing, FiringItem, Rule

KEPT: Final = 200  # items of a firing that stand as rows; the others are counted
MOST_AT_LEAST: Final = 100  # no rule waits for more of them than that


@dataclass(frozen=True, slots=True)
class Hit:
    """One interaction that a rule is about."""

    id: str
    kind: str
    at: datetime
    location: str = ""
    thread: str = ""
    touchpoint: str = ""
    value: float | None = None
    scale: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a firing took in; `fires`: it is told of now, and was not before."""

    firing: Firing
    new: Sequence[Hit]
    fires: bool


def gather(rule: Rule, hits: Iterable[Hit], *, now: datetime) -> list[Gathered]:
    """Put what was found into the firings that are under way at its places, or begin some. In the caller's transaction.

    A few questions to the database for a rule, however many places there are.
    """
    places: dict[str, list[Hit]] = {}
    for hit in _unknown(rule, list(hits)):
        places.setdefault(hit.location[:200], []).append(hit)
    if not places:
        return []
    firings = _under_way(rule, places, now)
    rows = [row for place, found in places.items() for row in _rows(firings[place], found)]
    FiringItem.objects.bulk_create(rows)
    gathered = [_taken(rule, firings[place], found, now) for place, found in places.items()]
    Firing.objects.bulk_update(firings.values(), ["items_count", "began_at", "last_at", "told_at"])
    return gathered


def _unknown(rule: Rule, hits: list[Hit]) -> list[Hit]:
    """A rule fires once for an interaction, however often it is heard of."""
    known = set(
        FiringItem.objects.filter(rule=rule, interaction__in=[hit.id for hit in hits[:KEPT]]).values_list(
            "interaction", flat=True
        )
    )
    if known:
        known |= _known_beyond(rule, hits[KEPT:])
    return list({hit.id: hit for hit in hits if hit.id not in known}.values())


def _known_beyond(rule: Rule, hits: Sequence[Hit]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(hits), KEPT):
        ids = [hit.id for hit in hits[start : start + KEPT]]
        found.update(FiringItem.objects.filter(rule=rule, interaction__in=ids).values_list("interaction", flat=True))
    return found


def _under_way(rule: Rule, places: Iterable[str], now: datetime) -> dict[str, Firing]:
    """The firing of each place that takes more in, or a new one."""
    ends = timedelta(minutes=rule.window_minutes + rule.cooldown_minutes)
    standing = Firing.objects.filter(rule=rule, location__in=list(places), resolved_at=None).order_by("began_at", "pk")
    newest = {firing.location: firing for firing in standing}
    found = {
        place: firing for place, firing in newest.items() if firing.told_at is None or now < firing.began_at + ends
    }
    for place in places:
        if place not in found:
            found[place] = Firing.objects.create(
                rule=rule, workspace=rule.workspace, location=place, began_at=now, last_at=now
            )
    for firing in found.values():
        firing.rule, firing.workspace = rule, rule.workspace
    return found


def _taken(rule: Rule, firing: Firing, hits: Sequence[Hit], now: datetime) -> Gathered:
    firing.items_count += len(hits)
    firing.last_at = now
    if firing.told_at is None:
        _let_go_of_old(firing, rule, hits)
    fires = firing.told_at is None and firing.items_count >= rule.minimum_n
    if fires:
        firing.told_at = now
    return Gathered(firing, hits, fires)


def _let_go_of_old(firing: Firing, rule: Rule, hits: Sequence[Hit]) -> None:
    """Not enough of them came within the window yet: it moves on with the newest."""
    if rule.minimum_n <= 1:
        return
    since = max(hit.at for hit in hits) - timedelta(minutes=rule.window_minutes)
    gone, _ = firing.items.filter(occurred_at__lt=since).delete()
    firing.items_count -= gone
    firing.began_at = firing.last_at


def _rows(firing: Firing, hits: Sequence[Hit]) -> list[FiringItem]:
    room = KEPT - min(firing.items_count, KEPT)
    return [
        FiringItem(firing=firing, rule_id=firing.rule_id, interaction=hit.id, kind=hit.kind, occurred_at=hit.at)
        for hit in hits[:room]
    ]
