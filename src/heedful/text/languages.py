"""Which language a text is in: fast, and honest about how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import exp, log
from operator import itemgetter
from typing import Any

from heedful.text.labels import Language
from heedful.text.letters import EUROPEAN, LETTERS, SMALL_WORDS, WORD, foreign_words, may_write, telling_letters

DEFAULT = ("en", "ru", "uk", "lt", "lv", "pl", "de", "fr", "es", "it", "pt")
"""The languages that a workspace starts with."""

Scores = dict[str, float]
"""The likeliest languages, best first."""
Detect = Callable[[str], Scores]

_READ = 1_000
_RANKED = 3
_NOT_SAID = re.compile(r"(?:https?://|www\.)\S*|(?<!\S)\S*@\S*|#|\0")
_NOWHERE = Language("", 0.0)
_NONE: frozenset[str] = frozenset()

# Chosen on one half of the texts that bench/text/languages.py scores the other half of.
_LEVEL, _LEVEL_LONG = 0.15, 0.05
"""Languages whose scores differ by less, in texts of up to six words and in longer ones, are told apart by letters and
small words."""
_SMALL_WORD, _FOREIGN_WORD = 0.3, 0.4
_AT_ALL, _BY_SCORE, _BY_MARGIN, _BY_LENGTH = -10.7, 9.2, 4.6, 1.7
_FAR = 0.5
"""What is so far behind is not caught up with."""
_PRIOR = 0.2
"""What the expected language is worth in a text of one or two words."""


def language_of(text: str, *, among: Iterable[str] = DEFAULT, prior: str = "") -> Language:
    """Tell the language of one text.

    Parameters
    ----------
    text : str
        Any string; its first 1,000 characters are read. Addresses, handles, figures and emoji tell nothing.
    among : iterable of str
        ISO 639-1 codes to choose from. The fewer they are, the more often the choice is right.
    prior : str
        The language to expect: the survey's, or the person's. It decides in texts of one or two words where nothing
        speaks clearly against it, and in longer ones not at all.

    Returns
    -------
    Language
        The code and how likely it is right, 0 to 1. The code is empty, with 0, where there is no word in any script of
        these languages.

    Examples
    --------
    >>> language_of("Puikūs treneriai, bet dušai šalti").code
    'lt'
    >>> language_of("Ok", prior="lt").code
    'lt'
    >>> language_of("👍 https://heedful.example")
    Language(code='', confidence=0.0)
    """
    return languages_of([text], among=among, priors=[prior])[0]


def languages_of(
    texts: Sequence[str], *, among: Iterable[str] = DEFAULT, priors: Sequence[str] | None = None
) -> list[Language]:
    """Tell the languages of many texts, in their order; the same as `language_of`, and faster.

    Parameters
    ----------
    texts : sequence of str
    among : iterable of str
    priors : sequence of str, optional
        One for each text, empty where nothing is expected.

    Returns
    -------
    list of Language

    Raises
    ------
    ValueError
        When there are not as many priors as texts.

    Examples
    --------
    >>> [language.code for language in languages_of(["It was cold in there", "Там було дуже холодно"])]
    ['en', 'uk']
    """
    detect = _detector(tuple(dict.fromkeys(among)))
    if priors is None:
        return [_language(text, "", detect) for text in texts]
    return [_language(text, prior, detect) for text, prior in zip(texts, priors, strict=True)]


def _language(text: str, prior: str, detect: Detect) -> Language:
    if len(text) > _READ:
        text = text[:_READ]
    if "@" in text or "//" in text or "www." in text or "\0" in text:
        text = _NOT_SAID.sub(" ", text)
    try:
        scores = detect(text)
    except UnicodeEncodeError:  # half a character
        scores = detect(text.encode("utf-8", "ignore").decode())
    if not scores:
        return _NOWHERE
    ranked = list(scores.values())
    margin = ranked[0] - ranked[1] if len(ranked) > 1 else 1.0
    if (margin < _LEVEL and (margin < _LEVEL_LONG or text.count(" ") < 6)) or (prior and text.count(" ") < 3):
        return _weighed(text, prior, scores, margin)
    return _told(next(iter(scores)), _confidence(ranked[0], margin, len(text)))


def _weighed(text: str, prior: str, scores: Scores, margin: float) -> Language:
    """With what letters, small words and the expectation tell."""
    low = text.lower()
    words = WORD.findall(low)
    if not words:
        return _NOWHERE
    level = next(iter(scores.values()))
    near = {code: score for code, score in scores.items() if score > level - _FAR}
    if len(near) > 1:
        _tell(near, low, words)
    if prior and len(words) <= 2 and may_write(words, prior):
        of_many = margin < _LEVEL  # a word of many languages: ok, super
        near[prior] = max(near.get(prior, 0.0), level if of_many else 0.0) + _PRIOR
    ranked = sorted(near.items(), key=itemgetter(1), reverse=True)
    best, score = ranked[0]
    margin = score - ranked[1][1] if len(ranked) > 1 else margin
    return _told(best, _confidence(score, margin, len(text)))


def _tell(near: Scores, text: str, words: Sequence[str]) -> None:
    some, share = set(words), _SMALL_WORD / min(len(words), 6)
    for code in near:
        known = SMALL_WORDS.get(code, _NONE)
        if not known.isdisjoint(some):
            near[code] += share * min(len(some & known), 3)
    if letters := telling_letters(*near).intersection(text):
        for code, foreign in foreign_words(letters, words, near).items():
            near[code] -= _FOREIGN_WORD * foreign / len(words)


def _confidence(score: float, margin: float, length: int) -> float:
    return round(1 / (1 + exp(-(_AT_ALL + _BY_SCORE * score + _BY_MARGIN * margin + _BY_LENGTH * log(length + 1)))), 3)


_told = lru_cache(maxsize=1 << 14)(Language)  # the same few over and over


@lru_cache(maxsize=64)
def _detector(among: tuple[str, ...]) -> Detect:
    """What scores a text among these languages; loaded once."""
    try:
        import eldc
    except ImportError:
        return _slower_detector(among)
    eldc.init()
    restricted = eldc.instance()
    restricted.set_languages([code for code in among if code in eldc.LANGUAGES] or list(DEFAULT))
    restricted.set_scores(_RANKED)
    details = restricted.detect_details

    def detect(text: str) -> Scores:
        scores: Scores = details(text).scores
        return scores

    return detect


@lru_cache(maxsize=8)
def _slower_detector(among: tuple[str, ...]) -> Detect:
    """For machines that `eldc` has no wheel for."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = [code for code in among if code in identifier.labels] or list(DEFAULT)
    identifier.set_languages(known)
    readable = EUROPEAN if LETTERS.keys() >= set(known) else WORD  # it names a language whatever the script

    def detect(text: str) -> Scores:
        return dict(identifier.rank(text)[:_RANKED]) if readable.search(text) else {}

    return detect
