"""Our own export read back: into another survey, another workspace, or after something was lost. Each response once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from heedful.interactions import spool
from heedful.listen.answering.doors import door_behind
from heedful.listen.responses.answers import AnswerError, parse_answer, score_of
from heedful.listen.responses.bands import scored
from heedful.listen.responses.exports.columns import OTHER_WORDS
from heedful.listen.responses.exports.csv_file import as_written
from heedful.listen.responses.forms import LONGEST_TAG
from heedful.listen.responses.models import Response, Tag
from heedful.listen.responses.setting_aside import WHY
from heedful.listen.responses.settling import mark_told, tell
from heedful.listen.responses.words import written_words
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import published_document
from heedful.people.customers.actions import introduce_customer
from heedful.people.models import Customer, Location

AT_ONCE: Final = 500
MOST_SAID: Final = 20  # of the lines that could not be taken
NEEDED: Final = ("response", "version", "started_at")
Line = Mapping[str, Any]


class NotOurs(ValueError):  # noqa: N818 - reads as what it is
    """The file is no export of responses."""


class _Wrong(ValueError):  # noqa: N818
    """This line cannot be a response of this survey."""


@dataclass
class Imported:
    """How many were taken, how many were there already, and which lines were not understood, with the reason."""

    taken: int = 0
    known: int = 0
    wrong: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Into:
    """What lines are read against."""

    survey: Survey
    versions: Mapping[int, SurveyVersion]
    places: Mapping[str, Location]
    customers: dict[str, Customer]


def lines_of(file: IO[bytes]) -> Iterator[Line]:
    """The lines of an export, CSV or Parquet, a part at a time; raises NotOurs."""
    start = file.read(4)
    file.seek(0)
    lines = _of_parquet(file) if start == b"PAR1" else _of_csv(file)
    first = next(lines, None)
    if first is not None:
        yield first
    yield from lines


def import_responses(survey: Survey, lines: Iterable[Line]) -> Imported:
    """Those with a key that the survey knows are left as they are; the rest is told to the log, at its own time."""
    versions = {each.number: each for each in survey.versions.defer("document").order_by("number")}
    if not versions:
        raise NotOurs(_("This survey was never published: there is nothing that could have been answered."))
    places = {place.key: place for place in Location.objects.filter(workspace=survey.workspace_id)}
    into, done, numbered = _Into(survey, versions, places, {}), Imported(), enumerate(lines, start=2)
    while part := list(islice(numbered, AT_ONCE)):
        _take(into, part, done)
    return done


def _of_csv(file: IO[bytes]) -> Iterator[Line]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        lines = csv.DictReader(text)
        _check(lines.fieldnames or ())
        for line in lines:
            yield {name: as_written(cell) if cell else None for name, cell in line.items() if isinstance(name, str)}
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotOurs(_("This is no CSV file in UTF-8: %(why)s") % {"why": error}) from error
    finally:
        text.detach()


def _of_parquet(file: IO[bytes]) -> Iterator[Line]:
    try:
        parquet = pq.ParquetFile(file)
        _check(parquet.schema_arrow.names)
        for batch in parquet.iter_batches(batch_size=AT_ONCE):
            yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise NotOurs(_("This Parquet file cannot be read: %(why)s") % {"why": error}) from error


def _check(names: Sequence[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise NotOurs(_("This is no export of responses: it has no column %(name)s.") % {"name": missing[0]})


def _take(into: _Into, part: Sequence[tuple[int, Line]], done: Imported) -> None:
    with transaction.atomic():
        made: dict[UUID, tuple[Response, list[str]]] = {}
        for number, line in part:
            try:
                response = _response(into, line)
            except (_Wrong, AnswerError, msgspec.MsgspecError, ValueError, TypeError) as error:
                done.wrong += 1
                done.reasons += [(number, str(error))] if len(done.reasons) < MOST_SAID else []
                continue
            made.setdefault(response.key, (response, _tags(line)))
        known = set(Response.objects.filter(survey=into.survey, key__in=made).values_list("key", flat=True))
        _keep([made[key] for key in made if key not in known])
        done.known += len(known)
        done.taken += len(made) - len(known)


def _keep(made: Sequence[tuple[Response, list[str]]]) -> None:
    told = []
    for response, _names in made:
        document = published_document(response.version)
        known = door_behind(response).known(response.answers, response.language, document)
        told.append((response, document, mark_told(response, document, known, now=response.updated_at, settled=True)))
    Response.objects.bulk_create([response for response, _names in made])
    Tag.objects.bulk_create(Tag(response=response, name=name) for response, names in made for name in names)
    tell(told)
    aside = [response for response, _names in made if response.set_aside]
    if aside:
        spool.withdraw(aside[0].workspace.key, [response.thread for response in aside])


def _response(into: _Into, line: Line) -> Response:
    survey, document_of = into.survey, published_document
    version = into.versions.get(int(float(line["version"] or 0))) or into.versions[max(into.versions)]
    document = document_of(version)
    answers = {each.key: answer for each in document.questions if (answer := _answer(each, line)) is not None}
    question, aside = scored(document), _said(line, "set_aside")
    if aside and aside not in WHY:
        raise _Wrong(_("“%(why)s” is no reason to set a response aside.") % {"why": aside})
    return Response(
        workspace=survey.workspace, survey=survey, version=version, key=UUID(str(line["response"])),
        customer=None if document.anonymous else _customer(into, _said(line, "customer")),
        location=into.places.get(_said(line, "place")), channel=_said(line, "channel")[:10],
        employee=_said(line, "employee")[:200], product=_said(line, "product")[:200],
        language=(_said(line, "language") or document.languages[0])[:8], properties=_json(line, "given"),
        answers=answers, seconds=_json(line, "seconds"),
        score=score_of(question, answers.get(question.key)) if question else None,
        words=written_words(document, answers), started_at=_moment(line, "started_at"),
        updated_at=_moment(line, "updated_at") or _moment(line, "started_at"),
        finished_at=_moment(line, "finished_at"), wants_help=_flag(line.get("wants_help")) or False, set_aside=aside,
    )  # fmt: skip


def _answer(question: asked.Question, line: Line) -> Any:
    name = f"q.{question.key}"
    given: Any = line.get(name)
    match question:
        case asked.Choice():
            given = {"chosen": _chosen(question, line), "other": line.get(f"{name}.{OTHER_WORDS}")}
        case asked.Grid():
            given = {row.key: _number(line.get(f"{name}.{row.key}")) for row in question.rows}
        case asked.Contact():
            given = {part: line.get(f"{name}.{part}") for part in question.fields}
        case asked.Consent():
            given = _flag(given)
        case asked.Nps() | asked.Csat() | asked.Ces() | asked.Number():
            given = _number(given)
    return parse_answer(replace(question, required=False), given)


def _chosen(question: asked.Choice, line: Line) -> list[str]:
    name = f"q.{question.key}"
    if question.many:
        return [option.key for option in question.options if _number(line.get(f"{name}.{option.key}")) == 1]
    chosen = line.get(name)
    if chosen and chosen not in {option.key for option in question.options}:
        raise _Wrong(_("“%(option)s” is no answer to %(question)s.") % {"option": chosen, "question": question.key})
    return [chosen] if chosen else []


def _said(line: Line, name: str) -> str:
    return str(line.get(name) or "")


def _number(given: Any) -> float | None:
    return None if given is None or given == "" else float(given)


def _flag(given: Any) -> bool | None:
    return {"True": True, "False": False, True: True, False: False}.get(given)


def _moment(line: Line, name: str) -> datetime | None:
    given = line.get(name)
    moment = datetime.fromisoformat(given) if isinstance(given, str) and given else given
    if moment is not None and moment.tzinfo is None:
        raise _Wrong(_("%(name)s has no time zone.") % {"name": name})
    return moment or None


def _json(line: Line, name: str) -> dict[str, Any]:
    return msgspec.json.decode(line[name], type=dict[str, Any]) if line.get(name) else {}


def _tags(line: Line) -> list[str]:
    return [name[:LONGEST_TAG] for name in dict.fromkeys(_said(line, "tags").split("; ")) if name]


def _customer(into: _Into, key: str) -> Customer | None:
    if key and key not in into.customers:
        known = Customer.objects.filter(workspace=into.survey.workspace_id, key=key).first()
        into.customers[key] = known or introduce_customer(into.survey.workspace, key)
    return into.customers.get(key)
