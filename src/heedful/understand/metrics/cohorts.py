"""Those who first came in one month, followed through the months after it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heedful.ui import charts
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.looks import Look
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.series import year_to

OF_COHORTS: Final = ("retention", "churn")
RULES: Final = ("bounded", "on-or-after")
OTHERWISE: Final = "bounded"
AGES: Final = 12


def cohorts_of(look: Look) -> charts.HeatTable | None:
    """None for a measure that is not about staying, and where nobody was there."""
    if look.metric.key not in OF_COHORTS:
        return None
    name = look.name if look.name in RULES else OTHERWISE
    method, every = METRICS["retention"].methods[name], look.every if look.every in ("week", "quarter") else "month"
    answer = look.inquiry.ask("retention", name, _period(look), every=every)
    rows = [row for row in answer.rows if row.extras.get("cohort") is not None]
    if not any(row.estimate.n for row in rows):
        return None
    cohorts = sorted({str(row.extras["cohort"]) for row in rows if row.estimate.n})
    columns = min(AGES, max(int(row.extras["age"]) for row in rows)) + 1
    return charts.HeatTable(
        title=_("Who stays, by when they first came"),
        says=_sentence(method.says),
        corner={"week": _("First week"), "quarter": _("First quarter")}.get(every, _("First month")),
        columns=tuple(str(age) for age in range(columns)),
        rows=tuple(_cohort(name, rows, columns, every, method.minimum_n) for name in cohorts),
        note=_("A period that is not over yet has no share: nobody can be said not to have come."),
    )


def _period(look: Look) -> Period:
    """The cohorts of the time chosen; of the last year, if it is shorter than half of one."""
    chosen = look.inquiry.filter.period
    if chosen is None or (chosen.days or 366) < 180:
        return year_to(look.inquiry.filter.heard_until)
    return chosen


def _cohort(name: str, rows: list[Row], columns: int, every: str, minimum_n: int) -> charts.Cohort:
    own = {int(row.extras["age"]): row for row in rows if str(row.extras["cohort"]) == name}
    start = date.fromisoformat(name)
    words = date_format(start, "YEAR_MONTH_FORMAT" if every == "month" else "DATE_FORMAT")
    cells = tuple(_cell(own.get(age), words, minimum_n) for age in range(columns))
    return charts.Cohort(words, max((row.estimate.n for row in own.values()), default=0), cells)


def _cell(row: Row | None, words: str, minimum_n: int) -> charts.Point | None:
    if row is None:
        return None
    return charts.Point.of(words, row.estimate, minimum_n=minimum_n, over=row.estimate.value is not None)


def _sentence(words: object) -> str:
    text = str(words)
    return f"{text[:1].upper()}{text[1:]}."
