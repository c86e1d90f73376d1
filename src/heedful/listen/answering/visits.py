"""One look of a respondent at a survey: through which door, with which response, in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation.trans_real import parse_accept_lang_header

from heedful.listen.answering.doors import Door
from heedful.listen.answering.passes import Pass, sealed
from heedful.listen.responses.models import Response
from heedful.listen.surveys.document import AnyQuestion, Ces, Csat, Document, Nps, Statement
from heedful.listen.surveys.logic import Known, as_walked, next_question, path, question_order
from heedful.listen.surveys.models import SurveyVersion
from heedful.listen.surveys.queries import published_document

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True)
class Visit:
    door: Door
    given: Pass
    version: SurveyVersion
    language: str
    response: Response | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    score: str = ""  # from the address: chosen on the page, recorded by nobody but the person

    @cached_property
    def document(self) -> Document:
        return published_document(self.version)

    @cached_property
    def sealed(self) -> str:
        return sealed(self.given, self.door.code)

    @cached_property
    def seed(self) -> str:
        return str(self.given.key)

    @cached_property
    def order(self) -> tuple[str, ...]:
        return question_order(self.document, seed=self.seed)

    @cached_property
    def known(self) -> Known:
        return self.door.known(self.answers, self.language, self.document)

    @cached_property
    def way(self) -> tuple[str, ...]:
        return path(self.document, self.known, order=self.order)

    @cached_property
    def walked(self) -> Known:
        """What is known, with only the answers that count on the way taken."""
        return as_walked(self.document, self.known, order=self.order)

    @cached_property
    def questions(self) -> dict[str, AnyQuestion]:
        return {question.key: question for question in self.document.questions}

    @property
    def is_over(self) -> bool:
        return self.response is not None and (self.response.finished_at is not None or self.quota_key != "")

    @property
    def quota_key(self) -> str:
        return str(self.response.properties.get("quota") or "") if self.response else ""

    def after(self, key: str | None) -> str | None:
        return next_question(self.document, self.known, after=key, order=self.order)

    @property
    def resumes_at(self) -> str | None:
        """The question after the last one answered."""
        answered = [key for key in self.way if key in self.answers]
        return self.after(answered[-1] if answered else None)

    @property
    def missing(self) -> str | None:
        """The first question on the way that has to be answered and is not."""
        return next((key for key in self.way if self._is_missing(key)), None)

    def goes_to(self, asked: Sequence[str]) -> str | None:
        """After a page with these questions: the next one, or one left out that must not be; None at the end."""
        if self.document.layout == "all":
            return next((key for key in self.way if key not in asked), None) or self.missing
        return self.after(asked[-1]) or self.missing

    def may_go_on(self, keys: Sequence[str]) -> bool:
        """Whether an answer on the page with these questions may lead to one more."""
        if self.document.layout == "all" or not keys:
            return len(keys) < len(self.order)
        return keys[-1] != self.order[-1]

    def query_to(self, key: str | None) -> str:
        """What the address of that question's page asks for."""
        score = {"score": self.score} if self.score and self.to_score not in self.answers else {}
        language = {} if self.response else {"lang": self.language}
        return urlencode({**language, **score, "at": key}) if key else ""

    def _is_missing(self, key: str) -> bool:
        question, answer = self.questions[key], self.answers.get(key)
        return question.required and not isinstance(question, Statement) and (answer is None or answer is False)

    @property
    def to_score(self) -> str | None:
        """The question that a score in the address is for."""
        return next((q.key for q in self.document.questions if isinstance(q, Nps | Csat | Ces)), None)


def language_of(request: HttpRequest, door: Door, document: Document, response: Response | None) -> str:
    """The first that the survey speaks of: the address, the response, the invitation, the customer, the browser."""
    wanted = [
        request.GET.get("lang", ""),
        response.language if response else "",
        door.invitation.language if door.invitation else "",
        door.customer.language if door.customer else "",
        *(code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200])),
    ]
    return next((found for code in wanted if code and (found := _spoken(code, document))), document.languages[0])


def _spoken(code: str, document: Document) -> str | None:
    by_name = {language.lower(): language for language in document.languages}
    code = code.lower().replace("_", "-")
    return by_name.get(code) or by_name.get(code.split("-")[0])


def direction(language: str) -> str:
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """What the language calls itself."""
    info = LANG_INFO.get(language.lower()) or LANG_INFO.get(language.split("-")[0].lower()) or {}
    return str(info.get("name_local") or language).capitalize()
