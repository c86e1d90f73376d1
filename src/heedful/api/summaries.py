"""What was answered to each question of a survey, and by what share of those who were asked: as the page has it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from heedful.api.askers import program
from heedful.api.drivers import EstimateTold
from heedful.api.goals import estimate_told
from heedful.api.problems import ApiError, documented
from heedful.api.responses import Filters, wanted_by
from heedful.api.surveys import READ, survey_of
from heedful.interactions import stores
from heedful.listen.responses.drawing import Drawn
from heedful.listen.responses.rates import Begun, Invited
from heedful.listen.responses.summary import Asked, summary_of

router = Router(tags=["responses"])


class BegunByChannel(Schema):
    channel: str
    begun: int
    finished: int
    rate: Annotated[EstimateTold, Field(description="finished, of those who began")]


class InvitedByChannel(Schema):
    channel: str
    sent: int
    opened: int
    answered: int
    of_sent: EstimateTold
    of_opened: EstimateTold


class OptionTold(Schema):
    title: str
    n: int
    share: EstimateTold


class AnswerTold(Schema):
    name: str
    n: int
    group: str


class RowTold(Schema):
    title: str
    n: int
    answers: Annotated[list[AnswerTold], Field(description="which were given, in the order of the scale")]
    options: Annotated[list[OptionTold], Field(description="of a choice; of several, one may choose more than one")]
    measure: str
    unit: Annotated[str, Field(description="points, share, or none where it is of no measure")]
    estimate: EstimateTold | None


class WordsTold(Schema):
    text: str
    language: str


class QuestionTold(RowTold):
    key: str
    type: str
    rows: Annotated[list[RowTold], Field(description="of a grid")]
    is_retired: Annotated[bool, Field(description="asked no more by the version of today")]
    came: Annotated[int, Field(description="who saw it, of those looked through; so are the next four")]
    skipped: int
    not_shown: int
    left: EstimateTold
    seconds: Annotated[float | None, Field(description="median")]
    newest_words: list[WordsTold]


class SummaryTold(Schema):
    as_of: datetime
    begun: int
    finished: int
    rate: EstimateTold
    channels: list[BegunByChannel]
    invited: Annotated[
        list[InvitedByChannel] | None,
        Field(description="null where the filters are not known of those who did not answer"),
    ]
    questions: list[QuestionTold]
    looked_through: Annotated[int, Field(description="the newest responses, of which the ways are told")]
    counted: Annotated[int | None, Field(description="the newest ones alone were counted: so many; null: all")]


@router.get("/{key}/summary", auth=READ, response=SummaryTold, summary="What was answered, question by question",
            openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def summary(request: HttpRequest, key: str, asked: Query[Filters]) -> Any:
    """By the filters of the list. Made at most once a minute for the same question, unless answers came."""
    survey = survey_of(request, key)
    if survey.published is None:
        raise ApiError(409, "Publish the survey first: nobody could answer it.")
    wanted = wanted_by(request, asked, survey)
    found = summary_of(survey, program(request), wanted, store=stores.current(), now=timezone.now())
    return {
        "as_of": found.as_of,
        "begun": found.begun,
        "finished": found.finished,
        "rate": estimate_told(found.rate),
        "channels": [_begun(each) for each in found.channels],
        "invited": None if found.invited is None else [_invited(each) for each in found.invited],
        "questions": [_question(each) for each in found.questions],
        "looked_through": found.looked_through,
        "counted": found.counted,
    }


def _begun(found: Begun) -> dict[str, Any]:
    return asdict(found) | {"rate": estimate_told(found.rate)}


def _invited(found: Invited) -> dict[str, Any]:
    return asdict(found) | {"of_sent": estimate_told(found.of_sent), "of_opened": estimate_told(found.of_opened)}


def _question(found: Asked) -> dict[str, Any]:
    names = ("is_retired", "came", "skipped", "not_shown", "seconds")
    return _row(found.drawn) | {name: getattr(found, name) for name in names} | {
        "key": found.question.key,
        "type": str(found.question.__struct_config__.tag),
        "rows": [_row(row) for row in found.drawn.rows],
        "left": estimate_told(found.leaving),
        "newest_words": [{"text": said.text, "language": said.language} for said in found.words],
    }  # fmt: skip


def _row(found: Drawn) -> dict[str, Any]:
    answers = found.chart.answers if found.chart else ()
    return {
        "title": found.title,
        "n": found.n,
        "answers": [{"name": each.name, "n": each.n, "group": each.group} for each in answers],
        "options": [{"title": part.title, "n": part.n, "share": estimate_told(part.share)} for part in found.parts],
        "measure": found.measure,
        "unit": found.unit,
        "estimate": None if found.estimate is None else estimate_told(found.estimate),
    }
