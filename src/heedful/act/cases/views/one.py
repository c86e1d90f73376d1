from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heedful.act.cases import asking, forms, queries, replying
from heedful.act.cases.heard import heard_in
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.words import ORIGINS, PRIORITIES, PROMISED, STEPS, TONES
from heedful.interactions import stores
from heedful.listen.surveys.queries import is_open, visible_surveys
from heedful.people.customers.queries import visible_customers
from heedful.people.mail.models import Letter
from heedful.people.members.rights import may, require
from heedful.people.models import Member
from heedful.understand.themes.queries import theme_names


@require_safe
def case(request: HttpRequest, number: int) -> HttpResponse:
    require(request.member, "read")
    return one(request, held(request, number))


def held(request: HttpRequest, number: int) -> Case:
    found = queries.visible_case(request.member, number)
    if found is None:
        raise Http404
    return found


def one(request: HttpRequest, found: Case, *, wrong: Form | None = None, says: str = "") -> HttpResponse:
    """The page; `wrong` is the form that was sent and cannot be meant so, `says` why nothing could be done."""
    member, may_handle = request.member, may(request.member, "handle_cases")
    bare = may_handle and request.GET.get("personal") == "shown"
    themes = theme_names(member)
    closures = queries.closures_of(found)
    said = {
        "case": found,
        "heard": heard_in(found, member, store=stores.current(), bare=bare),
        "is_bare": bare,
        "steps": _steps(found, themes),
        "tasks": found.tasks.select_related("owner__user"),
        "closures": [(each, themes.get(each.cause, each.cause), asking.asked(each)) for each in closures],
        "causes": [themes.get(cause, cause) for cause in found.causes],
        "known_causes": sorted(set(queries.known_causes(member).values()), key=str.casefold),
        "priority": PRIORITIES[found.priority],
        "tone": TONES.get(found.priority, ""),
        "origin": ORIGINS[found.origin],
        "may_handle": may_handle,
        "can_reply": may_handle and bool(replying.address_of(found)),
        "sees_customer": found.customer_id is not None
        and visible_customers(member).filter(pk=found.customer_id).exists(),
        "says": says,
        "as_of": timezone.now(),
    }
    if may_handle:
        said["forms"] = forms_of(found, member, wrong)
    return render(request, "act/cases/case.html", said, status=422 if wrong is not None else 409 if says else 200)


def forms_of(found: Case, member: Member, wrong: Form | None = None) -> dict[str, Form]:
    """What can be done with it, each with what stands there now; the one that was sent as it was sent."""
    themes = theme_names(member)
    people = people_of(member)
    ticked = [cause for cause in found.causes if cause in themes]
    made: dict[str, Form] = {
        "owner": forms.OwnerForm(people=people, initial={"owner": str(found.owner_id or "")}),
        "priority": forms.PriorityForm(initial={"priority": found.priority}),
        "title": forms.TitleForm(initial={"title": found.title}),
        "causes": forms.CausesForm(
            themes=_named(themes),
            initial={"themes": ticked, "other": ", ".join(each for each in found.causes if each not in themes)},
        ),
        "note": forms.NoteForm(),
        "task": forms.TaskForm(people=people),
        "rest": forms.RestForm(),
        "closing": forms.ClosingForm(surveys=surveys_to_ask(found, member)),
        "merging": forms.MergingForm(),
        "reply": forms.ReplyForm(initial={"subject": replying.usual_subject(found)}),
    }
    return {name: wrong if type(wrong) is type(form) else form for name, form in made.items()}


def people_of(member: Member) -> Mapping[str, Member]:
    return {str(each.pk): each for each in queries.able_members(member)}


def surveys_to_ask(found: Case, member: Member) -> Mapping[str, Any]:
    """Those that take answers, while anybody is known who could be asked."""
    if found.customer_id is None:
        return {}
    now = timezone.now()
    return {str(survey.pk): survey for survey in visible_surveys(member) if is_open(survey, now=now)}


def _named(themes: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(themes.items(), key=lambda theme: theme[1].casefold()))


def _steps(found: Case, themes: Mapping[str, str]) -> list[dict[str, Any]]:
    events = list(queries.events_of(found))
    numbers = [event.details["letter"] for event in events if "letter" in event.details]
    letters = queries.letters_told(numbers)
    return [_step(event, letters, themes) for event in events]


def _step(event: CaseEvent, letters: Mapping[int, Letter], themes: Mapping[str, str]) -> dict[str, Any]:
    is_mail = event.what == CaseEvent.What.REPLIED
    cause = event.details.get("cause", "")
    promise = PROMISED.get(event.details.get("promise", ""))
    return {
        "event": event,
        "says": STEPS[event.what],
        "is_mail": is_mail,
        "letter": letters.get(event.details.get("letter", 0)),
        "detail": event.details.get("name") or promise or themes.get(cause, cause),
    }
