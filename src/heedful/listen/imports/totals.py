"""What a run found: counts and sums to hold against what one knows of the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.hearing import Heard
from heedful.listen.imports.rejects import Reject, RejectsFile
from heedful.listen.imports.scratch import Tally

TELLING_ROWS = 10_000  # how fast fewer rows went in tells nothing
_SIGNS = {"order": 1, "refund": -1}


@dataclass
class Totals:
    """`values` and `kinds` are by kind, `amounts` by currency: orders less what was given back.

    Of what was `heard`, the `repeated` is told once by several rows of the file, as the mapping says; the rest was
    `added` to the log, or `known` to it.
    """

    rows: int = 0
    heard: int = 0
    repeated: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    scales: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None
    threads: int = 0
    customers: int = 0
    texts: int = 0
    rejected: int = 0
    first_rejects: list[Reject] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Reject]] = field(default_factory=dict)
    clashing: int = 0
    clashing_rows: list[int] = field(default_factory=list)
    added: int | None = None
    known: int | None = None
    seconds: float = 0.0
    rejects_path: Path | None = None

    @property
    def rows_a_second(self) -> int | None:
        return speed(self.rows, self.seconds)

    def note(self, heard: Heard) -> None:
        self.heard += heard.batch.num_rows
        if not heard.batch.num_rows:
            return
        self.texts += pc.sum(pc.not_equal(heard.batch["text"], "")).as_py() or 0
        sums = pa.table(heard.batch).group_by(["kind", "scale", "currency"]).aggregate(_WANTED).to_pylist()
        for row in sums:
            kind, value = row["kind"], row["value_sum"] or 0
            self.kinds[kind] += row["value_count"]
            self.values[kind] += value
            if kind in _SIGNS:
                self.amounts[row["currency"] or ""] += _SIGNS[kind] * value
            if row["scale"]:
                self.scales[row["scale"]] += row["value_count"]
            self._span(row["occurred_at_min"], row["occurred_at_max"])

    def _span(self, first: datetime, last: datetime) -> None:
        first, last = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC)
        self.first_at = min(first, self.first_at or first)
        self.last_at = max(last, self.last_at or last)

    def finish(self, rejects: RejectsFile, tally: Tally) -> None:
        self.rejected, self.first_rejects = rejects.count, rejects.first
        self.reasons, self.examples = rejects.reasons, rejects.examples
        self.rejects_path = self.rejects_path if rejects.count else None
        self.repeated, self.threads, self.customers = tally.distinct()
        self.clashing, self.clashing_rows = tally.clashing_rows()

    def settle(self, added: int) -> None:
        self.added, self.known = added, self.heard - self.repeated - added

    def told(self, *, with_examples: bool = False) -> dict[str, Any]:
        """As JSON, for the import's row. Examples quote the file: kept while it is tried out, not after."""
        told: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "rows",
                "heard",
                "repeated",
                "threads",
                "customers",
                "texts",
                "rejected",
                "clashing",
                "clashing_rows",
            )
        }
        told |= {name: dict(getattr(self, name)) for name in ("kinds", "scales", "values", "amounts", "reasons")}
        told |= {"first_at": _iso(self.first_at), "last_at": _iso(self.last_at), "seconds": round(self.seconds, 3)}
        if with_examples:
            told["examples"] = {
                reason: [{name: getattr(reject, name) for name in Reject.__slots__} for reject in examples]
                for reason, examples in self.examples.items()
            }
        return told


_WANTED = [
    ("value", "sum"),
    ("value", "count", pc.CountOptions(mode="all")),
    ("occurred_at", "min"),
    ("occurred_at", "max"),
]


def speed(rows: int, seconds: float) -> int | None:
    """Rows a second; None where there were too few to tell."""
    return round(rows / seconds) if rows >= TELLING_ROWS and seconds else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
