"""A text as a search looks through it, and words as they are looked for: the same letters however they were typed."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’ʼ‘`´"), "’")
_LETTERS: Final = str.maketrans({"ё": "е", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
_OWN: Final = {"й": "\ue000", "ї": "\ue001"}  # letters of their own, though they decompose
_KEEP: Final = str.maketrans(_OWN)
_GIVE_BACK: Final = str.maketrans({mark: letter for letter, mark in _OWN.items()})
_MARKS: Final = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]+")
_BETWEEN: Final = re.compile(r"(?:[^\w’]|_|(?<!\w)’|’(?!\w))+")


def folded(text: str) -> str:
    """Lower case, without diacritics; its words parted and enclosed by one space, empty where there is none.

    Latin letters lose their marks (*š* → *s*) and *ё* becomes *е*, as people type them; *й*, *ї*, *і*, *є* and *ґ* are
    letters of their own and stay. All apostrophes become one.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> folded("Šalta, ŽVARBU!")
    ' salta zvarbu '
    >>> folded("Всё ещё йде під'їзд") == folded("все еще йде під’їзд")
    True
    >>> folded("...")
    ''
    """
    lowered = text.lower().translate(_APOSTROPHES)
    if not lowered.isascii():
        composed = unicodedata.normalize("NFC", lowered).translate(_KEEP)
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", composed)).translate(_GIVE_BACK).translate(_LETTERS)
        lowered = plain
    words = _BETWEEN.sub(" ", lowered).strip()
    return f" {words} " if words else ""


def wanted(words: str, *, most: int = 12) -> tuple[str, ...]:
    """The words of a search, folded, each once; the first `most` of them.

    Examples
    --------
    >>> wanted("  Persirengimo  kambariai, persirengimo ")
    ('persirengimo', 'kambariai')
    """
    return tuple(dict.fromkeys(folded(words[:1000]).split()))[:most]
