"""Sizes, trends and sentiment of themes are those that a plain loop over the texts gives."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from heedful.interactions.labels import HITS, LABELS
from heedful.stats import share
from heedful.understand.metrics.question import Period
from heedful.understand.themes.actions import change_keywords
from heedful.understand.themes.counting import (
    Scope,
    counts_by,
    counts_over_time,
    labelled_texts,
    texts_behind,
    texts_read_for,
    theme_counts,
    themes_to_come,
)
from heedful.understand.themes.quotes import quotes_of
from heedful.understand.themes.scores import scores_beside
from tests.understand.themes.conftest import NOW, texts

SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))
COLD, KIND = {"showers": -0.8}, {"staff": 0.9}


@pytest.fixture
def scope(workspace, store) -> Scope:
    return Scope(store, workspace.key, workspace.time_zone)


def test_a_share_is_of_all_texts_that_were_read(scope, said):
    said([*texts(6, themes=COLD), *texts(2, themes=COLD | KIND), *texts(12)])

    found = theme_counts(scope, SPRING)

    assert found.texts == 20
    assert found.share("showers") == share(8, 20)
    assert found.share("staff") == share(2, 20)
    assert found.share("parking") == share(0, 20)
    assert found.of("showers").sentiment.value == pytest.approx(-0.8)
    assert found.of("showers").complaining == share(8, 8)


def test_a_text_that_was_read_before_a_theme_says_nothing_of_it(scope, said, themes, alice):
    said(texts(40, "Kind staff", themes={"staff": 0.9}, model="test, themes 3"))
    change_keywords(themes["showers"], {"en": ["shower", "tap"]}, by=alice, now=NOW)
    said([*texts(6, themes=COLD, model="test, themes 4"), *texts(4, model="test, themes 4")])
    said(texts(5, themes=COLD, model="test, themes 3", location="nord"))  # by the words of before

    found = theme_counts(scope, SPRING)
    nord = counts_by(scope, SPRING, "location")["nord"]

    assert found.texts == 55
    assert (found.read_for("showers"), found.share("showers")) == (10, share(6, 10))
    assert (found.read_for("staff"), found.share("staff")) == (55, share(40, 55))
    assert (nord.share("showers"), nord.of("showers").texts) == (share(0, 0), 0)
    assert texts_behind(scope, 4) == 45
    assert len(texts_read_for(scope, SPRING, "showers").collect()) == 10
    assert len(texts_read_for(scope, SPRING, "staff").collect()) == 55
    assert [quote.location for quote in quotes_of(scope, SPRING, "showers")] == [None]


def test_no_change_is_known_while_one_side_was_not_read_for_the_theme(scope, said, themes):
    before = Period(date(2026, 1, 1), date(2026, 2, 28))
    said(texts(60, model="test, themes 1", occurred_at=datetime(2026, 2, 1, tzinfo=UTC)))
    said([*texts(30, themes=COLD), *texts(30)])

    change = theme_counts(scope, SPRING).change_from(theme_counts(scope, before), "showers")

    assert (change.verdict, change.n_before) == ("unknown", 0)


def test_a_theme_that_some_texts_were_not_read_for_is_not_weighed_with_them(scope, said, themes):
    said([*texts(3), *texts(1, model="test, themes 2")])  # version 2: showers, 3: staff

    assert themes_to_come(scope.workspace, labelled_texts(scope)) == ["staff"]


def test_who_speaks_of_it_without_a_side_complains_of_nothing(scope, said):
    said(
        [*texts(3, themes={"showers": -0.25}), *texts(7, themes={"showers": -0.24}), *texts(2, themes={"showers": 0.6})]
    )

    assert theme_counts(scope, SPRING).of("showers").complaining == share(3, 12)


@pytest.mark.parametrize(
    ("felt", "side"),
    [
        ([-0.8, -0.7, -0.9, -0.6, -0.8], "negative"),
        ([0.8, 0.7, 0.9, 0.6, 0.8], "positive"),
        ([-0.1, -0.08, 0.0, -0.12, -0.1] * 20, "neutral"),  # surely below zero, and yet nobody complains
        ([-0.8, 0.8] * 50, "mixed"),
        ([-0.8, -0.1, -0.1, -0.1, -0.1], "mixed"),
        ([-0.8, -0.8, -0.8, -0.8], ""),
    ],
)
def test_a_theme_takes_the_side_that_its_texts_take(scope, said, felt, side):
    said([each for one in felt for each in texts(1, themes={"showers": one})])

    assert theme_counts(scope, SPRING).of("showers").side == side


def test_a_text_with_two_sentences_about_a_theme_counts_once(scope, said, store, workspace):
    (one,) = said(texts(1, "Cold showers. Dirty showers.", themes=COLD))
    hits = store.hits(workspace.key).to_arrow_table().to_pylist()
    label = store.voices(workspace.key).to_arrow_table().select(list(LABELS.names)).cast(LABELS)
    twice = [hits[0], hits[0] | {"sentence": 1, "first": 14, "last": 19, "sentiment": -0.2}]
    store.label(workspace.key, label, pa.Table.from_pylist(twice, schema=HITS))

    found = theme_counts(scope, SPRING).of("showers")

    assert (found.texts, found.felt) == (1, 1)
    assert found.total == pytest.approx(-0.5)
    assert one == hits[0]["id"]


def test_nothing_said_is_unknown_and_not_zero(scope):
    found = theme_counts(scope, SPRING)

    assert found.texts == 0
    assert found.share("showers").value is None
    assert found.of("showers").sentiment.value is None


def test_where_and_when_narrow_what_is_counted(scope, said):
    february = datetime(2026, 2, 27, 12, tzinfo=UTC)
    said([*texts(3, themes=COLD, location="nord"), *texts(4, location="sud")])
    said(texts(5, themes=COLD, location="nord", occurred_at=february))

    assert theme_counts(scope, SPRING).of("showers").texts == 3
    assert theme_counts(scope.at("location", "sud"), SPRING).of("showers").texts == 0
    assert theme_counts(scope.at("location", "nord"), Period()).of("showers").texts == 8
    assert {place: each.texts for place, each in counts_by(scope, SPRING, "location").items()} == {"nord": 3, "sud": 4}


def test_months_are_those_of_the_workspaces_clock(scope, said):
    # 22:30 UTC on 31 March is 1 April in Vilnius
    said(texts(2, themes=COLD, occurred_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)))
    said(texts(3, occurred_at=datetime(2026, 3, 15, tzinfo=UTC)))

    months = counts_over_time(scope, SPRING)

    assert {start.month: (each.texts, each.of("showers").texts) for start, each in months.items()} == {
        3: (3, 0),
        4: (2, 2),
    }


def test_a_change_is_called_one_only_with_enough_texts(scope, said):
    before = Period(date(2026, 1, 1), date(2026, 2, 28))
    said([*texts(2, themes=COLD), *texts(58)][:60])
    said([{**each, "occurred_at": datetime(2026, 2, 1, tzinfo=UTC)} for each in texts(60)])
    said(texts(20, themes=COLD))

    change = theme_counts(scope, SPRING).change_from(theme_counts(scope, before), "showers")
    few = theme_counts(scope, SPRING).change_from(theme_counts(scope, Period(None, date(2025, 1, 1))), "showers")

    assert change.verdict == "higher"
    assert few.verdict == "unknown"


def test_quotes_are_the_clearest_sentences_once_each_without_insults_or_names(scope, said):
    said(texts(2, "The showers were freezing every morning of this whole week", themes=COLD))
    said(texts(1, "The showers are broken, write to ann@example.org about them", themes=COLD))
    said(texts(1, "You idiots never clean the showers in this terrible club", themes=COLD, harsh=True))

    quotes = quotes_of(scope, SPRING, "showers")

    said_words = [quote.text for quote in quotes]
    assert said_words.count("The showers were freezing every morning of this whole week") == 1
    assert not any("ann@example.org" in words or "idiots" in words for words in said_words)
    assert len(quotes) == 2


def test_scores_go_with_a_theme_on_the_same_row_or_in_the_same_response(scope, said, heard):
    unhappy = {"kind": "answer", "name": "why", "scale": "nps:0-10"}
    said(texts(12, themes=COLD, value=2.0, **unhappy))
    said(texts(12, "All good here", value=10.0, **unhappy))
    said(texts(1, themes=COLD, kind="answer", name="why", thread="r1"))
    heard([{"kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": 3.0, "thread": "r1"}])

    (beside,) = scores_beside(scope, SPRING, "showers", {"nps": "NPS"})

    assert (beside.scale, beside.among.n, beside.others.n) == ("NPS", 13, 12)
    assert (beside.among.value, beside.others.value) == (-100.0, 100.0)
    assert beside.difference.verdict == "lower"
