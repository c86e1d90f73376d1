"""What single words tell about a feeling: our own lists, with what turns a word around and what makes it stronger."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
REMEMBERED = 200_000  # words of a language
_RUSSIAN, _UKRAINIAN = ("ни", "никто", "ничего", "никогда"), ("ні", "ані", "ніхто", "нічого", "ніколи")
ONLY_AGREE = frozenset((*_RUSSIAN, *_UKRAINIAN, "nei", "niekas", "nieko", "niekada"))
"""Beside a "not" these only agree with it, so that they turn praise, but no blame: "niekas neatsakė"."""

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*|[:;=][-']?[()dD/|]+|<3|\^\^|\){2,}|\({2,}|[^\w\s,]")
_TURN_OFF = frozenset(".;!?…")
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


NOTHING = Vote(0.0, 0.0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, folded (lower case, no marks, no apostrophes); ``changing`` are all that change others."""

    words: Mapping[str, float]
    stems: Mapping[str, float]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]]
    negators: frozenset[str]
    stronger: frozenset[str]
    weaker: frozenset[str]
    changing: frozenset[str]
    glued: str = ""

    def strength(self, word: str) -> float:
        """How strongly a folded word is felt; 0 where it is not known."""
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


class _Telling(dict[str, bool]):
    """Whether a word, as it is written, is felt or begins a phrase: worked out when it is first met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __missing__(self, written: str) -> bool:
        if len(self) > REMEMBERED:
            self.clear()
        word = _looked_for(written)
        tells = self[written] = word in self.lexicon.phrases or self.lexicon.strength(word) != 0
        return tells


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
    strengths = _strengths(text, _telling(language))
    if not strengths:
        return NOTHING
    good = bad = 0.0
    for strength in strengths:
        if strength > 0:
            good += strength
        else:
            bad -= strength
    balance = (good - bad) * (1 + 0.1 * min(text.count("!"), 3))
    return Vote(balance / (balance * balance + SOFT) ** 0.5, good, bad, len(strengths))


def folded(text: str) -> str:
    """Lower case, Latin letters without marks, ё as е, no apostrophes: as words are looked up.

    Examples
    --------
    >>> folded("Ačiū, všechно don’t")
    'aciu, vsechно dont'
    """
    text = text.lower().replace("ё", "е")
    return text.replace("'", "") if text.isascii() else text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """What becomes of a character: worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFD", letter)[0] if "\u00c0" <= letter < "\u0250" else letter
        self[code] = "" if letter in "'’ʼ`\ufe0f" else plain
        return self[code]


_PLAIN = _Plain()


def _strengths(text: str, telling: _Telling) -> list[float]:
    written = _TOKEN.findall(text)
    places = [at for at, each in enumerate(written) if telling[each]]
    if not places:
        return []
    lexicon, words = telling.lexicon, list(map(_looked_for, written))
    found, after = [], 0
    for at in places:
        if at < after:
            continue
        strength = lexicon.strength(words[at])
        if words[at] in lexicon.phrases:
            strength, length = _phrase(words, at, lexicon.phrases[words[at]]) or (strength, 1)
            after = at + length
        if strength:
            loud = SHOUTED if len(written[at]) > 3 and written[at].isupper() else 1
            found.append(loud * _in_its_place(strength, words[_reach(words, at) : at], lexicon))
    return found


@lru_cache(100_000)
def _looked_for(written: str) -> str:
    """As it is listed: a word folded, ``:(((`` and ``))))`` in one form."""
    if written[0] in ":;=" and len(written) > 1:
        return _ENDLESS.sub(r"\1", written.lower())
    if written[0] in "()":
        return written[:2]
    return folded(written)


def _phrase(words: Sequence[str], at: int, listed: Sequence[tuple[tuple[str, ...], float]]) -> tuple[float, int] | None:
    """The strength of a phrase that begins here, and how many words it takes."""
    for rest, strength in listed:
        if len(words) > at + len(rest) and all(map(_same, words[at + 1 :], rest)):
            return strength, 1 + len(rest)
    return None


def _same(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _reach(words: Sequence[str], at: int) -> int:
    for start in range(at - 1, max(at - WINDOW, 0) - 1, -1):
        if words[start] in _TURN_OFF:
            return start + 1
    return max(at - WINDOW, 0)


def _in_its_place(strength: float, before: Sequence[str], lexicon: Lexicon) -> float:
    if lexicon.changing.isdisjoint(before):
        return strength
    negators = lexicon.negators.intersection(before)
    if negators if strength > 0 else negators - ONLY_AGREE:
        strength *= TURNED[strength > 0]
    if not lexicon.stronger.isdisjoint(before[-2:]):
        strength *= STRONGER
    if not lexicon.weaker.isdisjoint(before[-2:]):
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
    changing = negators | stronger | weaker
    return Lexicon(words, stems, ordered, negators, stronger, weaker, changing, GLUED.get(language, ""))


@lru_cache(16)
def _telling(language: str) -> _Telling:
    return _Telling(lexicon_of(language))


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
