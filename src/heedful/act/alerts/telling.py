"""What follows when a rule fires, in the transaction in which it does: somebody is told, cases are opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from heedful.act.alerts.gathering import Gathered, Hit
from heedful.act.alerts.models import Firing, Rule
from heedful.act.notifications.hours import when_not_quiet
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.models import Customer, Location

MOST_CASES: Final = 50  # that one firing opens
LONGEST_TITLE: Final = 120
QUOTES: Final = 3


def follow(gathered: Gathered, *, store: Store, now: datetime) -> None:
    """Tell of it, if it fires now; open cases for what is new, also while it rests: each is a customer's matter."""
    firing = gathered.firing
    if firing.told_at is None:
        return
    rule = firing.rule
    hits = _all_of(firing, gathered) if gathered.fires else gathered.new
    if rule.opens_case:
        open_cases(firing, hits, store=store, now=now)
    if gathered.fires:
        tell(firing, [hit.text for hit in hits if hit.text], now=now)


def tell(firing: Firing, quotes: Sequence[str] = (), *, why: str = "", now: datetime) -> None:
    from heedful.act.webhooks.actions import tell_of_firing

    _notify(firing, "alert.fired", words_of(firing, quotes, why), now)
    tell_of_firing(firing, "alert.fired", now=now)


def tell_resolved(firing: Firing, *, now: datetime) -> None:
    from heedful.act.webhooks.actions import tell_of_firing

    _notify(firing, "alert.resolved", words_of(firing, (), firing.resolved_why), now)
    tell_of_firing(firing, "alert.resolved", now=now)


def words_of(firing: Firing, quotes: Sequence[str], why: str) -> dict[str, Any]:
    said: dict[str, Any] = {"rule": firing.rule.name, "count": firing.items_count}
    if firing.found.get("value") is not None:
        said["found"] = firing.found
    if firing.location:
        named = Location.objects.filter(workspace=firing.workspace_id, key=firing.location).first()
        said["place"] = named.name if named else firing.location
    if why:
        said["why"] = why
    return said | ({"quotes": list(quotes[:QUOTES])} if quotes else {})


def open_cases(firing: Firing, hits: Sequence[Hit], *, store: Store, now: datetime) -> None:
    """One for each of them, up to a number; what is beyond stands in the alert alone, and it says so."""
    from heedful.act.cases.actions import open_case
    from heedful.act.cases.items import Item

    opened = int(firing.found.get("cases", 0))
    whose = customers_of(store, firing.rule, hits) if hits else {}
    place = Location.objects.filter(workspace=firing.workspace_id, key=firing.location).first()
    for hit in hits[: MOST_CASES - opened]:
        case = open_case(
            firing.workspace,
            title=title_of(firing.rule, hit),
            origin=hit.kind if hit.kind in ("answer", "review", "message", "mention") else "alert",
            items=[Item(hit.id, hit.kind, hit.at, hit.thread, hit.value, hit.scale)],
            customer=whose.get(hit.id),
            location=place,
            touchpoint=hit.touchpoint,
            priority=firing.rule.priority,
            rule=firing.rule,
            now=now,
        )
        firing.case = firing.case or case
        opened += 1
    firing.found = firing.found | {"cases": opened}
    firing.save(update_fields=["case", "found"])


def open_cases_of_number(firing: Firing, *, now: datetime) -> None:
    """One for the whole of it: a number is nobody's message."""
    from heedful.act.cases.actions import open_case

    firing.case = open_case(
        firing.workspace,
        title=firing.rule.name,
        origin="alert",
        location=Location.objects.filter(workspace=firing.workspace_id, key=firing.location).first(),
        touchpoint=firing.rule.condition.get("touchpoint", ""),
        priority=firing.rule.priority,
        rule=firing.rule,
        causes=[firing.found["theme"]] if "theme" in firing.found else (),
        now=now,
    )
    firing.save(update_fields=["case"])


def title_of(rule: Rule, hit: Hit) -> str:
    words = " ".join(hit.text.split())
    return words if 0 < len(words) <= LONGEST_TITLE else f"{words[:LONGEST_TITLE]}…" if words else rule.name


def customers_of(store: Store, rule: Rule, hits: Sequence[Hit]) -> Mapping[str, Customer]:
    """Whose each of them is, by its id, as the log knows it by now."""
    import narwhals as nw

    at = nw.col("occurred_at")
    times = [hit.at.replace(tzinfo=None) for hit in hits]
    frame = lazy(store.frame(rule.workspace.key, kinds=sorted({hit.kind for hit in hits})))
    rows = frame.filter(at >= min(times), at <= max(times), nw.col("id").is_in([hit.id for hit in hits]))
    found = rows.filter(~nw.col("customer").is_null()).select("id", "customer").collect(backend="pyarrow")
    keys = dict(found.iter_rows())
    known = Customer.objects.filter(workspace=rule.workspace_id, key__in=set(keys.values()))
    called = {customer.key: customer for customer in known}
    return {number: called[key] for number, key in keys.items() if key in called}


def _notify(firing: Firing, event: str, words: Mapping[str, Any], now: datetime) -> None:
    from heedful.act.notifications.actions import notify
    from heedful.act.notifications.receivers import receivers

    rule = firing.rule
    members, channels = receivers(rule.tells, rule.workspace, firing.location)
    notify(
        rule.workspace,
        event,
        subject=f"firing:{firing.pk}",
        key=f"firing:{firing.pk}:{event}",
        words=words,
        href=reverse("act:alert", args=[firing.pk]),
        members=members,
        channels=channels,
        now=now,
        due_at=when_not_quiet(now, rule.quiet_hours, rule.workspace.time_zone),
        location=firing.location,
    )


def _all_of(firing: Firing, gathered: Gathered) -> Sequence[Hit]:
    """With those that were kept before it fired: they wait for somebody, too."""
    new = {hit.id for hit in gathered.new}
    before = firing.items.exclude(interaction__in=new) if firing.rule.minimum_n > 1 else ()
    earlier = [Hit(item.interaction, item.kind, item.occurred_at, firing.location) for item in before]
    return [*earlier, *gathered.new]
