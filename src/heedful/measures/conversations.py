"""The events of conversations, in the one order in which they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any, Final

import narwhals as nw

from heedful.measures.frames import lazy

THREAD: Final = "thread"
EMPLOYEE: Final = "employee"
ORDER: Final = ("occurred_at", "received_at", "id")
PLACE: Final = "_place"

_OF_ONE_MESSAGE: Final = frozenset(
    {*ORDER, THREAD, EMPLOYEE, "kind", "name", "scale", "alias", "value", "currency", "text", "properties"}
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def conversation_events(
    frame: Any, names: Sequence[str], *, now: datetime, keep: Sequence[str] | None = None
) -> nw.LazyFrame[Any]:
    """Messages and case events of those names that had happened by `now`, with what a measure needs of them.

    Parameters
    ----------
    frame : frame
        Interactions with the log's columns ``thread, name, employee, occurred_at, received_at, id``
        (and ``kind``, if there are others than messages and case events among them).
    names : sequence of str
        The events wanted: ``inbound``, ``human_reply``, ``resolved``…
    now : datetime
        Aware, or naive UTC. What happened later is not known yet.
    keep : sequence of str, optional
        Columns to carry along, beside those above; all that describe more than one message, if not given.

    Returns
    -------
    nw.LazyFrame
        Rows without a thread are left out: they belong to no conversation.

    Raises
    ------
    ValueError
        Times in a zone other than UTC.

    Examples
    --------
    >>> import pyarrow as pa
    >>> row = {"thread": "c1", "name": "inbound", "employee": None, "received_at": datetime(2026, 3, 2, 9)}
    >>> early = {**row, "id": "1", "occurred_at": datetime(2026, 3, 2, 9)}
    >>> late = {**row, "id": "2", "occurred_at": datetime(2026, 3, 2, 19)}
    >>> log = pa.Table.from_pylist([early, late])
    >>> conversation_events(log, ["inbound"], now=datetime(2026, 3, 2, 12)).collect().shape[0]
    1
    """
    events = _in_an_engine(lazy(frame))
    columns = events.collect_schema().names()
    if "kind" in columns:
        events = events.filter(nw.col("kind").is_in(["message", "case"]))
    carried = carried_columns(columns) if keep is None else [name for name in keep if name not in _OF_ONE_MESSAGE]
    return events.filter(
        nw.col("name").is_in(list(names)),
        ~nw.col(THREAD).is_null(),
        nw.col("occurred_at") <= comparable(now, events, "occurred_at"),
    ).select(*ORDER, THREAD, nw.col(EMPLOYEE).cast(nw.String), "name", *carried)


def _in_an_engine(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """PyArrow has no running counts, and pandas sorts anew for each of them: DuckDB reads both in place."""
    if not (events.implementation.is_pyarrow() or events.implementation.is_pandas_like()):
        return events
    aware = [name for name in ORDER[:2] if _zone(events, name)]
    naive = events.with_columns(*(nw.col(name).dt.replace_time_zone(None) for name in aware)) if aware else events
    return naive.collect().lazy(backend="duckdb")


def carried_columns(columns: Sequence[str]) -> list[str]:
    """Those that describe the conversation (where, by which channel, whose), not one message of it.

    Examples
    --------
    >>> carried_columns(["thread", "text", "location", "channel"])
    ['location', 'channel']
    """
    return [name for name in columns if name not in _OF_ONE_MESSAGE]


def kept_columns(events: nw.LazyFrame[Any]) -> list[str]:
    """Those that :func:`conversation_events` carried along.

    Examples
    --------
    >>> import pyarrow as pa
    >>> kept_columns(lazy(pa.table({"thread": ["c1"], "name": ["inbound"], "location": ["Nord"]})))
    ['location']
    """
    return carried_columns(events.collect_schema().names())


def running(events: nw.LazyFrame[Any], **counts: str) -> nw.LazyFrame[Any]:
    """Add, for each name, how many flags were up so far in the conversation; and the event's place in it.

    Later running counts go by that place: a number is sorted more quickly than three columns.

    Examples
    --------
    >>> import polars as pl
    >>> at = [datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)]
    >>> frame = pl.DataFrame({"thread": "c", "id": "1", "occurred_at": at, "received_at": at, "flag": [1, 1]})
    >>> running(lazy(frame), flags="flag").select("flags", "_place").collect().rows()
    [(1, 1), (2, 2)]
    """
    so_far = {name: nw.col(flag).cum_sum().over(THREAD, order_by=ORDER) for name, flag in counts.items()}
    place = nw.col("_one").cum_sum().over(THREAD, order_by=ORDER)
    return events.with_columns(_one=nw.lit(1)).with_columns(place.alias(PLACE), **so_far)


def is_any(*names: str) -> nw.Expr:
    """1 where the event has one of the names, else 0.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = lazy(pa.table({"name": ["inbound", "note"]}))
    >>> frame.select(is_any("inbound")).collect().rows()
    [(1,), (0,)]
    """
    named = reduce(or_, (nw.col("name") == name for name in names))  # quicker than "one of a list" on DuckDB
    return nw.when(named).then(nw.lit(1)).otherwise(nw.lit(0))


def of_marked(flag: str, value: str, *within: str) -> nw.Expr:
    """The smallest `value` (a time or a number) among the rows of the same group whose `flag` is 1; null if none is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = lazy(pa.table({"thread": ["a", "a"], "reply": [0, 1], "second": [5, 9]}))
    >>> frame.select(of_marked("reply", "second", "thread")).collect().rows()
    [(9,), (9,)]
    """
    return nw.when(nw.col(flag) == 1).then(nw.col(value)).min().over(*within)


def word_of_marked(flag: str, value: str, *within: str) -> nw.Expr:
    """The same for a text, of which only one row of the group is marked; "" if none is, or it has none.

    pandas cannot compare texts with what is missing, so nothing is missing here: see :func:`or_null`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = lazy(pa.table({"thread": ["a", "a"], "reply": [0, 1], "who": [None, "Ada"]}))
    >>> frame.select(word_of_marked("reply", "who", "thread")).collect().rows()
    [('Ada',), ('Ada',)]
    """
    told = nw.when(nw.col(flag) == 1).then(nw.col(value).fill_null("")).otherwise(nw.lit(""))
    return told.max().over(*within)


def or_null(word: str) -> nw.Expr:
    """A text, null where it is empty.

    Examples
    --------
    >>> import pyarrow as pa
    >>> lazy(pa.table({"who": ["", "Ada"]})).select(or_null("who")).collect().rows()
    [(None,), ('Ada',)]
    """
    return nw.when(nw.col(word) != "").then(nw.col(word))


def truth(condition: nw.Expr) -> nw.Expr:
    """A condition as a column of true and false: ClickHouse would answer 1 and 0.

    Examples
    --------
    >>> import pyarrow as pa
    >>> lazy(pa.table({"n": [1, 2]})).select(odd=truth(nw.col("n") == 1)).collect().rows()
    [(True,), (False,)]
    """
    return nw.when(condition).then(nw.lit(value=True)).otherwise(nw.lit(value=False))


def with_wait(
    frame: nw.LazyFrame[Any], now: datetime, *, end: str = "ended_at", wait: str = "wait_seconds", over: str = "ended"
) -> nw.LazyFrame[Any]:
    """Add how long it took from `started_at` to `ended_at`, or has taken by `now`, in whole seconds.

    Parameters
    ----------
    frame : nw.LazyFrame
        With columns ``started_at, ended_at`` (naive UTC; an open one has no end).
    now : datetime
        Aware, or naive UTC.
    end, wait, over : str
        The column of the end, and those to add.

    Returns
    -------
    nw.LazyFrame
        With ``wait_seconds`` (a begun second does not count) and ``ended`` (bool).

    Examples
    --------
    >>> import pyarrow as pa
    >>> waits = pa.table({"started_at": [datetime(2026, 3, 2, 9)], "ended_at": [datetime(2026, 3, 2, 9, 10)]})
    >>> with_wait(lazy(waits), now=datetime(2026, 3, 3)).select("wait_seconds", "ended").collect().rows()
    [(600, True)]
    """
    until = naive_utc(now)
    second_of_now = int((until.replace(tzinfo=UTC) - _EPOCH).total_seconds() // 1)
    ended, start = ~nw.col(end).is_null(), nw.col("started_at")
    at = nw.when(ended).then(nw.col(end)).otherwise(start)  # pandas makes no whole number of what is missing
    second = nw.when(ended).then(_second(at)).otherwise(nw.lit(second_of_now))
    micro = nw.when(ended).then(at.dt.microsecond()).otherwise(nw.lit(until.microsecond))
    borrowed = nw.when(micro < start.dt.microsecond()).then(nw.lit(1)).otherwise(nw.lit(0))
    seconds = (second - _second(start) - borrowed).cast(nw.Int64)
    return frame.with_columns(seconds.alias(wait), truth(ended).alias(over))


def naive_utc(moment: datetime) -> datetime:
    """A moment as the log writes it: UTC without saying so.

    Examples
    --------
    >>> naive_utc(datetime.fromisoformat("2026-03-02T09:00+02:00"))
    datetime.datetime(2026, 3, 2, 7, 0)
    """
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def comparable(moment: datetime, frame: nw.LazyFrame[Any], column: str) -> datetime:
    """A moment as that column has it: aware where the column is, or naive UTC.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = lazy(pa.table({"occurred_at": pa.array([], pa.timestamp("us"))}))
    >>> comparable(datetime.fromisoformat("2026-03-02T09:00+02:00"), log, "occurred_at")
    datetime.datetime(2026, 3, 2, 7, 0)
    """
    return naive_utc(moment).replace(tzinfo=UTC) if _zone(frame, column) else naive_utc(moment)


def _zone(frame: nw.LazyFrame[Any], column: str) -> str | None:
    zone: str | None = getattr(frame.collect_schema()[column], "time_zone", None)
    if zone not in {None, "UTC", "Etc/UTC"}:
        raise ValueError(f"{column} is in {zone} time: convert it to UTC first")
    return zone


def _second(moment: nw.Expr) -> nw.Expr:
    """Whole seconds since 1970, from the parts of the date: the engines share no other way."""
    year = moment.dt.year().cast(nw.Int64)
    leap_days = (year - 1969) // 4 - (year - 1901) // 100 + (year - 1601) // 400
    days = (year - 1970) * 365 + leap_days + moment.dt.ordinal_day() - 1
    return ((days * 24 + moment.dt.hour()) * 60 + moment.dt.minute()) * 60 + moment.dt.second()
