"""The same done to many cases: each by itself, so that one that cannot be done keeps none of the others back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from heedful.act.cases.actions import CasesError
from heedful.act.cases.models import Case

MOST_AT_ONCE = 200


@dataclass
class Done:
    """How many were done, and of the others: which, and why not."""

    done: int = 0
    refused: list[tuple[Case, str]] = field(default_factory=list)


def to_each(cases: Iterable[Case], act: Callable[[Case], object]) -> Done:
    told = Done()
    for case in cases:
        try:
            act(case)
            told.done += 1
        except CasesError as error:
            told.refused.append((case, str(error)))
    return told
