from datetime import date, datetime, timedelta

import narwhals as nw
import pyarrow as pa
import pytest

import heedful.measures as m
from heedful.measures.calendar import PERIODS
from heedful.measures.days import number_of_period, period_number
from tests.measures.conftest import rows
from tests.measures.purchases import grouped, people, shop, table

END = date(2024, 6, 19)  # in the middle of a month and of a week
PERIOD = {"start": date(2024, 3, 1), "end": date(2024, 4, 1)}


def seen(*visits):
    """Visits as (customer, datetime)."""
    return pa.table(
        {"customer": [who for who, _ in visits], "occurred_at": pa.array([at for _, at in visits], pa.timestamp("us"))}
    )


def cells_by_hand(log, by, every, rule, ages):
    cells = []
    for key, group in grouped([row for row in log if row["occurred_at"] < midnight(END)], by).items():
        periods = {}
        for who, theirs in people(group).items():
            periods[who] = {number_of_period(row["occurred_at"].date(), every) for row in theirs}
        for cohort in sorted({min(numbers) for numbers in periods.values()}):
            members = [numbers for numbers in periods.values() if min(numbers) == cohort]
            for age in range(ages + 1):
                if cohort + age > number_of_period(END, every):
                    continue
                if rule == "bounded":
                    active = sum(cohort + age in numbers for numbers in members)
                else:
                    active = sum(max(numbers) >= cohort + age for numbers in members)
                complete = cohort + age < number_of_period(END, every)
                cells.append((*key, cohort, age, active, len(members), complete))
    return sorted(cells, key=str)


def midnight(day):
    return datetime(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("by", "every", "rule"),
    [((), "month", "bounded"), (("location",), "week", "on_or_after"), (("location",), "quarter", "bounded")],
)
def test_every_engine_fills_the_cohorts_that_a_plain_loop_does(engine, by, every, rule):
    log = [row for row in shop() if row["kind"] == "order"]

    cells = m.retention_counts(m.lazy(engine(table(log))), by=by, every=every, end=END, ages=9, rule=rule)

    found = [
        (
            *(row[name] for name in by),
            number_of_period(row["cohort"].date(), every),
            row["age"],
            row["active"],
            row["size"],
            bool(row["complete"]),
        )
        for row in rows(cells)
    ]
    assert sorted(found, key=str) == cells_by_hand(log, by, every, rule, ages=9)


def test_every_engine_counts_who_stayed_from_one_month_to_the_next(engine):
    log = [row for row in shop() if row["kind"] == "order"]

    counts = m.retention_rate_counts(m.lazy(engine(table(log))), by=["location"], before=date(2024, 2, 1), **PERIOD)

    by_hand = {}
    for (place,), group in grouped(log, ["location"]).items():
        known = people(group)
        before = {who for who, theirs in known.items() if any(row["occurred_at"].month == 2 for row in theirs)}
        now = {who for who, theirs in known.items() if any(row["occurred_at"].month == 3 for row in theirs)}
        by_hand[place] = (len(before), len(now), len(now - before))
    found = {row["location"]: (row["customers_start"], row["customers_end"], row["new"]) for row in rows(counts)}
    assert found == by_hand


def test_a_month_of_which_nobody_came_back_is_a_cell_with_nought():
    visits = seen(("Ana", datetime(2024, 1, 5)), ("Ana", datetime(2024, 3, 5)))

    cells = rows(m.retention_counts(m.lazy(visits), end=date(2024, 4, 1)), "age")

    assert [(cell["age"], cell["active"], cell["size"]) for cell in cells] == [(0, 1, 1), (1, 0, 1), (2, 1, 1)]


def test_the_month_still_running_has_no_share_yet_however_many_came_back():
    visits = seen(("Ana", datetime(2024, 1, 5)), ("Ana", datetime(2024, 2, 5)))

    shares = m.retention(visits, end=date(2024, 2, 20)).to_pylist()

    assert [(row["age"], row["value"], row["n"]) for row in shares] == [(0, 1.0, 1), (1, None, 0)]


def test_a_young_cohort_does_not_pull_the_curve_down():
    visits = seen(
        ("Ana", datetime(2024, 1, 5)),
        ("Ana", datetime(2024, 2, 5)),
        *((f"new{i}", datetime(2024, 2, 9)) for i in "abc"),
    )

    curve = rows(m.retention_curve_counts(m.lazy(visits), end=date(2024, 3, 1)), "age")

    assert [(row["age"], row["active"], row["size"]) for row in curve] == [(0, 4, 4), (1, 1, 1)]


def test_on_or_after_counts_who_came_back_later_than_that_month():
    visits = m.lazy(seen(("Ana", datetime(2024, 1, 5)), ("Ana", datetime(2024, 3, 5))))

    cells = rows(m.retention_counts(visits, end=date(2024, 4, 1), rule="on_or_after"), "age")

    assert [cell["active"] for cell in cells] == [1, 1, 1]


def test_whoever_cannot_be_told_apart_is_in_no_cohort():
    assert rows(m.retention_counts(m.lazy(seen((None, datetime(2024, 1, 5)))), end=date(2024, 3, 1))) == []


def test_no_visits_make_no_cohorts_and_no_day_to_end_at():
    empty = seen()

    assert rows(m.retention_counts(m.lazy(empty), end=date(2024, 3, 1))) == []
    with pytest.raises(ValueError, match="give end="):
        m.retention(empty)


def test_visits_after_the_end_are_not_heard_of_yet():
    visits = m.lazy(seen(("Ana", datetime(2024, 1, 31, 23, 59)), ("Bo", datetime(2024, 2, 1))))

    cells = rows(m.retention_counts(visits, end=date(2024, 2, 1)))

    assert [(cell["size"], cell["complete"]) for cell in cells] == [(1, 1)]


@pytest.mark.parametrize("wrong", [{"every": "fortnight"}, {"rule": "ever"}, {"ages": -1}])
def test_a_word_that_means_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        m.retention_counts(m.lazy(seen(("Ana", datetime(2024, 1, 5)))), end=date(2024, 2, 1), **wrong)


def test_every_engine_numbers_periods_as_python_does(engine):
    days = [datetime(1999, 12, 31, 23) + timedelta(days=37 * step) for step in range(300)]
    frame = m.lazy(engine(pa.table({"at": pa.array(days, pa.timestamp("us"))})))

    found = rows(
        frame.select(nw.col("at"), *(period_number(nw.col("at"), every).alias(every) for every in PERIODS)), "at"
    )

    by_hand = [{every: number_of_period(day.date(), every) for every in PERIODS} | {"at": day} for day in days]
    assert found == by_hand
