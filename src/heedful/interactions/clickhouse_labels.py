"""What a ClickHouse log keeps beside its texts: labels with their hits in one row, and vectors.

A row replaces the one before it as a whole, so a text never has the hits of one labelling and the labels of another.
There is one insert for each labelling, of one block: it is there or it is not.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions.clickhouse_known import ClickhouseKnown
from heedful.interactions.known import KEYS
from heedful.interactions.labels import (
    HITS,
    INBOUND,
    LABELLED,
    LABELS,
    READ_OFF,
    VECTORS,
    VERSIONED,
    VOICED,
    VOICES,
    Between,
    hits_of,
    one_each,
)
from heedful.interactions.schema import CHOICE, LOG

TYPES: Final = {
    pa.string(): "String",
    pa.float64(): "Float64",
    pa.timestamp("us"): "DateTime64(6)",
    pa.bool_(): "Bool",
    pa.int32(): "Int32",
    pa.binary(): "String",
}
PARTS: Final = tuple(name for name in HITS.names if name not in {"workspace", "id"})
IDS_AT_ONCE: Final = 500
EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2299, 12, 31)  # noqa: DTZ001 - naive UTC; all that a DateTime64 holds


def _columns(schema: pa.Schema, kept: Sequence[str]) -> str:
    """What a join finds nothing for is null, also where a row of its own always has a value."""
    return ", ".join(f"`{f.name}` {_type(f, f.name in kept)}" for f in schema)


def _type(field: pa.Field, known: bool) -> str:
    return TYPES[field.type] if known else f"Nullable({TYPES[field.type]})"


_HIT_COLUMNS: Final = ", ".join(f"`hits.{n}` Array({_type(HITS.field(n), not HITS.field(n).nullable)})" for n in PARTS)
_REPLACED: Final = """stamp UInt64) ENGINE = ReplacingMergeTree(stamp)
    ORDER BY (workspace, id) SETTINGS old_parts_lifetime = 10"""
TABLES: Final = (
    f"labels ({_columns(LABELS, ('workspace', 'id'))}, {_HIT_COLUMNS}, {_REPLACED}",
    f"vectors ({_columns(VECTORS, VECTORS.names)}, {_REPLACED}",
)
SAID: Final = f"""workspace = {{workspace:String}} AND NOT withdrawn AND text <> ''
    AND kind IN ({", ".join(f"'{kind}'" for kind in VOICED)})
    AND (kind <> 'message' OR name IS NULL OR name = '{INBOUND}')
    AND (kind <> 'answer' OR scale IS NULL OR scale <> '{CHOICE}')"""
CHOSEN: Final = f"kind = 'answer' AND scale = '{CHOICE}'"


def create(client: Any, database: str) -> None:
    """Can be repeated."""
    for table in TABLES:
        client.command(f"CREATE TABLE IF NOT EXISTS {database}.{table}")
    labels = ", ".join(f"`{name}`" for name in LABELS.names)
    client.command(f"CREATE VIEW IF NOT EXISTS {database}.labels_now AS SELECT {labels} FROM {database}.labels FINAL")
    joined = ", ".join(f"`hits.{name}` AS `{name}`" for name in PARTS)
    hits = ", ".join(f"`{name}`" for name in HITS.names)
    client.command(f"""CREATE VIEW IF NOT EXISTS {database}.hits_now AS SELECT {hits}
        FROM (SELECT * FROM {database}.labels FINAL) ARRAY JOIN {joined}""")


def mark_choices(client: Any, database: str) -> None:
    """In a log of before chosen answers were told apart; what was read off them goes, too. Can be repeated."""
    wait = {"mutations_sync": 2}
    client.command(
        f"""ALTER TABLE {database}.rows UPDATE scale = '{CHOICE}' WHERE kind = 'answer' AND scale IS NULL
            AND source LIKE 'survey:%' AND properties LIKE '%"chosen": ["%'""",
        settings=wait,
    )
    for table in ("labels", "vectors"):
        theirs = f"(workspace, id) IN (SELECT workspace, id FROM {database}.rows WHERE {CHOSEN})"
        client.command(f"ALTER TABLE {database}.{table} DELETE WHERE {theirs}", settings=wait)


def label(client: Any, database: str, workspace: str, rows: pa.Table, hits: pa.Table) -> int:
    """Replace the labels and hits of these texts; how many of them are in the log."""
    fitting = one_each(workspace, rows, LABELS)
    named = hits_of(workspace, hits, fitting)
    there = _there(client, database, fitting)
    return _replace(client, database, "labels", workspace, _with_hits(there, named))


def keep_vectors(client: Any, database: str, workspace: str, rows: pa.Table) -> int:
    """Replace the vectors of these texts; how many of them are in the log."""
    there = _there(client, database, one_each(workspace, rows, VECTORS))
    return _replace(client, database, "vectors", workspace, there)


def _there(client: Any, database: str, rows: pa.Table) -> pa.Table:
    """Of texts that are in the log: one that was erased meanwhile leaves no trace here either."""
    keys = rows.select(["workspace", "id"]).rename_columns(KEYS.names)
    known = ClickhouseKnown(client, database).heard(keys)
    return rows.filter(pc.is_in(rows["id"], value_set=known["key"].combine_chunks()))


def _with_hits(rows: pa.Table, hits: pa.Table) -> pa.Table:
    """The hits of each text as lists beside its labels."""
    of_text: dict[str, list[int]] = {}
    for place, number in enumerate(hits["id"].to_pylist()):
        of_text.setdefault(number, []).append(place)
    places = [of_text.get(number, []) for number in rows["id"].to_pylist()]
    offsets = pa.array([0, *_running(len(each) for each in places)], pa.int32())
    ordered = hits.take(pa.array([place for each in places for place in each], pa.int64()))
    for name in PARTS:
        column = ordered[name].combine_chunks()
        rows = rows.append_column(f"hits.{name}", pa.ListArray.from_arrays(offsets, column))
    return rows


def _replace(client: Any, database: str, table: str, workspace: str, rows: pa.Table) -> int:
    if rows.num_rows:
        stamp = pa.repeat(pa.scalar(next_number(client, database, workspace), pa.uint64()), rows.num_rows)
        client.insert_arrow(f"{database}.{table}", rows.append_column("stamp", stamp))
    return int(rows.num_rows)


def _running(counts: Any) -> list[int]:
    total, totals = 0, []
    for count in counts:
        total += count
        totals.append(total)
    return totals


# Versions: the microsecond of the last labelling, or of what was said by `touch`.


def number(client: Any, database: str, workspace: str) -> int:
    query = f"""SELECT greatest(
        (SELECT max(stamp) FROM {database}.labels WHERE workspace = {{workspace:String}}),
        (SELECT max(round) FROM {database}.touched WHERE workspace = {{workspace:String}} AND kind = '{VERSIONED}'))"""
    return int(client.query(query, parameters={"workspace": workspace}).result_rows[0][0] or 0)


def next_number(client: Any, database: str, workspace: str) -> int:
    now = int(client.query("SELECT toUnixTimestamp64Micro(now64(6))").result_rows[0][0])
    return max(now, number(client, database, workspace) + 1)


def touch(client: Any, database: str, workspace: str) -> None:
    """Without a labelling: texts were withdrawn, restored or erased."""
    row = [workspace, VERSIONED, next_number(client, database, workspace)]
    client.insert(f"{database}.touched", [row], column_names=["workspace", "kind", "round"])


# Erasing.


def counted(client: Any, database: str, condition: str, scope: dict[str, Any]) -> dict[str, int]:
    """How many rows of which table the condition holds of, where there are any."""
    queries = {
        "labels": f"SELECT count() FROM {database}.labels FINAL WHERE {condition}",
        "hits": f"SELECT sum(length(`hits.theme`)) FROM {database}.labels FINAL WHERE {condition}",
        "vectors": f"SELECT count() FROM {database}.vectors FINAL WHERE {condition}",
    }
    found = {what: int(client.query(query, parameters=scope).result_rows[0][0]) for what, query in queries.items()}
    return {what: rows for what, rows in found.items() if rows}


def of_rows(database: str, condition: str) -> str:
    """The condition on a companion: its text is among the rows of which the condition holds."""
    return f"workspace = {{workspace:String}} AND id IN (SELECT id FROM {database}.rows WHERE {condition})"


# Reading.


def voices(rows: Any, labels: Any, workspace: str) -> Any:
    """Ibis tables in, one out: those of the log that count, with what was read off them."""
    inbound = (rows.kind != "message") | rows.name.isnull() | (rows.name == INBOUND)
    written = (rows.kind != "answer") | rows.scale.isnull() | (rows.scale != CHOICE)
    of_theirs = (rows.workspace == workspace) & (rows.text != "") & rows.kind.isin(VOICED)
    said = rows.filter(of_theirs & inbound & written)
    theirs = labels.filter(labels.workspace == workspace).select("id", *READ_OFF)
    return said.left_join(theirs, "id").select(*VOICES.names)


def called(table: Any, ids: Sequence[str] | None) -> Any:
    return table if ids is None else table.filter(table.id.isin(list(ids)))


def during(table: Any, between: Between | None) -> Any:
    if between is None:
        return table
    first, last = (min(max(moment, EARLIEST), LATEST) for moment in between)
    return table.filter(table.occurred_at.between(first, last))


def about(texts: Any, hits: Any, workspace: str, theme: str) -> Any:
    return texts.semi_join(hits.filter((hits.workspace == workspace) & (hits.theme == theme)), "id")


def labelled(voices: Any, words: Sequence[str]) -> Any:
    found = voices.filter(voices.model.notnull())
    for word in words:
        found = found.filter(found.folded.contains(f" {word}"))
    return found.select(*LABELLED.names)


def hits(hits: Any, withdrawn: Any, workspace: str) -> Any:
    gone = withdrawn.filter((withdrawn.workspace == workspace) & withdrawn.withdrawn).select("id")
    return hits.filter(hits.workspace == workspace).anti_join(gone, "id").select(*HITS.names)


def unlabelled(client: Any, database: str, workspace: str, model: str, limit: int, *, tier: str) -> pa.Table:
    """The keys are found first: only the texts that are wanted are read."""
    done = f"""SELECT id FROM {database}.labels FINAL WHERE workspace = {{workspace:String}}
        AND model = {{model:String}} AND (tier = 'full' OR tier = {{tier:String}})"""
    due = f"""SELECT id FROM {database}.rows WHERE {SAID} AND id NOT IN ({done})
        ORDER BY occurred_at DESC, id DESC LIMIT {{limit:UInt64}}"""
    columns = ", ".join([*(f"t.`{n}` AS `{n}`" for n in LOG.names), *(f"l.`{n}` AS `{n}`" for n in READ_OFF)])
    query = f"""SELECT {columns} FROM (SELECT * FROM {database}.rows WHERE {SAID} AND id IN ({due})) t
        LEFT JOIN (SELECT * FROM {database}.labels FINAL WHERE workspace = {{workspace:String}} AND id IN ({due})) l
        ON l.id = t.id ORDER BY occurred_at DESC, id DESC"""
    values = {"workspace": workspace, "model": model, "tier": tier, "limit": limit}
    return client.query_arrow(query, parameters=values).cast(VOICES)


def vectors(client: Any, database: str, workspace: str, ids: Sequence[str]) -> pa.Table:
    columns = ", ".join(VECTORS.names)
    query = f"""SELECT {columns} FROM {database}.vectors FINAL
        WHERE workspace = {{workspace:String}} AND id IN {{ids:Array(String)}} AND id NOT IN
        (SELECT id FROM {database}.rows WHERE workspace = {{workspace:String}} AND withdrawn)"""
    found = [VECTORS.empty_table()]
    for start in range(0, len(ids), IDS_AT_ONCE):
        scope = {"workspace": workspace, "ids": list(ids[start : start + IDS_AT_ONCE])}
        found.append(client.query_arrow(query, parameters=scope, use_strings=False).cast(VECTORS))
    return pa.concat_tables(found).sort_by("id")
