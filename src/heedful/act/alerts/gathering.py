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


Found = tuple[Rule, Sequence[Hit]]
At = tuple[Rule, str]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a firing took in; `fires`: it is told of now, and was not before."""

    firing: Firing
    new: Sequence[Hit]
    fires: bool


def gather(rule: Rule, hits: Iterable[Hit], *, now: datetime) -> list[Gathered]:
    """The same of one rule alone."""
    return gather_all([(rule, list(hits))], now=now)


def gather_all(found: Sequence[Found], *, now: datetime) -> list[Gathered]:
    """Put what rules found into the firings under way at each place, or begin some; in the caller's transaction.

    A few questions to the database, however many rules and places there are.
    """
    known = _known(found)
    new = {
        (rule, place): its
        for rule, hits in found
        for place, its in _by_place(hit for hit in hits if (rule.pk, hit.id) not in known).items()
    }
    if not new:
        return []
    firings = _under_way(list(new), now)
    FiringItem.objects.bulk_create(row for at, hits in new.items() for row in _rows(firings[at], hits))
    gathered = [_taken(at[0], firings[at], hits, now) for at, hits in new.items()]
    _keep([each.firing for each in gathered])
    return gathered


def _by_place(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Each once, where it happened."""
    places: dict[str, list[Hit]] = {}
    for hit in {hit.id: hit for hit in hits}.values():
        places.setdefault(hit.location[:200], []).append(hit)
    return places


def _known(found: Sequence[Found]) -> set[tuple[int, str]]:
    """A rule fires once for an interaction, however often it is heard of: what each has fired for, of these.

    A round that is heard again is one from its beginning: only if the first are known, the others are looked for.
    """
    known = _fired_for([(rule, hits[:KEPT]) for rule, hits in found])
    again = {number for number, _ in known}
    return known | _fired_for([(rule, hits[KEPT:]) for rule, hits in found if rule.pk in again])


def _fired_for(found: Sequence[Found]) -> set[tuple[int, str]]:
    rules = [rule.pk for rule, hits in found if hits]
    ids = list({hit.id: None for _, hits in found for hit in hits})
    known: set[tuple[int, str]] = set()
    for start in range(0, len(ids), KEPT):
        items = FiringItem.objects.filter(rule__in=rules, interaction__in=ids[start : start + KEPT])
        known.update(items.values_list("rule", "interaction"))
    return known


def _under_way(wanted: Sequence[At], now: datetime) -> dict[At, Firing]:
    """The firing of each rule at each place that takes more in, or a new one."""
    rules = {rule.pk: rule for rule, _ in wanted}
    standing = Firing.objects.filter(rule__in=rules, resolved_at=None, location__in={place for _, place in wanted})
    newest = {(firing.rule_id, firing.location): firing for firing in standing.order_by("began_at", "pk")}
    takes = {at: newest.get((at[0].pk, at[1])) for at in wanted}
    found = {at: firing for at, firing in takes.items() if firing is not None and _takes_more(at[0], firing, now)}
    begun = {
        at: Firing(rule=at[0], workspace=at[0].workspace, location=at[1], began_at=now, last_at=now)
        for at in wanted
        if at not in found
    }
    Firing.objects.bulk_create(begun.values())
    for (rule, _), firing in found.items():
        firing.rule, firing.workspace = rule, rule.workspace
    return found | begun


def _takes_more(rule: Rule, firing: Firing, now: datetime) -> bool:
    rests = timedelta(minutes=rule.window_minutes + rule.cooldown_minutes)
    return firing.told_at is None or now < firing.began_at + rests


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


def _keep(firings: Sequence[Firing]) -> None:
    """All at once: each row is written anew with what counts now (`bulk_update` takes twenty times as long)."""
    counts = ["items_count", "began_at", "last_at", "told_at"]
    Firing.objects.bulk_create(firings, update_conflicts=True, unique_fields=["pk"], update_fields=counts)
