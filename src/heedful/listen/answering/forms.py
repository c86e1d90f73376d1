"""What a browser sends, question by question, in the shape that answers have."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from heedful.listen.responses.answers import Answer, AnswerError, parse_answer
from heedful.listen.surveys import document as asked

OTHER: Final = "+other"  # no option's key looks like this
ASKED, GO, SINCE, HONEYPOT, GIVEN, REACH = "asked", "go", "since", "website", "with-", "reach"


def field_of(question: asked.Question, part: str = "") -> str:
    """The name of the question's field, or of one of its fields."""
    return f"a-{question.key}-{part}" if part else f"a-{question.key}"


def in_form(question: asked.Question, data: QueryDict) -> Any:
    """What was sent for the question, as `parse_answer` takes it, or as the page shows it again."""
    name = field_of(question)
    match question:
        case asked.Grid():
            return {row.key: data.get(field_of(question, row.key)) for row in question.rows}
        case asked.Contact():
            return {part: data.get(field_of(question, part)) for part in question.fields}
        case asked.Choice():
            return {"chosen": data.getlist(name), "other": data.get(field_of(question, "other"), "")}
        case asked.Consent():
            return name in data
    return data.get(name)


def answer_in_form(question: asked.Question, data: QueryDict) -> Answer | None:
    """The answer that was sent; raises AnswerError."""
    given = in_form(question, data)
    if isinstance(question, asked.Choice):
        if OTHER in given["chosen"] and not given["other"].strip():
            raise AnswerError(_("Please say in your own words what it is, or choose another answer."), "other")
        given = {"chosen": [key for key in given["chosen"] if key != OTHER], "other": given["other"]}
    return parse_answer(question, given)
