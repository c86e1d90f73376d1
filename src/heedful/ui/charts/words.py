"""What the geometry needs in words; how they read in a language is decided where a chart is put on a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from heedful.ui.charts.inputs import Better, Chart, Point, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    value: Callable[[float], str]  # "+34.0"
    brief: Callable[[float], str]  # the same where there is little room: "1.53 M EUR"
    tick: Callable[[float, float], str]  # a value on an axis, and the step to the next: "+40"
    moved: Callable[[float], str]  # a difference, always with its sign: "+8.0"
    counted: Callable[[int], str]  # "412 answers"
    share: Callable[[float], str]  # "34 %"
    at: Callable[[date | str], str]  # "March 2025"
    day: Callable[[date], str]  # "14 Mar 2025"
    at_tick: Callable[[date | str], tuple[str, str]]  # "Mar" and "2025" below
    reads: Callable[[Point], str]  # all of a point in one line: "+34.0, between +26.0 and +42.0, 412 answers"
    said: Callable[[Point], str]  # the same, with where it stands: "March 2025: +34.0, …"
    judged: Callable[[Verdict, Better], str]  # "better", "no clear change"
    goal: str
    norm: str
    off_zero: Callable[[str, str], str]  # "The axis runs from +20 to +60, not from zero."


def guides(chart: Chart, words: Words) -> list[tuple[str, str, float]]:
    """The lines that a value is held against: kind, name and value of the goal and the norm."""
    goal, norm = getattr(chart, "goal", None), getattr(chart, "norm", None)
    name = getattr(chart, "norm_name", "") or words.norm
    both = [("goal", words.goal, goal), ("norm", name, norm)]
    return [(kind, label, value) for kind, label, value in both if value is not None]
