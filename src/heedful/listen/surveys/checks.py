"""What keeps a survey from being published, and what its author should know before.

Pure, but for its sentences, which are said in the language of whoever looks. Quick enough to be asked at every change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from heedful.listen.surveys.checking import Problem, Severity
from heedful.listen.surveys.checking.flow import flow
from heedful.listen.surveys.checking.looks import looks
from heedful.listen.surveys.checking.series import series
from heedful.listen.surveys.checking.shape import shape
from heedful.listen.surveys.checking.words import words
from heedful.listen.surveys.document import Document

__all__ = ["Problem", "Severity", "problems", "stopping"]


def problems(document: Document, *, published: Sequence[Document] = ()) -> tuple[Problem, ...]:
    """Everything that is wrong; what stops first. `published` are the versions that are out, oldest first."""
    found = [*shape(document), *flow(document), *words(document), *looks(document), *series(document, published)]
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.severity != "stops"))


def stopping(found: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in found if problem.severity == "stops")
