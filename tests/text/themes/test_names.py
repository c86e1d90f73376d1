"""A found theme is called by what it is about, in four languages, and never by how somebody felt."""

from dataclasses import replace

import pytest

from heedful.text.labels import Sentence
from heedful.text.lemmas import tokens
from heedful.text.themes.finds import FoundTheme, Telling, told_apart
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
            for each in (
                "good",
                "working",
                "time",
                "longer",
                "cancel",
                "wiped clean",
                "best hour",
                "asked",
                "visible",
                "not maintained",
                "personally",
            )
        ],
        *[("en", each) for each in ("visible", "not maintained", "personally", "1st")],
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
        ("en", "timetable"),
        ("en", "delayed flight"),
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


def test_two_themes_are_not_called_the_same_where_one_has_another_name():
    selection = ("en", "wider selection", 60)
    food, shops = told_apart(
        [theme(selection, ("en", "restaurants", 50)), theme(selection, ("en", "selection of shops", 40))]
    )
    (alone,) = told_apart([theme(selection)])

    assert [food.name("en").words, shops.name("en").words] == ["wider selection", "selection of shops"]
    assert [each.name("en").words for each in told_apart([alone, alone])] == ["wider selection", "wider selection"]


def test_a_brand_that_is_written_alike_in_two_languages_names_one_theme():
    first, second = told_apart(
        [theme(("ru", "body pump", 60), ("ru", "пилатес", 50)), theme(("uk", "body pump", 60), ("uk", "пілатес", 50))]
    )

    assert [first.name("en").words, second.name("en").words] == ["body pump", "пілатес"]


def test_how_many_names_no_theme():
    assert theme(("en", "three", 60), ("en", "three weeks", 50), ("en", "machines", 40)).name("en").words == "machines"


def test_what_is_said_mostly_of_other_things_does_not_show_a_theme():
    often = [Telling(phrase("en", words), 40, 3.0, part) for words, part in (("security staff", 0.9), ("staff", 0.3))]
    seen = replace(theme(), phrases=tuple(often))

    assert [each.shown for each in seen.shown_by] == ["security staff"]
    assert [each.shown for each in replace(seen, phrases=(often[1],)).shown_by] == ["staff"]


def test_the_brand_that_all_speak_of_names_no_theme():
    brand, terminal = (
        Telling(phrase("en", words), 60, 3.0, part) for words, part in (("tidebank", 0.15), ("atm", 0.4))
    )
    of_nothing = replace(theme(), phrases=(brand,))
    of_terminals = replace(theme(), phrases=(brand, terminal))

    assert (of_nothing.says_what, of_terminals.says_what) == (False, True)
    assert [each.shown for each in of_terminals.naming] == ["atm"]
    assert replace(of_nothing, share=0.07).says_what  # twice as often as anywhere
