"""What a program can be told of, and what it is told: little, so that it asks for more if it may know more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.act.alerts.models import Firing
from heedful.act.cases.models import Case
from heedful.act.plans.models import Effect
from heedful.listen.responses.models import Response
from heedful.listen.surveys.document import Contact
from heedful.listen.surveys.queries import published_document

RESPONSE_CREATED: Final = "response.created"
RESPONSE_UPDATED: Final = "response.updated"
CASE_OPENED: Final = "case.opened"
CASE_CLOSED: Final = "case.closed"
CASE_REOPENED: Final = "case.reopened"
ALERT_FIRED: Final = "alert.fired"
ALERT_RESOLVED: Final = "alert.resolved"
EFFECT_MEASURED: Final = "plan.effect_measured"
TEST: Final = "test"  # nobody subscribes to it: it is sent by hand

EVENTS: dict[str, str | Promise] = {
    RESPONSE_CREATED: _("Somebody began to answer a survey"),
    RESPONSE_UPDATED: _("They went on, or the team set it aside, tagged it or erased it"),
    CASE_OPENED: _("A case is opened"),
    CASE_CLOSED: _("A case is closed"),
    CASE_REOPENED: _("A case is opened again"),
    ALERT_FIRED: _("An alert fires"),
    ALERT_RESOLVED: _("An alert is over"),
    EFFECT_MEASURED: _("A plan's effect is measured"),
}

Data = Callable[[bool], dict[str, Any]]
"""What happened, as told with or without what is personal."""


def add_event(name: str, says: str | Promise) -> None:
    """Let programs be told of one more kind of event."""
    EVENTS[name] = says


def data_of_response(response: Response) -> Data:
    document = published_document(response.version)
    personal = {question.key for question in document.questions if isinstance(question, Contact)}

    def data(with_personal: bool) -> dict[str, Any]:
        answers = {key: said for key, said in response.answers.items() if with_personal or key not in personal}
        told = {
            "id": str(response.key),
            "survey": response.survey.key,
            "version": response.version.number,
            "channel": response.channel,
            "location": response.location.key if response.location else None,
            "language": response.language,
            "score": response.score,
            "answers": answers,
            "started_at": _iso(response.started_at),
            "updated_at": _iso(response.updated_at),
            "finished_at": _iso(response.finished_at),
            "set_aside": response.set_aside or None,
            "wants_help": response.wants_help,
        }
        return told | ({"customer": response.customer.key if response.customer else None} if with_personal else {})

    return data


def data_of_erased(response: Response) -> Data:
    """All that may still be said of it."""
    return lambda _with_personal: {"id": str(response.key), "survey": response.survey.key, "erased": True}


def data_of_case(case: Case) -> Data:
    """What customers wrote, as the title of a case does, and who they are is personal."""
    closure = case.closures.order_by("-at", "-pk").first() if case.closed_at else None
    told = {
        "id": case.pk,
        "number": case.number,
        "origin": case.origin,
        "priority": case.priority,
        "location": case.location.key if case.location else None,
        "touchpoint": case.touchpoint or None,
        "language": case.language or None,
        "causes": case.causes,
        "rule": case.rule_id,
        "opened_at": _iso(case.opened_at),
        "answered_at": _iso(case.answered_at),
        "closed_at": _iso(case.closed_at),
        "cause": closure.cause if closure else None,
        "remedy": closure.remedy if closure else None,
    }
    personal = {
        "title": case.title,
        "customer": case.customer.key if case.customer else None,
        "owner": case.owner.user.username if case.owner else None,
    }
    return lambda with_personal: told | (personal if with_personal else {})


def data_of_firing(firing: Firing) -> Data:
    told = {
        "id": firing.pk,
        "rule": {"id": firing.rule_id, "name": firing.rule.name, "about": firing.rule.about},
        "location": firing.location or None,
        "began_at": _iso(firing.began_at),
        "last_at": _iso(firing.last_at),
        "items": firing.items_count,
        "found": firing.found,
        "acknowledged_at": _iso(firing.acknowledged_at),
        "resolved_at": _iso(firing.resolved_at),
        "case": firing.case_id,
    }
    return lambda _with_personal: told


def data_of_effect(effect: Effect) -> Data:
    """The whole document, so that the number never goes without its interval, its n and its design."""
    plan = effect.plan
    told = {
        "plan": {"id": plan.pk, "name": plan.name},
        "metric": plan.metric,
        "method": plan.method,
        "treated": plan.treated,
        "compared": plan.compared,
        "as_of": effect.as_of.isoformat(),
        "measured_at": _iso(effect.measured_at),
        "found": effect.found,
    }
    return lambda _with_personal: told


def subject_of(response: Response) -> str:
    return f"response:{response.key}"


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
