"""Everything about one question on one page: its fields, who is asked it, and where one goes on from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms
from msgspec.structs import replace

from heedful.listen.surveys.document import AnyQuestion, Document
from heedful.listen.surveys.edits import place_of
from heedful.listen.surveys.forms.conditions import ConditionForm, JumpForm
from heedful.listen.surveys.forms.kinds import FORMS

MOST_JUMPS: Final = 8


class QuestionPart:
    """Everything about one question: its fields, when it is shown, and where one goes on from it."""

    def __init__(
        self, data: Mapping[str, str] | None, *, question: AnyQuestion, document: Document, is_kept: bool
    ) -> None:
        place = place_of(document, question.key)
        place = len(document.questions) if place is None else place
        before, later = document.questions[:place], document.questions[place + 1 :]
        form = FORMS[str(question.__struct_config__.tag)]
        common = {"document": document}
        self.question = question
        self.main = form(data, question=question, is_kept=is_kept, **common)
        self.shown_if = ConditionForm(data, prefix="if", questions=before, condition=question.shown_if, **common)
        jumps = [*question.jumps, None][:MOST_JUMPS]
        if data is not None:
            count = next((n for n in range(MOST_JUMPS) if f"jump{n}-to" not in data), MOST_JUMPS)
            jumps = [*jumps, *[None] * MOST_JUMPS][:count]
        asked = (*before, question)
        self.jumps = [
            JumpForm(data, prefix=f"jump{number}", jump=jump, later=later, questions=asked, **common)
            for number, jump in enumerate(jumps)
        ]

    @property
    def _forms(self) -> tuple[forms.Form, ...]:
        return (self.main, self.shown_if, *self.jumps)

    def is_valid(self) -> bool:
        return not [form for form in self._forms if not form.is_valid()]

    @property
    def made(self) -> AnyQuestion:
        jumps = tuple(form.jump for form in self.jumps if form.jump)
        return replace(self.main.changed_question, shown_if=self.shown_if.condition, jumps=jumps)

    @property
    def has_logic(self) -> bool:
        wrong = any(form.errors for form in (self.shown_if, *self.jumps))
        return bool(self.question.shown_if.checks or self.question.jumps or wrong)
