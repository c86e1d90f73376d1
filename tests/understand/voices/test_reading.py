"""A page of texts: the right ones, the newest first, whatever is asked and wherever it begins."""

from datetime import timedelta

import pytest

from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import Heard
from heedful.understand.voices import reading
from heedful.understand.voices.reading import VoicesFilter, highlights, texts_page
from tests.interactions.conftest import NOON
from tests.interactions.test_labels import NAIVE, hits, labels

WORDS = {"cold": "Šalta persirengimo", "warm": "Šilta ir jauku", "slow": "Eilė prie baro"}
FEELINGS = ("negative", "neutral", "positive", "unclear")
ALL = 300


def text(n):
    """Three an hour, some at the same moment; every hundredth is rare."""
    at = NOON - timedelta(minutes=20 * (n - n % 2))
    said = WORDS[list(WORDS)[n % 3]] + (" retas" if n % 100 == 7 else "")
    where = {"location": ("Nord", "Süd")[n % 2], "kind": ("answer", "review")[n % 2]}
    return Heard(id=f"{n:03}", occurred_at=at, received_at=at, text=said, value=float(n % 11), **where)


@pytest.fixture
def store(tmp_path, db):
    """300 texts in 100 hours; the newest ten are not labelled."""
    opened = stores.open_store(f"duckdb://{tmp_path / 'log.duckdb'}")
    spool.hear("nord", [text(n) for n in range(ALL)])
    spool.hear("ost", [text(0)])
    loader.load(opened, now=NOON)
    for n in range(4):
        numbers = [f"{each:03}" for each in range(10, ALL) if each % 4 == n]
        for words, said in enumerate((" salta persirengimo ", " silta ir jauku ", " eile prie baro ")):
            these = [each for each in numbers if int(each) % 3 == words]
            rare = [each for each in these if int(each) % 100 == 7]
            found = hits(*((each, "rooms") for each in these if words == 0), *((each, "staff") for each in rare))
            opened.label("nord", labels(*these, feeling=FEELINGS[n], folded=said, harsh=n == 3), found)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def few_at_first(monkeypatch):
    monkeypatch.setattr(reading, "AT_LEAST", 1)


def ids(store, limit=1000, after=None, backwards=False, **asked):
    rows = texts_page(store, "nord", VoicesFilter(**asked), limit=limit, after=after, backwards=backwards)
    return [int(row["id"]) for row in rows]


def newest_first(numbers):
    return sorted(numbers, key=lambda n: (text(n).occurred_at, f"{n:03}"), reverse=True)


def among(condition=lambda n: True, labelled=True):
    return newest_first(n for n in range(10 if labelled else 0, ALL) if condition(n))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"harsh": "too"}, among(labelled=False)),
        ({}, among(lambda n: n < 10 or n % 4 != 3, labelled=False)),
        ({"harsh": "only"}, among(lambda n: n % 4 == 3)),
        ({"feeling": "negative"}, among(lambda n: n % 4 == 0)),
        ({"words": "ŠALTA, pers"}, among(lambda n: n % 3 == 0 and n % 4 != 3)),
        ({"words": "salta eile"}, []),
        ({"words": "alta"}, []),
        ({"words": "jauku", "feeling": "positive", "kind": "answer"}, among(lambda n: n % 12 == 10)),
        ({"theme": "rooms", "feeling": "neutral"}, among(lambda n: n % 3 == 0 and n % 4 == 1)),
        ({"theme": "nothing"}, []),
        ({"where": (("location", ("Nord",)),), "harsh": "too"}, among(lambda n: n % 2 == 0, labelled=False)),
        ({"where": (("location", ()),)}, []),
        ({"language": "lt", "intent": "complaint", "harsh": "too"}, among()),
        ({"language": "uk"}, []),
        ({"lowest": 9, "highest": 9.5, "harsh": "too"}, among(lambda n: n % 11 == 9, labelled=False)),
        ({"first": NAIVE - timedelta(hours=1), "harsh": "too"}, among(lambda n: n < 4, labelled=False)),
        ({"last": NAIVE - timedelta(hours=90), "harsh": "too"}, among(lambda n: n >= 272)),
    ],
)
def test_the_texts_that_pass_come_newest_first(store, asked, expected):
    assert ids(store, **asked) == expected


@pytest.mark.parametrize("asked", [{"harsh": "too"}, {"feeling": "negative"}, {"theme": "staff", "harsh": "too"}])
def test_page_after_page_shows_each_text_once_and_so_does_the_way_back(store, asked):
    whole, seen, after = ids(store, **asked), [], None
    while page := ids(store, limit=7, after=after, **asked):
        seen += page
        after = (text(page[-1]).occurred_at.replace(tzinfo=None), f"{page[-1]:03}")
    back = (text(whole[-1]).occurred_at.replace(tzinfo=None), f"{whole[-1]:03}")

    assert seen == whole
    assert ids(store, after=back, backwards=True, limit=2, **asked) == whole[:-1][::-1][:2]


def test_a_page_brings_the_text_its_labels_and_its_place(store):
    (row,) = texts_page(store, "nord", VoicesFilter(feeling="neutral"), limit=1)
    assert (row["text"], row["location"], row["feeling"], row["value"]) == ("Šilta ir jauku", "Süd", "neutral", 2.0)


def test_another_company_is_not_read(store):
    assert [row["id"] for row in texts_page(store, "ost", VoicesFilter())] == ["000"]
    assert texts_page(store, "nobody's", VoicesFilter()) == []
    assert texts_page(store, "ost", VoicesFilter(words="salta")) == []


def test_two_texts_years_apart_are_both_found(tmp_path, db):
    opened = stores.open_store(f"duckdb://{tmp_path / 'far.duckdb'}")
    for number, years in (("new", 0), ("old", 90)):
        at = NOON - timedelta(days=365 * years)
        spool.hear("nord", [Heard(id=number, kind="answer", occurred_at=at, received_at=at, text="Puiku")])
    loader.load(opened, now=NOON)

    assert [row["id"] for row in texts_page(opened, "nord", VoicesFilter())] == ["new", "old"]
    opened.close()


def test_what_was_searched_for_is_marked_in_the_text_as_it_was_written():
    said = "Šalti kambariai, ir vėl ŠALTI"

    assert [said[span.start : span.end] for span in highlights(said, "kamb salti")] == ["Šalti", "kamb", "ŠALTI"]
    assert highlights(said, " ") == []
