"""What was just heard, or read, held against the rules that are about single items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from heedful.act.alerts.conditions import AT_ONCE, AtOnce, Sounds, condition_of
from heedful.act.alerts.gathering import Hit, gather, gather_all
from heedful.act.alerts.matching import THEIRS, Rows, matching
from heedful.act.alerts.models import Rule
from heedful.act.alerts.telling import follow
from heedful.interactions.store import Store
from heedful.interactions.telling import Round
from heedful.measures import lazy

FRESH: Final = timedelta(days=3)  # what happened before that, and is heard only now, alarms nobody
FRESH_TEXT: Final = timedelta(days=1)  # the same of texts that are read
ANGRY: Final = 0.6
URGENT: Final = 0.5
NEGATIVE: Final = -0.35
SURE: Final = 0.6
COLUMNS: Final = ("id", "kind", "occurred_at", "location", "thread", "touchpoint", "value", "scale", "text")


def check(heard: Round) -> None:
    """Hold a round of the loader against the rules, in the transaction that tells of it."""
    keys = pc.unique(heard.rows["workspace"]).to_pylist()
    rules = Rule.objects.filter(workspace__key__in=keys, about=Rule.About.ITEM, on_since__lte=heard.now)
    by_workspace: dict[str, list[tuple[Rule, AtOnce]]] = {}
    for rule in rules.select_related("workspace"):
        condition = condition_of(rule)
        if isinstance(condition, AT_ONCE):
            by_workspace.setdefault(rule.workspace.key, []).append((rule, condition))
    for key, its in by_workspace.items():
        rows = fresh_rows(heard.rows.filter(pc.equal(heard.rows["workspace"], key)), heard.now)
        if rows.num_rows:
            _check_rows(its, Rows(rows), heard)


def fresh_rows(rows: pa.Table, now: datetime) -> pa.Table:
    since = pa.scalar(_naive(now - FRESH), rows.schema.field("occurred_at").type)
    return rows.filter(pc.greater_equal(rows["occurred_at"], since))


def _check_rows(rules: Sequence[tuple[Rule, AtOnce]], rows: Rows, heard: Round) -> None:
    tables = [(rule, found_by(rule, condition, rows)) for rule, condition in rules]
    found = [(rule, list(hits_in(table))) for rule, table in tables if table.num_rows]
    for gathered in gather_all(found, now=heard.now):
        follow(gathered, store=heard.store, now=heard.now)


def found_by(rule: Rule, condition: AtOnce, rows: Rows) -> pa.Table:
    """The rows that the rule is about, from when it was switched on."""
    found = matching(condition, rows)
    if rule.locations:
        found = found.filter(pc.is_in(found["location"], value_set=pa.array(rule.locations, pa.string())))
    if rule.on_since is not None and found.num_rows:
        since = pa.scalar(_naive(rule.on_since), found.schema.field("received_at").type)
        found = found.filter(pc.greater_equal(found["received_at"], since))
    return found


def hits_in(rows: pa.Table) -> Iterator[Hit]:
    for row in rows.select(list(COLUMNS)).to_pylist():
        yield Hit(
            id=row["id"],
            kind=row["kind"],
            at=row["occurred_at"].replace(tzinfo=UTC),
            location=row["location"] or "",
            thread=row["thread"] or "",
            touchpoint=row["touchpoint"] or "",
            value=row["value"],
            scale=row["scale"] or "",
            text=row["text"] or "",
        )


def check_texts(store: Store, workspace: str, ids: Sequence[str], now: datetime) -> int:
    """Hold texts that were just read against the rules about how they sound; how many were found."""
    rules = [rule for rule in _sounding(workspace, now) if rule.on_since]
    if not rules or not ids:
        return 0
    rows = lazy(store.voices(workspace, ids=list(ids)))
    return _check_voices(store, rules, rows, now)


def check_texts_again(store: Store, rules: Sequence[Rule], now: datetime) -> int:
    """The same of all that were received lately: nothing is lost where the process was killed after reading."""
    key = rules[0].workspace.key
    return _check_voices(store, rules, lazy(store.voices(key)).filter(~nw.col("model").is_null()), now)


def _check_voices(store: Store, rules: Sequence[Rule], rows: nw.LazyFrame[Any], now: datetime) -> int:
    workspace = rules[0].workspace.key
    since = _naive(max(min(rule.on_since for rule in rules if rule.on_since), now - FRESH_TEXT))
    fresh = rows.filter(nw.col("received_at") >= since, nw.col("occurred_at") >= _naive(now - FRESH))
    found = 0
    for rule in rules:
        condition = condition_of(rule)
        if isinstance(condition, Sounds) and rule.on_since:
            at = nw.col("received_at") >= _naive(rule.on_since)
            table = sounding(fresh.filter(at), condition, rule.locations, store, workspace)
            found += table.num_rows
            with transaction.atomic():
                for gathered in gather(rule, hits_in(table), now=now):
                    follow(gathered, store=store, now=now)
    return found


def sounding(
    rows: nw.LazyFrame[Any], condition: Sounds, places: Sequence[str], store: Store, workspace: str
) -> pa.Table:
    """The texts that sound so, of customers; counted in the log's engine."""
    ours = (nw.col("kind") == "message") & (nw.col("name") != THEIRS).fill_null(value=False)
    sign = {
        "angry": nw.col("anger") >= ANGRY,
        "urgent": nw.col("urgency") >= URGENT,
        "negative": (nw.col("sentiment") <= NEGATIVE) & (nw.col("confidence") >= SURE),
        "complaint": nw.col("intent") == "complaint",
    }[condition.sign]
    found = rows.filter(sign.fill_null(value=False), ~ours)
    if places:
        found = found.filter(nw.col("location").is_in(list(places)))
    if condition.touchpoint:
        found = found.filter(nw.col("touchpoint") == condition.touchpoint)
    table: pa.Table = found.select(*COLUMNS).collect(backend="pyarrow").to_native()
    if condition.theme and table.num_rows:
        hits = lazy(store.hits(workspace, ids=table["id"].to_pylist())).filter(nw.col("theme") == condition.theme)
        about = hits.select("id").unique().collect(backend="pyarrow")["id"].to_list()
        table = table.filter(pc.is_in(table["id"], value_set=pa.array(about, pa.string())))
    return table


def _sounding(workspace: str, now: datetime) -> list[Rule]:
    rules = Rule.objects.filter(
        workspace__key=workspace, about=Rule.About.ITEM, on_since__lte=now, condition__looks_for="sounds"
    )
    return list(rules.select_related("workspace"))


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
