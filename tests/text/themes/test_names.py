"""A found theme is called by what it is about, in four languages, and never by how somebody felt."""

import pytest

from heedful.text.labels import Sentence
from heedful.text.lemmas import tokens
from heedful.text.themes.finds import FoundTheme, Telling
from heedful.text.themes.found import found_themes
from heedful.text.themes.names import naming
from heedful.text.themes.phrases import Phrase
from heedful.text.themes.voices import Voice


def phrase(language, shown):
    return Phrase(language, tuple(token.lemma for token in tokens(shown, language)), shown)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        *[
            ("en", each)
            for each in ("good", "working", "time", "longer", "cancel", "wiped clean", "best hour", "asked")
        ],
        *[("ru", each) for each in ("хотелось", "нравится", "час", "минуты", "две минуты", "начинается вовремя")],
        *[("uk", each) for each in ("більше", "чудово", "місяць", "хотілося")],
        *[("lt", each) for each in ("norėtųsi ilgiau", "reikia", "mėnesį", "geriausia", "savaitės valanda", "dvi")],
    ],
)
def test_a_feeling_a_stretch_of_time_or_a_deed_alone_names_nothing(language, shown):
    assert naming([phrase(language, shown)]) == []


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "changing rooms"),
        ("en", "membership"),
        ("en", "towel"),
        ("ru", "раздевалка"),
        ("ru", "скорость"),
        ("ru", "площадь"),
        ("uk", "роздягальня"),
        ("lt", "persirengimo kambarys"),
        ("lt", "pirtis"),
        ("de", "Umkleide"),
    ],
)
def test_a_thing_names_a_theme(language, shown):
    assert [each.shown for each in naming([phrase(language, shown)])] == [shown]


def theme(*said, size=100):
    telling = tuple(Telling(phrase(*each), n, 3.0) for *each, n in said)
    return FoundTheme("key", "", telling, list(range(size)), 0.1, None, (), "steady", (), [], (), frozenset())


def test_what_few_of_its_texts_say_does_not_make_a_manner_of_speaking_a_theme():
    praise = theme(("en", "good", 70), ("en", "towel", 4))
    towels = theme(("en", "good", 70), ("en", "towel", 40), ("ru", "полотенце", 6))

    assert (praise.says_what, towels.says_what) == (False, True)
    assert (towels.name("en").words, towels.name("ru").words, towels.name("lt").words) == (
        "towel",
        "полотенце",
        "towel",
    )


def test_texts_that_only_feel_alike_are_no_theme():
    praise, towels = ["Good, I liked it so much", "So good, really good"], ["The towels are thin", "Thin towels again"]
    voices = [
        Voice(f"{n} {text}", text, "en", (Sentence(0, len(text), 0.5, 0.9),))
        for text in praise + towels
        for n in range(12)
    ]

    themes = found_themes(voices).themes

    assert {each.says_what for each in themes if 0 in each.texts} == {False}
    assert ["towel" in each.name("en").words for each in themes if each.says_what] == [True]
