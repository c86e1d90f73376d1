"""Cohorts: the more of them came back, the deeper the cell; what is not over is hatched, never 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from heedful.ui.charts.inputs import HeatTable, Point
from heedful.ui.charts.words import Words

LEVELS = 8


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`level` is 1 (the least of all cells) … 8, None: not known. `state` is "" for the future, which has no cell."""

    level: int | None
    text: str
    state: str
    says: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    name: str
    basis: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatDrawing:
    rows: tuple[HeatRow, ...]

    @property
    def states(self) -> set[str]:
        return {cell.state for row in self.rows for cell in row.cells}


def heat_drawing(chart: HeatTable, words: Words) -> HeatDrawing:
    values = [cell.value for row in chart.rows for cell in row.cells if cell is not None and cell.value is not None]
    least = min(values, default=0.0)
    most = max((value for value in values if chart.unit != "share" or value < 1), default=1.0)  # all came in period 0
    said = words.share if chart.unit == "share" else words.value
    rows = []
    for row in chart.rows:
        cells = [*row.cells, *[None] * (len(chart.columns) - len(row.cells))]
        names = [f"{row.name} · {column}" for column in chart.columns]
        rows.append(
            HeatRow(
                row.name,
                words.counted(row.n),
                tuple(_cell(cell, name, (least, most), said, words) for cell, name in zip(cells, names, strict=True)),
            )
        )
    return HeatDrawing(tuple(rows))


def _cell(
    cell: Point | None, name: str, ends: tuple[float, float], said: Callable[[float], str], words: Words
) -> HeatCell:
    if cell is None:
        return HeatCell(None, "", "", "")
    says = f"{name}: {words.reads(cell)}"
    if cell.value is None:
        return HeatCell(None, "", cell.state if cell.state == "open" else "unknown", says)
    least, most = ends
    part = min(1.0, (cell.value - least) / (most - least)) if most > least else 1.0
    level = 1 + round((LEVELS - 1) * part)
    return HeatCell(level, said(cell.value), cell.state, says)
