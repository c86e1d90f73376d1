"""What single words tell about a feeling: our own lists, with what turns a word around and what makes it stronger."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ru", "uk", "lt")
WINDOW = 3  # words back that a "not" or a "very" reaches
TURNED = {True: -0.75, False: -0.4}  # "not good" is bad; "not bad" is hardly good
STRONGER, WEAKER, SHOUTED = 1.4, 0.6, 1.25
SOFT = 6.0  # how soon a sum of strengths nears the end of the scale
GLUED = {"lt": "ne", "ru": "не", "uk": "не"}  # "neskanu", "невкусно"
SHORTEST_STEM = 3

_TOKEN = re.compile(
    r"(?P<word>[^\W_]+(?:['’ʼ-][^\W_]+)*)|(?P<face>[:;=][-']?[()dD/|]+|<3|\^\^|\){2,}|\({2,})|(?P<sign>[^\w\s,])"
)
_TURN_OFF = re.compile(r"[.;!?…]")
_ENDLESS = re.compile(r"([()d/|])\1+")


@dataclass(frozen=True, slots=True)
class Vote:
    """What a text's words say together.

    Parameters
    ----------
    value : float
        −1 to +1; 0 where no word is known.
    good, bad : float
        The sums of the strengths behind it.
    hits : int
        How many words were known.
    """

    value: float
    good: float
    bad: float
    hits: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, folded (lower case, no marks, no apostrophes)."""

    words: Mapping[str, float]
    stems: Mapping[str, float]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]]
    negators: frozenset[str]
    stronger: frozenset[str]
    weaker: frozenset[str]
    glued: str = ""
    known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def strength(self, word: str) -> float:
        """How strongly a folded word is felt; 0 where it is not known."""
        strength = self.known.get(word)
        if strength is None:
            if len(self.known) > 200_000:
                self.known.clear()
            strength = self.known[word] = self._looked_up(word)
        return strength

    def _looked_up(self, word: str) -> float:
        found = self._listed(word)
        if found or not self.glued or not word.startswith(self.glued):
            return found
        whole = self._listed(word[len(self.glued) :]) if len(word) > len(self.glued) + 3 else 0.0
        return whole * TURNED[whole > 0]

    def _listed(self, word: str) -> float:
        if word in self.words:
            return self.words[word]
        for end in range(len(word), SHORTEST_STEM - 1, -1):
            if word[:end] in self.stems:
                return self.stems[word[:end]]
        return 0.0


def vote(text: str, language: str) -> Vote:
    """What the words of a text say together, by our lists.

    Parameters
    ----------
    text : str
        A sentence or a short text; the longer, the less its words tell.
    language : str
        ISO 639-1. Of a language without a list only emoji and faces are read.

    Returns
    -------
    Vote

    Examples
    --------
    >>> vote("The trainers are really great!", "en").value > 0.5
    True
    >>> vote("not good at all", "en").value < 0
    True
    >>> vote("Neskanu.", "lt").value < 0
    True
    """
    lexicon = lexicon_of(language)
    good = bad = 0.0
    hits = 0
    for strength in _strengths(text, lexicon):
        hits += 1
        if strength > 0:
            good += strength
        else:
            bad -= strength
    if not hits:
        return Vote(0.0, 0.0, 0.0, 0)
    balance = (good - bad) * (1 + 0.1 * min(text.count("!"), 3))
    return Vote(balance / (balance * balance + SOFT) ** 0.5, good, bad, hits)


def folded(text: str) -> str:
    """Lower case, Latin letters without marks, ё as е, no apostrophes: as words are looked up.

    Examples
    --------
    >>> folded("Ačiū, všechно don’t")
    'aciu, vsechно dont'
    """
    text = text.lower().replace("ё", "е")
    if text.isascii():
        return text.replace("'", "")
    return "".join(map(_plain, text))


@lru_cache(4_096)
def _plain(letter: str) -> str:
    if letter in "'’ʼ`\ufe0f":
        return ""
    return unicodedata.normalize("NFD", letter)[0] if "\u00c0" <= letter < "\u0250" else letter


def _strengths(text: str, lexicon: Lexicon) -> list[float]:
    tokens = [_token(found) for found in _TOKEN.finditer(text)]
    words = [word for word, _ in tokens]
    found, at = [], 0
    while at < len(words):
        strength, length = _at(words, at, lexicon)
        if strength:
            reach = _reach(words, at)
            found.append(_in_its_place(strength, words[reach:at], lexicon) * (SHOUTED if tokens[at][1] else 1))
        at += length
    return found


def _token(found: re.Match[str]) -> tuple[str, bool]:
    written = found[0]
    if found.lastgroup == "face":
        return _face(written.lower()), False
    return folded(written), len(written) > 3 and written.isupper()


def _face(written: str) -> str:
    """One form for ``:(((``, ``))))``: as they are listed."""
    return written[:2] if written[0] in "()" else _ENDLESS.sub(r"\1", written)


def _at(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[float, int]:
    """The strength of what begins here, and how many words it takes: a phrase before a word."""
    for rest, strength in lexicon.phrases.get(words[at], ()):
        if len(words) > at + len(rest) and all(map(_same, words[at + 1 :], rest)):
            return strength, 1 + len(rest)
    return lexicon.strength(words[at]), 1


def _same(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _reach(words: Sequence[str], at: int) -> int:
    for start in range(at - 1, max(at - WINDOW, 0) - 1, -1):
        if _TURN_OFF.match(words[start]):
            return start + 1
    return max(at - WINDOW, 0)


def _in_its_place(strength: float, before: Sequence[str], lexicon: Lexicon) -> float:
    if any(word in lexicon.negators for word in before):
        strength *= TURNED[strength > 0]
    if any(word in lexicon.stronger for word in before[-2:]):
        strength *= STRONGER
    if any(word in lexicon.weaker for word in before[-2:]):
        strength *= WEAKER
    return strength


@lru_cache(16)
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language, read once; emoji and faces are in each."""
    shared = _listed_in("shared")["words"]
    own: dict[str, Any] = _listed_in(language) if language in LANGUAGES else {"words": {}}
    words: dict[str, float] = {}
    stems: dict[str, float] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for listed in (shared, own["words"]):
        for strength, names in listed.items():
            for name in names.split():
                _keep(name, float(strength), words, stems, phrases)
    negators, stronger, weaker = (
        frozenset(folded(own.get(kind, "")).split()) for kind in ("negators", "intensifiers", "diminishers")
    )
    ordered = {first: tuple(sorted(rest, key=lambda one: -len(one[0]))) for first, rest in phrases.items()}
    return Lexicon(words, stems, ordered, negators, stronger, weaker, GLUED.get(language, ""))


def _keep(
    name: str,
    strength: float,
    words: dict[str, float],
    stems: dict[str, float],
    phrases: dict[str, list[tuple[tuple[str, ...], float]]],
) -> None:
    first, *rest = folded(name).split("_") if name.strip("_") else [name]
    if rest:
        phrases.setdefault(first, []).append((tuple(rest), strength))
    elif first.endswith("*"):
        stems[first[:-1]] = strength
    else:
        words[first] = strength


def _listed_in(name: str) -> dict[str, Any]:
    text = (files("heedful.text") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
