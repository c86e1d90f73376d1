"""What a DuckDB log answers of its texts: what was said, what was read off it, and what waits to be read.

A text is found by its digest, and only then are its columns read: DuckDB would else unpack the columns of every text
to keep a few of them.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what senders gave travels as a parameter or as a table

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from heedful.interactions.duckdb_known import DIGEST
from heedful.interactions.labels import HITS, INBOUND, LABELLED, READ_OFF, VECTORS, VOICED, VOICES, Between
from heedful.interactions.schema import CHOICE, LOG
from heedful.interactions.signatures import NAMES, masks

_THEIRS: Final = {
    "message": f" AND (name IS NULL OR name = '{INBOUND}')",
    "answer": f" AND (scale IS NULL OR scale <> '{CHOICE}')",
}


def voices(
    reader: duckdb.DuckDBPyConnection, workspace: str, ids: Sequence[str] | None, between: Between | None
) -> duckdb.DuckDBPyRelation:
    kinds = _heard(reader, workspace)
    return reader.sql(_voices(_quoted(workspace), kinds, _called(reader, workspace, ids), _during(between)))


def labelled(
    reader: duckdb.DuckDBPyConnection, workspace: str, words: Sequence[str], theme: str, between: Between | None
) -> duckdb.DuckDBPyRelation:
    """The signatures are looked at first, and only where they fit what was written: CASE keeps DuckDB to that order.

    As conditions of equal rank, the words would be looked for in each text, and the signatures asked of what is left.
    """
    scope = _quoted(workspace)
    bits = [f"({name} & {mask}::UBIGINT) = {mask}::UBIGINT" for name, mask in zip(NAMES, masks(words), strict=True)]
    held = " AND ".join(f"contains(folded, {_quoted(' ' + word)})" for word in words)
    looked_for = f" AND CASE WHEN {' AND '.join(bits)} THEN {held} ELSE false END" if words else ""
    during = _during(between)
    about = f"SELECT digest FROM hits WHERE workspace = {scope} AND theme = {_quoted(theme)}{during}"
    looked_for += f" AND digest IN ({about})" if theme else ""
    columns = ", ".join(f'"{name}"' for name in LABELLED.names)
    counting = f"(SELECT * FROM labels {_counting(reader, scope)})"
    return reader.sql(f"SELECT {columns} FROM {counting} WHERE workspace = {scope}{during}{looked_for}")


def hits(
    reader: duckdb.DuckDBPyConnection, workspace: str, ids: Sequence[str] | None, between: Between | None
) -> duckdb.DuckDBPyRelation:
    columns = ", ".join(f'"{name}"' for name in HITS.names)
    scope = _quoted(workspace)
    these = _these("hits", scope, _called(reader, workspace, ids), _during(between))
    return reader.sql(f"SELECT {columns} FROM (FROM hits WHERE {these}) {_counting(reader, scope)}")


def unlabelled(reader: duckdb.DuckDBPyConnection, workspace: str, model: str, limit: int, *, tier: str) -> pa.Table:
    """The keys are found first: only the texts that are wanted are read, and only in the time they are of."""
    scope, kinds = _quoted(workspace), _heard(reader, workspace)
    due = reader.execute(
        f"""SELECT digest, occurred_at FROM ({_said(scope, kinds, ("id", "occurred_at", "digest"))}) t
        ANTI JOIN (SELECT digest FROM labels WHERE workspace = {scope} AND model = $model
            AND (tier = 'full' OR tier = $tier)) l USING (digest)
        ORDER BY occurred_at DESC, id DESC LIMIT $limit""",
        {"model": model, "tier": tier, "limit": limit},
    ).to_arrow_table()
    if not due.num_rows:
        return VOICES.empty_table()
    times = {"first": due["occurred_at"][-1].as_py(), "last": due["occurred_at"][0].as_py()}
    found = reader.execute(
        f"""{_voices(scope, kinds)}
        WHERE t.occurred_at BETWEEN $first AND $last AND t.digest IN (SELECT digest FROM due)
        ORDER BY t.occurred_at DESC, t.id DESC""",
        times,
    )
    return found.to_arrow_table().cast(VOICES)


def vectors(reader: duckdb.DuckDBPyConnection, workspace: str, ids: Sequence[str]) -> pa.Table:
    scope = _quoted(workspace)
    named = f"SELECT {DIGEST.format(id='id')} FROM (SELECT {scope} AS workspace, unnest($ids::VARCHAR[]) AS id)"
    asked = f"SELECT rowid FROM vectors {_counting(reader, scope)} WHERE workspace = {scope} AND digest IN ({named})"
    columns = ", ".join(f'"{name}"' for name in VECTORS.names)
    found = reader.execute(f"SELECT {columns} FROM vectors WHERE rowid IN ({asked}) ORDER BY id", {"ids": list(ids)})
    return found.to_arrow_table().cast(VECTORS)


def _called(reader: duckdb.DuckDBPyConnection, workspace: str, ids: Sequence[str] | None) -> str:
    """The condition that a text has one of these ids: found by digest, as numbers that stand in the query."""
    if ids is None:
        return ""
    asked = f"SELECT {DIGEST.format(id='id')} FROM (SELECT $workspace AS workspace, unnest($ids::VARCHAR[]) AS id)"
    digests = reader.execute(asked, {"workspace": workspace, "ids": list(ids)}).fetchall()
    return f" AND digest IN ({', '.join(f'{digest}::UBIGINT' for (digest,) in digests)})" if digests else " AND false"


def _during(between: Between | None) -> str:
    return "" if between is None else " AND occurred_at BETWEEN TIMESTAMP '{}' AND TIMESTAMP '{}'".format(*between)


def _these(table: str, scope: str, called: str, during: str) -> str:
    """The condition that a row is the workspace's, and one of those called and of the time, where these are given."""
    if not called:
        return f"workspace = {scope}{during}"
    return f"rowid IN (SELECT rowid FROM {table} WHERE workspace = {scope}{called}{during})"


