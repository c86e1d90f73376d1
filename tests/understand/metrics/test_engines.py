"""One definition, any engine: every method of every measure gives the same rows on both stores."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from heedful.interactions import spool
from heedful.interactions.loader import load
from heedful.interactions.schema import Heard
from heedful.interactions.store import Store
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.forms import question
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.metrics.queries import ask
from tests.interactions.engines import clickhouse, duckdb

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
METHODS = [(metric.key, method) for metric in METRICS.values() for method in metric.methods]


def story() -> Iterator[Heard]:
    """Forty customers of two clubs over a year: answers, orders, contracts, talks and costs, by plain arithmetic."""
    for who in range(40):
        club = "nord" if who % 3 else "sud"
        known = {"alias": f"c{who}", "location": club, "received_at": NOW}
        began = datetime(2025, 3, 1, 21, 30, tzinfo=UTC) + timedelta(days=who * 7)
        yield Heard(id=f"s{who}", kind="event", name="subscribed", occurred_at=began, **known)
        if who % 4 == 0:
            yield Heard(id=f"x{who}", kind="event", name="cancelled", occurred_at=began + timedelta(days=90), **known)
        for nth in range(who % 7 + 1):
            at = began + timedelta(days=nth * (11 + who % 5), hours=nth)
            if at < NOW:
                yield from visit(f"{who}-{nth}", at, who + nth, known)
    for month in range(1, 13):
        at = datetime(2025, month, 10, tzinfo=UTC)
        for tag in ("retention", "acquisition"):
            spent = {"kind": "cost", "name": tag, "value": 100.0 + month, "currency": "EUR", "location": "nord"}
            yield Heard(id=f"{tag}{month}", occurred_at=at, received_at=NOW, **spent)


def visit(key: str, at: datetime, chance: int, known: dict) -> Iterator[Heard]:
    yield Heard(
        id=f"o{key}", kind="order", value=10.0 + chance, currency="EUR", thread=f"o{key}", occurred_at=at, **known
    )
    for scale, highest in (("nps:0-10", 11), ("csat:1-5", 5), ("ces:agree7", 7), ("ces:effort5", 5)):
        value = float(chance * 7 % highest + (0 if scale == "nps:0-10" else 1))
        asked = {"kind": "answer", "name": scale, "scale": scale, "touchpoint": ("gym", "till")[chance % 2]}
        yield Heard(id=f"{scale}{key}", value=value, occurred_at=at + timedelta(hours=2), **asked, **known)
    yield Heard(id=f"r{key}", kind="review", scale="stars:1-5", value=float(chance % 5 + 1), occurred_at=at, **known)
    steps = [("message", "inbound", 0), ("message", "human_reply", 10 + chance * 5)]
    steps += [("case", "resolved", 300)] if chance % 3 else []
    steps += [("case", "reopened", 900), ("case", "resolved", 1500)] if chance % 6 == 1 else []
    for nth, (kind, name, minutes) in enumerate(steps):
        said = {"kind": kind, "name": name, "thread": f"t{key}", "employee": "Ada" if name == "human_reply" else None}
        yield Heard(id=f"m{key}-{nth}", occurred_at=at + timedelta(minutes=minutes), **said, **known)


@pytest.fixture(scope="module")
def both(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[tuple[Store, Store]]:
    """The same story in a DuckDB and in a ClickHouse log."""
    with ExitStack() as stack, django_db_blocker.unblock():
        opened = []
        for engine in (duckdb, clickhouse):
            store = stack.enter_context(engine(tmp_path_factory.mktemp("log")))
            spool.hear("clubs", story())
            load(store, now=NOW)
            opened.append(store)
        yield tuple(opened)


@pytest.fixture
def arranged(workspace):
    MeasureSetup.objects.create(workspace=workspace, working_hours="Mon-Fri 9:00-17:00", relationship_years=2.0)
    Standard.objects.create(workspace=workspace, touchpoint="gym", metric="csat", method="top2of5", at_least=0.3)
    Standard.objects.create(workspace=workspace, touchpoint="till", metric="ces", method="mean7", at_least=4.5)


def rounded(rows: list[dict]) -> list[dict]:
    return [{k: round(v, 6) if isinstance(v, float) else v for k, v in row.items() if k != "change"} for row in rows]


CUT = {"by": ["location"], "from": ["2025-06-01"]}
SERIES = [({"every": ["quarter"]}, metric.key, metric.default) for metric in METRICS.values()]


@pytest.mark.parametrize(("fields", "key", "method"), [*((CUT, *each) for each in METHODS), *SERIES], ids=str)
def test_both_engines_give_the_same_rows(both, arranged, workspace, key, method, fields):
    asked = question(
        key, {"method": [method], **fields}, workspace="clubs", now=NOW, tz="Europe/Vilnius", locations=None
    )

    first, second = (ask(asked, store=store) for store in both)

    assert rounded(first.as_rows()) == rounded(second.as_rows())
    assert str(first.impossible) == str(second.impossible)
    if key != "nps" or "1-10" not in method:
        assert first.rows
