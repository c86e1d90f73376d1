"""Who leads, where it is fair to say so: those who cannot be told apart stand in one bracket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from heedful.ui.charts.inputs import Place, Ranking
from heedful.ui.charts.rows import Axis, Dot, axis, dot, row_scale
from heedful.ui.charts.scales import Scale
from heedful.ui.charts.words import Words


@dataclass(frozen=True, slots=True)
class RankedRow:
    name: str
    rank: str  # empty: not ranked
    dot: Dot | None
    raw: float | None
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Tie:
    rows: tuple[RankedRow, ...]
    tied: bool


@dataclass(frozen=True, slots=True)
class RankingDrawing:
    ties: tuple[Tie, ...]
    axis: Axis

    @property
    def any_tied(self) -> bool:
        return any(tie.tied for tie in self.ties)


def ranking_drawing(chart: Ranking, words: Words) -> RankingDrawing:
    points = [place.point for place in chart.places]
    scale = row_scale(points, chart, words)
    ties = (_tie(rank, list(members), scale, words) for rank, members in groupby(chart.places, lambda one: one.rank))
    return RankingDrawing(
        tuple(ties), axis(chart, scale, words, known=any(point.value is not None for point in points))
    )


def _tie(rank: int | None, places: Sequence[Place], scale: Scale, words: Words) -> Tie:
    return Tie(tuple(_row(place, scale, words) for place in places), rank is not None and len(places) > 1)


def _row(place: Place, scale: Scale, words: Words) -> RankedRow:
    point = place.point
    return RankedRow(
        words.at(point.at),
        "" if place.rank is None else str(place.rank),
        dot(point, scale, words.said(point)),
        None if place.raw is None or point.value is None else scale(place.raw),
        "" if point.value is None else words.value(point.value),
        "" if point.n is None else words.counted(point.n),
    )
