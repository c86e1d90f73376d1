"""New responses into the database by a statement made once: the same as saving each, at a fifth of the work."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection, connections

from heedful.listen.responses.models import Response

FIELDS = [field for field in Response._meta.local_concrete_fields if not field.primary_key]


def insert(responses: Iterable[Response]) -> None:
    """In the caller's transaction; each knows its number afterwards. Signals of saving are not sent."""
    database = connections[DEFAULT_DB_ALIAS]  # itself: `connection` would look it up for every value
    with database.cursor() as cursor:
        for response in responses:
            values = [field.get_db_prep_save(getattr(response, field.attname), database) for field in FIELDS]
            cursor.execute(_statement(), values)
            (response.pk,) = cursor.fetchone()
            response._state.adding, response._state.db = False, DEFAULT_DB_ALIAS


@cache
def _statement() -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in FIELDS)
    places = ", ".join(["%s"] * len(FIELDS))
    return f"INSERT INTO {quoted(Response._meta.db_table)} ({columns}) VALUES ({places}) RETURNING id"  # noqa: S608