def _heard(reader: duckdb.DuckDBPyConnection, workspace: str) -> Sequence[str]:
    """The kinds in which the workspace may have texts; of the others the engine need not think."""
    found = reader.execute("SELECT kind FROM touched WHERE workspace = ?", [workspace]).fetchall()
    return [kind for kind in VOICED if (kind,) in found] or VOICED[:1]


def _voices(scope: str, kinds: Sequence[str], called: str = "", during: str = "") -> str:
    """A text and its labels have one digest and one time; to compare the ids, too, would cost as much again."""
    log = ", ".join(f't."{name}"' for name in LOG.names)
    read_off = ", ".join(f'l."{name}"' for name in READ_OFF)
    return f"""SELECT {log}, {read_off} FROM ({_said(scope, kinds, (*LOG.names, "digest"), called, during)}) t
        LEFT JOIN (FROM labels WHERE {_these("labels", scope, called, during)}) l
        ON l.digest = t.digest AND l.occurred_at = t.occurred_at"""


def _said(scope: str, kinds: Sequence[str], columns: Sequence[str], called: str = "", during: str = "") -> str:
    """The texts of customers: what employees or the survey's author wrote is none, and no withdrawn row is."""
    return " UNION ALL ".join(
        f"""SELECT {", ".join(of_kind(kind, columns))} FROM rows_{kind}
            WHERE {_these(f"rows_{kind}", scope, called, during)}
            AND NOT withdrawn AND text <> ''{_THEIRS.get(kind, "")}"""
        for kind in kinds
    )


def _counting(reader: duckdb.DuckDBPyConnection, scope: str) -> str:
    """Without withdrawn rows. Where there are none, DuckDB knows so from its statistics, and is not asked to join."""
    any_of = " UNION ALL ".join(f"(SELECT '{kind}' FROM rows_{kind} WHERE withdrawn LIMIT 1)" for kind in VOICED)
    kinds = [kind for (kind,) in reader.execute(any_of).fetchall()]
    gone = " UNION ALL ".join(
        f"SELECT digest FROM rows_{kind} WHERE workspace = {scope} AND withdrawn" for kind in kinds
    )
    return f"ANTI JOIN ({gone}) AS gone USING (digest)" if kinds else ""


def _quoted(workspace: str) -> str:
    return "'{}'".format(workspace.replace("'", "''"))


def of_kind(kind: str, columns: Sequence[str]) -> list[str]:
    return [f"'{kind}' AS kind" if name == "kind" else f'"{name}"' for name in columns]
