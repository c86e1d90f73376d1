"""What customers said and did that a case is about, word for word from the log; and an interaction to open one from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import narwhals as nw

from heedful.act.cases.following import SOURCE
from heedful.act.cases.items import Item
from heedful.act.cases.models import Case
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member
from heedful.text.cleaning import clean
from heedful.text.personal import masked
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.rows import narrowed
from heedful.understand.voices.quotes import score_of
from heedful.understand.voices.words import KINDS

MOST: Final = 100
AROUND: Final = timedelta(days=1)
TALKS: Final = ("answer", "message", "review", "mention")
COLUMNS: Final = (
    "id", "occurred_at", "kind", "name", "scale", "value", "text", "thread", "customer", "location", "touchpoint",
    "source", "properties",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One interaction: the words with personal data covered, unless they are to stand there bare."""

    key: str
    at: datetime
    kind: Words
    name: str
    text: str
    score: str
    is_ours: bool
    has_personal: bool
    attachments: Sequence[str] = ()  # by name: they are not kept


@dataclass(frozen=True, slots=True)
class Source:
    """What a case may be opened from: its rows in the log, of one customer at one place."""

    rows: Sequence[Row]

    @property
    def items(self) -> list[Item]:
        return [
            Item(
                interaction=row["id"],
                kind=row["kind"],
                occurred_at=row["occurred_at"].replace(tzinfo=UTC),
                thread=row["thread"] or "",
                value=row["value"] if row["scale"] else None,
                scale=row["scale"] or "",
            )
            for row in self.rows
            if row["text"] or row["value"] is not None
        ]

    @property
    def origin(self) -> str:
        return str(self.rows[0]["kind"])

    @property
    def customer(self) -> str:
        return next((row["customer"] for row in self.rows if row["customer"]), "")

    @property
    def location(self) -> str:
        return next((row["location"] for row in self.rows if row["location"]), "")

    @property
    def touchpoint(self) -> str:
        return next((row["touchpoint"] for row in self.rows if row["touchpoint"]), "")

    @property
    def title(self) -> str:
        """The beginning of what they wrote, or what they gave."""
        text = next((clean(row["text"]) for row in self.rows if row["text"]), "")
        return masked(text)[:80] or next((score_of(row, {}) for row in self.rows if row["value"] is not None), "")


def heard_in(case: Case, member: Member, *, store: Store, bare: bool = False) -> list[Said]:
    """What the case is about, and what was said with it, in its order."""
    items = list(case.items.all()[:MOST])
    if not items:
        return []
    first, last = min(item.occurred_at for item in items), max(item.occurred_at for item in items)
    threads = {item.thread for item in items if item.thread}
    rows = _rows(member, store, threads=threads, ids=[item.interaction for item in items], first=first, last=last)
    return [said(row, bare=bare) for row in rows]


def source_called(member: Member, *, interaction: str = "", thread: str = "", store: Store) -> Source | None:
    """The one interaction, or all of a response, as far as the member may see it."""
    rows = _rows(member, store, threads={thread} if thread else set(), ids=[interaction] if interaction else [])
    return Source(rows) if rows else None


def said(row: Row, *, bare: bool = False) -> Said:
    cleaned = clean(row["text"] or "")
    covered = masked(cleaned)
    return Said(
        key=row["id"],
        at=row["occurred_at"].replace(tzinfo=UTC),
        kind=KINDS.get(row["kind"], row["kind"]),
        name=(row["name"] or "") if row["kind"] == "answer" else "",
        text=cleaned if bare else covered,
        score=score_of(row, {}),
        is_ours=row["kind"] == "message" and row["name"] not in (None, "inbound"),
        has_personal=covered != cleaned,
        attachments=_attachments(row),
    )


def _attachments(row: Row) -> list[str]:
    """Only where we put them there ourselves: anybody may send properties."""
    if row["source"] != SOURCE or not row["properties"]:
        return []
    named = msgspec.json.decode(row["properties"], type=dict[str, Any]).get("attachments", [])
    return [str(each) for each in named] if isinstance(named, list) else []


def _rows(
    member: Member,
    store: Store,
    *,
    threads: set[str],
    ids: Sequence[str],
    first: datetime | None = None,
    last: datetime | None = None,
) -> list[Row]:
    seen = visible_locations(member)
    rows = narrowed(lazy(store.frame(member.workspace.key, kinds=TALKS)), () if seen is None else (("location", seen),))
    if first is not None and last is not None:
        at = nw.col("occurred_at")
        rows = rows.filter(at >= _naive(first - AROUND), at <= _naive(last + AROUND))
    theirs = nw.col("id").is_in(list(ids))
    if threads:
        theirs = theirs | nw.col("thread").is_in(sorted(threads))
    found = rows.filter(theirs).sort("occurred_at", "id").head(MOST).select(*COLUMNS)
    return list(found.collect(backend="pyarrow").to_native().to_pylist())


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
