"""Recording what somebody answers, exactly once whatever is sent twice, and however it is killed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from heedful.listen.answering.doors import Door, is_there
from heedful.listen.invitations import states
from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.answers import Answer, score_of
from heedful.listen.responses.bands import scored
from heedful.listen.responses.committing import Together
from heedful.listen.responses.heard import coarse
from heedful.listen.responses.inserting import insert
from heedful.listen.responses.models import QuotaFill, Response
from heedful.listen.responses.persons import identify
from heedful.listen.responses.repeats import likeness_of
from heedful.listen.responses.settling import end_of_day, mark_told, tell
from heedful.listen.responses.signals import response_changed
from heedful.listen.responses.words import written_words
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.logic import quotas_of
from heedful.listen.surveys.models import SurveyVersion
from heedful.listen.surveys.queries import published_document

LONGEST_REACH = 200


class AlreadyAnswered(Exception):  # noqa: N818 - reads as what it is
    """The invitation was used; of an anonymous survey, nobody can say for which response."""


@dataclass(frozen=True)
class Signs:
    """What else came with a step: when it was begun, what each question took, how much it looks like no real answer."""

    begun_at: datetime | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    suspicion: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)


NO_SIGNS = Signs()


@dataclass(frozen=True)
class Step:
    """What one request brings."""

    door: Door
    key: UUID
    version: SurveyVersion
    answers: Mapping[str, Answer | None]
    finished: bool
    language: str
    now: datetime
    signs: Signs = NO_SIGNS

    @property
    def document(self) -> Document:
        return published_document(self.version)

    @property
    def whose(self) -> tuple[object, ...]:
        """Two of these in one transaction would not see each other."""
        return ("invitation", self.door.invitation.pk) if self.door.invitation else (self.door.survey.pk, self.key)


def save_step(
    door: Door,
    *,
    key: UUID,
    version: SurveyVersion,
    answers: Mapping[str, Answer | None],
    finished: bool,
    language: str,
    now: datetime,
    signs: Signs = NO_SIGNS,
) -> Response:
    """Keep these answers (None takes one back), each checked before by `parse_answer`; the same again changes nothing.

    What the log was told stays as it was given. With `finished`, all of it is told at once, unless a quota is full:
    then `properties["quota"]` says which. Raises AlreadyAnswered.
    """
    step = Step(door, key, version, answers, finished, language, now, signs)
    try:
        return TOGETHER.commit(step)
    except IntegrityError:  # another process took its place between the look and the writing: now it can be found
        return TOGETHER.commit(step)


@dataclass(eq=False)
class _Saving:
    """A step on its way: the response, whether it is new or changed, and what the log is to be told."""

    step: Step
    response: Response
    changed: bool
    keys: list[str] = field(default_factory=list)

    @property
    def created(self) -> bool:
        return self.response.pk is None

    @property
    def document(self) -> Document:
        return published_document(self.response.version)


def _save(steps: Sequence[Step]) -> list[Response]:
    """In the caller's transaction."""
    savings = [_prepared(step) for step in steps]
    fresh = [each for each in savings if each.created]
    for each in savings:
        if each.changed and not each.created:
            each.response.save()
    insert(each.response for each in fresh)
    tell([(each.response, each.document, each.keys) for each in savings if each.keys])
    for each in savings:
        if each.changed:
            _tell_invitation(each.response, each.document, each.step.door, now=each.step.now)
            response_changed.send(sender=Response, response=each.response, created=each in fresh)
    return [each.response for each in savings]


def _prepared(step: Step) -> _Saving:
    """The response as it will be, not yet saved."""
    response = _held(step) or _new(step)
    saving = _Saving(step, response, changed=_merge(response, step.answers) or response.pk is None)
    document, now = saving.document, step.now
    if not saving.changed and (not step.finished or response.finished_at or "quota" in response.properties):
        return saving
    saving.changed = True
    _note(response, document, step.language, step.signs, coarse(now) if document.anonymous else now)
    if not document.anonymous:
        identify(response, document, given=step.answers)
    _go_on(response, document, step.door, finished=step.finished, now=now)
    known = step.door.known(response.answers, step.language, document)
    saving.keys = mark_told(response, document, known, now=now)
    return saving


def ask_for_help(response: Response, *, reach: str, now: datetime) -> None:
    """They would like to be called back, and say where; an anonymous response keeps no such thing."""
    with transaction.atomic():
        response = Response.objects.select_for_update(of=("self",)).select_related("version").get(pk=response.pk)
        if published_document(response.version).anonymous or response.wants_help:
            return
        response.wants_help = True
        response.properties = response.properties | {"reach": reach[:LONGEST_REACH]}
        response.updated_at = now
        response.save(update_fields=["wants_help", "properties", "updated_at"])
        response_changed.send(sender=Response, response=response, created=False)


