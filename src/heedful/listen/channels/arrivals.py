"""What a kiosk sends when it has a network again: each response once, however often it comes, as it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from heedful.interactions import rejected
from heedful.listen.answering import limits
from heedful.listen.answering.doors import Door, is_there, version_of
from heedful.listen.answering.passes import Pass
from heedful.listen.answering.suspicion import suspicion_of
from heedful.listen.answering.visits import Visit
from heedful.listen.channels.models import Link
from heedful.listen.responses.actions import Signs, ask_for_help, save_step
from heedful.listen.responses.answers import Answer, AnswerError, parse_answer
from heedful.listen.surveys.models import SurveyVersion
from heedful.listen.surveys.queries import published_document

LONGEST_WAY: Final = timedelta(days=14)  # how long ago an answer may have been given
LONGEST_ANSWERING: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 50
LONGEST_LOOK_SECONDS: Final = 3600


class Brought(msgspec.Struct, kw_only=True):
    """One response as the tablet kept it; moments are milliseconds since 1970, by the tablet's clock."""

    key: UUID
    version: int
    begun_at: float
    answered_at: float
    language: str = ""
    answers: dict[str, Any] = {}
    seconds: dict[str, float] = {}
    finished: bool = False
    reach: str = ""


@dataclass(frozen=True)
class Arrival:
    """What became of one of them. Settled: the tablet need not keep it any longer."""

    key: str
    refused: Mapping[str, str]  # by question ("" for all of it): why


class TooMuch(Exception):  # noqa: N818 - reads as what it is
    """More new responses than one address may bring in a minute: the rest may come later."""


def take(door: Door, given: Any, *, address: str, now: datetime) -> Arrival:
    """Keep one response. What is no answer is kept apart with its reason, and the rest counts. Raises TooMuch."""
    key = str(given.get("key") or "")[:40] if isinstance(given, dict) else ""
    try:
        brought = msgspec.convert(given, type=Brought)
        version = version_of(door, brought.version)
        refused = {} if version else {"": _("No version of this survey has this number.")}
    except msgspec.ValidationError as error:
        brought, version, refused = None, None, {"": str(error)}
    if brought is None or version is None:
        return _kept_apart(door, key, given, refused, now=now)
    if not is_there(door.survey, brought.key) and limits.is_too_much(
        "begun", address, most=limits.BEGUN_AN_ADDRESS, now=now
    ):
        raise TooMuch
    answered_at = _within(brought.answered_at, now - LONGEST_WAY, now)
    if not _was_open(door, answered_at):
        return _kept_apart(door, key, given, {"": _("The survey was closed when this was answered.")}, now=now)
    return _recorded(door, version, brought, given, answered_at, now)


def _recorded(
    door: Door, version: SurveyVersion, brought: Brought, given: Any, answered_at: datetime, now: datetime
) -> Arrival:
    document = published_document(version)
    language = brought.language if brought.language in document.languages else document.languages[0]
    answers, refused = _read(version, brought.answers)
    begun_at = _within(brought.begun_at, answered_at - LONGEST_ANSWERING, answered_at)
    whole = Visit(door, Pass(brought.key, version.pk, begun_at), version, language, answers=answers)
    finished = brought.finished and not refused and whole.missing is None
    took = (answered_at - begun_at).total_seconds() if finished else None
    if answers or finished:
        response = save_step(
            door,
            key=brought.key,
            version=version,
            answers=answers,
            finished=finished,
            language=language,
            now=answered_at,
            signs=Signs(
                begun_at=begun_at,
                seconds=_seconds(whole, brought.seconds),
                suspicion=suspicion_of(document, answers, seconds=took, honeypot=""),
            ),
        )
        if brought.reach.strip():
            ask_for_help(response, reach=brought.reach.strip(), now=answered_at)
    if refused:
        return _kept_apart(door, str(brought.key), given, refused, now=now)
    return Arrival(str(brought.key), {})


def _read(version: SurveyVersion, given: Mapping[str, Any]) -> tuple[dict[str, Answer | None], dict[str, str]]:
    questions = {question.key: question for question in published_document(version).questions}
    answers: dict[str, Answer | None] = {}
    refused: dict[str, str] = {}
    for key, answer in given.items():
        if key not in questions:
            refused[key] = _("The survey has no such question.")
        elif answer is not None:
            try:
                answers[key] = parse_answer(questions[key], answer)
            except AnswerError as error:
                refused[key] = error.says
    return {key: answer for key, answer in answers.items() if answer is not None}, refused


def _seconds(visit: Visit, given: Mapping[str, float]) -> dict[str, float]:
    return {key: took for key, took in given.items() if key in visit.questions and 0 <= took <= LONGEST_LOOK_SECONDS}


def _within(milliseconds: float, earliest: datetime, latest: datetime) -> datetime:
    """The tablet's moment, as far as it can be true."""
    lowest, highest = earliest.timestamp(), latest.timestamp()
    return datetime.fromtimestamp(min(max(milliseconds / 1000, lowest), highest), UTC)


def _was_open(door: Door, at: datetime) -> bool:
    """Whether one could answer at that moment: what was given in time is not too late because the network was."""
    survey = door.survey
    ends = [door.link.closed_at if door.link else None, survey.closed_at, survey.closes_at, survey.archived_at]
    return all(end is None or at <= end for end in ends) and (survey.opens_at is None or survey.opens_at <= at)


def _kept_apart(door: Door, key: str, given: Any, refused: Mapping[str, str], *, now: datetime) -> Arrival:
    """Among what was rejected, with the reason; the same again is not kept twice."""
    raw = msgspec.json.encode(_without_time(door, given), order="sorted").decode()
    field, says = next(iter(refused.items()))
    here = rejected.rejected_items(door.workspace.key).filter(source=source_of(door.code), raw=raw)
    if not here.exists():
        rejected.reject(door.workspace.key, raw, says, field, source_of(door.code), now=now)
    return Arrival(key, refused)


def _without_time(door: Door, given: Any) -> Any:
    published = door.survey.published
    if not isinstance(given, dict) or published is None or not published_document(published).anonymous:
        return given
    return {name: value for name, value in given.items() if name not in ("begun_at", "answered_at", "seconds")}


def source_of(code: str) -> str:
    return f"kiosk:{code}"


def rejected_of(link: Link) -> int:
    """How many responses of this kiosk hold an answer that could not be taken."""
    return rejected.rejected_items(link.workspace.key).filter(source=source_of(link.code)).count()
