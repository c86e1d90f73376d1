"""What a line is made of: runs of known points, a band around them, and the gaps between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from heedful.ui.charts.inputs import Point

STRETCH = 10.0  # a path is drawn 1000 wide and stretched to 100 %
SHOWN_DOTS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A point in the drawing: x in percent, y in pixels, and what it says when it is pointed at."""

    x: float
    y: float
    says: str
    state: str = "sure"
    dot: bool = True
    low: float | None = None  # ends of an interval that no band shows
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    kind: str  # series-1 … series-5, series-other or before: its colour and its shape
    band: str
    solid: str
    dotted: str
    marks: tuple[Mark, ...]

    @property
    def dense(self) -> bool:
        """So many points that the line must be thin to be one."""
        return len(self.marks) > 4 * SHOWN_DOTS


def drawn_line(
    kind: str,
    points: Sequence[Point | None],
    xs: Sequence[float],
    y: Callable[[float], float],
    said: Callable[[Point], str],
) -> Line:
    """One series as paths; `points` stand at `xs`, with None or a value of None for a gap."""
    places = list(zip(xs, points, strict=True))
    marks = [
        _mark(at, places, y, said, dot=len(places) <= SHOWN_DOTS)
        for at, (_, point) in enumerate(places)
        if point is not None and point.value is not None
    ]
    band = " ".join(_band(run, y) for run in _runs(places, _banded) if len(run) > 1)
    solid, dotted = _joined(places, y)
    return Line(kind, band, solid, dotted, tuple(marks))


def _joined(places: Sequence[tuple[float, Point | None]], y: Callable[[float], float]) -> tuple[str, str]:
    """The path between sure points, and the dotted one to and from those that are not."""
    solid: list[str] = []
    dotted: list[str] = []
    last = ""
    for (x0, one), (x1, two) in pairwise(places):
        if one is None or two is None or one.value is None or two.value is None:
            continue
        kind = "solid" if one.state == two.state == "sure" else "dotted"
        into = solid if kind == "solid" else dotted
        begin = f"M{_at(x0)} {y(one.value)}"
        joint = f"L{_at(x0)} {y(one.value)}"
        if last != kind or not into or not into[-1].endswith(joint[1:]):
            into.append(begin)
        into.append(f"L{_at(x1)} {y(two.value)}")
        last = kind
    return "".join(solid), "".join(dotted)


def _band(run: Sequence[tuple[float, Point]], y: Callable[[float], float]) -> str:
    upper = [f"{_at(x)} {y(point.high)}" for x, point in run if point.high is not None]
    lower = [f"{_at(x)} {y(point.low)}" for x, point in reversed(run) if point.low is not None]
    return f"M{'L'.join([*upper, *lower])}Z"


def _mark(
    at: int,
    places: Sequence[tuple[float, Point]],
    y: Callable[[float], float],
    said: Callable[[Point], str],
    *,
    dot: bool,
) -> Mark:
    x, point = places[at]
    beside = [places[index][1] for index in (at - 1, at + 1) if 0 <= index < len(places)]
    alone = not any(one is not None and one.value is not None for one in beside)
    whisker = alone and _banded(point)
    return Mark(
        x,
        y(point.value or 0.0),
        said(point),
        point.state,
        dot or alone,
        y(point.low) if whisker and point.low is not None else None,
        y(point.high) if whisker and point.high is not None else None,
    )


def _runs(
    places: Sequence[tuple[float, Point | None]], belongs: Callable[[Point], bool]
) -> Iterator[list[tuple[float, Point]]]:
    run: list[tuple[float, Point]] = []
    for x, point in places:
        if point is not None and belongs(point):
            run.append((x, point))
        else:
            yield run
            run = []
    yield run


def _banded(point: Point) -> bool:
    return None not in (point.value, point.low, point.high)


def _at(x: float) -> float:
    return round(x * STRETCH, 1)
