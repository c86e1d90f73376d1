"""A text without what nobody said."""

import unicodedata

import pytest

from heedful.text import cleaning
from heedful.text.cleaning import clean


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("👍", "👍"),
        ("<p>Great <b>trainers</b></p><p>cold showers</p>", "Great trainers\n\ncold showers"),
        ("<td>price</td><td>high</td>", "price high"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<script>alert('no')</script><style>p {}</style>Hello<!-- hidden -->", "Hello"),
        ("Tom &amp; Ann &lt;3", "Tom & Ann <3"),
        ("&amp;amp;amp;lt;b&amp;gt;bold", "bold"),
        ("over 5 < 7 and 9 > 8, <3", "over 5 < 7 and 9 > 8, <3"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("a\x00b\u200bc\ud83dd\u202ee\ufefff", "abcdef"),
        ("soooooo gooood!!!!!!!", "sooo goood!!!"),
        ("15000000 people", "15000000 people"),
        ("❤\ufe0f❤\ufe0f❤\ufe0f❤\ufe0f❤\ufe0f", "❤\ufe0f❤\ufe0f❤\ufe0f"),
        ("👨\u200d👩\u200d👧 and a\u200db", "👨\u200d👩\u200d👧 and ab"),
        ("a\r\nb\rc\u2028d\n\n\n\n\ne", "a\nb\nc\nd\n\ne"),
        ("  many \t\u00a0 blanks  ", "many blanks"),
        ("s\u030caltas", "šaltas"),
        ("e\u0323\u0323\u0323\u0323\u0323\u0323", "ẹ\u0323\u0323\u0323"),
        ("GREAT CLUB", "GREAT CLUB"),
        ("Śliczny klub, dziękuję", "Śliczny klub, dziękuję"),
    ],
)
def test_what_nobody_said_is_gone(written, read):
    assert clean(written) == read


def test_no_more_than_ten_thousand_characters_are_kept():
    assert clean("word " * 30_000) == ("word " * 2_000).rstrip()


def test_markup_within_markup_comes_to_an_end():
    text = "<b>bold</b> & <i>more</i>"
    for _ in range(12):
        text = text.replace("&", "&a<!---->mp;").replace("<", "&lt;")

    assert clean(clean(text)) == clean(text)


def test_every_character_that_unicode_calls_hidden_is_known():
    hidden = [chr(at) for at in range(0x110000) if unicodedata.category(chr(at)) in {"Cc", "Cf", "Cs"}]
    said = {"\t", "\n", "\r", "\x0b", "\x0c", "\x85", "\u200d"}

    assert [letter for letter in hidden if letter not in said and not cleaning._HIDDEN.fullmatch(letter)] == []
