"""Differences judged together, whatever they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scipy.special import ndtr

from heedful.stats import Change, correct_for_many

REACH = 1.959964  # of a 95 % interval, in standard errors


def judged_together(changes: Sequence[Change]) -> list[Change]:
    """Each as it stands among all of them: of those called a change, one in twenty at most is expected to be chance."""
    return correct_for_many([_with_p(change) for change in changes])


def _with_p(change: Change) -> Change:
    """Where a difference came with an interval alone, the p that it implies; without one, nothing is known."""
    if change.verdict == "unknown" or change.p is not None:
        return change
    if change.value is None or change.low is None or change.high is None:
        return replace(change, verdict="unknown")
    side = change.value - change.low if change.value > 0 else change.high - change.value
    p = float(2 * ndtr(-abs(change.value) / side * REACH)) if side > 0 else float(change.value == 0)
    return replace(change, p=p)


def is_better(change: Change, better: str) -> bool:
    return change.verdict == better