def _held(step: Step) -> Response | None:
    """The response so far, held for this transaction. An invitation has one, whatever the key."""
    door, anonymous = step.door, step.document.anonymous
    found = _locked(invitation=door.invitation) if door.invitation and not anonymous else None
    if found is None and is_there(door.survey, step.key):
        found = _locked(survey=door.survey, key=step.key)
    if found is not None:
        found.survey = door.survey  # with its workspace: nothing is asked again
    elif door.invitation and anonymous and _is_used(door.invitation):
        raise AlreadyAnswered
    return found


def _locked(**which: object) -> Response | None:
    responses = Response.objects.select_related("version", "customer", "location").defer("version__document")
    return responses.select_for_update(of=("self",)).filter(**which).first()


def _is_used(invitation: Invitation) -> bool:
    fresh = Invitation.objects.select_for_update().only("answered_at").get(pk=invitation.pk)
    return fresh.answered_at is not None


def _new(step: Step) -> Response:
    """Not saved yet. Of an anonymous one, neither who was invited nor what the occasion said of them is kept."""
    door, now, anonymous = step.door, step.now, step.document.anonymous
    begun_at = min(step.signs.begun_at or now, now)
    about = {what: door.said(what) for what in ("touchpoint",) if door.said(what)}
    about |= {"location": door.location_key} if door.location_key and not door.location else {}
    return Response(
        workspace=door.workspace,
        survey=door.survey,
        version=step.version,
        key=step.key,
        link=door.link,
        invitation=None if anonymous else door.invitation,
        customer=None if anonymous else door.customer,
        location=door.location,
        channel=door.channel,
        employee=door.said("employee"),
        product=door.said("product"),
        properties=about if anonymous else {**step.signs.properties, **about},
        started_at=coarse(begun_at) if anonymous else begun_at,
        updated_at=coarse(now) if anonymous else now,
    )


def _merge(response: Response, answers: Mapping[str, Answer | None]) -> bool:
    """Take the answers over, save those that the log has; says whether anything is new."""
    before, after = response.answers, dict(response.answers)
    for question, answer in answers.items():
        if question in response.told:
            continue
        if answer is None:
            after.pop(question, None)
        else:
            after[question] = answer
    response.answers = after
    return after != before


def _note(response: Response, document: Document, language: str, signs: Signs, at: datetime) -> None:
    """What follows from the answers, and what else came with them."""
    response.updated_at = at
    response.language = language
    first = scored(document)
    response.score = score_of(first, response.answers.get(first.key)) if first else None
    response.words = written_words(document, response.answers)
    response.suspicion = max(response.suspicion, signs.suspicion)
    if not document.anonymous:
        response.likeness = likeness_of(response)
        response.seconds = {**response.seconds, **{key: round(took, 1) for key, took in signs.seconds.items()}}


def _go_on(response: Response, document: Document, door: Door, *, finished: bool, now: datetime) -> None:
    """Finished, or to be settled when nothing more comes; a full quota ends it without its counting."""
    if "quota" in response.properties:
        return
    if finished and not response.finished_at:
        if full := _take_quotas(response, document, door):
            response.properties = {**response.properties, "quota": full}
            response.settles_at = None
            return
        response.finished_at = coarse(now) if document.anonymous else now
    if not response.settled_at:
        later = now + timedelta(minutes=door.survey.settle_minutes)
        response.settles_at = end_of_day(now) if document.anonymous else later


def _take_quotas(response: Response, document: Document, door: Door) -> str | None:
    """A place in every quota that is theirs; the key of one that is full, and then no place in any."""
    known = door.known(response.answers, response.language, document)
    fills = []
    for quota in quotas_of(document, known, finished=True):
        QuotaFill.objects.get_or_create(survey=door.survey, key=quota.key)
        fill = QuotaFill.objects.select_for_update().get(survey=door.survey, key=quota.key)
        if fill.taken >= quota.most:
            return quota.key
        fills.append(fill.pk)
    if fills:
        QuotaFill.objects.filter(pk__in=fills).update(taken=F("taken") + 1)
    return None


def _tell_invitation(response: Response, document: Document, door: Door, *, now: datetime) -> None:
    """An anonymous survey's is used with the first step: which response came of it, nobody can tell afterwards."""
    if door.invitation is None:
        return
    if document.anonymous:
        states.note_answered(door.invitation, now=coarse(now))
        return
    if response.score is not None:
        states.note_scored(door.invitation, now=now)
    if response.finished_at:
        states.note_answered(door.invitation, now=now)


TOGETHER: Final = Together(_save, apart=lambda step: step.whose)
