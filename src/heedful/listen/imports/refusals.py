"""Why a whole file is turned away, and what to do about it: said before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way, and its remedy in words that can be followed.

    Where the remedy is to choose, `topic` is the key of [file] that is to be said, and `choices` what to say, with what
    it would mean.
    """

    what: str
    remedy: str
    topic: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.what}\n  → {self.remedy}"


class Refused(Exception):  # noqa: N818 -- a refusal, in the product's words, not a fault of the program
    """The file or its mapping cannot be used as it is; nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def refuse(what: str, remedy: str, topic: str = "", choices: Iterable[tuple[str, str]] = ()) -> Refused:
    return Refused(Problem(what, remedy, topic, tuple(choices)))
