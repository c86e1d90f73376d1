"""Which answers were given: a column for each, as high as its share."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from heedful.ui.charts.inputs import Answer, Distribution
from heedful.ui.charts.words import Words

HEIGHT, HEAD, FOOT = 150.0, 18.0, 38.0
GAP = 0.18  # of a column's room


@dataclass(frozen=True, slots=True)
class Column:
    """A row where names are long (`width`), a column where they are short (`x`, `y`, `height`)."""

    name: str
    x: float
    middle: float
    room: float
    y: float
    height: float
    width: float
    kind: str  # tone-better …, or series-1 where no answer is good or bad
    share: str
    tight: str  # the share without its sign, for a phone
    basis: str
    says: str


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that count as one: from `x`, `width` wide, below their columns."""

    name: str
    tone: str
    x: float
    width: float
    share: str
    basis: str


@dataclass(frozen=True, slots=True)
class DistributionDrawing:
    height: float
    bottom: float
    upright: bool
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    total: str


def distribution_drawing(chart: Distribution, words: Words) -> DistributionDrawing:
    total = sum(answer.n for answer in chart.answers)
    most = max((answer.n for answer in chart.answers), default=0)
    columns = [_column(at, answer, chart, total, most, words) for at, answer in enumerate(chart.answers)]
    groups = [
        _group([at for at, _ in members], chart, name, tone, total, words)
        for (name, tone), members in _grouped(chart.answers)
        if name
    ]
    upright = all(len(answer.name) <= 3 for answer in chart.answers)
    return DistributionDrawing(HEIGHT + FOOT, HEIGHT, upright, tuple(columns), tuple(groups), words.counted(total))


def _column(at: int, answer: Answer, chart: Distribution, total: int, most: int, words: Words) -> Column:
    room = 100 / len(chart.answers)
    height = round((HEIGHT - HEAD) * answer.n / most, 2) if most else 0.0
    share = words.share(answer.n / total) if total else ""
    return Column(
        name=answer.name,
        x=round(room * (at + GAP / 2), 2),
        middle=round(room * (at + 0.5), 2),
        room=round(room * (1 - GAP), 2),
        y=HEIGHT - height,
        height=height,
        width=round(100 * answer.n / most, 2) if most else 0.0,
        kind=f"tone-{answer.tone}" if any(one.group or one.tone != "neutral" for one in chart.answers) else "series-1",
        share=share,
        tight=share.rstrip(" %\u202f"),
        basis=words.counted(answer.n),
        says=f"{answer.name}: {', '.join(filter(None, [share, words.counted(answer.n)]))}",
    )


def _grouped(answers: tuple[Answer, ...]) -> list[tuple[tuple[str, str], list[tuple[int, Answer]]]]:
    runs = groupby(enumerate(answers), key=lambda pair: (pair[1].group, pair[1].tone))
    return [(key, list(members)) for key, members in runs]


def _group(indices: list[int], chart: Distribution, name: str, tone: str, total: int, words: Words) -> Group:
    room = 100 / len(chart.answers)
    n = sum(chart.answers[at].n for at in indices)
    x = round(room * (indices[0] + GAP / 2), 2)
    return Group(
        name, tone, x, round(room * (len(indices) - GAP), 2), words.share(n / total) if total else "", words.counted(n)
    )
