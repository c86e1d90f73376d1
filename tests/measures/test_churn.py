from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import pyarrow as pa
import pytest

import heedful.measures as m
from tests.measures.conftest import rows
from tests.measures.purchases import grouped, people, shop, table

END = date(2024, 6, 19)
PERIOD = {"start": date(2024, 2, 1), "end": date(2024, 5, 1)}
JANUARY = {"start": date(2024, 1, 1), "end": date(2024, 2, 1)}


def spells_by_hand(theirs):
    """(begun, cancelled or None) of one person's events in order."""
    spells, begun = [], None
    for row in theirs:
        if row["name"] == "subscribed":
            begun = begun or row["occurred_at"]
        elif row["name"] == "cancelled":
            if begun:
                spells.append((begun, row["occurred_at"]))
            begun = None
    return spells + ([(begun, None)] if begun else [])


def midnight(day):
    return datetime(day.year, day.month, day.day)


def test_every_engine_counts_who_cancelled_of_those_under_contract(engine):
    log, frame = shop(), m.lazy(engine(table(shop())))
    start, end = midnight(PERIOD["start"]), midnight(PERIOD["end"])

    lost = rows(m.churn_contract_counts(frame, by=["location"], **PERIOD))
    kept = rows(m.retention_contract_counts(frame, by=["location"], **PERIOD))

    churned, retained = {}, {}
    for (place,), group in grouped([row for row in log if row["kind"] == "event"], ["location"]).items():
        spells = {who: spells_by_hand(theirs) for who, theirs in people(group).items()}
        there = {who for who, each in spells.items() if any(b <= start and (c is None or c >= start) for b, c in each)}
        gone = {who for who in there if any(b <= start and c is not None and start <= c < end for b, c in spells[who])}
        then = {who for who, each in spells.items() if any(b <= end and (c is None or c >= end) for b, c in each)}
        churned[place] = (len(there), len(gone))
        retained[place] = (len(there), len(then), len(then - there))
    assert {row["location"]: (row["customers_start"], row["cancelled"]) for row in lost} == churned
    assert {row["location"]: (row["customers_start"], row["customers_end"], row["new"]) for row in kept} == retained


def test_every_engine_measures_contracts_that_are_still_running(engine):
    log = shop()

    counts = rows(m.churn_survival_counts(m.lazy(engine(table(log))), end=END))

    by_hand = Counter()
    for theirs in people([row for row in log if row["occurred_at"] < midnight(END)]).values():
        for begun, cancelled in spells_by_hand(theirs):
            last = cancelled.date().toordinal() if cancelled else END.toordinal() - 1
            by_hand[last - begun.date().toordinal(), cancelled is not None] += 1
    found = Counter()
    for row in counts:
        found[row["age"], True] += row["ended"]
        found[row["age"], False] += row["censored"]
    assert +found == by_hand


def test_every_engine_measures_silence_by_the_shops_own_gaps(engine):
    log = [row for row in shop() if row["kind"] == "order"]

    counts = rows(m.churn_silence_counts(m.lazy(engine(table(log))), by=["location"], end=END))

    gaps, silent = Counter(), Counter()
    for (place,), group in grouped([row for row in log if row["occurred_at"] < midnight(END)], ["location"]).items():
        for theirs in people(group).values():
            days = sorted({row["occurred_at"].date().toordinal() for row in theirs})
            gaps.update((place, after - before) for before, after in pairwise(days))
            silent[place, END.toordinal() - 1 - days[-1]] += 1
    assert +Counter({(row["location"], row["days"]): row["gaps"] for row in counts}) == gaps
    assert +Counter({(row["location"], row["days"]): row["customers"] for row in counts}) == silent


def events(*heard):
    """Events as (customer, name, datetime)."""
    return pa.table(
        {
            "customer": pa.array([who for who, _, _ in heard], pa.string()),
            "name": pa.array([name for _, name, _ in heard], pa.string()),
            "occurred_at": pa.array([at for _, _, at in heard], pa.timestamp("us")),
        }
    )


def lost_in_january(*heard):
    [answer] = m.churn(events(*heard), method="contract", **JANUARY).to_pylist()
    return answer["value"], answer["n"]


