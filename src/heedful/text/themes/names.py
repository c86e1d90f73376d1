"""Which phrases say what a theme is about, so that it can be called by them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from heedful.text.lemmas import lemma, stop_words
from heedful.text.themes.phrases import Phrase

_FILLERS: Final = Path(__file__).with_name("fillers.toml")
_NOUNS: Final = Path(__file__).with_name("nouns.toml")  # that end like what they are not
_SOFT: Final = (
    "ать",
    "ять",
    "еть",
    "ить",
    "оть",
    "уть",
    "ыть",
    "сть",
    "зть",
    "чь",
    "ться",
    "чься",
    "йти",
    "сти",
    "зти",
)
_VERBS: Final = {"ru": (*_SOFT, "тись"), "uk": ("ти", "тися", "тись"), "lt": ("ti", "tis")}
_QUALITIES: Final = {
    "en": ("able", "ible", "ful", "less", "ous", "ive", "ly"),
    "ru": ("ый", "ий", "ой"),
    "uk": ("ий", "ій"),
}
_ENDS_AS_A_NOUN: Final = ("ость", "асть", "есть", "исть", "овать")  # скорость, область; кровать


def naming(phrases: Iterable[Phrase]) -> list[Phrase]:
    """Those in which there is a thing to speak of, in the order given.

    Examples
    --------
    >>> from heedful.text.themes.phrases import Phrase
    >>> said = [("good",), ("work",), ("shower", "be", "cold"), ("changing", "room")]
    >>> [phrase.lemmas for phrase in naming(Phrase("en", each, " ".join(each)) for each in said)]
    [('shower', 'be', 'cold'), ('changing', 'room')]
    """
    return [phrase for phrase in phrases if _holds_a_thing(phrase)]


def _holds_a_thing(phrase: Phrase) -> bool:
    shown = phrase.shown.lower().split()
    forms = shown if len(shown) == len(phrase.lemmas) else phrase.lemmas
    pairs = zip(phrase.lemmas, forms, strict=True)
    return any(is_a_thing(word, phrase.language) and not _was_done(form, phrase.language) for word, form in pairs)


def _was_done(form: str, language: str) -> bool:
    """English participles: *delayed*, *not maintained*."""
    is_noun = len(form) < 5 or form.endswith("eed") or form in _nouns("en")
    return language == "en" and form.endswith("ed") and not is_noun


def is_a_thing(word: str, language: str) -> bool:
    """Whether a word, as the dictionary lists it, can be what somebody speaks of.

    Of languages without a list every word that is no stop word can.
    """
    if len(word) < 3 or word[0].isdigit() or word in stop_words(language) or word in _fillers(language):
        return False
    is_quality = word.endswith(_QUALITIES.get(language, ())) and word not in _nouns(language)
    return not _is_done(word, language) and not is_quality


def _is_done(word: str, language: str) -> bool:
    """Verbs, by how they end."""
    if word in _nouns(language) or (language == "ru" and word.endswith(_ENDS_AS_A_NOUN[:4])):
        return False
    return word.endswith(_VERBS.get(language, ()))


@lru_cache(maxsize=8)
def _fillers(language: str) -> frozenset[str]:
    words = tomllib.loads(_FILLERS.read_text(encoding="utf-8")).get(language, "").split()
    return frozenset(words) | frozenset(lemma(word, language) for word in words)


@lru_cache(maxsize=8)
def _nouns(language: str) -> frozenset[str]:
    return frozenset(tomllib.loads(_NOUNS.read_text(encoding="utf-8")).get(language, "").split())
