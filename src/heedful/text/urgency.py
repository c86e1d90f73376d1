"""How little time a text leaves to answer it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from heedful.text.signs import any_of

_SIGNS = Path(__file__).with_name("urgency.toml")
_LETTERS = re.compile(r"[^\W\d_]+")
_TWO_CAPITALS = re.compile(2 * "[A-ZÀ-ÖØ-ÞĄČĘĖĮŠŲŪŽА-ЯЁІЇЄҐ]")
_SHOUTED = re.compile(r"[!?](?:(?<=!)!|[!?][!?])")  # !! or three of them
_FEWEST_LETTERS, _FEWEST_CAPITALS = 12, 8
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
    low, (any_sign, kinds) = text.lower(), _patterns(language)
    first = any_sign.search(low)
    found = sum(weight for weight, signs in kinds if signs.search(low, first.start())) if first else 0.0
    return round(min(1.0, found + _volume(text)), 3)


def _volume(text: str) -> float:
    return _CAPITALS * _is_shouted(text) + _EXCLAMATION * (_SHOUTED.search(text) is not None)


def _is_shouted(text: str) -> bool:
    if not _TWO_CAPITALS.search(text) or sum(map(str.isupper, text)) < _FEWEST_CAPITALS:
        return False
    letters = "".join(_LETTERS.findall(text))
    return len(letters) >= _FEWEST_LETTERS and sum(map(str.isupper, letters)) > 0.6 * len(letters)


@lru_cache(maxsize=32)
def _patterns(language: str) -> tuple[re.Pattern[str], tuple[tuple[float, re.Pattern[str]], ...]]:
    """One pattern for every sign, since most texts have none, and one for each kind with its weight."""
    listed = tomllib.loads(_SIGNS.read_text(encoding="utf-8"))
    codes = ["en", language] if language in listed["money"] else ["en", "ru", "uk", "lt"]
    kinds = [(kind["weight"], [sign for code in codes for sign in kind[code]]) for kind in listed.values()]
    return any_of(sign for _, signs in kinds for sign in signs), tuple(
        (weight, any_of(signs)) for weight, signs in kinds
    )
