"""The path from what was before to the target, and whether what is heard keeps to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt
from typing import Final, Literal

from heedful.stats import Estimate
from heedful.understand.metrics.estimating import difference

State = Literal["reached", "on track", "too early", "at risk", "unsure", "missed"]
OFTEN: Final = 2.241 / 1.960  # how much surer whoever looks all the time has to be than who looks once, at the end
SUREST: Final = 3.291 / 1.960  # 99.9 %: what is as plain as that is told however early it is


@dataclass(frozen=True, slots=True)
class Path:
    """A straight line from the baseline, on the day before the goal begins, to the target on its last day.

    What was before is known with an interval, so the path has one, too: as wide as the baseline's where it begins, and
    none at the target. `better` says which way is good. A target that is no better than what was before asks only to
    be held: its path is level.
    """

    baseline: Estimate
    target: float
    better: str
    begins: date
    due: date

    def at(self, day: date) -> Estimate:
        """Where the measure is to be on a day; unknown where nobody knows what was before."""
        if self.baseline.value is None:
            return Estimate.unknown()
        if self.holds:
            return Estimate(self.target, self.target, self.target, self.baseline.n)
        done = self.passed(day) if day >= self.begins else 0.0
        value, low, high = (
            self.baseline.value if end is None else end
            for end in (self.baseline.value, self.baseline.low, self.baseline.high)
        )
        return Estimate(*(end + done * (self.target - end) for end in (value, low, high)), self.baseline.n)

    def over(self, since: date, until: date) -> Estimate:
        """What a measure of those days is to be: as the path is, in their middle."""
        return self.at(since + timedelta(days=(until - since).days // 2))

    def passed(self, day: date) -> float:
        """The share of its time that is over at the end of that day; never none."""
        days = (self.due - self.begins).days + 1
        return min(1.0, max(1, (day - self.begins).days + 1) / days)

    @property
    def holds(self) -> bool:
        before = self.baseline.value
        return before is not None and (before >= self.target if self.better == "higher" else before <= self.target)


def judged(now: Estimate, path: Path, *, since: date, until: date, today: date, minimum_n: int) -> State:
    """Where a goal stands, by the interval of what was measured from `since` to `until`.

    - **reached**: the whole interval lies at the target or beyond it.
    - While there is time, the measure is held against the path in the middle of the days it was measured over:

      - **at risk**: it is short of the path by more than chance (the interval of the difference, which takes in the
        interval of the baseline, leaves out zero);
      - **on track**: it is beyond the path by more than chance; or it is not short of it by more than chance, and it
        is better than before by more than chance;
      - **too early**: neither can be told yet: too few were heard, nobody knows what was before, or the numbers fit
        the path as well as they fit that nothing has moved.
    - After its last day, **missed** where the whole interval is short of the target, else **unsure**.

    A goal that runs is looked at every week, and each look could find by chance what is not there. So it is judged by
    wider intervals than those that are shown: the earlier, the wider, by O'Brien and Fleming's boundary for any number
    of looks.
    """
    is_over = path.due < today
    if now.value is None or now.n < minimum_n:
        return "unsure" if is_over else "too early"
    if not is_over:
        times = min(OFTEN / sqrt(path.passed(until)), SUREST)
        now, path = _wider(now, times), replace(path, baseline=_wider(path.baseline, times))
    low, high = (now.value if end is None else end for end in (now.low, now.high))
    upwards = path.better == "higher"
    if (low >= path.target) if upwards else (high <= path.target):
        return "reached"
    if is_over:
        return "missed" if ((high < path.target) if upwards else (low > path.target)) else "unsure"
    gap = difference(path.over(since, until), now, minimum_n=minimum_n)
    if gap.is_one:
        return "on track" if gap.verdict == path.better else "at risk"
    if path.holds or gap.verdict == "unknown":
        return "too early"
    moved = difference(path.baseline, now, minimum_n=minimum_n)
    return "on track" if moved.verdict == path.better else "too early"


def _wider(estimate: Estimate, times: float) -> Estimate:
    """Both arms so many times as long; an end that is not known stays so."""
    if estimate.value is None:
        return estimate
    low, high = (
        None if end is None else estimate.value + times * (end - estimate.value)
        for end in (estimate.low, estimate.high)
    )
    return replace(estimate, low=low, high=high)
