"""Which answers were given, by group: the shape behind a score, and what a change is taken apart by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful import measures
from heedful.interactions.store import Store
from heedful.understand.metrics.cache import Kept, timeless
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.question import Question
from heedful.understand.metrics.rows import among, conditions, narrowed, within
from heedful.understand.metrics.scales import LATEST, Scale

PERSON: Final = "customer"
Given = Mapping[str | None, tuple[int, ...]]  # group → how often each score of the scale was given

_given: WeakKeyDictionary[Store, Kept[Given]] = WeakKeyDictionary()


def answers_given(inquiry: Inquiry, question: Question, scale: Scale) -> Given:
    """By the question's dimension (None for answers without one; a single group where it has no dimension)."""
    key = (timeless(question, moves_with_time=False), inquiry.version, inquiry.setup)
    kept = _given.setdefault(inquiry.store, Kept(most=256))
    found = kept.get(key)
    if found is None:
        found = _counted(inquiry.store, question, scale)
        kept.keep(key, found)
    return found


def _counted(store: Store, question: Question, scale: Scale) -> Given:
    rows = measures.histogram_counts(
        answers_of(store, question), by=question.by, lowest=scale.lowest, highest=scale.highest
    )
    counts: dict[str | None, list[int]] = {}
    for *group, score, answers in rows.select(*question.by, "score", "answers").collect(backend="pyarrow").rows():
        own = counts.setdefault(group[0] if group else None, [0] * len(scale.scores))
        own[score - scale.lowest] += answers
    return {group: tuple(own) for group, own in counts.items()}


def answers_of(store: Store, question: Question) -> nw.LazyFrame[object]:
    """The rows that the measure itself reads."""
    metric = METRICS[question.metric]
    method = metric.methods[question.method]
    frame = measures.lazy(store.frame(question.workspace, kinds=metric.kinds_of(question.method)))
    if method.scales:
        frame = frame.filter(among("scale", method.scales))
    frame = within(narrowed(frame, conditions(question)), *question.period.bounds(question.tz))
    if question.method.endswith(LATEST):
        return measures.latest_per_person(frame.filter(~nw.col("value").is_null()), person=PERSON)
    return frame
