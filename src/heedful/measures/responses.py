"""How long customers wait for a person to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import narwhals as nw

from heedful.measures.conversations import (
    EMPLOYEE,
    PLACE,
    THREAD,
    conversation_events,
    is_any,
    kept_columns,
    of_marked,
    or_null,
    running,
    truth,
    with_wait,
    word_of_marked,
)

_EVENTS: Final = ("inbound", "human_reply", "handoff", "resolved", "reopened", "campaign", "survey")
_SINCE_REPLY: Final = (THREAD, "_replies")
_SINCE_RESOLVE: Final = (THREAD, "_replies", "_resolves")


def waits(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """Every wait of a customer for a person's answer: one row each.

    A wait starts at the first inbound message that nobody has answered, and ends at the next public
    reply by a person. Notes, bot, automatic, campaign and survey messages neither start nor end one
    (automatic mail, whichever side sends it, is ``auto_reply``).

    A resolve without an answer ends nothing by itself: a reply that still follows ends the wait.
    But when the customer writes again, or the conversation is reopened, after such a resolve, the
    earlier wait is over unanswered (`outcome` ``resolved``, in no measure of replies) and a new
    one starts there. So a bot that resolves on Monday does not make a customer who comes back on
    Friday look as if she had waited since Monday.

    The first wait starts at the handoff if a bot held the conversation until then; a second
    handoff does not start it again.

    Parameters
    ----------
    frame : frame
        Interactions with the log's columns ``thread, name, employee, occurred_at, received_at, id``;
        any order. All of the history: a wait cut in two by a filter on time is two wrong waits.
        Filter on ``started_at`` afterwards.
    now : datetime
        Aware, or naive UTC: how long the open ones have lasted; later events are not known yet.
    keep : sequence of str, optional
        Columns to carry from the message that started the wait; all that describe the
        conversation, if not given.

    Returns
    -------
    nw.LazyFrame
        ``thread, started_at, ended_at, wait_seconds, ended, outcome, first, employee`` and those
        kept. ``outcome``: ``answered``, ``open`` or ``resolved``; ``ended_at``: the reply, null while
        open, the resolve otherwise; ``first``: nobody of the company had written by then;
        ``employee``: who sent the reply.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda minute: datetime(2026, 3, 2, 9, minute)
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": ["inbound", "bot_reply", "human_reply"],
    ...     "occurred_at": [at(0), at(1), at(20)], "received_at": [at(0), at(1), at(20)],
    ...     "employee": [None, None, "Ada"],
    ... })
    >>> waits(log, now=at(59)).select("wait_seconds", "outcome", "employee").collect().rows()
    [(1200, 'answered', 'Ada')]
    """
    return _waits(frame, now, keep)


def first_responses(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """The wait for the first answer by a person, one row a conversation; open ones among them.

    None where the company wrote first (a person, a campaign or a survey; the greeting of a bot is
    no conversation yet), or where no customer has written.

    Parameters, columns
    -------------------
    As of :func:`waits`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> log = pa.table({
    ...     "thread": ["c1", "c1"], "id": ["1", "2"], "name": ["inbound", "human_reply"], "employee": [None, "Ada"],
    ...     "occurred_at": [at(9), at(10)], "received_at": [at(9), at(10)],
    ... })
    >>> first_responses(log, now=at(12)).select("wait_seconds", "ended").collect().rows()
    [(3600, True)]
    """
    first = _waits(frame, now, keep, nw.col("_replies") == 0)
    return first.filter(nw.col("first"), nw.col("outcome") != "resolved")


def next_responses(frame: Any, *, now: datetime, keep: Sequence[str] | None = None) -> nw.LazyFrame[Any]:
    """The later waits for an answer: the customer wrote again after somebody had written to her.

    Parameters, columns
    -------------------
    As of :func:`waits`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> names = ["human_reply", "inbound", "human_reply"]
    >>> log = pa.table({
    ...     "thread": ["c1"] * 3, "id": ["1", "2", "3"], "name": names, "employee": ["Ada", None, "Bo"],
    ...     "occurred_at": [at(8), at(9), at(10)], "received_at": [at(8), at(9), at(10)],
    ... })
    >>> next_responses(log, now=at(12)).select("wait_seconds", "employee").collect().rows()
    [(3600, 'Bo')]
    """
    return waits(frame, now=now, keep=keep).filter(~nw.col("first"), nw.col("outcome") != "resolved")


def _waits(frame: Any, now: datetime, keep: Sequence[str] | None, among: nw.Expr | None = None) -> nw.LazyFrame[Any]:
    """The waits, or those among whole stretches between two replies: fewer rows to look through."""
    events = conversation_events(frame, _EVENTS, now=now, keep=keep)
    kept = kept_columns(events)
    marked = _with_starts(_with_counts(events))
    starts = _with_ends(marked if among is None else marked.filter(among)).filter(nw.col("_starts") == 1)
    answered = ~nw.col("_replied_at").is_null() & (nw.col("_resolves") == nw.col("_last_start"))
    outcome = (
        nw.when(answered)
        .then(nw.lit("answered"))
        .otherwise(nw.when(~nw.col("_resolved_at").is_null()).then(nw.lit("resolved")).otherwise(nw.lit("open")))
    )
    first = (nw.col("_replies") == 0) & (nw.col("_wrote_first") == 0)
    handed = first & ~nw.col("_handed_at").is_null()
    told = starts.with_columns(outcome=outcome, first=truth(first)).select(
        THREAD,
        nw.when(handed).then(nw.col("_handed_at")).otherwise(nw.col("occurred_at")).alias("started_at"),
        nw.when(answered).then(nw.col("_replied_at")).otherwise(nw.col("_resolved_at")).alias("ended_at"),
        "outcome",
        "first",
        nw.when(answered).then(or_null("_replier")).alias(EMPLOYEE),
        *kept,
    )
    return with_wait(told, now)


def _with_counts(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """How much came before each event of its conversation, and how much of it before the last reply or resolve."""
    flagged = events.with_columns(
        _replied=is_any("human_reply"),
        _resolved=is_any("resolved"),
        _inbound=is_any("inbound"),
        _reopened=is_any("reopened"),
        _outward=is_any("campaign", "survey"),
    )
    counted = running(
        flagged, _replies="_replied", _resolves="_resolved", _inbounds="_inbound", _reopens="_reopened"
    ).with_columns(
        _replies=nw.col("_replies") - nw.col("_replied"), _resolves=nw.col("_resolves") - nw.col("_resolved")
    )
    replied = nw.col("_replied") == 1
    closed = replied | (nw.col("_resolved") == 1)
    unasked = nw.when(nw.col("_inbounds") == 0).then(nw.col("_outward")).otherwise(nw.lit(0))
    return counted.with_columns(
        _wrote_first=unasked.cum_sum().over(THREAD, order_by=PLACE),
        _asked_before_reply=_at_last(replied, "_inbounds"),
        _asked_before=_at_last(closed, "_inbounds"),
        _reopened_before=_at_last(closed, "_reopens"),
    )


def _at_last(mark: nw.Expr, count: str) -> nw.Expr:
    """The count as it stood at the last marked event so far; 0 before any."""
    return nw.when(mark).then(nw.col(count)).otherwise(nw.lit(0)).cum_max().over(THREAD, order_by=PLACE)


def _with_starts(counted: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Mark the events at which a wait starts, and the handoffs that fall into one; drop what tells no more.

    An event may start one if it is an inbound message, or a reopening while a message is unanswered;
    it does if it is the first such since the last reply and the last resolve.
    """
    unanswered = nw.col("_asked_before") > nw.col("_asked_before_reply")
    asked = nw.col("_inbounds") - nw.col("_asked_before")
    reopenings = nw.col("_reopens") - nw.col("_reopened_before")
    resumed = unanswered & (reopenings > 0)
    by_message = (nw.col("_inbound") == 1) & (asked == 1) & ~resumed
    by_reopening = (nw.col("_reopened") == 1) & (asked == 0) & (reopenings == 1) & unanswered
    starts = by_message | by_reopening
    handed = (nw.col("name") == "handoff") & ((asked > 0) | resumed)
    marked = counted.filter(starts | handed | (nw.col("_replied") == 1) | (nw.col("_resolved") == 1))
    return marked.with_columns(
        _starts=nw.when(starts).then(nw.lit(1)).otherwise(nw.lit(0)),
        _handed=nw.when(handed).then(nw.lit(1)).otherwise(nw.lit(0)),
        _start_resolves=nw.when(starts).then(nw.col("_resolves")).otherwise(nw.lit(-1)),
    )


def _with_ends(started: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Bring the reply, the resolve and the handoff of each wait to the event that started it."""
    return started.with_columns(
        _replied_at=of_marked("_replied", "occurred_at", *_SINCE_REPLY),
        _replier=word_of_marked("_replied", EMPLOYEE, *_SINCE_REPLY),
        _last_start=nw.col("_start_resolves").max().over(*_SINCE_REPLY),
        _resolved_at=of_marked("_resolved", "occurred_at", *_SINCE_RESOLVE),
        _handed_at=of_marked("_handed", "occurred_at", *_SINCE_RESOLVE),
    )
