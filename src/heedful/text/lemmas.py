"""Words as a dictionary lists them, and words that say nothing by themselves."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEMMATISED = frozenset({"en", "ru", "uk", "lt"})
"""A dictionary takes some 70 MiB and two seconds to load; that of one of these is loaded with its first word."""
LONGEST = 40

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_STOP_WORDS = Path(__file__).with_name("stop_words.toml")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: where it stands, how it is written in small letters, and how a dictionary lists it."""

    start: int
    end: int
    word: str
    lemma: str


def tokens(text: str, language: str) -> tuple[Token, ...]:
    """The words of a text with their lemmas.

    Parameters
    ----------
    text : str
        A cleaned text.
    language : str
        Its code. The lemma of a language other than English, Russian, Ukrainian and Lithuanian, of a figure, of a word
        of more than 40 characters, or of one that no dictionary lists, is the word itself.

    Returns
    -------
    tuple of Token
        In order; empty where there is no word.

    Examples
    --------
    >>> [token.lemma for token in tokens("The trainers were great", "en")]
    ['the', 'trainer', 'be', 'great']
    """
    return tuple(
        Token(found.start(), found.end(), word := found[0].lower().translate(_APOSTROPHES), lemma(word, language))
        for found in _WORD.finditer(text)
    )


@lru_cache(maxsize=1 << 17)
def lemma(word: str, language: str) -> str:
    """How a dictionary lists a word in small letters.

    Examples
    --------
    >>> lemma("тренерами", "uk"), lemma("dušuose", "lt"), lemma("duschen", "de")
    ('тренер', 'dušas', 'duschen')
    """
    if language not in LEMMATISED or len(word) > LONGEST or not word.replace("'", "").replace("-", "").isalpha():
        return word
    import simplemma  # with its dictionaries as heavy as all the rest

    found: str = simplemma.lemmatize(word, lang=language)
    return found.lower()


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Words in small letters that say nothing by themselves: *and*, *very*, *they're*.

    Parameters
    ----------
    language : str
        A code. English, Russian, Ukrainian and Lithuanian have lists of our own, Lithuanian with and without its
        diacritics; others that of `stopwordsiso`, which also holds some words that say something.

    Returns
    -------
    frozenset of str
        Empty for a language that has no list.

    Examples
    --------
    >>> "they're" in stop_words("en"), "rooms" in stop_words("en"), stop_words("tlh")
    (True, False, frozenset())
    """
    own = _own_stop_words().get(language)
    if own is None:
        import stopwordsiso

        return frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()
    return own | {bare(word) for word in own} if language == "lt" else own


@lru_cache(maxsize=1)
def _own_stop_words() -> dict[str, frozenset[str]]:
    listed = tomllib.loads(_STOP_WORDS.read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in listed.items()}


def bare(text: str) -> str:
    """A text without the marks on its letters; as long as it was where each letter is one character.

    Examples
    --------
    >>> bare("Ačiū už šiltą dušą")
    'Aciu uz silta dusa'
    """
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
