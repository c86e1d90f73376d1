"""Words as a dictionary lists them, and Lithuanian given back its diacritics."""

import csv
import os
import re
from pathlib import Path

import pytest

from heedful.text.lemmas import bare, lemma, stop_words, tokens
from heedful.text.restoring import with_diacritics

DATA = Path(os.environ.get("HEEDFUL_DATA") or Path(__file__).parents[2].with_name("shared") / "data")


@pytest.mark.parametrize(
    ("language", "text", "lemmas"),
    [
        ("en", "Trainers don't smile", ["trainer", "do", "smile"]),
        ("ru", "Тренерам нравится", ["тренер", "нравиться"]),
        ("uk", "тренерами пам’яті", ["тренер", "пам'ять"]),
        ("lt", "Treneriais dušuose", ["treneris", "dušas"]),
        ("de", "Kalte Duschen", ["kalte", "duschen"]),
        ("", "Kalte Duschen", ["kalte", "duschen"]),
        ("en", "10 wi-fi 👍 :)", ["10", "wi-fi"]),
        ("lt", "", []),
    ],
)
def test_words_are_read_by_their_lemmas(language, text, lemmas):
    assert [token.lemma for token in tokens(text, language)] == lemmas


def test_a_word_stands_where_it_is_said_to():
    text = "Puikūs treneriai, bet dušai šalti"

    assert [text[token.start : token.end].lower() for token in tokens(text, "lt")] == [
        token.word for token in tokens(text, "lt")
    ]


def test_an_endless_word_is_left_alone():
    assert lemma("a" * 5_000, "lt") == "a" * 5_000


@pytest.mark.parametrize(
    ("language", "empty", "telling"),
    [
        ("en", "the don't dont they're very because", "room rooms order problem dirty music wait"),
        ("ru", "и что очень это которые", "комната работа вода деньги раздевалка музыка"),
        ("uk", "і що дуже це які", "кімната робота вода гроші роздягальня музика"),
        (
            "lt",
            "ir kad labai yra kurie už uz",
            "kambarys darbas vanduo pinigai muzika",
        ),
    ],
)
def test_stop_words_say_nothing_and_the_rest_is_kept(language, empty, telling):
    assert set(empty.split()) <= stop_words(language)
    assert not set(telling.split()) & stop_words(language)


def test_other_languages_have_lists_too():
    assert "und" in stop_words("de")
    assert stop_words("tlh") == stop_words("") == frozenset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Aciu uz pristatyma", "Ačiū už pristatymą"),
        ("neatsako i skambucius", "neatsako į skambučius"),
        ("KODEL tokia DIDELE kaina?", "KODĖL tokia DIDELĖ kaina?"),
        ("per brangu", "per brangu"),
        ("purvini dušai, salta", "purvini dušai, salta"),
        ("", ""),
        ("xqzw 5 👍", "xqzw 5 👍"),
    ],
)
def test_lithuanian_typed_bare_gets_its_letters_back(typed, meant):
    assert with_diacritics(typed) == meant


def test_nine_words_in_ten_of_translations_come_back():
    path = DATA / "topic_sib200_en_ru_uk_lt" / "sib200.csv"
    if not path.exists():
        pytest.skip("set HEEDFUL_DATA to the folder of public data")
    with path.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["lang"] == "lit_Latn"]
    words = [
        (was, now)
        for text in texts
        for was, now in zip(re.findall(r"\w+", text), re.findall(r"\w+", with_diacritics(bare(text))), strict=True)
    ]

    assert sum(was == now for was, now in words) / len(words) > 0.895
