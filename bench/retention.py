"""Monthly cohorts over a log of visits: ours, a query by hand, and pandas.

python bench/retention.py [VISITS]      10 million unless told otherwise; runs alternate, medians are printed, pandas
runs once
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pandas as pd

import heedful.measures as m
from heedful.interactions.duckdb_store import DuckdbStore

ROUNDS = 7
END = date(2026, 1, 1)
AGES = 24

# Two years of visits of 400,000 customers in order of time; those who come often come very often.
FILL = """
INSERT INTO rows_event BY NAME
SELECT 'chain' AS workspace, 'i' || i AS id, moment AS occurred_at, moment AS received_at, 'visit' AS name,
    'c' || (400_000 * pow((hash(i + 1) % 1_000_000) / 1_000_000, 1.7))::BIGINT AS customer, hash(i) AS digest
FROM (SELECT i, TIMESTAMP '2024-01-01' + to_microseconds((i * 63_072_000_000_000.0 / {n})::BIGINT) AS moment
    FROM range({n}) AS of_numbers(i))
"""

BY_HAND = """
WITH met AS (SELECT DISTINCT customer, date_trunc('month', occurred_at) AS period FROM rows_event
        WHERE workspace = 'chain' AND customer IS NOT NULL AND occurred_at < TIMESTAMP '2026-01-01'),
    cohorts AS (SELECT customer, min(period) AS cohort FROM met GROUP BY customer)
SELECT cohort, date_diff('month', cohort, period) AS age, count(*) AS active
FROM met JOIN cohorts USING (customer) GROUP BY ALL ORDER BY ALL
"""


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
    kept = store._reader().execute("SELECT customer, occurred_at FROM rows_event").df()
    steps: dict[str, tuple[Callable[[], Any], int, dict[str, float]]] = {
        "heedful": (lambda: ours(store), ROUNDS, {"by hand": 1.5}),
        "by hand": (lambda: store._reader().execute(BY_HAND).fetchall(), ROUNDS, {}),
        "pandas": (lambda: in_pandas(kept), 1, {}),
    }
    taken: dict[str, list[float]] = {by: [] for by in steps}
    answers = []
    for turn in range(ROUNDS):
        for by, (run, rounds, _) in steps.items():
            if turn < rounds:
                began = time.perf_counter()
                answers.append(run())
                taken[by].append(time.perf_counter() - began)
        if turn == 0:
            agree(*answers)
    for by, (_, _, limits) in steps.items():
        step = {"job": f"Retention by monthly cohort, {n / 1e6:g}M visits", "by": by, "rows": n}
        step["seconds"] = round(median(taken[by]), 4)
        print(json.dumps(step | ({"limits": limits} if limits else {})), flush=True)


def ours(store: DuckdbStore) -> list[tuple[Any, ...]]:
    frame = m.lazy(store.frame("chain", kinds=("event",)))
    cells = m.retention_counts(frame, every="month", end=END, ages=AGES).collect().sort("cohort", "age")
    return [(cohort, age, active) for cohort, age, active in cells.select("cohort", "age", "active").rows() if active]


def in_pandas(kept: pd.DataFrame) -> list[tuple[Any, ...]]:
    month = kept["occurred_at"].to_numpy().astype("datetime64[M]").astype("int64")
    met = pd.DataFrame({"customer": kept["customer"].to_numpy(), "month": month})
    met = met[kept["customer"].notna().to_numpy()].drop_duplicates()
    met["cohort"] = met.groupby("customer")["month"].transform("min")
    cells = met.groupby(["cohort", met["month"] - met["cohort"]]).size()
    return [(cohort, age, active) for (cohort, age), active in cells.items()]


def agree(*answers: list[tuple[Any, ...]]) -> None:
    found = [[(age, active) for _, age, active in answer] for answer in answers]
    if any(answer != found[0] for answer in found):
        sys.exit("The engines disagree: nothing was measured.")


if __name__ == "__main__":
    main()
