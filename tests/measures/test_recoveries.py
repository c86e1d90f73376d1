"""Who was won back, counted on every engine as a loop would."""

import pyarrow as pa

from heedful import measures as m
from heedful import stats

ROWS = [
    {"kind": "case", "name": name, "value": value, "customer": customer, "location": place}
    for name, value, customer, place in (
        ("recovery", 1.0, "ann", "nord"),
        ("recovery", 0.0, "bea", "nord"),
        ("recovery", 1.0, "cat", "sud"),
        ("resolved", None, "ann", "nord"),
        ("resolved", 1.0, "dan", "sud"),
        ("recovery", None, "eve", "sud"),
    )
]


def counted(engine, **how):
    return m.recovery_counts(m.lazy(engine(pa.Table.from_pylist(ROWS))), **how).collect(backend="pyarrow")


def test_only_those_who_scored_again_are_counted(engine):
    (row,) = counted(engine).to_native().to_pylist()
    assert row == {"successes": 2, "n": 3}


def test_each_place_has_its_own(engine):
    rows = counted(engine, by=["location"]).to_native().to_pylist()
    assert sorted((row["location"], row["successes"], row["n"]) for row in rows) == [("nord", 1, 2), ("sud", 1, 1)]


def test_nobody_scored_again_is_unknown():
    rows = m.recovery_counts(m.lazy(pa.Table.from_pylist(ROWS[3:5]))).collect(backend="pyarrow").to_native().to_pylist()
    assert stats.share(**rows[0]).value is None
