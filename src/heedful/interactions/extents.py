"""How far the rows of a kind have been read, so that only what came since is read the next time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """The rows of a kind up to a place, in the order they came, of all workspaces; and what they are known again by.

    Of a row that is kept nothing changes but whose it is and whether it is withdrawn. So as many rows with the same
    `digest` together are the same rows: where one was removed, or others moved up after that, it shows. `withdrawn`
    are the digests of those that count no more.
    """

    end: int
    rows: int
    digest: int
    withdrawn: Digests

    def has_rows_of(self, other: Extent) -> bool:
        return (self.rows, self.digest) == (other.rows, other.digest)

    def then(self, later: Extent) -> Extent:
        """With the rows that came after it."""
        withdrawn = np.union1d(self.withdrawn, later.withdrawn)
        return Extent(later.end, self.rows + later.rows, self.digest ^ later.digest, withdrawn)


@runtime_checkable
class InOrder(Protocol):
    """A store whose engine keeps rows in the order they came. Ask inside `reading()`: all answers are of one moment."""

    def extent(self, kind: str, *, begin: int = 0, end: int | None = None) -> Extent:
        """The rows from one place to before another, or to the last one."""
        ...

    def stretch(self, workspace: str, kind: str, *, begin: int) -> Any:
        """The workspace's rows from a place on, but the withdrawn ones, as of `frame`."""
        ...

    def rows_with(self, workspace: str, kind: str, digests: Collection[int]) -> Any:
        """The workspace's rows with these digests, withdrawn or not."""
        ...
