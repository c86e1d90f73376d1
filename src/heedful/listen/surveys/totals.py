"""How much was answered so far, without counting what is many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, OuterRef, QuerySet, Subquery

from heedful.listen.responses.models import QuotaFill, Response
from heedful.listen.surveys.models import Survey
from heedful.people.models import Member

COUNTED: Final = 1_000  # more than these are called many


@dataclass(frozen=True, slots=True)
class Total:
    """Responses so far: how many, or that there are more than are counted here; and when the last one began."""

    responses: int
    is_more: bool = False
    last_at: datetime | None = None


def totals_of(surveys: Sequence[Survey], member: Member) -> dict[int, Total]:
    """Two questions to the database, each answered by an index, however many responses there are."""
    mine = responses_seen(member)
    newest = mine.filter(survey=OuterRef("pk")).order_by("-started_at", "-pk")
    known = Survey.objects.filter(pk__in=[each.pk for each in surveys]).values_list(
        "pk",
        Subquery(newest.values("started_at")[:1]),
        Subquery(newest.values("pk")[COUNTED : COUNTED + 1]),
    )
    rows = list(known)
    few = [pk for pk, last_at, thousandth in rows if last_at and thousandth is None]
    counted = mine.filter(survey__in=few).order_by().values_list("survey").annotate(n=Count("pk")) if few else ()
    numbers = dict(counted)
    return {
        pk: Total(COUNTED if thousandth else numbers.get(pk, 0), thousandth is not None, last_at)
        for pk, last_at, thousandth in rows
    }


def responses_seen(member: Member) -> QuerySet[Response]:
    """One limited to places sees what was answered there."""
    places = list(member.limited_to.values_list("pk", flat=True))  # themselves: the index of responses knows them
    return Response.objects.filter(location__in=places) if places else Response.objects.all()


def quotas_filled(survey: Survey) -> Counter[str]:
    """How many finished responses each quota has let in, by its key."""
    return Counter(dict(QuotaFill.objects.filter(survey=survey).values_list("key", "taken")))
