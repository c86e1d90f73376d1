"""Lists of signs in a text, looked for all at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_PLAIN_BEGINNING = re.compile(r"\w(?![?*+{|])")


def any_of(signs: Iterable[str]) -> re.Pattern[str]:
    """One pattern for many: each begins where a word does.

    Signs that begin alike stand together, and the beginning of words is looked for once: a list of a hundred signs
    costs little more than one of ten.

    Parameters
    ----------
    signs : iterable of str
        Regular expressions over small letters, with the ``\\b`` they begin with or without it, and without a ``|`` that
        is not in brackets.

    Returns
    -------
    re.Pattern

    Examples
    --------
    >>> any_of([r"\\brefund", "money back"]).search("i want my money back")[0]
    'money back'
    """
    by_letter: dict[str, list[str]] = defaultdict(list)
    for sign in dict.fromkeys(sign.removeprefix(r"\b") for sign in signs):
        letter = sign[0] if _PLAIN_BEGINNING.match(sign) else ""
        by_letter[letter].append(sign[len(letter) :])
    return re.compile(r"\b(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")")
