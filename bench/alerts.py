"""Rules held against what is heard: interactions a second with a hundred rules on, some of which fire.

python bench/alerts.py [INTERACTIONS [RULES]]      100,000 and 100 unless told otherwise; the bar is 10,000 a second

Timed is what the rules add to a round of the loader: matching, gathering, telling, in a transaction.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

NOON = datetime(2026, 6, 16, 12, tzinfo=UTC)
ROUND = 10_000
WORDS = (
    "the",
    "showers",
    "were",
    "cold",
    "and",
    "nobody",
    "came",
    "although",
    "we",
    "waited",
    "for",
    "twenty",
    "minutes",
)


def main() -> None:
    sizes = [int(float(word)) for word in sys.argv[1:]]
    rows, rules = (sizes + [100_000, 100][len(sizes) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        store, workspace = made(folder, rules)
        took, worked, fired = timed(store, workspace, rows)
    limits = {"rows_per_second": 10_000}
    said = {"job": f"{rules} alert rules", "by": "heedful", "seconds": took, "rows": rows, "limits": limits}
    print(json.dumps(said | {"note": f"{fired} alerts; {worked / rows * 10_000:.2f} s of a processor for 10,000"}))


def prepare(folder: Path) -> None:
    os.environ["HEEDFUL_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def made(folder: str, rules: int) -> tuple[Any, Any]:
    from heedful.act.alerts.conditions import Detractor, Score, Stars, WordsSaid, about, written
    from heedful.act.alerts.models import Rule
    from heedful.interactions.duckdb_store import DuckdbStore
    from heedful.people.models import Workspace

    workspace = Workspace.objects.create(key="chain", name="Chain")
    looked_for = [
        lambda n: Detractor(at_most=n % 7),
        lambda n: Score(scale="csat:1-5", at_most=1 + n % 2),
        lambda n: Stars(at_most=1 + n % 2),
        lambda n: WordsSaid(words=tuple(f"{stem}{n}" for stem in ("refund", "отрав", "apsinuod", "broken"))),
    ]
    for number in range(rules):
        condition = looked_for[number % 4](number)
        Rule.objects.create(
            workspace=workspace, name=f"Rule {number}", about=about(condition), condition=written(condition),
            locations=[f"club {number % 6}"] if number % 3 else [], created_at=NOON, on_since=NOON - timedelta(hours=1),
            cooldown_minutes=1440,
        )  # fmt: skip
    return DuckdbStore(Path(folder) / "log.duckdb"), workspace


def timed(store: Any, workspace: Any, rows: int) -> tuple[float, float, int]:
    from django.db import transaction
    from django.urls import get_resolver

    from heedful.act.alerts.hearing import check
    from heedful.act.alerts.models import Firing
    from heedful.interactions.telling import Round

    draw, took, worked = np.random.default_rng(5), 0.0, 0.0
    _ = get_resolver().url_patterns  # what is imported once is not a round's
    for number in range(-(-rows // ROUND)):
        now = NOON + timedelta(seconds=number)
        heard = Round(store, table(draw, workspace.key, number, now), now)
        began, at_work = time.perf_counter(), time.process_time()
        with transaction.atomic():
            check(heard)
        took, worked = took + time.perf_counter() - began, worked + time.process_time() - at_work
    return took, worked, Firing.objects.count()


def table(draw: np.random.Generator, workspace: str, number: int, now: datetime) -> pa.Table:
    """A tenth reviews and a tenth messages with words, the rest scores; one in a hundred is bad."""
    from heedful.interactions.schema import LOG

    kinds = draw.choice(["answer", "review", "message"], ROUND, p=[0.8, 0.1, 0.1])
    bad = draw.random(ROUND) < 0.01
    scales = draw.choice(["nps:0-10", "csat:1-5"], ROUND)
    columns: dict[str, Any] = {name: [None] * ROUND for name in LOG.names}
    columns |= {
        "workspace": [workspace] * ROUND,
        "id": [f"{number}-{each}" for each in range(ROUND)],
        "occurred_at": [now.replace(tzinfo=None)] * ROUND,
        "received_at": [now.replace(tzinfo=None)] * ROUND,
        "kind": kinds,
        "scale": [scale if kind == "answer" else None for kind, scale in zip(kinds, scales, strict=True)],
        "value": np.where(bad, 1.0, np.where(kinds == "review", 5.0, np.where(scales == "nps:0-10", 9.0, 5.0))),
        "location": draw.choice([f"club {each}" for each in range(6)], ROUND),
        "text": [None if kind == "answer" else " ".join(draw.choice(WORDS, 20)) for kind in kinds],
    }
    fields = [field for field in LOG if field.name != "customer"]
    return pa.table({field.name: pa.array(columns[field.name], field.type) for field in fields}, pa.schema(fields))


if __name__ == "__main__":
    main()
