"""A text as a search looks through it, and words as they are looked for: the same letters however they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from heedful.text.labels import Span

_APOSTROPHES: Final = frozenset("'’ʼ‘`´")
_OWN: Final = frozenset("йї")  # letters of their own, though they decompose
_SPELT: Final = {"ё": "е", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"}
_EDGES: Final = re.compile(r"(?<!\w)’|’(?!\w)")


class _Letters(dict[int, str]):
    """What becomes of a character: worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code).lower()
        if letter in _APOSTROPHES:
            plain = "’"
        elif letter in _OWN:
            plain = letter
        else:
            apart = unicodedata.normalize("NFKD", letter)
            plain = "".join(_SPELT.get(each, each) for each in apart if not unicodedata.combining(each))
            plain = plain if plain.isalnum() or unicodedata.category(letter[0])[0] == "M" else " "
        self[code] = plain
        return plain


_LETTERS: Final = _Letters()


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
    plain = _plain(text)
    words = " ".join((_EDGES.sub(" ", plain) if "’" in plain else plain).split())
    return f" {words} " if words else ""


def places(text: str, words: Iterable[str]) -> Iterator[Span]:
    """Where words that begin like these stand in a text: the letters to mark, word after word.

    Parameters
    ----------
    text : str
        As it was written.
    words : iterable of str
        Folded, as `wanted` gives them.

    Yields
    ------
    Span

    Examples
    --------
    >>> [text[span.start : span.end] for text in ["Šalti, šaltesni, nešalti"] for span in places(text, ["salt"])]
    ['Šalt', 'šalt']
    """
    origin = [(letter, place) for place, each in enumerate(text) for letter in _plain(each)]
    plain = "".join(letter for letter, _ in origin)
    for word in words:
        for found in re.finditer(rf"(?<!\w)(?<!\w’){re.escape(word)}", plain):
            yield Span(origin[found.start()][1], origin[found.end() - 1][1] + 1)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


def wanted(words: str, *, most: int = 12) -> tuple[str, ...]:
    """The words of a search, folded, each once; the first `most` of them.

    Examples
    --------
    >>> wanted("  Persirengimo  kambariai, persirengimo ")
    ('persirengimo', 'kambariai')
    """
    return tuple(dict.fromkeys(folded(words[:1000]).split()))[:most]
