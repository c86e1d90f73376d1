"""The word of the day: one thing that somebody said lately and that is worth hearing before any number."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful.interactions.labels import VERSIONED, VOICED
from heedful.interactions.remembered import Remembered
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import narrowed, within
from heedful.understand.voices.listing import Row, with_hits
from heedful.understand.voices.queries import names_for
from heedful.understand.voices.quotes import Quote, quote_of
from heedful.understand.voices.reading import Where

DAYS: Final = 7
SHORTEST, LONGEST = 40, 280
SURE: Final = 0.7
_words: WeakKeyDictionary[Store, Remembered[Row | None]] = WeakKeyDictionary()


def word_of_the_day(inquiry: Inquiry) -> Quote | None:
    """Of the last seven days heard, the complaint that is surest; without one, the surest praise. None: too few words.

    Nobody is insulted in it, and no personal data stand in it.
    """
    workspace, until = inquiry.member.workspace.key, inquiry.filter.heard_until
    where = () if inquiry.locations is None else (("location", inquiry.locations),)
    key = (workspace, until, where, inquiry.store.version(workspace, [VERSIONED, *VOICED]))
    bounds = Period(until - timedelta(days=DAYS - 1), until).bounds(inquiry.tz)
    row = _words.setdefault(inquiry.store, Remembered()).get(key, lambda: _chosen(inquiry, where, *bounds))
    if row is None:
        return None
    return quote_of(row, names_for(inquiry.member, [row], store=inquiry.store, places=inquiry.places))


def _chosen(inquiry: Inquiry, where: Where, first: datetime | None, last: datetime | None) -> Row | None:
    workspace, length = inquiry.member.workspace.key, nw.col("text").str.len_chars()
    lately = within(narrowed(lazy(inquiry.store.voices(workspace)), where), first, last)
    quotable = lately.filter(
        length.is_between(SHORTEST, LONGEST), nw.col("confidence") >= SURE, nw.col("personal") == "", ~nw.col("harsh")
    )
    for feeling in ("negative", "positive"):
        of_it = quotable.filter(nw.col("feeling") == feeling)
        best = of_it.sort("confidence", "occurred_at", "id", descending=True).head(1).collect(backend="pyarrow")
        if found := best.to_native().to_pylist():
            return with_hits(inquiry.store, workspace, found)[0]
    return None
