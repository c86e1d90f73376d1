"""Finding responses by what people wrote.

SQLite: a full text index (FTS5) beside the table, kept in step by triggers of the database itself, whoever writes.
Elsewhere: each word looked for in `Response.words`, which is exact, and slow where there are very many responses.
"""
# ruff: noqa: S608 - the names in the SQL are ours; what was typed travels as a parameter

from __future__ import annotations

import re
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from heedful.listen.responses.models import Response
from heedful.listen.responses.words import folded

MOST_WORDS: Final = 12
SHORTEST_BEGINNING: Final = 2  # one letter is looked for as a word, and not as the beginning of half of all words

INDEX: Final = """CREATE VIRTUAL TABLE listen_response_search USING fts5(
    words, content='listen_response', content_rowid='id', detail='none', columnsize=0, prefix='2 3')"""
FORGETS: Final = """INSERT INTO listen_response_search (listen_response_search, rowid, words)
    SELECT 'delete', old.id, old.words WHERE old.words <> ''"""
LEARNS: Final = "INSERT INTO listen_response_search (rowid, words) SELECT new.id, new.words WHERE new.words <> ''"
TO_SCRUB: Final = "CREATE TABLE IF NOT EXISTS listen_response_scrub (id INTEGER PRIMARY KEY CHECK (id = 1))"
TRIGGERS: Final = {
    "listen_response_written": f"AFTER INSERT ON listen_response BEGIN {LEARNS}; END",
    "listen_response_rewritten": f"""AFTER UPDATE OF words ON listen_response WHEN old.words <> new.words
        BEGIN {FORGETS}; {LEARNS}; END""",
    "listen_response_removed": f"""AFTER DELETE ON listen_response
        BEGIN {FORGETS}; INSERT OR IGNORE INTO listen_response_scrub VALUES (1); END""",
}


def matching(responses: QuerySet[Response], typed: str) -> QuerySet[Response]:
    """Those in which somebody wrote every one of these words, or words that begin so."""
    words = re.findall(r"\w+", folded(typed))[:MOST_WORDS]
    if not words:
        return responses.none() if typed.strip() else responses
    if connection.vendor == "sqlite":
        return _in_index(responses, " AND ".join(map(_asked, words)))
    for word in words:
        responses = responses.filter(words__contains=word)
    return responses


def _in_index(responses: QuerySet[Response], asked: str) -> QuerySet[Response]:
    """Of what nobody wrote the index knows at once; the database would look through every response for it."""
    found = "SELECT rowid FROM listen_response_search WHERE listen_response_search MATCH %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{found} LIMIT 1", [asked])
        if cursor.fetchone() is None:
            return responses.none()
    return responses.filter(pk__in=RawSQL(found, [asked]))  # noqa: S611 - a parameter


def prepare_index() -> None:
    """Make the index and its triggers where they are missing: a change of the table's columns drops the triggers."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'listen_response%%'")
        there = {name for (name,) in cursor.fetchall()}
        if "listen_response" not in there or {"listen_response_search", *TRIGGERS} <= there:
            return
        if "listen_response_search" not in there:
            cursor.execute(INDEX)
        cursor.execute(TO_SCRUB)
        for name, does in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {does}")
        cursor.execute("INSERT INTO listen_response_search (listen_response_search) VALUES ('rebuild')")


def scrub_index() -> None:
    """Write the index anew after responses were removed: until then it still holds their words, marked as gone."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM listen_response_scrub")
        if cursor.fetchone()[0]:
            cursor.execute("INSERT INTO listen_response_search (listen_response_search) VALUES ('optimize')")
            cursor.execute("DELETE FROM listen_response_scrub")


def _asked(word: str) -> str:
    return f'"{word}"*' if len(word) >= SHORTEST_BEGINNING else f'"{word}"'