NEW_YEAR = datetime(2024, 1, 1)


def test_who_subscribed_at_the_very_start_was_there_at_the_start():
    assert lost_in_january(("Ana", "subscribed", NEW_YEAR)) == (0.0, 1)


def test_who_cancelled_at_the_very_start_cancelled_in_the_period():
    heard = [("Ana", "subscribed", datetime(2023, 5, 1)), ("Ana", "cancelled", NEW_YEAR)]

    assert lost_in_january(*heard) == (1.0, 1)


def test_who_came_and_left_within_the_month_is_in_neither_number():
    heard = [("Ana", "subscribed", datetime(2023, 5, 1)), ("Bo", "subscribed", datetime(2024, 1, 3))]

    assert lost_in_january(*heard, ("Bo", "cancelled", datetime(2024, 1, 9))) == (0.0, 1)


def test_who_cancelled_and_came_back_within_the_month_did_cancel():
    heard = [("Ana", "subscribed", datetime(2023, 5, 1)), ("Ana", "cancelled", datetime(2024, 1, 9))]

    assert lost_in_january(*heard, ("Ana", "subscribed", datetime(2024, 1, 20))) == (1.0, 1)


def test_renewing_does_not_begin_a_second_contract():
    heard = [("Ana", "subscribed", datetime(2023, 5, 1)), ("Ana", "subscribed", datetime(2024, 1, 5))]

    assert lost_in_january(*heard) == (0.0, 1)


def test_a_shop_without_contracts_has_no_churn_by_contract():
    assert lost_in_january() == (None, 0)


def test_a_contract_that_runs_on_is_not_taken_for_a_lost_one():
    heard = [
        ("Ana", "subscribed", NEW_YEAR),
        ("Bo", "subscribed", NEW_YEAR),
        ("Bo", "cancelled", datetime(2024, 1, 31)),
    ]

    gone = m.churn(events(*heard), method="survival", end=date(2024, 6, 1), at_age=60.0).to_pylist()

    assert [(row["value"], row["n"]) for row in gone] == [(0.5, 2)]


def test_churn_is_never_told_without_its_method():
    with pytest.raises(TypeError, match="method"):
        m.churn(events())
    with pytest.raises(ValueError, match="method must be one of"):
        m.churn(events(), method="30-days")


def bought(*orders):
    """Orders as (customer, day of 2024)."""
    days = [datetime.strptime(f"2024-{day}", "%Y-%j") for _, day in orders]
    return pa.table({"customer": [who for who, _ in orders], "occurred_at": pa.array(days, pa.timestamp("us"))})


def test_silence_is_long_only_against_the_shops_own_habit():
    weekly = [("Ana", 1 + 7 * week) for week in range(20)] + [("Bo", 1), ("Bo", 8)]

    [answer] = m.churn(bought(*weekly), method="silence", end=date(2024, 5, 15)).to_pylist()

    assert (answer["value"], answer["n"]) == (0.5, 2)


def test_where_nobody_ever_came_back_silence_says_nothing():
    [answer] = m.churn(bought(("Ana", 1), ("Bo", 2)), method="silence", end=date(2024, 12, 1)).to_pylist()

    assert answer == {"value": None, "low": None, "high": None, "n": 2}


def test_who_bought_once_is_unknown_to_the_model_rather_than_alive():
    [answer] = m.churn(bought(*((f"c{i}", 1) for i in range(50))), method="model", end=date(2024, 12, 1)).to_pylist()

    assert answer == {"value": None, "low": None, "high": None, "n": 0}


def test_each_group_gets_a_model_of_its_own_or_none(in_polars):
    often = [(f"c{i}", 1 + (i % 9) * 10 * k) for i in range(40) for k in range(1 + i % 4)]
    frame = bought(*often, ("Ana", 1))
    clubs = ["Nord"] * len(often) + [None]

    answers = m.churn(
        in_polars(frame.append_column("club", pa.array(clubs))), method="model", by=["club"], end=date(2024, 12, 1)
    ).rows(named=True)

    assert [answer["club"] for answer in answers] == ["Nord", None]
    assert 0 < answers[0]["low"] < answers[0]["value"] < answers[0]["high"] <= 1
    assert answers[1]["value"] is None
