"""How little time a text leaves to answer it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_SIGNS = Path(__file__).with_name("urgency.toml")
_LETTERS = re.compile(r"[^\W\d_]")
_SHOUTED = re.compile(r"!{2,}|[!?]{3,}")
_CAPITALS = 0.2
_EXCLAMATION = 0.1


def urgency_of(text: str, language: str) -> float:
    """How urgent a text sounds: a sum of signs, to sort by and not to judge by.

    Parameters
    ----------
    text : str
        A cleaned text.
    language : str
        Its code. The signs of English are looked for in every text, those of Russian, Ukrainian and Lithuanian in
        their own; in other languages and where the code is empty, those of all four.

    Returns
    -------
    float
        0 to 1. Danger to people weighs most; then lawyers, authorities and the press; money to be returned; leaving for
        good; waiting for days or longer; "now" and "at once"; last, capitals and rows of exclamation marks. No labelled
        texts exist to measure it against: the weights are a judgement.

    Examples
    --------
    >>> urgency_of("Nobody has answered me for two weeks. I want a refund, or my lawyer will write!!!", "en")
    0.95
    >>> urgency_of("Everything was fine", "en")
    0.0
    """
    low = text.lower()
    found = sum(weight for weight, signs in _patterns(language) if signs.search(low))
    return round(min(1.0, found + _volume(text)), 3)


def _volume(text: str) -> float:
    letters = _LETTERS.findall(text)
    loud = len(letters) >= 12 and sum(map(str.isupper, letters)) > 0.6 * len(letters)
    return _CAPITALS * loud + _EXCLAMATION * (_SHOUTED.search(text) is not None)


@lru_cache(maxsize=32)
def _patterns(language: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    listed = tomllib.loads(_SIGNS.read_text(encoding="utf-8"))
    codes = ["en", language] if language in listed["money"] else ["en", "ru", "uk", "lt"]
    return tuple(
        (kind["weight"], re.compile("|".join(dict.fromkeys(each for code in codes for each in kind[code]))))
        for kind in listed.values()
    )
