"""A CSV of 1M answers into the interaction log, beside readers that check nothing and keep nothing.

Each runs in a process of its own, so that its highest memory is its own. HEEDFUL_BENCH_ROWS sets another size.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROWS = int(os.environ.get("HEEDFUL_BENCH_ROWS", "1000000"))
JOB = f"CSV of {ROWS:,} answers into the log"
LIMITS = {"rows_per_second": 50_000, "peak_mib": 600}
MAPPING = """
source = "bench"
[file]
time_zone = "Europe/Vilnius"
{rows}
[[interactions]]
kind = "answer"
name = "nps"
scale = "nps:0-10"
occurred_at = "{{date}}"
customer = "{{customer}}"
location = "{{club}}"
value = "{{score}}"
text = "{{comment}}"
channel = "{{channel}}"
"""
COMMENTS = ("", "", "great staff", "the showers, again cold", "ok", "too crowded at six\nbut fine at noon")


def main() -> None:
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        write(path)
        print(f"{path.stat().st_size >> 20} MB, {ROWS:,} rows")
        for by in ("heedful", "heedful, ids made of rows", "DuckDB read_csv, insert", "pandas.read_csv", "pyarrow.csv"):
            home = tempfile.mkdtemp(dir=folder)
            environment = {**os.environ, "HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
            environment.setdefault("HEEDFUL_MEMORY", "256MB")  # as `heedful import` has it
            subprocess.run([sys.executable, __file__, by, str(path)], env=environment, check=True)


def write(path: Path) -> None:
    chance = random.Random(2026)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,date,customer,club,score,comment,channel\n")
        for number in range(ROWS):
            day = f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            at = f"{day} {chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00"
            who, club, score = chance.randint(0, ROWS // 5), chance.randint(1, 20), chance.randint(0, 10)
            file.write(f'r{number},{at},c{who},club {club},{score},"{chance.choice(COMMENTS)}",web\n')


def measure(by: str, path: Path) -> None:
    seconds, note = {
        "heedful": with_ids,
        "heedful, ids made of rows": without_ids,
        "DuckDB read_csv, insert": by_duckdb,
        "pandas.read_csv": by_pandas,
        "pyarrow.csv": by_pyarrow,
    }[by](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    step = {"job": JOB, "by": by, "seconds": seconds, "rows": ROWS, "peak_mib": peak, "note": note}
    if by.startswith("heedful"):
        step["limits"] = LIMITS
    print(json.dumps(step), flush=True)


def with_ids(path: Path) -> tuple[float, str]:
    return take_in(path, '[rows]\nid = "{id}"')


def without_ids(path: Path) -> tuple[float, str]:
    return take_in(path, "")


def take_in(path: Path, rows: str) -> tuple[float, str]:
    import django

    django.setup()
    from django.core.management import call_command

    from heedful.interactions import stores
    from heedful.listen.imports.actions import import_file
    from heedful.listen.imports.mapping_file import parse_mapping
    from heedful.people.workspaces.models import Workspace

    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.create(key="bench", name="Bench")
    store, home = stores.current(), Path(os.environ["HEEDFUL_HOME"])
    mapping, now = parse_mapping(MAPPING.format(rows=rows)), datetime.now(UTC)
    begun, worked = time.perf_counter(), time.process_time()
    totals = import_file(path, mapping, workspace=workspace, store=store, home=home, now=now)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    stores.close_current()
    return seconds, f"{totals.added:,} new in the log; {worked:.1f} s of processor time"


def by_duckdb(path: Path) -> tuple[float, str]:
    import duckdb

    begun = time.perf_counter()
    with duckdb.connect(str(Path(os.environ["HEEDFUL_HOME"]) / "bare.duckdb")) as database:
        database.execute("CREATE TABLE answers AS FROM read_csv(?)", [str(path)])
        count = database.execute("SELECT count(*) FROM answers").fetchone()
    return time.perf_counter() - begun, f"{count[0]:,} rows in a bare table: no ids kept apart, no checks"


def by_pandas(path: Path) -> tuple[float, str]:
    import pandas as pd

    begun = time.perf_counter()
    frame = pd.read_csv(path, parse_dates=["date"])
    return time.perf_counter() - begun, f"{len(frame):,} rows in memory, kept nowhere"


def by_pyarrow(path: Path) -> tuple[float, str]:
    from pyarrow import csv

    begun = time.perf_counter()
    table = csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True))
    return time.perf_counter() - begun, f"{table.num_rows:,} rows in memory, kept nowhere"


if __name__ == "__main__":
    main()
