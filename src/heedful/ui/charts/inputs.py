"""What a chart is told: one small vocabulary, shared by all of them. Unknown is None, and is never drawn as 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from heedful.stats.estimate import Estimate

State = Literal["sure", "few", "open"]  # few: rests on too few to tell; open: its period is not over
Tone = Literal["better", "worse", "neutral"]
Better = Literal["higher", "lower", ""]
Verdict = Literal["higher", "lower", "unclear", "unknown"]
Per = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Point:
    """One number with its honesty, at a date or of something with a name (a place, a touchpoint)."""

    at: date | str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    state: State = "sure"
    href: str = ""

    def __post_init__(self) -> None:
        if any(number is not None and not isfinite(number) for number in (self.value, self.low, self.high)):
            raise ValueError(f"{self.at}: only numbers can be drawn; what is not known is None")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.at}: the interval begins at {self.low} and ends at {self.high}")

    @classmethod
    def of(cls, at: date | str, estimate: Estimate, *, minimum_n: int = 0, over: bool = True, href: str = "") -> Point:
        """An estimate as a point: too few below `minimum_n`, open while its period is not `over`."""
        state: State = "open" if not over else "few" if estimate.n < minimum_n else "sure"
        return cls(at, estimate.value, estimate.low, estimate.high, estimate.n, state, href)


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, to be remembered when the line moves: "changing rooms renovated"."""

    at: date
    name: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has. `says`: one sentence under the title; `of`: what n counts; `note`: below the drawing."""

    title: str
    unit: str = "points"
    currency: str = ""
    of: str = "answers"
    says: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Trend(Chart):
    """A measure over time. Points are joined where both are known; a gap stays a gap.

    `before` is the same measure a period earlier, or of all: its points are laid under the first ones in order.
    """

    series: tuple[Series, ...]
    per: Per = "month"
    events: tuple[Event, ...] = ()
    goal: float | None = None
    norm: float | None = None
    norm_name: str = ""
    before: Series | None = None


@dataclass(frozen=True, kw_only=True)
class Sparkline(Chart):
    """A trend as small as a word, for a table's cell; its table is the page that it leads to."""

    points: tuple[Point, ...]
    per: Per = "month"


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    """One small trend each for many places, all on one scale."""

    series: tuple[Series, ...]
    per: Per = "month"
    goal: float | None = None
    norm: float | None = None
    norm_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Amounts side by side, from the scale's own zero: `base` is 1 for scores from 1 to 5."""

    points: tuple[Point, ...]
    base: float = 0.0
    goal: float | None = None
    norm: float | None = None
    norm_name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that could be given, how many gave it, and the group it belongs to ("Detractors")."""

    name: str
    n: int
    group: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True, kw_only=True)
class Distribution(Chart):
    """Which answers were given: the shape behind a score."""

    answers: tuple[Answer, ...]
    unit: str = "share"


@dataclass(frozen=True, slots=True)
class Split:
    """A group and how many of it fall into each part; the counts stand in the order of the chart's parts."""

    name: str
    counts: tuple[int, ...]
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class StackedShares(Chart):
    """What each group is made of: detractors, passives and promoters by place."""

    parts: tuple[str, ...]
    tones: tuple[Tone, ...] = ()
    rows: tuple[Split, ...]
    unit: str = "share"

    def __post_init__(self) -> None:
        wrong = [row.name for row in self.rows if len(row.counts) != len(self.parts) or min(row.counts, default=0) < 0]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)}: one count of 0 or more is needed for each of {len(self.parts)} parts"
            )


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who began together; `cells` are the periods since: `open` for one that is not over, None for the future."""

    name: str
    n: int
    cells: tuple[Point | None, ...]


@dataclass(frozen=True, kw_only=True)
class HeatTable(Chart):
    """Cohorts and how many of each came back, period by period."""

    columns: tuple[str, ...]
    rows: tuple[Cohort, ...]
    corner: str = ""
    unit: str = "share"
    of: str = "customers"


@dataclass(frozen=True, slots=True)
class Pair:
    """One group in two periods, what changed between them, and whether it is more than chance."""

    before: Point
    after: Point
    verdict: Verdict = "unknown"

    @property
    def change(self) -> float | None:
        known = self.before.value is not None and self.after.value is not None
        return self.after.value - self.before.value if known else None  # type: ignore[operator]


@dataclass(frozen=True, kw_only=True)
class Dumbbell(Chart):
    """Two periods side by side for each group; `better` says which direction is good news."""

    rows: tuple[Pair, ...]
    before: str
    after: str
    better: Better = "higher"


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a ranking. Equal ranks are ties, None: too few answers to be ranked. `raw`: the value unshrunk."""

    point: Point
    rank: int | None
    raw: float | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking(Chart):
    """Who leads, where it is fair to say so: those that cannot be told apart share a rank."""

    places: tuple[Place, ...]
    goal: float | None = None
    norm: float | None = None
    norm_name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a change; `kind` says which: its own score (rate) or its growing and shrinking (mix)."""

    point: Point
    kind: Literal["rate", "mix"]


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """Why it changed: from the one value to the other, part by part."""

    start: Point
    steps: tuple[Step, ...]
    end: Point
    better: Better = "higher"


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing on a picture of two axes: how it does (`point`, in the chart's unit), and how much it matters."""

    point: Point
    weight: float


@dataclass(frozen=True, kw_only=True)
class Quadrants(Chart):
    """How much things matter against how they do, in four parts around `middle` and `weight`, each with its name.

    `names`: of what matters and does worse, matters and does better, matters less and does worse, and better.
    """

    spots: tuple[Spot, ...]
    middle: float
    weight: float
    names: tuple[str, str, str, str]
    across: str
    up: str
    better: Better = "higher"
