"""Words alone: turned around, made stronger, typed in haste."""

from __future__ import annotations

import pytest

from heedful.text.lexicons import LANGUAGES, folded, lexicon_of, vote


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The trainers are great", "en"), ("Never had a problem", "en"), ("Очень вежливый персонал", "ru"),
        ("Неплохо", "ru"), ("Дуже смачно, дякую!", "uk"), ("Labai skanu, ačiū", "lt"), ("aciu, labai skanu", "lt"),
        ("👍👍", "xx"), ("Thx :)))", "en"),
    ],
)  # fmt: skip
def test_praise_is_heard(text, language):
    assert vote(text, language).value > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("not good", "en"), ("It wasn’t clean", "en"), ("didnt enjoy it", "en"), ("TERRIBLE", "en"),
        ("невкусно", "ru"), ("не понравилось", "ru"), ("не дуже чисто", "uk"), ("незадоволена", "uk"),
        ("neskanu", "lt"), ("nešvaru", "lt"), ("nesvaru", "lt"), ("niekada daugiau", "lt"), ("😡", "xx"),
        (":(((", "ru"),
    ],
)  # fmt: skip
def test_blame_is_heard(text, language):
    assert vote(text, language).value < 0


def test_very_good_is_more_than_good_and_somewhat_good_is_less():
    plainly, very, somewhat = (vote(text, "en").value for text in ("good", "very good", "somewhat good"))
    assert somewhat < plainly < very


def test_a_shout_is_heard_louder():
    assert vote("this is BROKEN!!!", "en").value < vote("this is broken", "en").value < 0


def test_a_not_ends_with_its_sentence():
    assert vote("I will not. Great trainers", "en").good > 0


def test_what_no_list_knows_says_nothing():
    assert vote("Der Zug ist pünktlich", "de") == vote("", "en")
    assert vote("", "en").hits == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_knows_its_words_with_every_strength(language):
    lexicon = lexicon_of(language)
    listed = [*lexicon.words.values(), *lexicon.stems.values()]

    assert len(listed) > 400
    assert {-3, -2, -1, 1, 2, 3} <= set(listed)
    assert lexicon.negators and lexicon.stronger and lexicon.weaker


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_listed_on_both_sides(language):
    lexicon = lexicon_of(language)
    for stem, strength in lexicon.stems.items():
        assert strength * lexicon.words.get(stem, strength) > 0, stem


def test_words_are_looked_up_without_marks():
    assert folded("Ačiū Ёлка DON’T ґанок їжа") == "aciu елка dont ґанок їжа"
