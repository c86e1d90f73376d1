"""Who may be asked when: how often one person, at which hours, how many in a day, and who never.

A rule says how many days (of 24 hours) must lie between two questions to one person: whatever they are about (the
workspace's), about one measure, or from one survey. All that apply must be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from heedful.listen.invitations import reasons
from heedful.listen.invitations.history import Asked, histories
from heedful.listen.invitations.hours import EVERY_DAY, Hours
from heedful.listen.invitations.models import Invitation, Sending, SendingHours, Suppression, Throttle
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import is_open
from heedful.people.customers.models import Identity
from heedful.people.models import Workspace

DEFAULT_DAYS = 30  # between two questions to one person, until the workspace says otherwise
LATEST = timedelta(days=7)  # what waits longer than that is not sent any more
MEASURES = ("nps", "csat", "ces")
DIGEST = "sha256:"
_REASONS = {"workspace": reasons.ASKED, "measure": reasons.MEASURE_ASKED, "survey": reasons.SURVEY_ASKED}


@dataclass(frozen=True, slots=True)
class Rule:
    """`surveys` are those whose questions count; None for all of them."""

    days: int
    level: str = "workspace"  # workspace, measure, survey
    measure: str = ""
    surveys: frozenset[int] | None = None

    @property
    def reason(self) -> str:
        return _REASONS[self.level]

    @property
    def rest(self) -> timedelta:
        return timedelta(days=self.days)

    def stops(self, asked: Asked, at: datetime) -> bool:
        return (self.surveys is None or asked.survey in self.surveys) and abs(at - asked.at) < self.rest


def rules_of(survey: Survey) -> tuple[Rule, ...]:
    """The rules that a question from this survey must keep."""
    throttles = list(Throttle.objects.filter(workspace=survey.workspace_id))
    general = next((each.days for each in throttles if not each.measure and not each.survey_id), DEFAULT_DAYS)
    found = [Rule(general)]
    of_measures = {each.measure: each.days for each in throttles if each.measure}
    asking = surveys_by_measure(survey.workspace_id) if of_measures else {}
    found += [
        Rule(days, "measure", measure, asking[measure])
        for measure, days in of_measures.items()
        if survey.pk in asking[measure]
    ]
    own = [each.days for each in throttles if each.survey_id == survey.pk]
    found += [Rule(days, "survey", surveys=frozenset([survey.pk])) for days in own]
    return tuple(rule for rule in found if rule.days)


def surveys_by_measure(workspace: int) -> dict[str, frozenset[int]]:
    """Which surveys ask for which measure, as they are published."""
    published = Survey.objects.filter(workspace=workspace, published__isnull=False)
    documents = dict(published.values_list("pk", "published__document"))
    return {measure: frozenset(pk for pk, it in documents.items() if _asks(it, measure)) for measure in MEASURES}


def _asks(document: Mapping, measure: str) -> bool:
    questions = document.get("questions", ())
    return any(measure in (question.get("type"), question.get("measured_as")) for question in questions)


def what_stops(rules: Sequence[Rule], asked: Iterable[Asked], at: datetime) -> tuple[Rule, Asked] | None:
    """The first rule that a question at this moment would break, and what it was asked before."""
    past = list(asked)
    return next(((rule, each) for rule in rules for each in past if rule.stops(each, at)), None)


def free_from(rules: Sequence[Rule], asked: Iterable[Asked], at: datetime) -> datetime:
    """The first moment from `at` on at which no rule stops a question."""
    past = sorted(asked, key=lambda each: each.at)
    while stopped := what_stops(rules, past, at):
        rule, before = stopped
        at = before.at + rule.rest
    return at


def answered_rest(rules: Sequence[Rule], sending: Sending) -> timedelta:
    """For how long somebody who answered a survey is not asked it again: as if they had been asked then."""
    return timedelta(days=max(1, sending.cadence_days or 0, *(rule.days for rule in rules)))


def reason_not_to_ask(invitation: Invitation, *, now: datetime) -> str | None:
    """Looked at once more when it is due: what speaks against sending this invitation at this moment."""
    sending = invitation.sending
    if sending.ended_at is not None and sending.ended_at <= now:
        return reasons.SENDING_ENDED
    if not is_open(sending.survey, now=now):
        return reasons.SURVEY_CLOSED
    if not invitation.address and sending.channel != Sending.Channel.LINK:
        return reasons.NO_ADDRESS
    if suppressed_among(invitation.workspace_id, sending.channel, [invitation.address]):
        return reasons.SUPPRESSED
    if now - invitation.due_at > LATEST and sending.kind == Sending.Kind.TRIGGER:
        return reasons.TOO_LATE
    return _asked_meanwhile(invitation, now)


def _asked_meanwhile(invitation: Invitation, now: datetime) -> str | None:
    """Here only what was really sent counts: of two that wait, the first to be sent keeps the other."""
    rules = rules_of(invitation.survey)
    rest = answered_rest(rules, invitation.sending)
    history = histories(invitation.workspace_id, [invitation.customer_id], since=now - rest)[invitation.customer_id]
    if history.answered_since(invitation.survey_id, now - rest):
        return reasons.ANSWERED
    others = [each for each in history.asked if each.is_sent and each.invitation != invitation.pk]
    stopped = what_stops(rules, others, now)
    return stopped[0].reason if stopped else None


def hours_of(workspace: Workspace) -> Hours:
    zone = ZoneInfo(workspace.time_zone)
    kept = SendingHours.objects.filter(workspace=workspace).first()
    return Hours(zone, kept.begins, kept.ends, tuple(kept.weekdays) or EVERY_DAY) if kept else Hours(zone)


def may_send_now(workspace: Workspace, *, now: datetime) -> bool:
    """Whether it is an hour of a day at which the workspace writes to people."""
    return hours_of(workspace).holds(now)


def left_today(sending: Sending, *, now: datetime) -> int | None:
    """How many more the sending may ask today, by its own cap and the workspace's; None where there is no cap."""
    workspace = sending.workspace
    midnight = hours_of(workspace).midnight(now)
    cap = SendingHours.objects.filter(workspace=workspace).values_list("daily_cap", flat=True).first()
    sent = Invitation.objects.filter(sent_at__gte=midnight).exclude(channel=Sending.Channel.LINK)
    left = [] if cap is None else [cap - sent.filter(workspace=workspace).count()]
    if sending.daily_cap is not None:
        left.append(sending.daily_cap - sent.filter(sending=sending).count())
    return max(0, min(left)) if left else None


