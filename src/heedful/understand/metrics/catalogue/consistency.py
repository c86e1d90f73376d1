"""Across touchpoints: does each keep its own standard, and how far apart are they?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import narwhals as nw
import numpy as np
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.metric import Method, Metric, Words
from heedful.understand.metrics.question import Question
from heedful.understand.metrics.setup import Setup, TouchpointStandard

TOUCHPOINT: Final = "touchpoint"
SATISFIED: Final = (1.0, 0.0)  # what an answer is worth: 4-5 of 5, and the others


def _asks(question: Question, setup: Setup) -> list[Question]:
    """Each measure that a touchpoint has a standard on, cut by touchpoint."""
    named = dict.fromkeys((each.metric, each.method) for each in setup.standards)
    by = tuple(dict.fromkeys((*question.by, TOUCHPOINT)))
    return [replace(question, metric=metric, method=method, by=by, compare_to=None) for metric, method in named]


def _judged(question: Question, answers: Iterable[Answer], setup: Setup) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """Of each group: how many touchpoints kept all their standards, of how many that could be judged."""
    kept: dict[tuple[Any, ...], dict[str, bool]] = {}
    for answer in answers:
        promised = {each.touchpoint: each for each in _standards(setup, answer.question)}
        for row in answer.rows:
            touchpoint = row.dims[TOUCHPOINT]
            if touchpoint is None or touchpoint not in promised or row.state != "known":
                continue
            group = (*(row.dims[name] for name in question.by), row.period)
            touchpoints = kept.setdefault(group, {})
            touchpoints[touchpoint] = touchpoints.get(touchpoint, True) and _keeps(row, promised[touchpoint])
    return {group: {"successes": sum(each.values()), "n": len(each)} for group, each in kept.items()}


def _standards(setup: Setup, asked: Question) -> Iterable[TouchpointStandard]:
    return (each for each in setup.standards if (each.metric, each.method) == (asked.metric, asked.method))


def _keeps(row: Row, standard: TouchpointStandard) -> bool:
    value = row.estimate.value
    if value is None:
        return False
    above = standard.at_least is None or value >= standard.at_least
    return above and (standard.at_most is None or value <= standard.at_most)


def _standards_missing(setup: Setup) -> Words | None:
    return None if setup.standards else _("No touchpoint has a standard yet: say first what each is to reach.")


def _satisfied(frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    touched = frame.filter(~nw.col(TOUCHPOINT).is_null())
    named = touched.with_columns(_touchpoint=nw.col(TOUCHPOINT))  # also where the question is cut by touchpoint
    return measures.top_box_counts(named, by=(*by, "_touchpoint"), scale=5, boxes=2)


def _spread(
    _touchpoint: np.ndarray[Any, Any], successes: np.ndarray[Any, Any], n: np.ndarray[Any, Any], *, level: float
) -> stats.Estimate:
    counts = {
        str(name): (int(yes), int(every - yes)) for name, yes, every in zip(_touchpoint, successes, n, strict=True)
    }
    return stats.spread(counts, SATISFIED, level=level)


CONSISTENCY: Final = Metric(
    key="consistency",
    kinds=("answer", "review", "message", "case"),
    unit="share",
    better="higher",
    room="scores",
    of="touchpoints",
    days=90,
    methods={
        "share": Method(
            name=_("Touchpoints that keep their standard"),
            says=_("share of touchpoints whose every measured standard is met, of those with answers enough"),
            asks=_asks,
            judged=_judged,
            estimate=stats.share,
            minimum_n=2,
            needs=_standards_missing,
        ),
        "spread": Method(
            name=_("Spread of satisfaction"),
            says=_("satisfied share (4–5 of 5) of the best touchpoint less that of the worst"),
            counts=_satisfied,
            estimate=_spread,
            many_rows=True,
            scales=("csat:1-5",),
            kinds=("answer",),
            better="lower",
            of="answers",
        ),
    },
    name=_("Consistency"),
    says=_("Is it equally good wherever they meet us?"),
)
