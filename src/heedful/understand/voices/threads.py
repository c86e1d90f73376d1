"""What was said, given and done around a text: its response or its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import narwhals as nw

from heedful.interactions.labels import INBOUND
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.customers.wording import CASES, MESSAGES
from heedful.text.cleaning import clean
from heedful.text.personal import masked
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.rows import narrowed
from heedful.understand.voices.listing import Row, Where
from heedful.understand.voices.quotes import score_of
from heedful.understand.voices.words import KINDS

MOST_OF_A_THREAD: Final = 60
TALKS: Final = ("answer", "message", "case", "review")


@dataclass(frozen=True, slots=True)
class Turn:
    """What was said, given or done in the same conversation or response."""

    at: datetime
    what: Words
    text: str
    score: str
    is_ours: bool
    is_this: bool


def thread_of(row: Row, workspace: str, where: Where, *, store: Store) -> list[Turn]:
    """The same response or conversation in its order, as far as it may be seen. One row is no thread.

    Personal data in it stay covered.
    """
    if not row["thread"]:
        return []
    rows = narrowed(lazy(store.frame(workspace, kinds=TALKS)), where)
    own = rows.filter(nw.col("thread") == row["thread"]).sort("occurred_at", "id").head(MOST_OF_A_THREAD)
    kept = own.select("id", "occurred_at", "kind", "name", "scale", "value", "text", "thread")
    turns = [_turn(each, row["id"]) for each in kept.collect(backend="pyarrow").to_native().to_pylist()]
    return turns if len(turns) > 1 else []


def _turn(row: Row, this: str) -> Turn:
    told = {"message": MESSAGES, "case": CASES}.get(row["kind"], {})
    return Turn(
        at=row["occurred_at"].replace(tzinfo=UTC),
        what=told.get(row["name"]) or (row["name"] if row["kind"] == "answer" else KINDS.get(row["kind"], row["kind"])),
        text=masked(clean(row["text"] or "")),
        score=score_of(row, {}),
        is_ours=row["kind"] == "message" and row["name"] not in (None, INBOUND),
        is_this=row["id"] == this,
    )