def suppressed_among(workspace: int, channel: str, addresses: Iterable[str]) -> set[str]:
    """Which of the addresses are not written to any more; those of whom only a digest is kept, too."""
    kind = Identity.Kind.PHONE if channel == Sending.Channel.SMS else Identity.Kind.EMAIL
    by_spelling = {spelling: each for each in addresses if each for spelling in (each, digest(workspace, kind, each))}
    rows = Suppression.objects.filter(workspace=workspace, kind=kind, address__in=list(by_spelling))
    return {by_spelling[address] for address in rows.values_list("address", flat=True)}


def digest(workspace: int, kind: str, address: str) -> str:
    """What is kept of a suppressed address once its owner was erased: enough to know it again, and no more."""
    return DIGEST + sha256(f"{workspace}:{kind}:{Identity.normal(kind, address)}".encode()).hexdigest()


def forget_suppressed(workspace: Workspace, names: Sequence[str]) -> int:
    """Somebody erased must still not be written to: their address goes, its digest stays."""
    normal = {Identity.normal(kind, name) for kind in Identity.Kind for name in names}
    rows = Suppression.objects.filter(workspace=workspace, address__in=normal)
    for row in rows:
        kept = digest(workspace.pk, row.kind, row.address)
        if Suppression.objects.filter(workspace=workspace, kind=row.kind, address=kept).exists():
            row.delete()
        else:
            Suppression.objects.filter(pk=row.pk).update(address=kept)
    return 0
