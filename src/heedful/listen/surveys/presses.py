"""What the buttons of the builder do, each one step of the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from heedful.listen.surveys import edits
from heedful.listen.surveys.actions import change_draft, redo_draft, undo_draft
from heedful.listen.surveys.beginnings import SCORED, TYPES, bands_of, in_standard_words, new_question
from heedful.listen.surveys.document import AnyQuestion, Document
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.phrases import KIND_OF, kind_of, title_of
from heedful.listen.surveys.pictures import BEGINNING
from heedful.listen.surveys.queries import survey_document
from heedful.people.models import Member


@dataclass
class Press:
    """A button pressed: by whom, when, on which step of the draft, with which part of the survey open."""

    survey: Survey
    by: Member
    now: datetime
    step: int
    part: str
    document: Document = field(init=False)

    def __post_init__(self) -> None:
        self.document = survey_document(self.survey)

    def change(self, document: Document, says: str) -> None:
        step = change_draft(self.survey, document, says=says[:100], by=self.by, now=self.now, expected_step=self.step)
        self.document, self.step = document, step.number

    def question(self, key: str) -> AnyQuestion:
        found = edits.question_at(self.document, key or self.part)
        if found is None:
            raise Http404
        return found

    def titled(self, question: AnyQuestion) -> dict[str, str]:
        return {"title": title_of(question, self.document)}


def _open(press: Press, about: str) -> None:
    press.part = about


def _add(press: Press, kind: str) -> None:
    if kind not in TYPES:
        raise Http404
    added = new_question(kind, press.document)
    document = edits.with_question(press.document, added, after=press.part)
    if press.part == BEGINNING:
        document = edits.moved(document, added.key, by=-len(document.questions))
    press.change(document, _("Added: %(title)s") % {"title": KIND_OF[kind].title})
    press.part = added.key


def _copy(press: Press, key: str) -> None:
    question = press.question(key)
    document, new = edits.duplicated(press.document, question.key)
    press.change(document, _("Copied: %(title)s") % press.titled(question))
    press.part = new


def _moved(by: int) -> Callable[[Press, str], None]:
    def move(press: Press, key: str) -> None:
        question = press.question(key)
        document = edits.moved(press.document, question.key, by=by)
        press.change(document, _("Moved: %(title)s") % press.titled(question))

    return move


def _remove(press: Press, key: str) -> None:
    question = press.question(key)
    place = edits.place_of(press.document, question.key) or 0
    document = edits.without_question(press.document, question.key)
    press.change(document, _("Removed: %(title)s") % press.titled(question))
    left = document.questions
    press.part = left[min(place, len(left) - 1)].key if left else BEGINNING


def _follow_up(press: Press, key: str) -> None:
    question = press.question(key)
    if kind_of(question).name not in SCORED:
        raise Http404
    document = edits.with_follow_ups(press.document, question.key, bands_of(question, press.document.languages))
    press.change(document, _("Follow-ups by score: %(title)s") % press.titled(question))


def _standard_words(press: Press, key: str) -> None:
    question = press.question(key)
    changed = in_standard_words(question, press.document.languages)
    document = edits.with_changed(press.document, changed, key=question.key)
    press.change(document, _("Standard words: %(title)s") % press.titled(question))


def _mix(press: Press, key: str) -> None:
    question = press.question(key)
    if edits.is_mixed(press.document, question.key):
        press.change(edits.without_mix(press.document, question.key), _("In order: %(title)s") % press.titled(question))
    else:
        press.change(edits.with_mix(press.document, question.key), _("Mixed: %(title)s") % press.titled(question))


def _undo(press: Press, _about: str) -> None:
    undo_draft(press.survey, by=press.by, now=press.now, expected_step=press.step)


def _redo(press: Press, _about: str) -> None:
    redo_draft(press.survey, by=press.by, now=press.now, expected_step=press.step)


PRESSES: dict[str, Callable[[Press, str], None]] = {
    "open": _open,
    "add": _add,
    "copy": _copy,
    "up": _moved(-1),
    "down": _moved(1),
    "remove": _remove,
    "mix": _mix,
    "follow-ups": _follow_up,
    "standard-words": _standard_words,
    "undo": _undo,
    "redo": _redo,
}
