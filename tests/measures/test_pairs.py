import pyarrow as pa
import pytest

import heedful.measures as m
from heedful import stats
from tests.measures.conftest import rows
from tests.measures.test_scores import NPS_SCORES, some_answers, table

WORTHS = {
    "nps": (m.net_points, lambda score: 100 * ((score >= 9) - (score <= 6))),
    "mean": (m.as_given, lambda score: score),
}


def latest_of(answers):
    latest = {}
    for row in sorted(answers, key=lambda row: (row["occurred_at"], row["received_at"], row["id"])):
        if row["customer"] and row["location"] and row["value"] is not None and 0 <= row["value"] <= 10:
            latest[row["customer"], row["location"]] = row["value"]
    return latest


@pytest.mark.parametrize("kind", WORTHS)
def test_customers_are_compared_with_themselves_as_a_loop_does(engine, kind):
    worth, worth_in_python = WORTHS[kind]
    may, june = some_answers(NPS_SCORES, seed=5), some_answers(NPS_SCORES, seed=6)
    frames = [m.lazy(engine(table(answers))) for answers in (may, june)]

    counted = rows(m.pair_counts(*frames, by=["location"], worth=worth), "location")

    old, new = latest_of(may), latest_of(june)
    for row in counted:
        both = [key for key in old.keys() & new.keys() if key[1] == row["location"]]
        moved = [worth_in_python(new[key]) - worth_in_python(old[key]) for key in both]
        assert (row["n"], row["total"], row["total_of_squares"]) == (len(both), sum(moved), sum(d * d for d in moved))
    assert [row["location"] for row in counted] == ["Nord", "Ost", "West"]


def test_twelve_customers_who_all_came_round_are_a_change():
    names = [f"c{number}" for number in range(12)]
    may = pa.table({"customer": names, "value": [3] * 6 + [8] * 6, "id": names})
    june = pa.table({"customer": names, "value": [9] * 12, "id": names})

    (row,) = rows(m.pair_counts(m.lazy(may), m.lazy(june), order=["id"]))
    change = stats.difference_of_pairs(**row)

    assert (change.value, change.verdict, change.n_after) == (150, "higher", 12)


def test_nobody_who_answered_twice_is_unknown():
    may = pa.table({"customer": ["a"], "value": [3], "id": ["1"]})
    june = pa.table({"customer": ["b"], "value": [9], "id": ["2"]})

    (row,) = rows(m.pair_counts(m.lazy(may), m.lazy(june), order=["id"]))

    assert stats.difference_of_pairs(**row).verdict == "unknown"
