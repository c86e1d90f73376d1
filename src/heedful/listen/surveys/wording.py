"""What surveys say in English, Russian, Ukrainian and Lithuanian, in the words that the trade uses.

Pure. The words themselves stand in `words/<language>.toml`, each by somebody who speaks the language to a customer:
formal, short, and true to the question whose number they make. A language that has no file has no standard words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from heedful.listen.surveys.document import Part, Words

LANGUAGES: Final = ("en", "ru", "uk", "lt")

Kind = Literal["nps", "csat", "ces"]
Mood = Literal["unhappy", "neutral", "happy"]  # of a detractor, a passive, a promoter; of 1–2, 3, 4–5 of five


class Standard(Part):
    """A scored question in one language; `labels` are of each point, from the lowest, where all points have words."""

    title: str
    lowest: str
    highest: str
    labels: tuple[str, ...] = ()


def standard_words(kind: Kind, language: str, *, subject: str = "", points: int = 0) -> Standard | None:
    """The question as it is asked everywhere; `subject` is a name as it is written, else "us". None: not known.

    Labels come with CSAT on 3 and 5 `points`.
    """
    words = _words(language).get(kind)
    if words is None:
        return None
    title = words["title_of"].format(subject=subject) if subject else words["title"]
    labels = tuple(words.get(f"labels_{points}", ()))
    return Standard(title=title, lowest=words["lowest"], highest=words["highest"], labels=labels)


def is_standard(kind: str, language: str, title: str) -> bool:
    """Whether a title is worded as the trade words it, whatever it is about; unknown languages are not judged."""
    patterns = _standard(kind, language)
    return not patterns or any(pattern.fullmatch(" ".join(title.split())) for pattern in patterns)


def follow_ups(language: str) -> Mapping[Mood, str]:
    """What to ask after a score, by how it was."""
    return _words(language).get("follow_ups", {})


def endings(language: str) -> Mapping[Mood, Mapping[str, str]]:
    """What to say at the end, by how it was: `title` and `text`."""
    return _words(language).get("endings", {})


def thanks(language: str) -> str:
    return _words(language).get("thanks", "")


def other(language: str) -> str:
    """What the line for another answer is called."""
    return _words(language).get("other", "")


def consent(language: str, purpose: str = "contact") -> str:
    """What is agreed to: `contact`, `news` or `quote`."""
    return _words(language).get("consents", {}).get(purpose, "")


def in_all(said: Callable[[str], str], languages: Iterable[str] = LANGUAGES) -> Words:
    """The same in every language that has it: `in_all(thanks)` is {"en": …, "ru": …}."""
    return {language: words for language in languages if (words := said(language))}


@cache
def _words(language: str) -> Mapping[str, Any]:
    base = language.split("-")[0]
    if base not in LANGUAGES:
        return {}
    file = resources.files("heedful.listen.surveys").joinpath("words", f"{base}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _standard(kind: str, language: str) -> tuple[re.Pattern[str], ...]:
    given = _words(language).get(kind, {}).get("standard", ())
    return tuple(re.compile(re.escape(each).replace(r"\*", ".+"), re.IGNORECASE) for each in given)
