"""Why somebody was asked, or was not, and whether they could be asked now: in plain words, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heedful.listen.invitations import reasons
from heedful.listen.invitations.history import histories, persons
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.planning import Facts, Frame, facts_of, frame_of, why_not
from heedful.listen.invitations.throttling import Rule, answered_rest, free_from, rules_of
from heedful.listen.surveys.models import Survey
from heedful.people.customers.models import Customer
from heedful.people.customers.person import Person
from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace

MOST = 20
State = Invitation.State


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to know. `code` is a word for programs; `until` is when it stops nothing any more."""

    code: str
    says: str
    at: datetime | None = None
    until: datetime | None = None
    survey: str = ""
    invitation: int | None = None


def why_asked(workspace: Workspace, customer: Customer, *, survey: Survey | None = None, now: datetime) -> list[Step]:
    """Whether they can be asked now, by each sending that runs, then what they were asked or not, newest first."""
    running = Sending.objects.filter(workspace=workspace, started_at__lte=now, paused_at=None, ended_at=None)
    running = running.select_related("survey__published", "survey__workspace", "workspace").order_by("-pk")
    asked = _invitations(workspace, customer, survey)
    if survey is not None:
        running = running.filter(survey=survey)
    steps = [_now(sending, customer, now) for sending in running[:MOST]]
    return [*(steps or [_by_nothing(workspace, customer, survey, now)]), *map(_before, asked)]


def drawn_for(member: Member, person: Person, now: datetime) -> str:
    """The part of a customer's page that says it; for those who see all of the workspace."""
    if not person.is_whole or person.customer is None or not Survey.objects.filter(workspace=member.workspace).exists():
        return ""
    steps = why_asked(member.workspace, person.customer, now=now)
    return render_to_string("listen/invitations/asked.html", {"steps": steps, "person": person})


def _invitations(workspace: Workspace, customer: Customer, survey: Survey | None) -> Sequence[Invitation]:
    whole = persons(workspace.pk, [customer.pk])
    rows = Invitation.objects.filter(workspace=workspace, customer__in=list(whole)).select_related("survey", "sending")
    return (rows if survey is None else rows.filter(survey=survey)).order_by("-pk")[:MOST]


def _now(sending: Sending, customer: Customer, now: datetime) -> Step:
    frame = frame_of(sending, now=now)
    facts = facts_of(frame, [customer.pk])
    reason = why_not(frame, facts, customer.pk, now)
    what = {"survey": sending.survey.name, "sending": sending.name}
    if not reason:
        says = _("“%(sending)s” may ask them “%(survey)s” now.") % what
        return Step("may-be-asked", says, survey=sending.survey.key)
    until = _until(frame, facts, customer.pk, reason, now)
    says = _("“%(sending)s” does not ask them “%(survey)s” now.") % what
    return Step(reason, _sentences(says, reasons.says(reason), _again(until)), survey=sending.survey.key, until=until)


def _until(frame: Frame, facts: Facts, customer: int, reason: str, now: datetime) -> datetime | None:
    """When what stops it now will stop it no longer; None where that is not a matter of time."""
    history = facts.histories[customer]
    if reason == reasons.ANSWERED:
        rest = answered_rest(frame.rules, frame.sending)
        answered = history.answered_since(frame.sending.survey_id, now - rest)
        return answered + rest if answered else None
    if reason in (reasons.ASKED, reasons.MEASURE_ASKED, reasons.SURVEY_ASKED):
        return free_from(frame.rules, history.asked, now)
    return None


def _by_nothing(workspace: Workspace, customer: Customer, survey: Survey | None, now: datetime) -> Step:
    """No sending runs: what the rules would say to one."""
    says = _("Nothing asks them now: no sending runs.")
    rules = rules_of(survey) if survey else _general(workspace)
    rest = max((rule.rest for rule in rules), default=None)
    if rest is None:
        return Step("nothing-runs", says)
    history = histories(workspace.pk, [customer.pk], since=now - rest)[customer.pk]
    free = free_from(rules, history.asked, now)
    return Step(
        "nothing-runs", _sentences(says, _again(free if free > now else None)), until=free if free > now else None
    )


def _general(workspace: Workspace) -> Sequence[Rule]:
    return [rule for rule in rules_of(Survey(workspace=workspace)) if rule.level == "workspace"]


def _before(invitation: Invitation) -> Step:
    what = {"survey": invitation.survey.name, "sending": invitation.sending.name}
    code, says, at = next(_what_became(invitation))
    more = reasons.says(invitation.reason) if invitation.reason else ""
    dated = f"{_day(at)}: {says % what}"
    return Step(code, _sentences(dated, more), at=at, survey=invitation.survey.key, invitation=invitation.pk)


def _what_became(invitation: Invitation) -> Iterator[tuple[str, str, datetime]]:
    ended = invitation.ended_at or invitation.created_at
    state = invitation.state
    if state == State.DROPPED:
        yield state, _("“%(sending)s” did not ask “%(survey)s”."), ended
    if state in (State.FAILED, State.BOUNCED):
        yield state, _("“%(sending)s” asked “%(survey)s”, but it did not arrive."), ended
    if state == State.UNSUBSCRIBED:
        yield state, _("Asked “%(survey)s” by “%(sending)s”, they wished to be asked no more."), ended
    if invitation.answered_at:
        yield state, _("Asked “%(survey)s” by “%(sending)s”, they answered."), invitation.answered_at
    if invitation.sent_at:
        yield state, _("“%(sending)s” asked “%(survey)s”."), invitation.sent_at
    yield state, _("“%(sending)s” will ask “%(survey)s” then."), invitation.due_at


def _again(until: datetime | None) -> str:
    return _("They can be asked again from %(day)s on.") % {"day": _day(until)} if until else ""


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")


def _sentences(*said: str) -> str:
    return " ".join(each for each in said if each)
