"""The rows of an export, a part at a time, as cells in the order of its columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from heedful.listen.responses.exports.columns import (
    ALL_ANSWERS,
    EVERY,
    Cell,
    Column,
    columns_of,
    columns_of_one,
    name_of_other,
)
from heedful.listen.responses.models import Response, Tag
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import published_document
from heedful.people.models import Location, Workspace

PART: Final = 2_000
Row = list[Any]
Place = tuple[int, str, Callable[[Any], Cell]]  # where in the row, of which question, how it is read
FIELDS: Final = (
    "pk", "key", "survey", "version", "started_at", "updated_at", "finished_at", "channel", "location", "employee",
    "product", "language", "customer__key", "score", "wants_help", "set_aside",
)  # fmt: skip
JSON: Final = ("properties", "seconds", "answers")
_read_json = msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Known:
    """What rows name by number."""

    surveys: dict[int, str]
    versions: dict[int, int]
    places: dict[int, str]


class Reading:
    """Which responses there are is settled at once: what comes later is not in this export."""

    def __init__(self, responses: QuerySet[Response], workspace: Workspace, survey: Survey | None) -> None:
        self._responses = Response.objects.filter(workspace=workspace)
        self.numbers = array("q", responses.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=20_000))
        self._known = _known(workspace)
        versions = SurveyVersion.objects.filter(survey=survey).order_by("number").defer("document") if survey else []
        documents = {version.pk: published_document(version) for version in versions}
        of_questions = columns_of(list(documents.values())) if survey else [ALL_ANSWERS]
        self.columns = [*EVERY, *of_questions]
        at = {(column.name, column.kind): place for place, column in enumerate(self.columns)}
        self._places: dict[int, list[Place]] = {
            pk: [_place(at, column) for column in columns_of_one(document)] for pk, document in documents.items()
        }
        self._all = not survey

    def parts(self) -> Iterator[list[Row]]:
        for start in range(0, len(self.numbers), PART):
            yield self._part(self.numbers[start : start + PART].tolist())

    def _part(self, numbers: Sequence[int]) -> list[Row]:
        texts = {f"{name}_json": Cast(name, TextField()) for name in JSON}
        rows = self._responses.filter(pk__gte=numbers[0], pk__lte=numbers[-1], pk__in=numbers).order_by("pk")
        tags = _tags(numbers)
        return [self._row(row, tags) for row in _as_kept(rows.annotate(**texts).values_list(*FIELDS, *texts))]

    def _row(self, read: tuple[Any, ...], tags: dict[int, list[str]]) -> Row:
        (
            pk,
            key,
            survey,
            version,
            started,
            updated,
            finished,
            channel,
            place,
            *rest,
            helped,
            aside,
            given,
            seconds,
            answers,
        ) = read
        known = self._known
        row: Row = [
            _dashed(key), known.surveys.get(survey), known.versions.get(version),
            _moment(started), _moment(updated), _moment(finished), channel, known.places.get(place, ""), *rest,
            bool(helped), aside, "; ".join(tags[pk]) if pk in tags else "", given, seconds,
        ]  # fmt: skip
        if self._all:
            return [*row, answers]
        row += [None] * (len(self.columns) - len(row))
        said = _read_json(answers)
        for at, question, reads in self._places.get(version, ()):
            if (answer := said.get(question)) is not None:
                row[at] = reads(answer)
        return row


def _as_kept(rows: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """As the database hands them over: turning every cell into an object first takes longer than all the rest."""
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _dashed(key: Any) -> str:
    """A UUID, as SQLite keeps it or as it is."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" if type(key) is str else str(key)


def _moment(kept: datetime | None) -> datetime | None:
    """SQLite keeps UTC without saying so."""
    return kept.replace(tzinfo=UTC) if kept is not None and kept.tzinfo is None else kept


def _place(at: dict[tuple[str, str], int], column: Column) -> Place:
    place = at.get((column.name, column.kind))
    return at[(name_of_other(column), column.kind)] if place is None else place, column.question, column.read


def _known(workspace: Workspace) -> Known:
    surveys = Survey.objects.filter(workspace=workspace)
    return Known(
        dict(surveys.values_list("pk", "key")),
        dict(SurveyVersion.objects.filter(survey__workspace=workspace).values_list("pk", "number")),
        dict(Location.objects.filter(workspace=workspace).values_list("pk", "key")),
    )


def _tags(numbers: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    tags = Tag.objects.filter(response__gte=numbers[0], response__lte=numbers[-1]).order_by("response", "name")
    for response, name in tags.values_list("response", "name"):
        found.setdefault(response, []).append(name)
    return found
