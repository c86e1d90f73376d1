"""What each group is made of: one bar of 100 %, cut into its parts."""

from __future__ import annotations

from dataclasses import dataclass

from heedful.ui.charts.inputs import Split, StackedShares
from heedful.ui.charts.lettering import TIGHT, text_width
from heedful.ui.charts.words import Words


@dataclass(frozen=True, slots=True)
class Segment:
    kind: str  # tone-better … or series-1 …
    x: float
    width: float
    middle: float
    share: str  # empty where there is no room to write it
    says: str


@dataclass(frozen=True, slots=True)
class StackedRow:
    name: str
    segments: tuple[Segment, ...]  # none where nothing is known
    basis: str


@dataclass(frozen=True, slots=True)
class StackedDrawing:
    parts: tuple[tuple[str, str], ...]  # kind and name
    rows: tuple[StackedRow, ...]


def stacked_drawing(chart: StackedShares, words: Words) -> StackedDrawing:
    kinds = [f"tone-{tone}" for tone in chart.tones] or [f"series-{at % 5 + 1}" for at in range(len(chart.parts))]
    parts = tuple(zip(kinds, chart.parts, strict=True))
    rows = (StackedRow(row.name, _segments(row, parts, words), words.counted(sum(row.counts))) for row in chart.rows)
    return StackedDrawing(parts, tuple(rows))


def _segments(row: Split, parts: tuple[tuple[str, str], ...], words: Words) -> tuple[Segment, ...]:
    total, before = sum(row.counts), 0
    segments = []
    for (kind, name), count in zip(parts, row.counts, strict=True):
        if not count:
            continue
        x, width = round(100 * before / total, 2), round(100 * count / total, 2)
        share = words.share(count / total)
        room = text_width(share) + 2 <= width / 100 * TIGHT
        says = f"{row.name} · {name}: {share}, {words.counted(count)}"
        segments.append(Segment(kind, x, width, round(x + width / 2, 2), share if room else "", says))
        before += count
    return tuple(segments)
