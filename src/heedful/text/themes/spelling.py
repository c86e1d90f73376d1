"""How a word is spelt: without what people leave out, and what is written beside a keyword."""

from __future__ import annotations

import re
from typing import Final

FULL: Final = 1.0  # what a keyword weighs unless it says otherwise

APOSTROPHES: Final = "'’ʼ`"

_MARKED, _UNMARKED = "ąčęėįšųūžёáàâäãåéèêëíìîïóòôöõúùûüçñ", "aceeisuuzеaaaaaaeeeeiiiiooooouuuucn"
_PLAIN: Final = str.maketrans(_MARKED, _UNMARKED, APOSTROPHES)
_UNAPOSTROPHED: Final = str.maketrans("ё", "е", APOSTROPHES)
_JOINED: Final = str.maketrans("", "", " -")
_ONE_APOSTROPHE: Final = str.maketrans(APOSTROPHES, "'" * len(APOSTROPHES))
_WEIGHT: Final = re.compile(r"[0-9](?:\.[0-9]+)?")  # below ten: half past nine is no weight


def plain(word: str) -> str:
    """A word in small letters, without apostrophes and without the marks that people leave out.

    Examples
    --------
    >>> plain("Dušuose"), plain("пʼять"), plain("ещё")
    ('dusuose', 'пять', 'еще')
    """
    return word.lower().translate(_PLAIN)


def unapostrophed(word: str) -> str:
    """A word in small letters with its marks, without apostrophes; ё is е."""
    return word.lower().translate(_UNAPOSTROPHED)


def as_listed(word: str) -> str:
    """A word with the apostrophe that dictionaries write.

    Examples
    --------
    >>> as_listed("зв’язку"), as_listed("звʼязку")
    ("зв'язку", "зв'язку")
    """
    return word.translate(_ONE_APOSTROPHE)


def joined(words: str) -> str:
    """Without what parts words.

    Examples
    --------
    >>> joined("check-in") == joined("check in") == joined("checkin")
    True
    """
    return words.translate(_JOINED)


def weighed(keyword: str) -> tuple[str, float]:
    """The words of a keyword, and its weight.

    Examples
    --------
    >>> weighed("hot water"), weighed("late:0.5"), weighed("open at 9:30")
    (('hot water', 1.0), ('late', 0.5), ('open at 9:30', 1.0))
    """
    words, _colon, weight = keyword.rpartition(":")
    if words.strip() and _WEIGHT.fullmatch(weight.strip()):
        return words.strip(), float(weight)
    return keyword.strip(), FULL
