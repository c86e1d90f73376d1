"""Who is asked: one invitation a person and occasion, queued for its moment, or dropped with its reason.

Many are planned at once with a few queries a thousand. All of it can be repeated: what is planned already stays.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from heedful.listen.invitations import reasons
from heedful.listen.invitations.history import Asked, History, histories, merges_among, today_of
from heedful.listen.invitations.hours import Hours
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.throttling import (
    Rule,
    answered_rest,
    hours_of,
    rules_of,
    suppressed_among,
    what_stops,
)
from heedful.listen.responses.inserting import insert_if_new
from heedful.listen.surveys.queries import is_open
from heedful.people.customers.models import Customer, Identity

AT_ONCE = 1_000  # people looked up together, and kept in one transaction
State = Invitation.State


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody (the number of a customer's row) to be asked about an occasion."""

    customer: int
    occasion: str
    due_at: datetime
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for everybody whom a sending asks."""

    sending: Sending
    rules: Sequence[Rule]
    hours: Hours
    languages: Sequence[str]
    stopped: str  # the reason why nobody can be asked; "" if they can
    now: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of some people: rows by number, who they are today, addresses, histories."""

    people: Mapping[int, Customer]
    today: Mapping[int, int]
    addresses: Mapping[int, str]
    suppressed: set[str]
    histories: Mapping[int, History]


def ask(
    sending: Sending, customer: Customer, *, occasion: str, context: Mapping[str, Any], due_at: datetime, now: datetime
) -> Invitation:
    """Ask one person about one occasion: queued or, for a reason, dropped; what is planned already is given back."""
    plan(sending, [Wanted(customer.pk, occasion, due_at, context)], now=now)
    return Invitation.objects.get(sending=sending, customer=customer, occasion=occasion)


def plan(sending: Sending, wanted: Iterable[Wanted], *, now: datetime) -> Counter[str]:
    """Plan for everybody; how many are queued (by ""), and how many were dropped, by reason."""
    frame = frame_of(sending, now=now)
    counted: Counter[str] = Counter()
    for some in _batches(wanted):
        with transaction.atomic():
            made = judged(frame, some)
            insert_if_new(made)
        counted.update(invitation.reason for invitation in made)
    return counted


def frame_of(sending: Sending, *, now: datetime) -> Frame:
    survey = sending.survey
    stopped = "" if is_open(survey, now=now) else reasons.SURVEY_CLOSED
    if sending.ended_at is not None and sending.ended_at <= now:
        stopped = reasons.SENDING_ENDED
    document = survey.published.document if survey.published else {}
    languages = tuple(document.get("languages", ("en",)))
    return Frame(sending, rules_of(survey), hours_of(survey.workspace), languages, stopped, now)


def judged(frame: Frame, wanted: Sequence[Wanted]) -> list[Invitation]:
    """The invitations that these make, not kept yet; without those that exist already."""
    facts = facts_of(frame, [each.customer for each in wanted])
    sending = frame.sending
    known = Invitation.objects.filter(sending=sending, customer__in=[each.customer for each in wanted])
    taken = set(known.values_list("customer", "occasion"))
    made = []
    for each in wanted:
        if each.customer not in facts.people or (each.customer, each.occasion) in taken:
            continue
        taken.add((each.customer, each.occasion))
        made.append(_invitation(frame, facts, each))
    return made


def facts_of(frame: Frame, customers: Iterable[int]) -> Facts:
    numbers, workspace, sending = list(dict.fromkeys(customers)), frame.sending.workspace_id, frame.sending
    people = {each.pk: each for each in Customer.objects.filter(workspace=workspace, pk__in=numbers)}
    addresses = {} if sending.channel == Sending.Channel.LINK else _addresses(sending, people)
    since, kept = frame.now - answered_rest(frame.rules, sending), merges_among(workspace, numbers)
    return Facts(
        people,
        today_of(numbers, kept),
        addresses,
        suppressed_among(workspace, sending.channel, addresses.values()),
        histories(workspace, numbers, since=since, kept=kept),
    )


def why_not(frame: Frame, facts: Facts, customer: int, at: datetime) -> str:
    """The first reason that speaks against asking this person at this moment; "" for none."""
    if frame.stopped:
        return frame.stopped
    if facts.today[customer] != customer:
        return reasons.MERGED
    address = facts.addresses.get(customer, "")
    if not address and frame.sending.channel != Sending.Channel.LINK:
        return reasons.NO_ADDRESS
    if address in facts.suppressed:
        return reasons.SUPPRESSED
    history = facts.histories[customer]
    if history.answered_since(frame.sending.survey_id, at - answered_rest(frame.rules, frame.sending)):
        return reasons.ANSWERED
    stopped = what_stops(frame.rules, history.asked, at)
    return stopped[0].reason if stopped else ""


def _invitation(frame: Frame, facts: Facts, wanted: Wanted) -> Invitation:
    sending, is_link = frame.sending, frame.sending.channel == Sending.Channel.LINK
    due_at = frame.now if is_link else frame.hours.next_moment(max(wanted.due_at, frame.now))
    reason = why_not(frame, facts, wanted.customer, due_at)
    state = State.DROPPED if reason else State.SENT if is_link else State.QUEUED
    if not reason:
        asked = Asked(sending.survey_id, due_at, is_link, sending=sending.pk)
        facts.histories[wanted.customer].asked.append(asked)
    return Invitation(
        workspace_id=sending.workspace_id,
        sending=sending,
        survey_id=sending.survey_id,
        customer_id=wanted.customer,
        channel=sending.channel,
        address=facts.addresses.get(wanted.customer, ""),
        language=language_of(frame, facts.people[wanted.customer], wanted.context),
        token="i" + secrets.token_urlsafe(16),
        occasion=wanted.occasion,
        context=dict(wanted.context),
        state=state,
        reason=reason,
        due_at=due_at,
        created_at=frame.now,
        sent_at=due_at if state == State.SENT else None,
        ended_at=frame.now if reason else None,
    )


def language_of(frame: Frame, customer: Customer, context: Mapping[str, Any]) -> str:
    """Theirs, if the survey speaks it; else its own. Of `lt-LT`, `lt` will do."""
    for said in (str(context.get("language") or ""), customer.language, frame.sending.workspace.language):
        for spoken in (said, said.split("-")[0]):
            if spoken and spoken in frame.languages:
                return spoken
    return frame.languages[0]


def _addresses(sending: Sending, people: Mapping[int, Customer]) -> dict[int, str]:
    """Where each can be reached by the sending's channel: the address kept first; else a key that is one itself."""
    kind = Identity.Kind.PHONE if sending.channel == Sending.Channel.SMS else Identity.Kind.EMAIL
    kept = Identity.objects.filter(customer__in=list(people), kind=kind).order_by("-pk")
    found = dict(kept.values_list("customer", "value"))
    if kind == Identity.Kind.EMAIL:
        for pk, customer in people.items():
            if pk not in found and _is_email(customer.key):
                found[pk] = Identity.normal(kind, customer.key)
    return found


def _is_email(key: str) -> bool:
    if "@" not in key or len(key) > 200:
        return False
    try:
        validate_email(key.strip())
    except ValidationError:
        return False
    return True


def _batches(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    remaining = iter(wanted)
    while some := list(islice(remaining, AT_ONCE)):
        yield some
