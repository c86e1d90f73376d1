"""From the spool into the log: interactions a second into an empty log and into one of 10 million, and the bare insert.

python bench/loader.py [ROWS-IN-THE-LOG [ROWS-TO-LOAD]]      10 million and 400,000 unless told otherwise
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

BATCH = 25_000
KINDS = ("answer", "answer", "order", "page", "page", "event", "message", "review", "case", "page")
FILL = """
INSERT INTO rows_{kind} BY NAME
SELECT 'chain' AS workspace, '{kind}-' || i AS id, moment AS occurred_at, moment AS received_at, 'n' || (i % 7) AS name,
    'c' || (hash(i) % 2_000_000) AS customer, customer AS alias, 'v' || (hash(i + 1) % 3_000_000) AS visitor,
    'club ' || (i % 6) AS location, (i % 11)::DOUBLE AS value, 'import' AS source,
    md5_number_upper(workspace || chr(31) || id) AS digest
FROM (SELECT i, TIMESTAMP '2024-01-01' + to_microseconds((i * 63_072_000_000_000.0 / {n})::BIGINT) AS moment
    FROM range({n}) AS of_numbers(i))
"""


def main() -> None:
    sizes = [int(float(word)) for word in sys.argv[1:]]
    rows, heard = (sizes + [10_000_000, 400_000][len(sizes) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        by_hand(Path(folder) / "bare.duckdb", heard)
        ours(Path(folder) / "empty.duckdb", 0, heard)
        ours(Path(folder) / "full.duckdb", rows, heard)


def prepare(folder: Path) -> None:
    os.environ["HEEDFUL_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "interactions", verbosity=0)


def batches(n: int) -> Iterator[pa.RecordBatch]:
    """Web and shop: nine of ten rows know the customer, a third the visitor, a twentieth has words."""
    from heedful.interactions.schema import HEARD

    dice = np.random.default_rng(7)
    for start in range(0, n, BATCH):
        number = np.arange(start, start + BATCH)
        moment = np.datetime64("2026-01-01", "us") + (number * 1_000_000).astype("timedelta64[us]")
        who = dice.integers(0, 2_000_000, BATCH)
        given = {
            "id": [f"heard-{i}" for i in number],
            "occurred_at": moment,
            "received_at": moment,
            "kind": [KINDS[i] for i in dice.integers(0, 10, BATCH)],
            "name": [f"n{i % 7}" for i in number],
            "alias": [f"c{i}" if i % 10 else None for i in who],
            "visitor": [f"v{i}" if i % 3 == 0 else None for i in who],
            "location": [f"club {i % 6}" for i in number],
            "value": (number % 11).astype(float),
            "text": [f"what number {i} said of the changing rooms" if i % 20 == 0 else None for i in number],
            "source": ["import"] * BATCH,
        }
        columns = [pa.array(given[f.name], f.type) if f.name in given else pa.nulls(BATCH, f.type) for f in HEARD]
        yield pa.RecordBatch.from_arrays(columns, schema=HEARD)


def by_hand(path: Path, heard: int) -> None:
    """The limit: the same batches into one table, committed as often, nothing looked up."""
    given = list(batches(heard))
    with duckdb.connect(str(path)) as db:
        db.register("first", pa.Table.from_batches(given[:1]))
        db.execute("CREATE TABLE log AS SELECT * FROM first LIMIT 0")
        began = time.perf_counter()
        for start in range(0, len(given), 4):
            db.register("arriving", pa.Table.from_batches(given[start : start + 4]))
            db.execute("INSERT INTO log FROM arriving")
        tell(f"load {heard:,} into an empty log", "bare insert", time.perf_counter() - began, heard)


def ours(path: Path, rows: int, heard: int) -> None:
    from heedful.interactions import loader, spool
    from heedful.interactions.duckdb_store import DuckdbStore

    DuckdbStore(path).close()
    if rows:
        fill(path, rows)
    for batch in batches(heard):
        spool.hear_batch("chain", batch)
    store = DuckdbStore(path)
    began, busy = time.perf_counter(), time.process_time()
    loaded = loader.load(store, now=datetime.now(UTC))
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    store.close()
    assert loaded.added == heard, loaded
    job = f"load {heard:,} into {f'a log of {rows:,}' if rows else 'an empty log'}"
    note = f"{loaded.moved:,} rows moved to another customer; {busy:.1f} s of processor time"
    tell(job, "heedful", seconds, heard, limits={"rows_per_second": 50_000}, note=note)


def fill(path: Path, rows: int) -> None:
    with duckdb.connect(str(path)) as db:
        for kind in sorted(set(KINDS)):
            share = rows * KINDS.count(kind) // len(KINDS)
            db.execute(FILL.format(kind=kind, n=share))
            db.execute("INSERT INTO touched VALUES ('chain', ?, 0)", [kind])


def tell(job: str, by: str, seconds: float, rows: int, **more: object) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"job": job, "by": by, "seconds": seconds, "rows": rows, "peak_mib": peak} | more), flush=True)


if __name__ == "__main__":
    main()
