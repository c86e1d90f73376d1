"""Every engine counts as a ten-line Python loop does."""

from collections import Counter, defaultdict
from random import Random

import pyarrow as pa
import pytest

import heedful.measures as m
from heedful import stats
from tests.measures.conftest import rows

CLUBS = ["Nord", "West", "Ost", None]
COLUMNS = {
    "id": pa.string(),
    "customer": pa.string(),
    "occurred_at": pa.timestamp("us"),
    "received_at": pa.timestamp("us"),
    "location": pa.string(),
    "channel": pa.string(),
    "value": pa.float64(),
}


def some_answers(scores, seed=7, n=400):
    random = Random(seed)
    day = 86_400_000_000
    return [
        {
            "id": f"i{number:04}",
            "customer": random.choice([None, *(f"c{customer}" for customer in range(60))]),
            "occurred_at": random.randrange(100) * day,  # many on the same instant
            "received_at": random.randrange(100) * day,
            "location": random.choice(CLUBS),
            "channel": random.choice(["app", "mail"]),
            "value": random.choice(scores),
        }
        for number in range(n)
    ]


def table(answers):
    return pa.table({name: pa.array([row[name] for row in answers], kind) for name, kind in COLUMNS.items()})


NPS_SCORES = [None, -1.0, *map(float, range(12)), 9.0, 10.0, 99.0]
LIKERT = [None, 0.0, *map(float, range(1, 8)), 8.0]


def loop(answers, by, code):
    """Counts per group of what `code` makes of a score; None is not counted."""
    groups = defaultdict(Counter)
    for row in answers:
        coded = None if row["value"] is None else code(row["value"])
        if coded is not None:
            groups[tuple(row[name] for name in by)][coded] += 1
    return groups


def third(top, bottom, lowest, highest):
    def code(score):
        if not lowest <= score <= highest:
            return None
        return "top" if score >= top else "bottom" if score <= bottom else "middle"

    return code


@pytest.mark.parametrize("by", [(), ("location",), ("location", "channel")])
@pytest.mark.parametrize("lowest", [0, 1])
def test_nps_is_counted_as_a_loop_counts_it(engine, by, lowest):
    answers = some_answers(NPS_SCORES)

    counted = rows(m.nps_counts(m.lazy(engine(table(answers))), by=by, lowest=lowest), *by)

    expected = loop(answers, by, third(9, 6, lowest, 10))
    assert {tuple(row[name] for name in by): row for row in counted} == {
        key: {
            **dict(zip(by, key, strict=True)),
            "promoters": counts["top"],
            "passives": counts["middle"],
            "detractors": counts["bottom"],
        }
        for key, counts in expected.items()
    }


def test_an_effort_index_is_counted_as_a_loop_counts_it(engine):
    answers = some_answers(LIKERT)

    counted = rows(m.index_counts(m.lazy(engine(table(answers))), by=["location"]), "location")

    expected = loop(answers, ["location"], third(6, 3, 1, 7))
    assert {row.pop("location"): row for row in counted} == {
        key[0]: {name: counts[name] for name in ("top", "middle", "bottom")} for key, counts in expected.items()
    }


@pytest.mark.parametrize(("scale", "satisfied"), [(3, {3}), (5, {4, 5}), (7, {5, 6, 7}), (10, {9, 10})])
def test_the_satisfied_are_counted_as_a_loop_counts_them(engine, scale, satisfied):
    answers = some_answers([None, *map(float, range(12))])

    counted = rows(m.top_box_counts(m.lazy(engine(table(answers))), by=["channel"], scale=scale), "channel")

    expected = loop(answers, ["channel"], lambda score: score in satisfied if 1 <= score <= scale else None)
    assert counted == [
        {"channel": key[0], "successes": counts[True], "n": counts.total()} for key, counts in sorted(expected.items())
    ]


def test_a_mean_is_summed_as_a_loop_sums_it(engine):
    answers = some_answers([None, 0.0, 1.0, 2.5, 4.0, 5.0, 6.0, float("nan")])

    counted = rows(m.mean_counts(m.lazy(engine(table(answers))), by=["channel"]), "channel")

    expected = loop(answers, ["channel"], lambda score: score if 1 <= score <= 5 else None)
    assert counted == [
        {
            "channel": key[0],
            "n": counts.total(),
            "total": sum(score * n for score, n in counts.items()),
            "total_of_squares": sum(score * score * n for score, n in counts.items()),
        }
        for key, counts in sorted(expected.items())
    ]


def test_a_histogram_is_counted_as_a_loop_counts_it(engine):
    answers = some_answers(NPS_SCORES)

    counted = rows(m.histogram_counts(m.lazy(engine(table(answers))), by=["channel"]), "channel", "score")

    expected = loop(answers, ["channel"], lambda score: int(score) if 0 <= score <= 10 else None)
    assert counted == [
        {"channel": key[0], "score": score, "answers": n}
        for key, counts in sorted(expected.items())
        for score, n in sorted(counts.items())
    ]


