"""How a chart's numbers and dates read, in the reader's own language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.ui.charts.inputs import Better, Chart, Point, Verdict
from heedful.ui.charts.words import Words
from heedful.ui.numbers import NARROW_SPACE, duration, plain, shown
from heedful.ui.templatetags.numbers import counted

AMOUNTS = ("money", "count", "orders")


def words_for(chart: Chart) -> Words:
    per = getattr(chart, "per", "month")

    def value(number: float) -> str:
        return shown(number, chart.unit, chart.currency)

    @cache
    def at(when: date | str) -> str:
        return when if isinstance(when, str) else _LONG[per](when)

    @cache  # the drawing and the table behind it say the same
    def read(point: Point) -> str:
        return reads(point, chart)

    def said(point: Point) -> str:
        return f"{at(point.at)}: {read(point)}"

    return Words(
        value=value,
        brief=lambda number: brief(number, chart.unit, chart.currency),
        tick=lambda number, step: tick(number, step, chart.unit),
        moved=lambda number: moved(number, chart.unit, chart.currency),
        counted=lambda n: counted(n, chart.of),
        share=lambda part: f"{plain(100 * part, 0)}{NARROW_SPACE}%",
        at=at,
        day=_LONG["day"],
        at_tick=lambda when: (when, "") if isinstance(when, str) else _SHORT[per](when),
        reads=read,
        said=said,
        judged=judged,
        goal=_("Goal"),
        norm=_("Norm"),
        off_zero=lambda low, high: (
            _("The axis runs from %(low)s to %(high)s, not from zero.") % {"low": low, "high": high}
        ),
    )


def reads(point: Point, chart: Chart) -> str:
    """A point in words, without where it stands: `+34.0, between +26.0 and +42.0, 412 answers`."""
    parts = [_("not known") if point.value is None else shown(point.value, chart.unit, chart.currency)]
    parts.append(between(point, chart))
    if point.n is not None:
        parts.append(counted(point.n, chart.of))
    parts.append(state(point))
    return ", ".join(filter(None, parts))


def between(point: Point, chart: Chart) -> str:
    if point.value is None or point.low is None or point.high is None:
        return ""
    low, high = (shown(end, chart.unit, chart.currency) for end in (point.low, point.high))
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def state(point: Point) -> str:
    return {"sure": "", "few": _("too few to tell"), "open": _("not over yet")}[point.state]


def judged(verdict: Verdict, better: Better) -> str:
    """What a change is called: good or bad news where a direction is, never where chance could have done it."""
    if verdict == "unclear":
        return _("no clear change")
    if verdict == "unknown":
        return _("too few to tell")
    if better:
        return _("better") if verdict == better else _("worse")
    return _("higher") if verdict == "higher" else _("lower")


def brief(number: float, unit: str, currency: str = "") -> str:
    """A value where there is little room: large amounts in thousands and millions."""
    if unit not in AMOUNTS or abs(number) < 10_000:
        return shown(number, unit, currency)
    size, text = _size(abs(number) / 5)
    return f"{text % plain(number / size, 1)}{NARROW_SPACE}{currency}".rstrip()


def _size(step: float) -> tuple[float, str]:
    """In what to count amounts that differ by so much: ones, thousands, millions."""
    if step >= 2e8:
        return 1e9, _("%s bn")
    if step >= 2e5:
        return 1e6, _("%s M")
    return (1e3, _("%s k")) if step >= 2000 else (1.0, "%s")


def tick(number: float, step: float, unit: str) -> str:
    """A value on an axis, as short as it can be; a currency is said with the values."""
    if unit == "seconds":
        return duration(number)
    if unit == "share":
        return f"{plain(100 * number, decimals(100 * step))}{NARROW_SPACE}%"
    size, amount = _size(step) if unit in AMOUNTS and number else (1.0, "%s")
    text = amount % plain(number / size, decimals(step / size))
    if unit == "points":
        return f"+{text}" if number > 0 else text
    if unit == "days":
        return ngettext("%(number)s day", "%(number)s days", int(abs(number))) % {"number": text}
    return text


def moved(number: float, unit: str, currency: str = "") -> str:
    """A difference, with its sign; between two shares it counts in points."""
    if unit == "share":
        number, unit = 100 * number, "points"
    text = shown(number, unit, currency)
    return f"+{text}" if number > 0 and unit != "points" else text


def decimals(step: float) -> int:
    """How many it takes to tell one tick from the next."""
    return next((places for places in range(6) if abs(round(step, places) - step) < 1e-9 * abs(step)), 6)


def _quarter(when: date) -> str:
    return _("Q%(number)s") % {"number": (when.month + 2) // 3}


_LONG: dict[str, Callable[[date], str]] = {
    "day": lambda when: date_format(when, "DATE_FORMAT"),
    "week": lambda when: _("week of %(day)s") % {"day": date_format(when, "DATE_FORMAT")},
    "month": lambda when: date_format(when, "YEAR_MONTH_FORMAT"),
    "quarter": lambda when: f"{_quarter(when)} {when.year}",
    "year": lambda when: str(when.year),
}
_SHORT: dict[str, Callable[[date], tuple[str, str]]] = {
    "day": lambda when: (date_format(when, "j M"), str(when.year)),
    "week": lambda when: (date_format(when, "j M"), str(when.year)),
    "month": lambda when: (date_format(when, "M"), str(when.year)),
    "quarter": lambda when: (_quarter(when), str(when.year)),
    "year": lambda when: (str(when.year), ""),
}
