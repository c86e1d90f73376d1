import pyarrow as pa
import pytest

import heedful.measures as m
from heedful import stats

ANSWERS = {
    "club": ["Nord", "Nord", "West", None],
    "score": [10, 3, 9, 7],
    "who": ["a", "a", "b", None],
    "id": [1, 2, 3, 4],
}


def test_pandas_answers_in_pandas():
    pandas = pytest.importorskip("pandas")

    found = m.nps(pandas.DataFrame(ANSWERS), score="score", by=["club"])

    assert isinstance(found, pandas.DataFrame)
    assert list(found.columns) == ["club", "value", "low", "high", "n"]
    assert found["value"].tolist() == [0.0, 100.0, 0.0]


@pytest.mark.parametrize("shape", ["DataFrame", "LazyFrame"])
def test_polars_answers_in_polars(shape):
    polars = pytest.importorskip("polars")

    found = m.nps(getattr(polars, shape)(ANSWERS), score="score", by=["club"])

    assert isinstance(found, polars.DataFrame)
    assert found["club"].to_list() == ["Nord", "West", None]


def test_duckdb_answers_with_a_pyarrow_table():
    duckdb = pytest.importorskip("duckdb")

    with duckdb.connect() as connection:
        found = m.nps(connection.from_arrow(pa.table(ANSWERS)), score="score")

    score = stats.nps(2, 1, 1)
    assert found.to_pylist() == [{"value": score.value, "low": score.low, "high": score.high, "n": 4}]


@pytest.mark.parametrize(("method", "value"), [("agree7", 0.46), ("mean7", 4.08), ("index7", -13.0)])
def test_one_list_of_efforts_has_a_value_per_method(method, value):
    # A vendor's own example of 1,000 answers on 1-7
    given = [80, 210, 140, 110, 160, 180, 120]
    answers = pa.table({"value": [score for score, times in enumerate(given, 1) for _ in range(times)]})

    assert m.ces(answers, method=method).to_pylist()[0]["value"] == pytest.approx(value)


@pytest.mark.parametrize(("method", "value"), [("agree5", 0.5), ("mean5", 3.25), ("effort", 3.25)])
def test_a_score_off_its_scale_is_nobodys_answer(method, value):
    found = m.ces(pa.table({"value": [0, 1, 3, 4, 5, 6, 7]}), method=method).to_pylist()[0]

    assert (found["value"], found["n"]) == (value, 4)


def test_a_scale_of_three_counts_the_third_box():
    assert m.csat(pa.table({"value": [3, 3, 2, 1]}), method="top1of3").to_pylist()[0]["value"] == 0.5


def test_only_the_latest_answer_of_each_person_counts_when_asked_so():
    found = m.nps(pa.table(ANSWERS), score="score", person="who", latest=True, order=["id"]).to_pylist()[0]

    assert (found["value"], found["n"]) == (0.0, 3)  # a fell to 3, b is a promoter, nobody known is passive


def test_latest_needs_to_know_of_whom():
    with pytest.raises(ValueError, match="person='customer'"):
        m.nps(pa.table(ANSWERS), score="score", latest=True)


def test_an_unknown_method_names_the_known_ones():
    with pytest.raises(ValueError, match="top2of5"):
        m.csat(pa.table(ANSWERS), score="score", method="top9of5")


def test_a_group_column_that_clashes_is_refused_by_name():
    with pytest.raises(ValueError, match="'n'"):
        m.nps(pa.table({"n": ["x"], "score": [9]}), score="score", by=["n"])


def test_two_touchpoints_of_three_keep_their_standard(engine):
    answers = touchpoints({"visit": (18, 2), "till": (10, 10), "app": (15, 5), "kiosk": (1, 0)})
    standards = {"visit": 0.85, "till": 0.85, "app": 0.70, "kiosk": 0.9}

    found = m.consistency(engine(answers), standards=standards)

    assert estimates(found) == [stats.share(2, 3)]


def test_consistency_is_judged_in_each_period(engine):
    answers = touchpoints({"visit": (18, 2), "till": (10, 10)})

    found = m.consistency(engine(answers), standards={"visit": 0.85, "till": 0.85}, by=["location"])

    assert estimates(found) == [stats.share(1, 2)]


@pytest.mark.parametrize(("method", "points"), [("csat.top2of5", (1, 0)), ("csat.mean5", (5, 2))])
def test_the_spread_of_touchpoints_is_that_of_their_counts(engine, method, points):
    counts = {"visit": (18, 2), "till": (10, 10)}

    found = m.spread(engine(touchpoints(counts)), method=method)

    assert estimates(found)[0].value == pytest.approx(stats.spread(counts, points).value)


def touchpoints(counts):
    """Fives for the satisfied, twos for the others, all at one club."""
    rows = [
        (touchpoint, 5.0 if at < good else 2.0)
        for touchpoint, (good, bad) in counts.items()
        for at in range(good + bad)
    ]
    return pa.table(
        {
            "touchpoint": [touchpoint for touchpoint, _ in rows],
            "value": [score for _, score in rows],
            "location": ["Nord"] * len(rows),
        }
    )


def estimates(frame):
    from tests.measures.conftest import rows

    return [stats.Estimate(**{name: row[name] for name in ("value", "low", "high", "n")}) for row in rows(frame)]
