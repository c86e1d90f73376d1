"""Rules that go by the clock: numbers, waits, new themes; and texts once more, so that none is lost to a kill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import narwhals as nw
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from heedful.act.alerts.actions import resolve_firing
from heedful.act.alerts.conditions import WATCHED, NewTheme, Sounds, Unanswered, Watched, condition_of
from heedful.act.alerts.gathering import KEPT, gather
from heedful.act.alerts.hearing import check_texts_again
from heedful.act.alerts.models import Firing, FiringItem, Rule
from heedful.act.alerts.simulating import found_in
from heedful.act.alerts.telling import follow, open_cases_of_number, tell
from heedful.act.alerts.waits import waits_too_long
from heedful.act.alerts.watching import looks, rows_in
from heedful.act.alerts.windows import Look
from heedful.interactions import stores
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.understand.themes.models import FoundTheme
from heedful.understand.themes.queries import hit_key

A_MINUTE: Final = timedelta(minutes=1)
AT_ONCE: Final = 50  # rules for a call, the longest unlooked first
LATEST: Final = timedelta(days=7)  # what was over before that, while nothing ran, alarms nobody
PAUSES: Final = {"unanswered": A_MINUTE, "sounds": timedelta(minutes=15), "new theme": timedelta(hours=1)}
OF_NUMBERS: Final = timedelta(minutes=10)  # a window that is over is looked at soon, and only once


def check_due(now: datetime, *, store: Store | None = None) -> int:
    """Look at the rules whose time has come; how many. One that fails keeps none of the others back."""
    if store is None and not cache.add("alerts:looked", 1, A_MINUTE.total_seconds()):
        return 0
    store = stores.current() if store is None else store
    rules = Rule.objects.filter(on_since__lte=now, condition__looks_for__in=[*PAUSES, "level", "change", "spike"])
    due = [rule for rule in rules.select_related("workspace").order_by("checked_until")[:1000] if _is_due(rule, now)]
    failures = []
    for rule in due[:AT_ONCE]:
        try:
            check_rule(rule, store=store, now=now)
        except Exception as failure:
            failure.add_note(f"in the alert rule {rule.pk}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("alert rules", failures)
    return len(due[:AT_ONCE])


def check_rule(rule: Rule, *, store: Store, now: datetime) -> None:
    """From where it was last looked at; where it is by now moves on in the same transaction."""
    condition = condition_of(rule)
    since = max(rule.checked_until or rule.on_since or now, now - LATEST)
    with transaction.atomic():
        if isinstance(condition, WATCHED):
            for look in looks(rule, condition, since, store=store, now=now):
                _judge(rule, condition, look, store, now)
        elif isinstance(condition, Unanswered):
            for gathered in gather(rule, waits_too_long(rule, condition, since, store=store, now=now), now=now):
                follow(gathered, store=store, now=now)
        elif isinstance(condition, NewTheme):
            _check_themes(rule, store, now)
        elif isinstance(condition, Sounds):
            check_texts_again(store, [rule], now)
        Rule.objects.filter(pk=rule.pk).update(checked_until=now)


def _is_due(rule: Rule, now: datetime) -> bool:
    pause = PAUSES.get(rule.condition["looks_for"], OF_NUMBERS)
    return rule.checked_until is None or now - rule.checked_until >= pause


def _judge(rule: Rule, condition: Watched, look: Look, store: Store, now: datetime) -> None:
    under_way = Firing.objects.filter(rule=rule, location=look.place, resolved_at=None).first()
    if look.is_beyond:
        firing = under_way or _begun(rule, look, now)
        firing.found, firing.last_at = firing.found | found_in(condition, look), now
        _keep(firing, rows_in(rule, condition, look, store).to_pylist())
        if under_way is None:
            _follow_number(firing, now)
    elif under_way is not None and look.limits is not None:
        with override(rule.workspace.language):
            why = _("It is back within its limits.")
        resolve_firing(under_way, by=None, why=why, now=now)


def _begun(rule: Rule, look: Look, now: datetime) -> Firing:
    return Firing.objects.create(
        rule=rule, workspace=rule.workspace, location=look.place, began_at=now, last_at=now, told_at=now
    )


def _keep(firing: Firing, rows: Sequence[dict[str, Any]]) -> None:
    """What the number was made of: all are counted, the newest are kept as rows, each once."""
    known = set(
        FiringItem.objects.filter(rule=firing.rule_id, interaction__in=[row["id"] for row in rows[:KEPT]]).values_list(
            "interaction", flat=True
        )
    )
    new = [row for row in rows if row["id"] not in known]
    FiringItem.objects.bulk_create(
        [
            FiringItem(
                firing=firing,
                rule_id=firing.rule_id,
                interaction=row["id"],
                kind=row["kind"],
                occurred_at=_aware(row["occurred_at"]),
            )
            for row in new[: max(0, KEPT - firing.items_count)]
        ]
    )
    firing.items_count += len(new)
    firing.save(update_fields=["found", "last_at", "items_count"])


def _follow_number(firing: Firing, now: datetime) -> None:
    """Told of, unless it rests: the same rule told of the same place only just now."""
    rests = timedelta(minutes=firing.rule.cooldown_minutes)
    told = Firing.objects.filter(rule=firing.rule, location=firing.location, last_at__gt=now - rests)
    if rests and told.exclude(pk=firing.pk).exists():
        return
    if firing.rule.opens_case:
        open_cases_of_number(firing, now=now)
    tell(firing, now=now)


def _check_themes(rule: Rule, store: Store, now: datetime) -> None:
    found = FoundTheme.objects.filter(
        workspace=rule.workspace, first_seen__gte=rule.on_since, n__gte=rule.minimum_n, hidden_at=None
    ).exclude(state=FoundTheme.State.GONE)
    told = set(Firing.objects.filter(rule=rule).values_list("found__theme", flat=True))
    for theme in found:
        if theme.key not in told:
            firing = Firing.objects.create(
                rule=rule, workspace=rule.workspace, began_at=now, last_at=now, told_at=now,
                found={"theme": theme.key, "names": theme.names},
            )  # fmt: skip
            _keep(firing, _texts_about(theme, store))
            _follow_number(firing, now)


def _texts_about(theme: FoundTheme, store: Store) -> list[dict[str, Any]]:
    key = theme.workspace.key
    hits = lazy(store.hits(key)).filter(nw.col("theme") == hit_key(theme)).select("id").unique()
    ids = hits.collect(backend="pyarrow")["id"].to_list()
    if not ids:
        return []
    rows = lazy(store.voices(key, ids=ids)).select("id", "kind", "occurred_at")
    newest: list[dict[str, Any]] = (
        rows.sort("occurred_at", "id", descending=True).collect(backend="pyarrow").to_native().to_pylist()
    )
    return newest


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)
