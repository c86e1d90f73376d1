"""A search finds what people wrote, however they typed it."""

import pytest

from heedful.text.folding import folded, places, wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Šalti PERSIRENGIMO kambariai!", " salti persirengimo kambariai "),
        ("Всё ещё холодно", " все еще холодно "),
        ("Ґанок, її під'їзд — й усе", " ґанок її під’їзд й усе "),
        ("под`езд ’в’ кавычках", " под’езд в кавычках "),
        ("O’Brien's 'quoted' don't", " o’brien’s quoted don’t "),
        ("и\u0306 a\u0301\u0301", " й a "),
        ("Straße, ﬁne", " strasse fine "),
        ("snake_case/2x", " snake case 2x "),
        ("😀!?… \u0301", ""),
        ("", ""),
        ("\ud800 lone", " lone "),
    ],
)
def test_a_text_is_folded_into_words_with_a_space_around_each(text, found):
    assert folded(text) == found


def test_folding_twice_changes_nothing():
    once = folded("Šalta, O'Brien — під’їзд!")

    assert folded(once) == once


def test_words_of_a_search_are_folded_and_each_counts_once():
    assert wanted("Šalta, šalta ŽVARBU") == ("salta", "zvarbu")
    assert wanted("  ... ") == ()
    assert len(wanted(" ".join(f"w{n}" for n in range(99)))) == 12


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Šalti, nešalti, ŠALČIO", ["salt"], ["Šalt"]),
        ("straße strasse", ["strasse"], ["straße", "strasse"]),
        ("під’їзд їзди", ["їзд"], ["їзд"]),
        ("'cold' cold(er)", ["cold"], ["cold", "cold"]),
        ("warm", ["cold"], []),
        ("a+b (c", ["b", "c"], ["b", "c"]),
    ],
)
def test_the_letters_that_were_looked_for_are_found_in_the_text_as_written(text, words, marked):
    assert [text[span.start : span.end] for span in places(text, words)] == marked


def test_what_is_marked_is_what_the_search_found():
    """A text is found where its folded words begin with what was looked for."""
    for text in ("Šalta vonia", "šaltas, 'šaltas'", "po-šaltas", "nešalta", "o'šalta", "_šalta"):
        assert (" salt" in folded(text)) == bool(list(places(text, wanted("šalt"))))
