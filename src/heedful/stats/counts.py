"""The counts that measures return, by the names that statistics take them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from heedful.stats.clusters import Clusters


class Thirds(TypedDict):
    """The counts behind an NPS: the keyword arguments of `nps`."""

    promoters: int
    passives: int
    detractors: int
    clusters: NotRequired[Clusters | None]


class Boxes(TypedDict):
    """The counts behind a share: the keyword arguments of `share`."""

    successes: int
    n: int
    clusters: NotRequired[Clusters | None]


class Sums(TypedDict):
    """The counts behind a mean: the keyword arguments of `mean`."""

    n: int
    total: float
    total_of_squares: float
    clusters: NotRequired[Clusters | None]
