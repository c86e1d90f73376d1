"""What was seen, place by place and week by week: all that an effect is measured from, whatever it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Panel:
    """A grid of places × periods: the mean seen in each cell, on how many observations (0: nothing was seen).

    `noise` is the variance of one observation at a place, by which chance alone moves a cell; NaN where it is not
    known. `treated` says at which places something is done, `after` in which periods it was going on.
    """

    places: tuple[str, ...]
    periods: tuple[str, ...]
    value: Floats
    n: Floats
    noise: Floats
    treated: Bools
    after: Bools

    @property
    def weeks_before(self) -> int:
        return int((~self.after).sum())

    @property
    def weeks_after(self) -> int:
        return int(self.after.sum())

    def told(self, *, treated: bool, after: bool) -> int:
        """How many observations stand in a quarter of the grid."""
        return int(self.n[np.ix_(self.treated == treated, self.after == after)].sum())

    def of_periods(self, chosen: Bools) -> Panel:
        """The same places in some of the periods."""
        names = tuple(name for name, kept in zip(self.periods, chosen, strict=True) if kept)
        return replace(self, periods=names, value=self.value[:, chosen], n=self.n[:, chosen], after=self.after[chosen])

    def of_places(self, chosen: Bools) -> Panel:
        """Some of the places in the same periods."""
        names = tuple(name for name, kept in zip(self.places, chosen, strict=True) if kept)
        return replace(
            self,
            places=names,
            value=self.value[chosen],
            n=self.n[chosen],
            noise=self.noise[chosen],
            treated=self.treated[chosen],
        )

    def begun_at(self, first: int) -> Panel:
        """As if the action had begun in another period."""
        return replace(self, after=np.arange(len(self.periods)) >= first)

    def pooled(self, places: Bools) -> tuple[Floats, Floats]:
        """Each period's mean over some places and its observations; NaN where nothing was seen."""
        n = self.n[places]
        total = n.sum(axis=0)
        with np.errstate(invalid="ignore"):
            return np.where(n > 0, self.value[places] * n, 0.0).sum(axis=0) / np.where(total > 0, total, np.nan), total


Row = tuple[str, str, float, float]  # place, period, mean, observations


def panel_of(
    rows: Iterable[Row],
    *,
    treated: Sequence[str],
    begins: str,
    periods: Sequence[str] | None = None,
    noise: dict[str, float] | None = None,
) -> Panel:
    """Of rows that name what was seen; the periods in their order (of their names, unless told), from `begins` on
    after."""
    seen = list(rows)
    places = sorted({row[0] for row in seen})
    named = list(periods) if periods is not None else sorted({row[1] for row in seen})
    at: dict[str, int] = {place: i for i, place in enumerate(places)}
    when: dict[str, int] = {period: i for i, period in enumerate(named)}
    value = np.full((len(places), len(named)), np.nan)
    n = np.zeros_like(value)
    for place, period, mean, observations in seen:
        value[at[place], when[period]], n[at[place], when[period]] = mean, observations
    known: dict[str, Any] = noise or {}
    return Panel(
        tuple(places),
        tuple(named),
        value,
        np.where(np.isnan(value), 0.0, n),
        np.array([known.get(place, np.nan) for place in places], dtype=float),
        np.array([place in treated for place in places], dtype=bool),
        np.array([period >= begins for period in named], dtype=bool),
    )
