"""Cases: found, opened and changed by a program as by a person on the pages. What is done with one: `case_steps`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from heedful.act.cases import actions, queries
from heedful.act.cases.actions import CasesError
from heedful.act.cases.heard import source_called
from heedful.act.cases.models import Case
from heedful.act.cases.queries import Wanted
from heedful.api.askers import program
from heedful.api.case_schemas import CaseChanged, CaseFilters, CaseInFull, Cases, Events, NewCase
from heedful.api.lists import Number, Turning, refuse_unknown, turned, wrong
from heedful.api.problems import ApiError
from heedful.api.surveys import MANAGE, READ, READING, WRITING
from heedful.interactions import stores
from heedful.people.customers.actions import introduce_customer
from heedful.people.models import Customer, Location, Member
from heedful.people.workspaces.queries import visible_places

router = Router(tags=["cases"])


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
    return Status(201, in_full(case_of(request, case.number)))


@router.get("/{number}", auth=READ, response=CaseInFull, summary="One case", openapi_extra=READING)
def case(request: HttpRequest, number: Number) -> Any:
    return in_full(case_of(request, number))


@router.patch("/{number}", auth=MANAGE, response=CaseInFull, summary="Change a case", openapi_extra=WRITING)
def change(request: HttpRequest, number: Number, given: CaseChanged) -> Any:
    """What is left out stays as it is."""
    found, said, act = case_of(request, number), given.dict(exclude_unset=True), how()
    if said.get("title"):
        done(lambda: actions.rename_case(found, said["title"], **act))
    if said.get("priority"):
        done(lambda: actions.prioritise_case(found, said["priority"], **act))
    if said.get("causes") is not None:
        done(lambda: actions.tag_case(found, said["causes"], **act))
    if "owner" in said:
        owner = _member(request, said["owner"])
        done(lambda: actions.assign_case(found, owner, **act))
    return in_full(case_of(request, number))


@router.get("/{number}/events", auth=READ, response=Events, summary="What happened to a case, the newest first",
            openapi_extra=READING)  # fmt: skip
def events(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    page, later = turned(queries.events_of(case_of(request, number)), asked)
    return {"items": [_event(each) for each in page], "next": later}


def how() -> dict[str, Any]:
    return {"by": None, "now": timezone.now()}


def done(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except CasesError as error:
        raise ApiError(409, str(error)) from error


def case_of(request: HttpRequest, number: int) -> Case:
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


def in_full(case: Case) -> dict[str, Any]:
    told = ("at", "cause", "remedy", "score_before", "score_after", "ask_again_on", "reopened_at")
    return _told(case) | {
        "interactions": [item.interaction for item in case.items.all()],
        "tasks": list(case.tasks.values("id", "words", "due_on", "done_at")),
        "closures": list(case.closures.values(*told)),
    }


def _event(event: Any) -> dict[str, Any]:
    return {"what": event.what, "by": event.by_name, "at": event.at, "text": event.text, "details": event.details}
