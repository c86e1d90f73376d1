"""Insults and threats: said to be there, and nothing more."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from heedful.text.signs import any_of

_LISTED = Path(__file__).with_name("harshness.toml")


def is_harsh(text: str, language: str) -> bool:
    """Whether a text insults somebody or threatens violence.

    A short list of words decides, and is wrong at times both ways. A harsh text counts like any other; it is only not
    shown where nobody asked for it, in digests for instance.

    Parameters
    ----------
    text : str
        A cleaned text.
    language : str
        Its code, or empty. English, and the languages of the same script as the text's letters, are looked for: people
        swear in each other's.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_harsh("You idiots, I will find you", "en"), is_harsh("The service was terrible", "en")
    (True, False)
    """
    return _pattern(language).search(text.lower()) is not None


def _looked_for(language: str) -> tuple[str, ...]:
    return {"ru": ("ru", "uk"), "uk": ("uk", "ru"), "lt": ("lt", "en"), "en": ("en",)}.get(
        language, ("en", "ru", "uk", "lt")
    )


@lru_cache(maxsize=32)
def _pattern(language: str) -> re.Pattern[str]:
    listed = tomllib.loads(_LISTED.read_text(encoding="utf-8"))
    return any_of(sign for code in _looked_for(language) for signs in listed[code].values() for sign in signs)
