"""A million labelled texts in one log: labelling them, a page of voices, a search; p95 over many different queries.

python bench/voices.py [TEXTS]      1 million unless told otherwise; about six minutes
Beside it the same texts by hand in DuckDB (one wide table in order of time) and in SQLite's FTS5, page for page.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

TEXTS = 1_000_000
BATCH = 20_000
SIZE = 50
WORKSPACE = "chain"
FIRST = datetime(2024, 1, 1)  # noqa: DTZ001 - naive UTC, as in the log
SPAN = timedelta(days=730)
THEMES = [f"theme-{number}" for number in range(40)]
PLACES = [f"club {number}" for number in range(12)]
KINDS = ("answer", "review", "mention", "message")
LANGUAGES = ("en", "lt", "ru", "uk")


def main() -> None:
    texts = int(float(sys.argv[1])) if len(sys.argv) > 1 else TEXTS
    dice = np.random.default_rng(5)
    words = vocabulary(dice)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        from heedful.interactions import stores

        store = stores.open_store(f"duckdb://{folder}/log.duckdb")
        store.close()
        path = Path(folder) / "log.duckdb"
        fill(path, words, texts)
        store = stores.open_store(f"duckdb://{path}")
        label_all(store, texts)
        queries = pages(dice), searches(words, dice)
        ours(store, texts, *queries)
        by_hand(store, Path(folder) / "by-hand.duckdb", texts, *queries)
        by_fts5(store, Path(folder) / "fts5.sqlite3", texts, *queries)
        store.close()
    print(f"load average {os.getloadavg()[0]:.1f}")


def prepare(folder: Path) -> None:
    os.environ["HEEDFUL_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    import django

    django.setup()


def vocabulary(dice: np.random.Generator) -> list[str]:
    """Made-up words with the letters of two scripts, the frequent ones short."""
    letters = ["abdegiklmnoprstuvzšžėą", "абвгдеиклмнопрстуыіїь"]
    lengths = np.clip(3 + dice.poisson(np.linspace(1, 6, 20_000)), 3, 14)
    return ["".join(dice.choice(list(letters[n % 2]), length)) for n, length in enumerate(lengths)]


def fill(path: Path, words: Sequence[str], texts: int) -> None:
    """Straight into the tables of the log, in the order in which they were heard."""
    dice = np.random.default_rng(6)
    likely = 1 / np.arange(1, len(words) + 1) ** 0.9
    likely /= likely.sum()
    known = np.array(words)
    with duckdb.connect(str(path)) as db:
        for start in range(0, texts, BATCH):
            n = min(BATCH, texts - start)
            lengths = dice.integers(4, 26, n)
            drawn = known[dice.choice(len(known), lengths.sum(), p=likely)]
            said = [" ".join(each).capitalize() + "." for each in np.split(drawn, np.cumsum(lengths)[:-1])]
            insert(db, start, said, texts, dice)
        for kind in KINDS:
            db.execute("INSERT INTO touched VALUES (?, ?, 1)", [WORKSPACE, kind])


def insert(db: duckdb.DuckDBPyConnection, start: int, said: list[str], texts: int, dice: np.random.Generator) -> None:
    n = len(said)
    number = np.arange(start, start + n)
    moment = np.datetime64(FIRST, "us") + (number * (SPAN / timedelta(microseconds=1) / texts)).astype(
        "timedelta64[us]"
    )
    columns = {
        "workspace": [WORKSPACE] * n,
        "id": [f"{each:x}-{dice.integers(1 << 30):x}" for each in number],
        "occurred_at": moment,
        "received_at": moment,
        "kind": [KINDS[each] for each in dice.integers(0, len(KINDS), n)],
        "name": [None] * n,
        "customer": [f"c{each}" for each in dice.integers(0, 300_000, n)],
        "location": [PLACES[each] for each in dice.integers(0, len(PLACES), n)],
        "channel": [("mail", "web", "qr")[each] for each in dice.integers(0, 3, n)],
        "value": dice.integers(0, 11, n).astype(float),
        "text": said,
        "source": ["import"] * n,
    }
    db.register("arriving", pa.table(columns))
    named = ", ".join(f'"{name}"' for name in columns if name != "kind")
    for kind in KINDS:
        db.execute(f"""INSERT INTO rows_{kind} ({named}, digest, withdrawn)
            SELECT {named}, md5_number_upper(workspace || chr(31) || id), false FROM arriving
            WHERE kind = '{kind}' ORDER BY occurred_at""")


def label_all(store: Any, texts: int) -> None:
    """As the worker does: newest first, batch after batch. Made-up labels, so that the writing alone is timed."""
    dice = np.random.default_rng(7)
    finding = writing = 0.0
    while True:
        began = time.perf_counter()
        due = store.unlabelled(WORKSPACE, "bench", BATCH)
        finding += time.perf_counter() - began
        if not due.num_rows:
            break
        rows, hits = labels_of(due, dice)
        began = time.perf_counter()
        store.label(WORKSPACE, rows, hits)
        writing += time.perf_counter() - began
    tell(f"label {texts:,} texts", "heedful", writing, rows=texts, limits={"rows_per_second": 20_000})
    tell(f"find {texts:,} texts to label, {BATCH:,} at once", "heedful", finding, rows=texts)


def labels_of(due: pa.Table, dice: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    from heedful.interactions.labels import HITS, LABELS
    from heedful.text.folding import folded

    n, ids = due.num_rows, due["id"].to_pylist()
    given = {
        "workspace": [WORKSPACE] * n,
        "id": ids,
        "language": [LANGUAGES[each] for each in dice.integers(0, 4, n)],
        "language_confidence": np.full(n, 0.9),
        "sentiment": dice.normal(0, 0.5, n).clip(-1, 1),
        "confidence": dice.uniform(0.4, 1, n),
        "feeling": [("negative", "neutral", "positive", "unclear")[each] for each in dice.integers(0, 4, n)],
        "anger": dice.uniform(0, 1, n),
        "urgency": dice.uniform(0, 1, n),
        "intent": [("complaint", "praise", "question", "")[each] for each in dice.integers(0, 4, n)],
        "harsh": dice.uniform(0, 1, n) < 0.002,
        "personal": [""] * n,
        "folded": [folded(text) for text in due["text"].to_pylist()],
        "model": ["bench"] * n,
        "tier": ["full"] * n,
        "labelled_at": [FIRST + SPAN] * n,
        "corrected": [""] * n,
    }
    carried = dice.integers(0, 3, n)
    of = np.repeat(np.arange(n), carried)
    likely = 1 / np.arange(1, len(THEMES) + 1)
    themes = dice.choice(len(THEMES), len(of), p=likely / likely.sum())
    found = {
        "workspace": [WORKSPACE] * len(of),
        "id": [ids[each] for each in of],
        "theme": [THEMES[each] for each in themes],
        "sentence": np.zeros(len(of), np.int32),
        "first": np.zeros(len(of), np.int32),
        "last": np.full(len(of), 5, np.int32),
        "score": dice.uniform(0.5, 1, len(of)),
        "sentiment": dice.normal(0, 0.5, len(of)).clip(-1, 1),
    }
    return pa.table(given).cast(LABELS), pa.table(found).cast(HITS)


# What is asked: the same of everybody.

Query = dict[str, Any]


def pages(dice: np.random.Generator) -> list[Query]:
    """The first page and later ones, with filters that many texts pass, few, or nearly none."""
    kinds: list[Callable[[], Query]] = [
        dict,
        lambda: {"feeling": "negative"},
        lambda: {"theme": THEMES[int(dice.integers(40))]},
        lambda: {"location": PLACES[int(dice.integers(12))]},
        lambda: {"language": "lt", "intent": "complaint", "kind": "review"},
        lambda: {"theme": THEMES[39], "feeling": "negative", "location": PLACES[3], "language": "uk"},
    ]
    return [kinds[n % 6]() | ({"after": int(dice.integers(700))} if n % 12 >= 6 else {}) for n in range(72)]


def searches(words: Sequence[str], dice: np.random.Generator) -> list[Query]:
    """One word to three, of every frequency, some with a filter; some stand nowhere."""
    found: list[Query] = []
    for n in range(72):
        rank = [int(10 ** dice.uniform(0, 4.3)) - 1 for _ in range(1 + n % 3)]
        looked_for = " ".join(words[min(each, len(words) - 1)] for each in rank)
        looked_for += " nowhere-at-all" if n % 18 == 17 else ""
        found.append({"words": looked_for} | ({"feeling": "negative"} if n % 4 == 3 else {}))
    return found


def ours(store: Any, texts: int, asked_pages: list[Query], asked_words: list[Query]) -> None:
    from heedful.ui.keyset import Place
    from heedful.understand.voices.forms import Asked
    from heedful.understand.voices.listing import Listing, rows_of

    def read(query: Query) -> list[str]:
        named = {
            name: query[name] for name in ("words", "feeling", "theme", "intent", "language", "kind") if name in query
        }
        where = (("location", (query["location"],)),) if "location" in query else ()
        listing = Listing(store, WORKSPACE, "UTC", Asked(**named, harsh="too"), where)
        after = query.get("after")
        place = Place(((FIRST + SPAN - timedelta(days=after)).isoformat(), "")) if after else Place()
        return [row["id"] for row in rows_of(listing, place, size=SIZE)[:SIZE]]

    timed(f"a page of voices, p95, {texts:,} texts", "heedful", read, asked_pages, limits={"seconds": 0.5})
    timed(f"a search in voices, p95, {texts:,} texts", "heedful", read, asked_words, limits={"seconds": 0.2})


# Beside it.


def by_hand(store: Any, path: Path, texts: int, asked_pages: list[Query], asked_words: list[Query]) -> None:
    """One wide table, everything in it, and one query a page."""
    from heedful.text.folding import wanted

    db = duckdb.connect(str(path))
    db.register("given", store.voices(WORKSPACE).to_arrow_table())
    db.register("found", store.hits(WORKSPACE).to_arrow_table())
    db.execute("CREATE TABLE texts AS SELECT * FROM given ORDER BY occurred_at DESC")
    db.execute("CREATE TABLE hits AS SELECT id, theme FROM found")
    db.unregister("given")

    def read(query: Query) -> list[Any]:
        conditions, values = _conditions(query)
        for word in wanted(query.get("words", "")):
            conditions.append("contains(folded, ?)")
            values.append(f" {word}")
        if "theme" in query:
            conditions.append("id IN (SELECT id FROM hits WHERE theme = ?)")
            values.append(query["theme"])
        where = " AND ".join(conditions) or "true"
        found = db.execute(f"FROM texts WHERE {where} ORDER BY occurred_at DESC, id DESC LIMIT {SIZE}", values)
        return found.fetchall()

    timed(f"a page of voices, p95, {texts:,} texts", "DuckDB by hand", read, asked_pages)
    timed(f"a search in voices, p95, {texts:,} texts", "DuckDB by hand", read, asked_words)
    db.close()


def by_fts5(store: Any, path: Path, texts: int, asked_pages: list[Query], asked_words: list[Query]) -> None:
    from heedful.text.folding import wanted

    db = sqlite3.connect(path)
    names = ("id", "occurred_at", "location", "kind", "text", "folded", "language", "feeling", "intent")
    db.execute(f"CREATE TABLE texts ({', '.join(names)})")
    db.execute("CREATE TABLE hits (id, theme)")
    rows = store.voices(WORKSPACE).to_arrow_table().select(names).sort_by("occurred_at")
    for batch in rows.to_batches(max_chunksize=50_000):
        table = batch.set_column(1, "occurred_at", batch["occurred_at"].cast(pa.int64()))
        filled = zip(*(table[name].to_pylist() for name in names), strict=True)
        db.executemany(f"INSERT INTO texts VALUES ({', '.join('?' * len(names))})", filled)
    hits = store.hits(WORKSPACE).to_arrow_table()
    db.executemany(
        "INSERT INTO hits VALUES (?, ?)", zip(hits["id"].to_pylist(), hits["theme"].to_pylist(), strict=True)
    )
    db.execute("CREATE INDEX newest ON texts (occurred_at, id)")
    db.execute("CREATE INDEX themes ON hits (theme, id)")
    db.execute(
        "CREATE VIRTUAL TABLE found USING fts5(folded, content='texts', tokenize='unicode61 remove_diacritics 0')"
    )
    db.execute("INSERT INTO found (found) VALUES ('rebuild')")
    db.commit()

    def read(query: Query) -> list[Any]:
        conditions, values = _conditions(query, number=True)
        if words := wanted(query.get("words", "")):
            conditions.append("rowid IN (SELECT rowid FROM found WHERE found MATCH ?)")
            values.append(" ".join(f'"{word}"*' for word in words))
        if "theme" in query:
            conditions.append("id IN (SELECT id FROM hits WHERE theme = ?)")
            values.append(query["theme"])
        where = " AND ".join(conditions) or "true"
        found = db.execute(f"SELECT * FROM texts WHERE {where} ORDER BY occurred_at DESC, id DESC LIMIT {SIZE}", values)
        return found.fetchall()

    timed(f"a page of voices, p95, {texts:,} texts", "SQLite with FTS5", read, asked_pages)
    timed(f"a search in voices, p95, {texts:,} texts", "SQLite with FTS5", read, asked_words)
    db.close()


def _conditions(query: Query, *, number: bool = False) -> tuple[list[str], list[Any]]:
    named = {name: query[name] for name in ("feeling", "intent", "language", "kind", "location") if name in query}
    conditions, values = [f"{name} = ?" for name in named], list(named.values())
    if "after" in query:
        moment = FIRST + SPAN - timedelta(days=query["after"])
        conditions.append("occurred_at < ?")
        values.append(int(moment.replace(tzinfo=UTC).timestamp() * 1e6) if number else moment)
    return conditions, values


def timed(job: str, by: str, read: Callable[[Query], Sequence[Any]], asked: list[Query], **more: Any) -> None:
    for query in asked[:3]:
        read(query)
    seconds, processor, rows = [], [], 0
    slowest: tuple[float, Query] = (0.0, {})
    for query in asked:
        began, busy = time.perf_counter(), time.process_time()
        rows += len(read(query))
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - busy)
        slowest = max(slowest, (seconds[-1], query), key=lambda pair: pair[0])
    (half, most), (busy_half, busy_most) = map(half_and_most, (seconds, processor))
    note = f"p50 {half:.3f} s over {len(asked)} queries, {rows:,} texts shown; of the processor p50 {busy_half:.3f} s, "
    note += f"p95 {busy_most:.3f} s; slowest {slowest[0]:.3f} s: {slowest[1]}"
    tell(job, by, most, **more, note=note)


def half_and_most(seconds: Sequence[float]) -> tuple[float, float]:
    """The median, and what 95 of a hundred stay below."""
    return statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]


def tell(job: str, by: str, seconds: float, **more: Any) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"job": job, "by": by, "seconds": seconds, "peak_mib": peak} | more, ensure_ascii=False), flush=True
    )


if __name__ == "__main__":
    main()
