"""How texts feel and of what they speak: every engine counts as a loop does."""

from collections import defaultdict
from random import Random

import pyarrow as pa
import pytest

import heedful.measures as m
from heedful import stats
from heedful.measures import voices
from tests.measures.conftest import rows

THEMES = ["cold", "price", "staff"]


def some_texts(seed=5, n=300):
    """Texts and hits; a theme stands in a text once, twice or not at all, and some hits are of no text."""
    dice = Random(seed)
    texts = [
        {
            "id": f"t{number:03}",
            "location": dice.choice(["Nord", "Süd", None]),
            "customer": f"c{dice.randrange(60)}",
            "feeling": dice.choice([*voices.FEELINGS, None]),
        }
        for number in range(n)
    ]
    hits = [
        {"id": each["id"], "theme": dice.choice(THEMES), "sentiment": dice.choice([None, -1.0, -0.25, 0.0, 0.5])}
        for each in [*texts, {"id": "nobody's"}]
        for _ in range(dice.randrange(4))
    ]
    hits.append({"id": "t000", "theme": "once", "sentiment": None})
    return texts, hits


def text_table(texts):
    return pa.table({name: pa.array([each[name] for each in texts], pa.string()) for name in texts[0]})


def hit_table(hits):
    kinds = {"id": pa.string(), "theme": pa.string(), "sentiment": pa.float64()}
    return pa.table({name: pa.array([each[name] for each in hits], kind) for name, kind in kinds.items()})


def group(each, by):
    return tuple(each[name] for name in by)


@pytest.mark.parametrize("by", [(), ("location",)])
@pytest.mark.parametrize("side", voices.FEELINGS)
def test_feelings_are_counted_as_a_loop_counts_them(engine, by, side):
    texts, _ = some_texts()

    counted = rows(voices.feeling_counts(m.lazy(engine(text_table(texts))), by=by, side=side), *by)

    expected = defaultdict(lambda: [0, 0])
    for each in texts:
        if each["feeling"]:
            expected[group(each, by)][0] += each["feeling"] == side
            expected[group(each, by)][1] += 1
    assert {group(row, by): [row["successes"], row["n"]] for row in counted} == dict(expected)


@pytest.mark.parametrize("by", [(), ("location",)])
def test_themes_are_counted_once_a_text_and_as_none_where_nobody_speaks_of_them(engine, by):
    texts, hits = some_texts()

    counts = voices.theme_counts(m.lazy(engine(text_table(texts))), m.lazy(engine(hit_table(hits))), by=by)

    spoken = {(each["id"], each["theme"]) for each in hits}
    whole, expected = defaultdict(int), defaultdict(int)
    for each in texts:
        whole[group(each, by)] += 1
        for theme in [*THEMES, "once"]:
            expected[(*group(each, by), theme)] += (each["id"], theme) in spoken
    counted = {(*group(row, by), row["theme"]): (row["successes"], row["n"]) for row in rows(counts, *by, "theme")}
    assert counted == {key: (found, whole[key[:-1]]) for key, found in expected.items()}
    assert 0 in [found for found, _ in counted.values()] or not by


@pytest.mark.parametrize("by", [(), ("location",)])
def test_how_a_theme_feels_is_one_voice_a_text(engine, by):
    texts, hits = some_texts()

    counts = voices.theme_sentiment_counts(m.lazy(engine(text_table(texts))), m.lazy(engine(hit_table(hits))), by=by)

    felt = defaultdict(list)
    for each in hits:
        if each["sentiment"] is not None:
            felt[each["id"], each["theme"]].append(each["sentiment"])
    expected = defaultdict(list)
    for each in texts:
        for theme in THEMES:
            if found := felt.get((each["id"], theme)):
                expected[(*group(each, by), theme)].append(sum(found) / len(found))
    counted = {(*group(row, by), row["theme"]): row for row in rows(counts, *by, "theme")}
    assert counted.keys() == expected.keys()
    for key, found in expected.items():
        assert counted[key]["n"] == len(found)
        assert counted[key]["total"] == pytest.approx(sum(found))
        assert counted[key]["total_of_squares"] == pytest.approx(sum(each**2 for each in found))


def test_a_notebook_gets_shares_with_their_intervals_from_its_own_frames(in_polars):
    texts, hits = some_texts()

    found = voices.themes(in_polars(text_table(texts)), in_polars(hit_table(hits)), by=["location"], level=0.9)
    felt = voices.feelings(in_polars(text_table(texts)), by=["location"], side="unclear", person="customer")

    assert found.columns == ["location", "theme", "value", "low", "high", "n"]
    (cold,) = found.filter(location="Nord", theme="cold").rows(named=True)
    spoken = {each["id"] for each in hits if each["theme"] == "cold"}
    nord = [each["id"] in spoken for each in texts if each["location"] == "Nord"]
    expected = stats.share(sum(nord), len(nord), level=0.9)
    assert (cold["value"], cold["low"], cold["n"]) == (expected.value, expected.low, expected.n)
    assert felt["location"].to_list() == ["Nord", "Süd", None]


def test_nobody_said_anything(in_duckdb):
    texts, hits = in_duckdb(text_table(some_texts()[0]).slice(0, 0)), in_duckdb(hit_table(some_texts()[1]))

    assert voices.themes(texts, hits).num_rows == 0
    assert voices.feelings(texts).to_pylist()[0]["n"] == 0


def test_a_fifth_feeling_is_refused():
    with pytest.raises(ValueError, match="negative, neutral, positive, unclear"):
        voices.feelings(pa.table({"feeling": ["sad"]}), side="sad")
