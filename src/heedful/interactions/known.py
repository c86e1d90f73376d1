"""What the resolution of customers needs to know of a store, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa

from heedful.interactions.schema import TIMESTAMP


def _texts(*names: str) -> list[pa.Field]:
    return [pa.field(name, pa.string()) for name in names]


_MOMENT = pa.field("occurred_at", TIMESTAMP)
_STIRRED: Final = pa.schema(_texts("workspace", "kind"))
KEYS: Final = pa.schema(_texts("workspace", "key"))
ROOTS: Final = pa.schema(_texts("workspace", "alias", "root"))
MOVED: Final = pa.schema(_texts("workspace", "kind", "id", "customer"))
NAMED: Final = pa.schema(_texts("workspace", "kind", "id", "customer", "alias"))
NAMELESS: Final = pa.schema([*_texts("workspace", "kind", "id", "customer", "visitor"), _MOMENT])
IDENTIFICATIONS: Final = pa.schema(
    [*_texts("workspace", "visitor", "alias", "id"), _MOMENT, pa.field("explicit", pa.bool_())]
)


class Known(Protocol):
    """What the planner asks of a store. `keys` are always tables of (workspace, key), each pair once."""

    def heard(self, keys: pa.Table) -> pa.Table:
        """KEYS of the rows with these ids."""

    def entries(self, keys: pa.Table) -> pa.Table:
        """LINKS entries with these ids."""

    def undoings(self, keys: pa.Table) -> pa.Table:
        """LINKS entries that undo the links with these ids."""

    def disownings(self, keys: pa.Table) -> pa.Table:
        """LINKS entries that disown an alias of these visitors."""

    def merges(self, keys: pa.Table) -> pa.Table:
        """LINKS merges from or into these aliases, undone ones included."""

    def identifications(self, keys: pa.Table) -> pa.Table:
        """IDENTIFICATIONS of these visitors, by links and by rows, undone ones included."""

    def anonymous(self, keys: pa.Table) -> pa.Table:
        """NAMELESS rows: those of these visitors that have no alias."""

    def rows_of(self, keys: pa.Table) -> pa.Table:
        """NAMED rows: those with these aliases."""

    def visitors_of(self, keys: pa.Table) -> pa.Table:
        """KEYS of the visitors whose rows without alias belong to these customers."""

    def roots(self, keys: pa.Table) -> pa.Table:
        """ROOTS of these aliases; an alias that stands for itself is absent."""


@dataclass(frozen=True)
class Plan:
    """What a round changes: new rows (LOG), rows that move to another customer (MOVED), links (LINKS), ROOTS."""

    rows: pa.Table
    moved: pa.Table
    links: pa.Table
    roots: pa.Table
    known: int

    def stirred(self) -> set[tuple[str, str]]:
        """The (workspace, kind) pairs of which rows are new or change."""
        changes = [changed.select(["workspace", "kind"]).cast(_STIRRED) for changed in (self.rows, self.moved)]
        pairs = pa.concat_tables(changes).group_by(["workspace", "kind"]).aggregate([])
        return set(zip(pairs["workspace"].to_pylist(), pairs["kind"].to_pylist(), strict=True))
