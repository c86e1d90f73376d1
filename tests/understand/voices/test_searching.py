"""A search finds what a plain reading of the texts finds, in four languages, on both engines."""

from datetime import timedelta
from random import Random

import pyarrow as pa
import pytest

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.text.folding import folded
from heedful.understand.voices import reading
from heedful.understand.voices.reading import VoicesFilter, texts_page
from tests.interactions.conftest import NOON
from tests.interactions.engines import ENGINES
from tests.interactions.test_labels import hits, labels

SAID = (
    "Žvarbu persirengimo kambariuose, ąžuolinės spintelės šlapios ėjau ilgai",
    "Changing rooms are cold again, don't come; the café's naïve staff can't help",
    "В раздевалках всё ещё холодно, йогурт тёплый, подъезд закрыт",
    "У роздягальнях холодно, під'їзд зачинено, їжа ґречна, м’ята",
)
WORDS = [word for said in SAID for word in said.split()]
THEMES = ("rooms", "staff")
TEXTS = 150
TYPED = str.maketrans("žąšėёéïŽ'", "zaseеeiZ’")


def texts(dice):
    """In no order of time, several at one moment; some of Anna, who is erased, and some of what is withdrawn."""
    for n in range(TEXTS):
        said = [dice.choice((str, str.upper, str.title))(word) for word in dice.choices(WORDS, k=dice.randint(1, 8))]
        at = NOON - timedelta(hours=dice.randint(0, 60) ** 2)
        yield Heard(
            id=f"{n}", occurred_at=at, received_at=at, text=dice.choice((" ", ", ", " - ")).join(said),
            kind=dice.choice(("answer", "review", "mention")), alias=dice.choice(("anna", "bob", None)),
            thread=dice.choice(("gone", "kept", None)),
        )  # fmt: skip


def looked_for(dice):
    """A word or three as somebody types them: from their beginnings, with or without marks; some that stand nowhere."""
    typed = []
    for word in dice.choices(WORDS, k=dice.randint(1, 3)):
        beginning = word.strip(",;")[: dice.randint(1, 9)]
        typed.append(dice.choice((beginning, beginning.translate(TYPED), beginning.upper(), f"{beginning}ž")))
    return " ".join(typed)


def read_plainly(known, words, theme, last):
    """Every text, from its first word to its last."""

    def stands(word, text):
        return any(each.startswith(word) for each in folded(text).split())

    found = [
        item
        for item, themes in known
        if all(stands(word, item.text) for word in folded(words).split())
        and (not theme or theme in themes)
        and (last is None or item.occurred_at < last)
    ]
    return [item.id for item in sorted(found, key=lambda item: (item.occurred_at, item.id), reverse=True)]


@pytest.mark.parametrize(("engine", "searches"), [("duckdb", 40), ("clickhouse", 8)])
def test_a_search_finds_what_a_plain_reading_finds(engine, searches, tmp_path, db, monkeypatch):
    monkeypatch.setattr(reading, "AT_LEAST", 1)  # of few texts, too, the newest are looked through first
    with ENGINES[engine](tmp_path) as store:
        searched_through(store, searches)


def searched_through(store, searches):
    dice = Random(11)
    said = list(texts(dice))
    spool.hear("nord", said)
    spool.hear("ost", said[:5])
    spool.withdraw("nord", ["gone"])
    loader.load(store, now=NOON)
    given = [(item, dice.sample(THEMES, dice.randint(0, 2))) for item in said]
    rows = pa.concat_tables(labels(item.id, folded=folded(item.text)) for item in said)
    store.label("nord", rows, hits(*((item.id, "old") for item in said)))
    store.label("nord", rows, hits(*((item.id, theme) for item, themes in given for theme in themes)))
    loader.erase_now(store, "nord", "anna", now=NOON)
    known = [(item, themes) for item, themes in given if item.alias != "anna" and item.thread != "gone"]

    lengths = set()
    for n in range(searches):
        words, theme = looked_for(dice), dice.choice(("", "", *THEMES))
        last = NOON - timedelta(hours=dice.randint(0, 900)) if n % 4 == 3 else None
        filters = VoicesFilter(words=words, theme=theme, last=last and last.replace(tzinfo=None))
        expected = read_plainly(known, words, theme, last)
        found = [row["id"] for row in texts_page(store, "nord", filters, limit=7)]
        assert found == expected[:7], (words, theme, last)
        lengths.add(len(found))
    assert 0 in lengths and len(lengths) > 2
    assert [row["id"] for row in texts_page(store, "nord", VoicesFilter(theme="old"))] == []
