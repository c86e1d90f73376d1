"""What goes with a score: frozen, complete, as a page, a program or a spreadsheet gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from heedful.stats import Change, Driver, Estimate
from heedful.stats.drivers import Why


@dataclass(frozen=True, slots=True)
class Mostly:
    """Where a theme is spoken of more than elsewhere, by more than chance: its share there, and elsewhere."""

    place: str
    name: str
    there: Estimate
    elsewhere: Estimate


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was weighed.

    `kind`: theme, location, touchpoint or done; `n`: the answers that it concerns; `among`: the measure of these alone;
    `beside`: what they differ by from all others; `href`: its texts, or its measure.
    """

    kind: str
    key: str
    name: str
    n: int
    driver: Driver[int]
    among: Estimate
    beside: Change | None
    href: str
    mostly: Mostly | None = None

    @property
    def weight(self) -> Estimate:
        return self.driver.weight

    @property
    def is_one(self) -> bool:
        return self.driver.is_one


@dataclass(frozen=True, slots=True)
class Left:
    """What could not be weighed."""

    name: str
    why: Why
    like: str = ""


@dataclass(frozen=True, slots=True)
class Drivers:
    """`of_texts`: only answers beside which something was written. `level`: the measure of all that were weighed."""

    measure: str
    method: str
    kind: str
    unit: str
    as_of: datetime
    n: int
    of_texts: bool
    level: Estimate
    explained: Estimate
    rows: tuple[Row, ...]
    left: tuple[Left, ...] = ()
    more_needed: int | None = None

    @property
    def sure(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_one)

    def as_rows(self) -> list[dict[str, Any]]:
        """Plain values, one row for each thing that was weighed, the weightiest first."""
        return [_plain(row) for row in self.rows]


COLUMNS: Final = (
    *("kind", "key", "name", "direction", "weight", "weight_low", "weight_high"),
    *("correlation", "correlation_low", "correlation_high", "shapley", "n", "value", "value_low", "value_high"),
    *("difference", "difference_low", "difference_high", "mostly_at"),
)


def _plain(row: Row) -> dict[str, Any]:
    driver, beside = row.driver, row.beside
    values = (
        row.kind,
        row.key,
        row.name,
        driver.verdict,
        *_ends(driver.weight),
        *_ends(driver.correlation),
        driver.shapley,
        row.n,
        *_ends(row.among),
        *((beside.value, beside.low, beside.high) if beside else (None, None, None)),
        row.mostly.place if row.mostly else None,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _ends(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.value, estimate.low, estimate.high
