"""What is said and told of cases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from heedful.api.lists import Given, Moment, Number, Turning, Word

State = Literal["open", "turn", "late", "resting", "closed", "all"]
Origin = Literal["answer", "review", "message", "mention", "alert", "hand"]
Priority = Annotated[int, Field(ge=1, le=4, description="1 is urgent, 4 is low")]
Causes = Annotated[list[Word], Field(max_length=10, description="keys of themes, and words of one's own")]
Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class CaseFilters(Turning):
    state: State = "open"
    priority: Priority | None = None
    origin: Origin | None = None
    location: Word | None = None
    cause: Word | None = None


class NewCase(Given):
    title: Word
    interaction: Annotated[str | None, Field(max_length=300, description="its id in the log")] = None
    customer: Annotated[str | None, Field(max_length=200, description="a key, an e-mail address or a number")] = None
    location: Word | None = None
    touchpoint: Annotated[str, Field(max_length=200)] = ""
    priority: Priority = 3
    causes: Causes = []


class CaseChanged(Given):
    title: Word | None = None
    priority: Priority | None = None
    causes: Causes | None = None
    owner: Annotated[
        str | None, Field(max_length=254, description="the e-mail address of a member; null: nobody's")
    ] = None


class Note(Given):
    text: Text


class Reply(Given):
    text: Text
    subject: Annotated[str, Field(max_length=200)] = ""


class Task(Given):
    words: Annotated[str, Field(min_length=1, max_length=300)]
    due_on: date | None = None


class Rest(Given):
    until: Moment


class NewClosure(Given):
    cause: Word
    remedy: Annotated[str, Field(min_length=1, max_length=500)]
    ask_again_days: Annotated[int | None, Field(ge=1, le=365)] = None
    survey: Annotated[str | None, Field(max_length=63, description="the key of the survey to ask with")] = None


class CaseInto(Given):
    into: Number


class ClosureTold(Schema):
    at: datetime
    cause: str
    remedy: str
    score_before: float | None
    score_after: float | None
    ask_again_on: date | None
    reopened_at: datetime | None


class CaseTaskTold(Schema):
    id: int
    words: str
    due_on: date | None
    done_at: datetime | None


class CaseTold(Schema):
    number: int
    title: str
    origin: str
    priority: int
    customer: str | None
    location: str | None
    touchpoint: str
    language: str
    causes: list[str]
    owner: str | None
    opened_at: datetime
    changed_at: datetime
    waits_since: datetime | None
    rests_until: datetime | None
    answered_at: datetime | None
    answer_due_at: datetime | None
    close_due_at: datetime | None
    broken_at: datetime | None
    closed_at: datetime | None
    merged_into: int | None


class CaseInFull(CaseTold):
    interactions: list[str]
    tasks: list[CaseTaskTold]
    closures: list[ClosureTold]


class Cases(Schema):
    items: list[CaseTold]
    next: str | None


class EventTold(Schema):
    what: str
    by: str
    at: datetime
    text: str
    details: dict[str, Any]


class Events(Schema):
    items: list[EventTold]
    next: str | None
