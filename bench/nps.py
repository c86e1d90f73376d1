"""NPS by month and location over a log of answers: ours, a query by hand, pandas, and the bare scan.

python bench/nps.py [ANSWERS]      10 million unless told otherwise; runs alternate, medians are printed
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd

import heedful.measures as m
from heedful import stats
from heedful.interactions.duckdb_store import DuckdbStore

ROUNDS = 7
FIRST, LAST = datetime(2024, 1, 1), datetime(2026, 1, 1)  # noqa: DTZ001 - the log's times are naive UTC

FILL = """
INSERT INTO rows_answer BY NAME
SELECT 'chain' AS workspace, 'i' || i AS id, moment AS occurred_at, moment AS received_at, 'recommend' AS name,
    'nps:0-10' AS scale, 'c' || (hash(i + 1) % 2_000_000) AS customer, 'app' AS channel,
    'visit' AS touchpoint, 'club ' || lpad((hash(i + 2) % 200)::VARCHAR, 3, '0') AS location,
    least(10, 14 * sqrt((hash(i + 3) % 1_000_000) / 1_000_000))::INTEGER::DOUBLE AS value, hash(i) AS digest
FROM (SELECT i, TIMESTAMP '2024-01-01' + to_microseconds((i * 63_072_000_000_000.0 / {n})::BIGINT) AS moment
    FROM range({n}) AS of_numbers(i))
"""

BY_HAND = """
SELECT date_trunc('month', {at}) AS period, location, count(*) AS n,
    count(*) FILTER (value >= 9) AS promoters, count(*) FILTER (value <= 6) AS detractors,
    100 * (promoters - detractors) / n AS score,
    (promoters + detractors) / n - power((promoters - detractors) / n, 2) AS variance
FROM rows_answer
WHERE workspace = 'chain' AND name = 'recommend' AND scale = 'nps:0-10' AND value BETWEEN 0 AND 10
GROUP BY ALL ORDER BY ALL
"""

SCAN = "SELECT max(occurred_at), sum(value), max(strlen(location)) FROM rows_answer"


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.duckdb"
        DuckdbStore(log).close()
        with duckdb.connect(log) as db:
            db.execute(FILL.format(n=n))
        store = DuckdbStore(log)
        try:
            compare(store, n)
        finally:
            store.close()


def compare(store: DuckdbStore, n: int) -> None:
    def query(sql: str) -> Callable[[], Any]:
        return lambda: store._reader().execute(sql).to_arrow_table()

    wall = "occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Vilnius'"
    kept = store._reader().execute("SELECT occurred_at, location, value FROM rows_answer").df()
    coded = kept.astype({"location": "category"})
    size = f"{n / 1e6:g}M answers"
    job = f"NPS by month and location, {size}"
    steps = [
        (job, "heedful", lambda: ours(store, "UTC"), {"by hand": 1.5, "pandas": 1 / 3}),
        (job, "by hand", query(BY_HAND.format(at="occurred_at")), {}),
        (job, "pandas", lambda: in_pandas(kept), {}),
        (job, "pandas, categories", lambda: in_pandas(coded), {}),
        (job, "limit: scan the columns", query(SCAN), {}),
        (f"{job}, Vilnius time", "heedful", lambda: ours(store, "Europe/Vilnius"), {"by hand": 1.5}),
        (f"{job}, Vilnius time", "by hand", query(BY_HAND.format(at=wall)), {}),
    ]
    agree(ours(store, "UTC"), query(BY_HAND.format(at="occurred_at"))(), in_pandas(kept))
    agree(ours(store, "Europe/Vilnius"), query(BY_HAND.format(at=wall))())
    taken: dict[int, list[float]] = {at: [] for at in range(len(steps))}
    worked: dict[int, list[float]] = {at: [] for at in range(len(steps))}
    for _ in range(ROUNDS):
        for at, (_, _, run, _) in enumerate(steps):
            began, working = time.perf_counter(), time.process_time()
            run()
            taken[at].append(time.perf_counter() - began)
            worked[at].append(time.process_time() - working)
    for at, (of, by, _, limits) in enumerate(steps):
        note = f"{median(worked[at]):.2f} s of processor time"
        step = {"job": of, "by": by, "seconds": round(median(taken[at]), 4), "rows": n, "note": note}
        print(json.dumps(step | ({"limits": limits} if limits else {})), flush=True)


def ours(store: DuckdbStore, tz: str) -> list[tuple[Any, ...]]:
    """Counts on the engine, estimates in Python: what a page asks for."""
    frame = m.lazy(store.frame("chain", kinds=("answer",)))
    frame = frame.filter(nw.col("name") == "recommend", nw.col("scale") == "nps:0-10")
    frame = m.with_period(m.with_local(frame, tz, FIRST, LAST), "month", first=FIRST, last=LAST)
    counts = m.nps_counts(frame, by=["period", "location"]).collect().sort("period", "location")
    return [(at, where, stats.nps(*thirds)) for at, where, *thirds in counts.iter_rows()]


def in_pandas(kept: pd.DataFrame) -> pd.DataFrame:
    flags = pd.DataFrame(
        {
            "period": kept["occurred_at"].values.astype("datetime64[M]"),
            "location": kept["location"].values,
            "promoters": kept["value"].values >= 9,
            "detractors": kept["value"].values <= 6,
        }
    )[kept["value"].between(0, 10).values]
    grouped = flags.groupby(["period", "location"], observed=True)
    found = grouped.agg(n=("promoters", "size"), promoters=("promoters", "sum"), detractors=("detractors", "sum"))
    return found.assign(score=100 * (found["promoters"] - found["detractors"]) / found["n"]).reset_index()


def agree(own: list[tuple[Any, ...]], *others: Any) -> None:
    scores = [estimate.value for _, _, estimate in own]
    for other in others:
        theirs = [float(score) for score in other["score"].to_numpy()]
        if len(scores) != len(theirs) or max(abs(a - b) for a, b in zip(scores, theirs, strict=True)) > 1e-9:
            sys.exit("The engines disagree: nothing was measured.")


if __name__ == "__main__":
    main()
