"""Whether an answer still means what it meant in the versions that are out: one key is one series in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from heedful.listen.surveys.checking import Problem, named, stops
from heedful.listen.surveys.document import Ces, Csat, Document, Grid, Nps, Question


def series(document: Document, published: Sequence[Document]) -> Iterator[Problem]:
    """Compared with the last version that had the key."""
    before = {question.key: question for version in published for question in version.questions}
    for question in document.questions:
        was = before.get(question.key)
        path, name = f"questions.{question.key}", named(question, document)
        if was is None:
            continue
        if type(was) is not type(question):
            says = _(
                "“%(question)s” was another kind of question in a version that is out: give the new one a new key."
            )
            yield stops(path, "type-changed", says, question=name)
        elif scale(was) != scale(question):
            says = _(
                "“%(question)s” was asked on another scale in a version that is out. "
                "Answers on two scales cannot be one series: give the new one a new key."
            )
            yield stops(path, "scale-changed", says, question=name)


def scale(question: Question) -> str:
    """What its numbers mean; "" where they are none, or mean what the question says."""
    match question:
        case Nps():
            return f"nps:{question.scale}"
        case Csat():
            return f"csat:1-{question.points}"
        case Ces():
            return f"ces:agree{question.points}"
        case Grid():
            return f"{question.measured_as}:1-{question.points}"
    return ""
