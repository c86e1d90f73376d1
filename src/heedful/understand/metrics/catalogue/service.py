"""From conversations and cases: how long customers wait, and whether what was resolved stays so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

import narwhals as nw
import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.metric import Method, Metric, NotPossibleError, Scope, Words
from heedful.understand.metrics.rows import LOCAL_WITHIN, day_after, narrowed, within
from heedful.understand.metrics.setup import Setup

KINDS: Final = ("message", "case")
OF_ONE_MESSAGE: Final = ("name", "currency")
Column = np.ndarray[Any, Any]
Spans = Callable[..., nw.LazyFrame[Any]]
Own = Callable[..., nw.DataFrame[Any]]
Shared = tuple[Spans, Own | None]  # counts, and what of them is the measure's own
EMPLOYEE: Final = "employee"


def conversations(spans: Spans, frame: nw.LazyFrame[Any], by: Sequence[str], scope: Scope) -> nw.LazyFrame[Any]:
    """The waits that were asked for, a `period` beside them in a series. By when they began, not by when they ended."""
    dims = dict.fromkeys([*by, *(name for name, _values in scope.where)])
    for name in OF_ONE_MESSAGE:
        if name in dims:
            raise NotPossibleError(f"A conversation has no {name}: its messages have.")
    keep = [name for name in dims if name not in ("employee", "period")]
    if scope.first is not None:
        frame = _still_alive(frame, scope.first)
    found = narrowed(spans(frame, now=scope.heard_until, keep=keep), scope.where)
    found = within(found, scope.first, scope.last, "started_at")
    return _with_period(found, scope) if "period" in by else found


def _still_alive(frame: nw.LazyFrame[Any], first: datetime) -> nw.LazyFrame[Any]:
    """All of the conversations in which anything happened since: no wait of the period lies in another one."""
    since = frame.filter(nw.col("occurred_at") >= first, ~nw.col("thread").is_null()).select("thread")
    return frame.join(since, on="thread", how="semi")


def _with_period(found: nw.LazyFrame[Any], scope: Scope) -> nw.LazyFrame[Any]:
    first, last = scope.heard_from - LOCAL_WITHIN, scope.heard_until + LOCAL_WITHIN
    local = measures.with_local(found, scope.tz, first, last, at="started_at")
    return measures.with_period(local, scope.every or "day")


def _replies(frame: nw.LazyFrame[Any], *, now: datetime, keep: Sequence[str]) -> nw.LazyFrame[Any]:
    """The waits for a reply, the first ones and the later ones: both measures come of one look."""
    return measures.waits(frame, now=now, keep=keep).filter(nw.col("outcome") != "resolved")


def _counted(
    spans: Spans, told_apart: tuple[str, ...], frame: nw.LazyFrame[Any], *, by: Sequence[str], scope: Scope
) -> nw.LazyFrame[Any]:
    found = conversations(spans, frame, by, scope)
    return measures.duration_counts(found, now=scope.heard_until, by=(*by, *told_apart))


def _counted_at_work(
    spans: Spans, told_apart: tuple[str, ...], frame: nw.LazyFrame[Any], *, by: Sequence[str], scope: Scope
) -> nw.LazyFrame[Any]:
    found = conversations(spans, frame, by, scope)
    return measures.duration_counts(found, now=scope.heard_until, by=(*by, *told_apart), calendar=_calendar(scope))


REPLIES: Final = partial(_counted, _replies, ("first",))
REPLIES_AT_WORK: Final = partial(_counted_at_work, _replies, ("first",))


def _first_only(counts: nw.DataFrame[Any], *, by: Sequence[str], scope: Scope, first: bool) -> nw.DataFrame[Any]:  # noqa: ARG001
    """Of the waits for a reply the first ones, or the later ones."""
    return counts.filter(nw.col("first") == first).drop("first")


def _settlements(frame: nw.LazyFrame[Any], *, by: Sequence[str], scope: Scope) -> nw.LazyFrame[Any]:
    """All that the three measures of resolution rest on, in one look; each has an employee of its own."""
    conditions = tuple(each for each in scope.where if each[0] != EMPLOYEE)
    dims = [name for name in by if name != EMPLOYEE]
    told = [EMPLOYEE, "first_employee"] if EMPLOYEE in (*by, *dict(scope.where)) else []
    settled = conversations(measures.settlements, frame, dims, replace(scope, where=conditions))
    return measures.settlement_counts(settled, now=scope.heard_until, by=[*dims, *told])


def _resolved(which: str, counts: nw.DataFrame[Any], *, by: Sequence[str], scope: Scope) -> nw.DataFrame[Any]:
    """Of the settlements, the waits for the first resolve or for the last one."""
    own = _of_employee(counts, "first_employee" if which == "first" else EMPLOYEE, scope)
    wait = {"wait_seconds": nw.col(f"{which}_seconds"), "ended": nw.col(f"{which}_ended")}
    found = own.select(*by, "count", **wait)
    return found.group_by(*by, *wait).agg(nw.col("count").sum())


def _reopened(counts: nw.DataFrame[Any], *, by: Sequence[str], scope: Scope) -> nw.DataFrame[Any]:
    """Of the settlements, the conversations that were resolved, and those opened again."""
    own = _of_employee(counts, "first_employee", scope).filter(nw.col("first_ended"))
    again = own.with_columns(successes=nw.col("count") * nw.col("reopened"), n=nw.col("count"))
    sums = {name: nw.col(name).sum() for name in ("successes", "n")}
    return again.group_by(*by).agg(**sums) if by else again.select(**sums)


def _of_employee(counts: nw.DataFrame[Any], who: str, scope: Scope) -> nw.DataFrame[Any]:
    """With the employee that the measure means, and of those asked for."""
    if EMPLOYEE not in counts.columns:
        return counts
    named = counts.with_columns(nw.col(who).alias(EMPLOYEE))
    for column, values in scope.where:
        if column == EMPLOYEE:
            named = named.filter(nw.col(EMPLOYEE).is_in(values))
    return named


def _calendar(scope: Scope) -> stats.BusinessCalendar:
    setup = scope.setup
    years = range(scope.heard_from.year, scope.heard_until.year + 2)
    try:
        days = (
            stats.public_holidays(setup.holidays_country, years, setup.holidays_subdivision)
            if setup.holidays_country
            else ()
        )
        return stats.BusinessCalendar.parse(setup.working_hours or "", setup.working_time_zone or scope.tz, days)
    except (ValueError, NotImplementedError) as error:
        raise NotPossibleError(f"The working hours cannot be read: {error}") from error


def _told(scope: Scope) -> Mapping[str, Any]:
    return {"scope": scope}


def _hours_missing(setup: Setup) -> Words | None:
    return None if setup.working_hours else _("Say first when your team works: no working hours are set.")


SECONDS: Final[Mapping[str, tuple[Promise, Promise, Callable[..., stats.Estimate]]]] = {
    "median": (_("Median"), _("half of the customers wait no longer"), stats.median_duration),
    "p90": (_("Nine of ten"), _("nine of ten customers wait no longer"), stats.p90_duration),
    "mean": (_("Mean"), _("total time divided by the number of enquiries that are over"), stats.mean_duration),
}


def _estimate(
    estimate: Callable[..., stats.Estimate], *, wait_seconds: Column, ended: Column, too_long: float = 0.0, **more: Any
) -> stats.Estimate:
    """The open waits were counted up to the end of the day (see `day_after`): here up to now."""
    seconds = wait_seconds.astype(float)
    return estimate(np.where(ended, seconds, np.maximum(0.0, seconds - too_long)), ended, **more)


def _up_to_now(scope: Scope) -> Mapping[str, Any]:
    too_long = (day_after(scope.heard_until) - scope.heard_until).total_seconds()
    return {"too_long": too_long, "level": scope.level}


def _methods(clock: Shared, working: Shared) -> dict[str, Method]:
    """Median, p90 and mean on the clock, then the same in working time."""
    shared: dict[str, Any] = {
        "counting": _told,
        "many_rows": True,
        "reads": "conversations",
        "moves_with_time": True,
    }
    on_the_clock = {
        name: Method(
            name=title,
            says=says,
            counts=clock[0],
            own=clock[1],
            estimate=partial(_estimate, estimate),
            estimating=_up_to_now,
            **shared,
        )
        for name, (title, says, estimate) in SECONDS.items()
    }
    at_work = {
        f"business-{name}": Method(
            name=_working_title(name),
            says=says,
            counts=working[0],
            own=working[1],
            estimate=partial(_estimate, estimate),
            needs=_hours_missing,
            eager=True,
            headline={} if name == "median" else None,
            **shared,
        )
        for name, (_title, says, estimate) in SECONDS.items()
    }
    return on_the_clock | at_work


def _working_title(name: str) -> Promise:
    titles = {
        "median": _("Median, working time"),
        "p90": _("Nine of ten, working time"),
        "mean": _("Mean, working time"),
    }
    return titles[name]


def _time(key: str, clock: Shared, working: Shared, name: Promise, says: Promise) -> Metric:
    return Metric(
        key=key,
        kinds=KINDS,
        unit="seconds",
        better="lower",
        room="service",
        of="waits",
        methods=_methods(clock, working),
        name=name,
        says=says,
        days=30,
    )


SERVICE: Final = (
    _time(
        "first_response",
        (REPLIES, partial(_first_only, first=True)),
        (REPLIES_AT_WORK, partial(_first_only, first=True)),
        _("First response time"),
        _("How long until a person answers a new enquiry?"),
    ),
    _time(
        "next_response",
        (REPLIES, partial(_first_only, first=False)),
        (REPLIES_AT_WORK, partial(_first_only, first=False)),
        _("Next response time"),
        _("How long until a person answers when the customer writes again?"),
    ),
    _time(
        "first_resolution",
        (_settlements, partial(_resolved, "first")),
        (partial(_counted_at_work, measures.first_resolutions, ()), None),
        _("First resolution time"),
        _("How long until an enquiry is resolved for the first time?"),
    ),
    _time(
        "full_resolution",
        (_settlements, partial(_resolved, "full")),
        (partial(_counted_at_work, measures.full_resolutions, ()), None),
        _("Full resolution time"),
        _("How long until an enquiry is resolved for good?"),
    ),
    Metric(
        key="reopen",
        kinds=KINDS,
        unit="share",
        better="lower",
        room="service",
        of="conversations",
        methods={
            "share": Method(
                name=_("Share reopened"),
                says=_("of the conversations ever resolved, those opened again"),
                counts=_settlements,
                own=_reopened,
                estimate=stats.share,
                counting=_told,
                reads="conversations",
                moves_with_time=True,
                change=stats.difference_of_shares,
            )
        },
        name=_("Reopened"),
        says=_("Does what was resolved stay resolved?"),
        days=30,
    ),
)
