"""Cases: opened, answered, handed on and closed by a program as by a person on the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from heedful.act.cases import actions, closing, merging, queries, replying
from heedful.act.cases.actions import CasesError
from heedful.act.cases.heard import source_called
from heedful.act.cases.models import Case
from heedful.act.cases.queries import Wanted
from heedful.api.askers import program
from heedful.api.lists import Given, Moment, Number, Turning, Word, found_or_404, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import visible_surveys
from heedful.people.customers.actions import introduce_customer
from heedful.people.models import Customer, Location, Member
from heedful.people.workspaces.queries import visible_places

router = Router(tags=["cases"])
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


@router.get("", auth=READ, response=Cases, summary="Cases, the newest first", openapi_extra=READING)
def cases(request: HttpRequest, asked: Query[CaseFilters]) -> Any:
    refuse_unknown(request, asked)
    asker = program(request)
    wanted = Wanted(
        state=asked.state, priority=str(asked.priority or ""), origin=asked.origin or "", cause=asked.cause or ""
    )
    found = queries.wanted_cases(asker, wanted)
    if asked.location is not None:
        found = found.filter(location=_place(request, asked.location))
    page, later = turned(found.select_related("merged_into", *queries.WITH_THE_LIST), asked)
    return {"items": [_told(each) for each in page], "next": later}


@router.post("", auth=MANAGE, response={201: CaseInFull}, summary="Open a case", openapi_extra=WRITING)
def create(request: HttpRequest, given: NewCase) -> Any:
    """Where one is open for the interaction, its conversation, it takes it, and is told."""
    asker = program(request)
    about: dict[str, Any] = {"origin": Case.Origin.HAND, "customer": _customer(request, given.customer)}
    if given.interaction is not None:
        source = source_called(asker, interaction=given.interaction, store=stores.current())
        if source is None:
            raise ApiError(404, "This workspace has no such interaction, or nobody wrote or scored in it.")
        about = {"origin": source.origin, "items": source.items, "customer": about["customer"]}
        if source.customer and about["customer"] is None:
            about["customer"] = introduce_customer(asker.workspace, source.customer)
    told = {"title": given.title, "touchpoint": given.touchpoint, "priority": given.priority, "causes": given.causes}
    place = None if given.location is None else _place(request, given.location)
    case = actions.open_case(asker.workspace, **told, **about, location=place, by=None, now=timezone.now())
    return Status(201, _in_full(_case(request, case.number)))


@router.get("/{number}", auth=READ, response=CaseInFull, summary="One case", openapi_extra=READING)
def case(request: HttpRequest, number: Number) -> Any:
    return _in_full(_case(request, number))


@router.patch("/{number}", auth=MANAGE, response=CaseInFull, summary="Change a case", openapi_extra=WRITING)
def change(request: HttpRequest, number: Number, given: CaseChanged) -> Any:
    """What is left out stays as it is."""
    found, said, how = _case(request, number), given.dict(exclude_unset=True), _how()
    if said.get("title"):
        _done(lambda: actions.rename_case(found, said["title"], **how))
    if said.get("priority"):
        _done(lambda: actions.prioritise_case(found, said["priority"], **how))
    if said.get("causes") is not None:
        _done(lambda: actions.tag_case(found, said["causes"], **how))
    if "owner" in said:
        owner = _member(request, said["owner"])
        _done(lambda: actions.assign_case(found, owner, **how))
    return _in_full(_case(request, number))


@router.get("/{number}/events", auth=READ, response=Events, summary="What happened to a case, the newest first",
            openapi_extra=READING)  # fmt: skip
def events(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    page, later = turned(queries.events_of(_case(request, number)), asked)
    return {"items": [_event(each) for each in page], "next": later}


@router.post("/{number}/notes", auth=MANAGE, response=CaseInFull, summary="Write a note", openapi_extra=WRITING)
def note(request: HttpRequest, number: Number, given: Note) -> Any:
    return _acted(request, number, lambda found, how: actions.note_on_case(found, given.text, **how))


@router.post("/{number}/replies", auth=MANAGE, response=CaseInFull, summary="Answer the customer by mail",
             openapi_extra=WRITING)  # fmt: skip
def reply(request: HttpRequest, number: Number, given: Reply) -> Any:
    return _acted(
        request, number, lambda found, how: replying.reply_to_case(found, given.text, subject=given.subject, **how)
    )


@router.post("/{number}/tasks", auth=MANAGE, response=CaseInFull, summary="Add a task", openapi_extra=WRITING)
def task(request: HttpRequest, number: Number, given: Task) -> Any:
    return _acted(request, number, lambda found, how: actions.add_task(found, given.words, due_on=given.due_on, **how))


@router.post(
    "/{number}/tasks/{task}/done", auth=MANAGE, response=CaseInFull, summary="Do a task", openapi_extra=WRITING
)
def task_done(request: HttpRequest, number: Number, task: Number) -> Any:
    one = found_or_404(queries.visible_tasks(program(request)), "task", pk=task, case__number=number)
    _done(lambda: actions.finish_task(one, **_how()))
    return _in_full(_case(request, number))


@router.post("/{number}/rest", auth=MANAGE, response=CaseInFull, summary="Put a case aside", openapi_extra=WRITING)
def rest(request: HttpRequest, number: Number, given: Rest) -> Any:
    return _acted(request, number, lambda found, how: actions.rest_case(found, given.until, **how))


@router.post(
    "/{number}/waking", auth=MANAGE, response=CaseInFull, summary="Take a case up again", openapi_extra=WRITING
)
def waking(request: HttpRequest, number: Number) -> Any:
    return _acted(request, number, lambda found, how: actions.wake_case(found, **how))


@router.post("/{number}/closure", auth=MANAGE, response=CaseInFull, summary="Close a case", openapi_extra=WRITING)
def close(request: HttpRequest, number: Number, given: NewClosure) -> Any:
    """With its cause and its remedy. Of two who close it at once, the second is told (409)."""
    survey = _survey(request, given.survey) if given.ask_again_days is not None else None
    asking = {"ask_again_days": given.ask_again_days, "ask_again_with": survey}
    return _acted(
        request,
        number,
        lambda found, how: closing.close_case(found, cause=given.cause, remedy=given.remedy, **asking, **how),
    )


@router.post(
    "/{number}/reopening", auth=MANAGE, response=CaseInFull, summary="Open a case again", openapi_extra=WRITING
)
def reopening(request: HttpRequest, number: Number) -> Any:
    return _acted(request, number, lambda found, how: closing.reopen_case(found, **how))


@router.post("/{number}/merging", auth=MANAGE, response=CaseInFull, summary="Merge a case into another",
             openapi_extra=WRITING)  # fmt: skip
def merge(request: HttpRequest, number: Number, given: CaseInto) -> Any:
    """Tells the one that stays."""
    absorbed, kept = _case(request, number), _case(request, given.into)
    _done(lambda: merging.merge_cases(kept, absorbed, **_how()))
    return _in_full(_case(request, kept.number))


def _acted(request: HttpRequest, number: int, act: Callable[[Case, Mapping[str, Any]], object]) -> dict[str, Any]:
    found = _case(request, number)
    _done(lambda: act(found, _how()))
    return _in_full(_case(request, number))


def _how() -> dict[str, Any]:
    return {"by": None, "now": timezone.now()}


def _done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except CasesError as error:
        raise ApiError(409, str(error)) from error


def _case(request: HttpRequest, number: int) -> Case:
    found = queries.visible_case(program(request), number) if number < 2**31 else None
    if found is None:
        raise ApiError(404, "This workspace has no such case.")
    return found


def _place(request: HttpRequest, key: str) -> Location:
    place = visible_places(program(request)).filter(key=key).first()
    if place is None:
        raise wrong("location", "this workspace has no such location")
    return place


def _customer(request: HttpRequest, said: str | None) -> Customer | None:
    if said is None:
        return None
    customer = queries.customer_meant(program(request), said, store=stores.current())
    if customer is None:
        raise wrong("customer", "nobody is known by this")
    return customer


def _member(request: HttpRequest, address: str | None) -> Member | None:
    if address is None:
        return None
    named = {each.user.username: each for each in queries.able_members(program(request))}
    if address.lower() not in named:
        raise wrong("owner", "nobody with this address works on cases")
    return named[address.lower()]


def _survey(request: HttpRequest, key: str | None) -> Survey:
    survey = visible_surveys(program(request)).filter(key=key or "").first()
    if survey is None:
        raise wrong("survey", "name the survey to ask with")
    return survey


def _told(case: Case) -> dict[str, Any]:
    return {
        "number": case.number, "title": case.title, "origin": case.origin, "priority": case.priority,
        "customer": case.customer.key if case.customer else None,
        "location": case.location.key if case.location else None,
        "touchpoint": case.touchpoint, "language": case.language, "causes": case.causes,
        "owner": case.owner.user.username if case.owner else None,
        "opened_at": case.opened_at, "changed_at": case.changed_at, "waits_since": case.waits_since,
        "rests_until": case.rests_until, "answered_at": case.answered_at, "answer_due_at": case.answer_due_at,
        "close_due_at": case.close_due_at, "broken_at": case.broken_at, "closed_at": case.closed_at,
        "merged_into": case.merged_into.number if case.merged_into else None,
    }  # fmt: skip


def _in_full(case: Case) -> dict[str, Any]:
    told = ("at", "cause", "remedy", "score_before", "score_after", "ask_again_on", "reopened_at")
    return _told(case) | {
        "interactions": [item.interaction for item in case.items.all()],
        "tasks": list(case.tasks.values("id", "words", "due_on", "done_at")),
        "closures": list(case.closures.values(*told)),
    }


def _event(event: Any) -> dict[str, Any]:
    return {"what": event.what, "by": event.by_name, "at": event.at, "text": event.text, "details": event.details}
