"""What one look has counted serves the next one, and never a number too long."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heedful import measures
from heedful.interactions import loader, spool
from heedful.interactions.duckdb_store import DuckdbStore
from heedful.interactions.schema import Heard, Link, Unlink
from heedful.understand.metrics.cache import Latest
from heedful.understand.metrics.queries import ask
from heedful.understand.metrics.question import Period, Question
from heedful.understand.metrics.rows import remembered
from tests.full import times
from tests.understand.conftest import NOW

BEGINNING = datetime(2025, 10, 1, tzinfo=UTC)
ASKED = [
    ("clv", "simple", ()),
    ("acquisition_cost", "per-customer", ()),
    ("acquisition_cost", "per-customer", ("channel",)),
    ("retention_cost", "per-customer", ("channel",)),
    ("repeat_purchase", "share", ()),
    ("repeat_purchase", "orders", ("channel",)),
    ("churn", "contractual", ()),
    ("retention", "rate", ()),
    ("first_resolution", "mean", ("employee",)),
    ("full_resolution", "mean", ("employee",)),
    ("reopen", "share", ("employee",)),
    ("reopen", "share", ()),
]


class Weeks:
    """Weeks of a shop, drawn from a seed: orders, refunds, costs, contracts and conversations, many of them late."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._count = 0
        self.merges: list[str] = []

    def rows(self, n: int) -> list[Heard]:
        return [self._row() for _ in range(n)]

    def merge(self) -> Link:
        one, other = self._dice.sample(range(12), 2)
        link = Link(
            id=f"m{len(self.merges)}", occurred_at=self._moment(), received_at=NOW, alias=f"c{one}", into=f"c{other}"
        )
        self.merges.append(link.id)
        return link

    def customer(self) -> str:
        return f"c{self._dice.randrange(12)}"

    def _row(self) -> Heard:
        self._count += 1
        kind, name = self._dice.choice(
            [
                *[("order", None)] * 4,
                ("refund", None),
                ("cost", "acquisition"),
                ("cost", "retention"),
                ("event", "subscribed"),
                ("event", "cancelled"),
                ("event", "visit"),
                ("message", "inbound"),
                ("message", "human_reply"),
                *[("case", "resolved")] * 2,
                ("case", "reopened"),
            ]
        )
        return Heard(
            id=f"r{self._count}",
            kind=kind,
            name=name,
            occurred_at=self._moment(),
            received_at=NOW,
            alias=None if kind == "cost" or self._dice.random() < 0.1 else self.customer(),
            thread=f"t{self._dice.randrange(40)}",
            channel=self._dice.choice(["web", "shop", "post"]),
            employee=self._dice.choice(["Ada", "Bo", None]) if kind == "case" else None,
            value=round(self._dice.uniform(1, 90), 2) if kind in ("order", "refund", "cost") else None,
            currency="EUR" if kind in ("order", "refund", "cost") else None,
        )

    def _moment(self) -> datetime:
        return BEGINNING + timedelta(minutes=self._dice.randrange(190 * 24 * 60))


@pytest.mark.parametrize("seed", range(times(2, 1)))
def test_after_any_write_every_number_is_that_of_a_process_that_remembers_nothing(seed, workspace, store):
    weeks, dice = Weeks(seed), random.Random(seed + 100)
    for step in range(times(5, 4)):
        match dice.choice(["rows", "one row", "merge", "undo", "erase"]) if step else "rows":
            case "rows":
                spool.hear(workspace.key, weeks.rows(60))
            case "one row":
                spool.hear(workspace.key, weeks.rows(1))
            case "merge":
                spool.link(workspace.key, [weeks.merge()])
            case "undo" if weeks.merges:
                undone = Unlink(id=f"u{step}", link=dice.choice(weeks.merges), occurred_at=NOW, received_at=NOW)
                spool.unlink(workspace.key, [undone])
            case "erase":
                loader.erase_now(store, workspace.key, weeks.customer(), now=NOW)
        loader.load(store, now=NOW)

        assert asked_of(store, workspace) == asked_of(Forgetful(store), workspace)


