"""Recording what somebody answers, exactly once whatever is sent twice, and however it is killed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.answers import Answer, score_of
from heedful.listen.responses.heard import coarse
from heedful.listen.responses.models import QuotaFill, Response
from heedful.listen.responses.persons import identify
from heedful.listen.responses.settling import end_of_day, mark_told, tell
from heedful.listen.responses.signals import response_changed
from heedful.listen.responses.words import written_words
from heedful.listen.surveys.document import Document
from heedful.listen.surveys.logic import quotas_of
from heedful.listen.surveys.models import SurveyVersion
from heedful.listen.surveys.queries import published_document

if TYPE_CHECKING:
    from heedful.listen.answering.doors import Door

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
    step = (door, key, version, answers, finished, language, now, signs)
    try:
        return _saved(*step)
    except IntegrityError:  # another took its place between the look and the writing: now it is there to be found
        return _saved(*step)


def _saved(
    door: Door,
    key: UUID,
    version: SurveyVersion,
    answers: Mapping[str, Answer | None],
    finished: bool,
    language: str,
    now: datetime,
    signs: Signs,
) -> Response:
    with transaction.atomic():
        response = _held(door, key, version) or _new(door, key, version, now, signs)
        created, document = response.pk is None, published_document(response.version)
        changed = _merge(response, answers)
        if not (changed or created or (finished and not response.finished_at)):
            return response
        _note(response, document, language, signs, coarse(now) if document.anonymous else now)
        if not document.anonymous:
            identify(response, document, given=answers)
        _go_on(response, document, door, finished=finished, now=now)
        known = door.known(response.answers, language, document)
        keys = mark_told(response, document, known, now=now)
        response.save()
        tell(response, document, keys, now=now)
        _tell_invitation(response, document, door, now=now)
        response_changed.send(sender=Response, response=response, created=created)
        return response


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


def _held(door: Door, key: UUID, version: SurveyVersion) -> Response | None:
    """The response so far, held for this transaction. An invitation has one, whatever the key."""
    responses = Response.objects.select_for_update(of=("self",)).select_related("version", "customer", "location")
    responses = responses.defer("version__document")
    anonymous = published_document(version).anonymous
    found = responses.filter(invitation=door.invitation).first() if door.invitation and not anonymous else None
    found = found or responses.filter(survey=door.survey, key=key).first()
    if found is not None:
        found.survey = door.survey  # with its workspace: nothing is asked again
    elif door.invitation and anonymous and _is_used(door.invitation):
        raise AlreadyAnswered
    return found


def _is_used(invitation: Invitation) -> bool:
    fresh = Invitation.objects.select_for_update().only("answered_at").get(pk=invitation.pk)
    return fresh.answered_at is not None


def _new(door: Door, key: UUID, version: SurveyVersion, now: datetime, signs: Signs) -> Response:
    """Not saved yet. Of an anonymous one, neither who was invited nor what the occasion said of them is kept."""
    anonymous = published_document(version).anonymous
    begun_at = min(signs.begun_at or now, now)
    about = {what: door.said(what) for what in ("touchpoint",) if door.said(what)}
    about |= {"location": door.location_key} if door.location_key and not door.location else {}
    return Response(
        workspace=door.workspace,
        survey=door.survey,
        version=version,
        key=key,
        link=door.link,
        invitation=None if anonymous else door.invitation,
        customer=None if anonymous else door.customer,
        location=door.location,
        channel=door.channel,
        employee=door.said("employee"),
        product=door.said("product"),
        properties=about if anonymous else {**signs.properties, **about},
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
    scores = (score_of(question, response.answers.get(question.key)) for question in document.questions)
    response.score = next((score for score in scores if score is not None), None)
    response.words = written_words(document, response.answers)
    response.suspicion = max(response.suspicion, signs.suspicion)
    if not document.anonymous:
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
    QuotaFill.objects.filter(pk__in=fills).update(taken=F("taken") + 1)
    return None


def _tell_invitation(response: Response, document: Document, door: Door, *, now: datetime) -> None:
    """An anonymous survey's is used with the first step: which response came of it, nobody can tell afterwards."""
    if door.invitation is None:
        return
    from heedful.listen.invitations import states

    if document.anonymous:
        states.note_answered(door.invitation, now=coarse(now))
        return
    if response.score is not None:
        states.note_scored(door.invitation, now=now)
    if response.finished_at:
        states.note_answered(door.invitation, now=now)
