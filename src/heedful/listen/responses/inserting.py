"""New rows into the database by a statement made once: the same as saving each, at a fifth of the work.

In the caller's transaction. Signals of saving are not sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

from heedful.listen.responses.models import Response


def insert(responses: Iterable[Response]) -> None:
    """Each knows its number afterwards."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for response in responses:
            cursor.execute(f"{_statement(Response)} RETURNING id", _values(response))
            (response.pk,) = cursor.fetchone()
            response._state.adding, response._state.db = False, DEFAULT_DB_ALIAS


def insert_if_new(rows: Sequence[Model]) -> None:
    """All of one table; what is there already stays as it is. None of them learns its number."""
    if rows:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.executemany(f"{_statement(type(rows[0]))} ON CONFLICT DO NOTHING", [_values(row) for row in rows])


def _values(row: Model) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]  # itself: `connection` would look it up for every value
    return [field.get_db_prep_save(getattr(row, field.attname), database) for field in _fields(type(row))]


@cache
def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


@cache
def _statement(model: type[Model]) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in _fields(model))
    places = ", ".join(["%s"] * len(_fields(model)))
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
