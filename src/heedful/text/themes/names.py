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
_QUALITIES: Final = {"ru": ("ый", "ий", "ой"), "uk": ("ий", "ій"), "lt": (), "en": ()}
_NOUNS: Final = {  # that end like what they are not
    "ru": frozenset(
        ("кровать", "печать", "сеть", "память", "площадь", "ночь", "дочь", "помощь", "вещь", "речь", "мелочь")
    ),
    "uk": frozenset(("діти", "гості", "двері", "оплати")),
    "lt": frozenset(
        (
            "pirtis",
            "mintis",
            "viltis",
            "patirtis",
            "stotis",
            "šaltis",
            "dantis",
            "raštis",
            "sritis",
            "atmintis",
            "smiltis",
        )
    ),
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
    return [phrase for phrase in phrases if any(is_a_thing(word, phrase.language) for word in phrase.lemmas)]


def is_a_thing(word: str, language: str) -> bool:
    """Whether a word, as the dictionary lists it, can be what somebody speaks of.

    Of languages without a list every word that is no stop word can.
    """
    if len(word) < 3 or word in stop_words(language) or word in _fillers(language):
        return False
    return not _is_done(word, language) and not word.endswith(_QUALITIES.get(language, ()))


def _is_done(word: str, language: str) -> bool:
    """Verbs, by how they end."""
    if word in _NOUNS.get(language, ()) or (language == "ru" and word.endswith(_ENDS_AS_A_NOUN[:4])):
        return False
    return word.endswith(_VERBS.get(language, ()))


@lru_cache(maxsize=8)
def _fillers(language: str) -> frozenset[str]:
    words = tomllib.loads(_FILLERS.read_text(encoding="utf-8")).get(language, "").split()
    return frozenset(words) | frozenset(lemma(word, language) for word in words)
