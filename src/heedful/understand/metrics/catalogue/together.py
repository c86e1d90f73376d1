"""From what customers say and what they answer, together: never shown without its two parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import narwhals as nw
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from heedful import measures, stats
from heedful.interactions.labels import VERSIONED
from heedful.ui.numbers import shown
from heedful.understand.metrics.catalogue.feelings import SENTIMENT
from heedful.understand.metrics.catalogue.scores import all_answers
from heedful.understand.metrics.metric import Method, Metric, Rough, Scope, Words

SATISFIED_ON: Final = "csat:1-5"
FELT: Final = "felt_"
SATISFIED: Final = "satisfied_"
PARTS: Final = _("Mean sentiment: {feeling} (texts: {texts}). Satisfied, 4–5 of 5: {share} (answers: {answers}).")


def _felt(frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    mean = partial(measures.mean_counts, score="sentiment", lowest=-1, highest=1)
    return _called(all_answers(mean, frame, by=by), FELT, by)


def _satisfied(frame: nw.LazyFrame[Any], *, by: Sequence[str]) -> nw.LazyFrame[Any]:
    answers = frame.filter(nw.col("scale") == SATISFIED_ON)
    boxes = partial(measures.top_box_counts, scale=5, boxes=2)
    return _called(all_answers(boxes, answers, by=by), SATISFIED, by)


def _called(counts: nw.LazyFrame[Any], beginning: str, by: Sequence[str]) -> nw.LazyFrame[Any]:
    names = [name for name in counts.collect_schema().names() if name not in by]
    return counts.rename({name: beginning + name for name in names})


def _index(*, level: float, tells: bool, **counts: Any) -> Rough:
    """Of groups and periods only the number; of the whole also what it is made of."""
    felt, satisfied = _part(counts, FELT), _part(counts, SATISFIED)
    index = stats.cx_index(felt, satisfied, level=level)
    return Rough(index, (_parts_in_words(felt, satisfied),) if tells and (felt["n"] or satisfied["n"]) else ())


def _part(counts: Mapping[str, Any], beginning: str) -> Any:
    own = {name.removeprefix(beginning): count for name, count in counts.items() if name.startswith(beginning)}
    return stats.counts_of(own)


def _parts_in_words(felt: stats.Sums, satisfied: stats.Boxes) -> Words:
    """What is not there yet is a dash."""
    feeling = felt["total"] / felt["n"] if felt["n"] else None
    share = satisfied["successes"] / satisfied["n"] if satisfied["n"] else None
    return format_lazy(
        PARTS,
        feeling=_number(feeling, "score"),
        texts=_grouped(felt["n"], force_grouping=True),
        share=_number(share, "share"),
        answers=_grouped(satisfied["n"], force_grouping=True),
    )


def _number(value: float | None, unit: str) -> Words:
    return "–" if value is None else _shown(value, unit)


_shown = lazy(shown, str)
_grouped = lazy(number_format, str)


def _whole(scope: Scope) -> Mapping[str, Any]:
    return {"level": scope.level, "tells": not scope.by and scope.every is None}


CX_INDEX: Final = Metric(
    key="cx_index",
    kinds=SENTIMENT.kinds,
    unit="score",
    better="higher",
    room="scores",
    of="observations",
    days=90,
    methods={
        "index": Method(
            name=_("Feeling × satisfaction, 0–100"),
            says=_("mean sentiment, put from 0 to 1, times the share of satisfied answers (4–5 of 5), times 100"),
            parts={(*SENTIMENT.kinds, VERSIONED): _felt, ("answer",): _satisfied},
            estimate=_index,
            estimating=_whole,
            voiced=True,
        ),
    },
    name=_("Experience index"),
    says=_("Do they feel well with what they get?"),
)
