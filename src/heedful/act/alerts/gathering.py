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
    """Put what was found into the firing that is under way at its place, or begin one. In the caller's transaction."""
    places: dict[str, list[Hit]] = {}
    for hit in _unknown(rule, list(hits)):
        places.setdefault(hit.location, []).append(hit)
    return [_at_a_place(rule, place, found, now) for place, found in places.items()]


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


def _at_a_place(rule: Rule, place: str, hits: Sequence[Hit], now: datetime) -> Gathered:
    firing = _under_way(rule, place, now) or Firing.objects.create(
        rule=rule, workspace_id=rule.workspace_id, location=place[:200], began_at=now, last_at=now
    )
    room = KEPT - min(firing.items_count, KEPT)
    FiringItem.objects.bulk_create([_row(firing, hit) for hit in hits[:room]])
    firing.items_count += len(hits)
    firing.last_at = now
    if firing.told_at is None:
        _let_go_of_old(firing, rule, hits)
    fires = firing.told_at is None and firing.items_count >= rule.minimum_n
    if fires:
        firing.told_at = now
    firing.save(update_fields=["items_count", "began_at", "last_at", "told_at"])
    return Gathered(firing, hits, fires)


def _under_way(rule: Rule, place: str, now: datetime) -> Firing | None:
    firing = Firing.objects.filter(rule=rule, location=place, resolved_at=None).first()
    if firing is None or firing.told_at is None:
        return firing
    ends = firing.began_at + timedelta(minutes=rule.window_minutes + rule.cooldown_minutes)
    return firing if now < ends else None


def _let_go_of_old(firing: Firing, rule: Rule, hits: Sequence[Hit]) -> None:
    """Not enough of them came within the window yet: it moves on with the newest."""
    if rule.minimum_n <= 1:
        return
    since = max(hit.at for hit in hits) - timedelta(minutes=rule.window_minutes)
    gone, _ = firing.items.filter(occurred_at__lt=since).delete()
    firing.items_count -= gone
    firing.began_at = firing.last_at


def _row(firing: Firing, hit: Hit) -> FiringItem:
    return FiringItem(firing=firing, rule_id=firing.rule_id, interaction=hit.id, kind=hit.kind, occurred_at=hit.at)