class Forgetful:
    """The same log to a process that has looked at nothing before."""

    def __init__(self, store: DuckdbStore) -> None:
        self._store = store

    def __getattr__(self, name: str):
        return getattr(self._store, name)


def asked_of(store, workspace) -> list:
    found = []
    for metric, method, by in ASKED:
        question = Question(
            workspace=workspace.key,
            metric=metric,
            method=method,
            now=NOW,
            by=by,
            period=Period(date(2026, 1, 1), date(2026, 4, 10)),
            tz=workspace.time_zone,
        )
        answered = ask(question, store=store)
        found.append((metric, by, [(row.dims, row.estimate) for row in answered.rows], str(answered.impossible)))
    return found


def test_what_rests_on_orders_is_read_again_after_an_order_and_not_after_a_cost(workspace, store):
    looks = []

    def look() -> int:
        return remembered(store, workspace.key, ("order",), {}, "how many", lambda rows: looks.append(rows) or 1)

    def hear(kind: str) -> None:
        spool.hear(workspace.key, [Heard(id=f"new {kind}", kind=kind, occurred_at=NOW, received_at=NOW)])
        loader.load(store, now=NOW)

    look()
    hear("cost")
    look()
    assert len(looks) == 1

    hear("order")
    look()
    assert len(looks) == 2


def test_resolutions_by_employee_are_those_of_each_measure_asked_alone(workspace, store):
    spool.hear(workspace.key, Weeks(3).rows(400))
    loader.load(store, now=NOW)
    found = {(metric, by): rows for metric, by, rows, _ in asked_of(store, workspace)}
    rows = store.frame(workspace.key, kinds=("message", "case"))
    period = {"first": midnight("2026-01-01"), "last": midnight("2026-04-11")}

    for metric, counts in (
        ("first_resolution", measures.first_resolution_counts),
        ("full_resolution", measures.full_resolution_counts),
    ):
        alone = counts(rows, now=NOW, by=["employee"], **period)
        estimated = measures.estimated_durations(alone, by=["employee"], method="mean").rows(named=True)
        assert shown(found[metric, ("employee",)]) == [
            (row["employee"], pytest.approx(row["value"]), row["n"]) for row in estimated
        ]
    alone = measures.reopen_counts(rows, now=NOW, by=["employee"], **period).collect(backend="pyarrow")
    assert shown(found["reopen", ("employee",)]) == [
        (row["employee"], pytest.approx(row["successes"] / row["n"]), row["n"])
        for row in alone.sort("employee", nulls_last=True).rows(named=True)
    ]


def midnight(day: str) -> datetime:
    """In Vilnius, as naive UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Vilnius")).astimezone(UTC).replace(tzinfo=None)


def shown(rows: list) -> list:
    return [(dims["employee"], estimate.value, estimate.n) for dims, estimate in rows]


def test_of_what_is_kept_only_the_newest_version_is_and_the_least_used_goes_first():
    kept: Latest[str] = Latest(heaviest=10)
    kept.keep("a", 1, "old", 4)
    kept.keep("a", 2, "new", 4)
    kept.keep("b", 1, "other", 4)

    assert (kept.get("a", 1), kept.get("a", 2), kept.get("b", 1)) == (None, "new", "other")

    kept.get("a", 2)
    kept.keep("c", 1, "third", 4)

    assert (kept.get("a", 2), kept.get("b", 1), kept.get("c", 1)) == ("new", None, "third")


def test_what_is_too_heavy_is_not_kept():
    kept: Latest[str] = Latest(heaviest=10)
    kept.keep("light", 1, "stays", 1)
    kept.keep("heavy", 1, "goes", 11)

    assert (kept.get("heavy", 1), kept.get("light", 1)) == (None, "stays")