def test_positive_reviews_are_those_with_four_or_five_stars(engine):
    answers = some_answers([None, 0.0, *map(float, range(1, 7))])

    (counted,) = rows(m.review_counts(m.lazy(engine(table(answers)))))

    stars = [row["value"] for row in answers if row["value"] in (1, 2, 3, 4, 5)]
    assert counted == {"successes": sum(star >= 4 for star in stars), "n": len(stars)}


@pytest.mark.parametrize("side", ["positive", "neutral", "negative"])
def test_texts_are_sorted_by_feeling_as_a_loop_sorts_them(engine, side):
    answers = some_answers([None, -1.0, -0.25, -0.249, 0.0, 0.249, 0.25, 1.0, 1.5])

    (counted,) = rows(m.sentiment_counts(m.lazy(engine(table(answers))), side=side, score="value"))

    felt = [row["value"] for row in answers if row["value"] is not None and -1 <= row["value"] <= 1]
    is_so = {"positive": lambda v: v >= 0.25, "neutral": lambda v: -0.25 < v < 0.25, "negative": lambda v: v <= -0.25}
    assert counted == {"successes": sum(map(is_so[side], felt)), "n": len(felt)}


def clusters_of(answers, code):
    """Persons and their sums, in a loop; nobody known is a person each time."""
    persons = defaultdict(list)
    for row in answers:
        coded = None if row["value"] is None else code(row["value"])
        if coded is not None:
            persons[row["customer"] or row["id"]].append(coded)
    return {
        "persons": len(persons),
        "sum_squares": sum(sum(own) ** 2 for own in persons.values()),
        "sum_cross": sum(sum(own) * len(own) for own in persons.values()),
        "sum_sizes_squared": sum(len(own) ** 2 for own in persons.values()),
    }


CLUSTERED = {
    "nps": (m.nps_counts, NPS_SCORES, lambda s: (s >= 9) - (s <= 6) if 0 <= s <= 10 else None),
    "index": (m.index_counts, LIKERT, lambda s: (s >= 6) - (s <= 3) if 1 <= s <= 7 else None),
    "top_box": (m.top_box_counts, LIKERT, lambda s: int(s >= 4) if 1 <= s <= 5 else None),
    "mean": (m.mean_counts, LIKERT, lambda s: s if 1 <= s <= 5 else None),
}


@pytest.mark.parametrize("measure", CLUSTERED)
def test_answers_spread_over_persons_as_a_loop_spreads_them(engine, measure):
    counts, scores, code = CLUSTERED[measure]
    answers = some_answers(scores)

    counted = rows(counts(m.lazy(engine(table(answers))), by=["channel"], person="customer"), "channel")
    plain = rows(counts(m.lazy(engine(table(answers))), by=["channel"]), "channel")

    for row, bare in zip(counted, plain, strict=True):
        spread = clusters_of([one for one in answers if one["channel"] == row["channel"]], code)
        assert row == {**bare, **spread}


def test_only_the_latest_answer_of_each_person_counts(engine):
    answers = some_answers(NPS_SCORES)

    kept = rows(m.latest_per_person(m.lazy(engine(table(answers)))), "id")

    latest = {}
    for row in sorted(answers, key=lambda row: (row["occurred_at"], row["received_at"], row["id"])):
        latest[row["customer"] or row["id"]] = row["id"]
    assert [row["id"] for row in kept] == sorted(latest.values())


def test_the_latest_answer_of_each_person_at_each_club_counts(engine):
    answers = some_answers(NPS_SCORES)

    kept = rows(m.latest_per_person(m.lazy(engine(table(answers))), within=["location"]), "id")

    latest = {}
    for row in sorted(answers, key=lambda row: (row["occurred_at"], row["received_at"], row["id"])):
        latest[row["customer"] or row["id"], row["location"]] = row["id"]
    assert [row["id"] for row in kept] == sorted(latest.values())


def test_a_notebook_gets_the_same_estimates_from_every_engine(engine):
    answers = some_answers(NPS_SCORES)

    found = rows(m.nps(engine(table(answers)), by=["location"], person="customer"), "location")

    (nord,) = (row for row in found if row["location"] == "Nord")
    own = [row for row in answers if row["location"] == "Nord"]
    thirds = loop(own, (), third(9, 6, 0, 10))[()]
    clusters = stats.Clusters(**clusters_of(own, CLUSTERED["nps"][2]))
    expected = stats.nps(thirds["top"], thirds["middle"], thirds["bottom"], clusters=clusters)
    assert [nord[name] for name in ("value", "low", "high", "n")] == [
        pytest.approx(expected.value),
        pytest.approx(expected.low),
        pytest.approx(expected.high),
        expected.n,
    ]
    assert [row["location"] for row in found] == ["Nord", "Ost", "West", None]


def test_no_answers_are_unknown_on_every_engine_and_never_zero(engine):
    nobody = table(some_answers([None], n=3))

    assert rows(m.nps(engine(nobody))) == [{"value": None, "low": None, "high": None, "n": 0}]
    assert rows(m.csat(engine(nobody), method="mean5")) == [{"value": None, "low": None, "high": None, "n": 0}]
    assert rows(m.nps(engine(nobody), by=["location"])) == []
