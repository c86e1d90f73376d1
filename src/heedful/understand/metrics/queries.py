from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from django.utils.translation import gettext_lazy as _

from heedful import measures
from heedful.interactions.store import Store
from heedful.people.models import Workspace
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.answer import Answer, Row
from heedful.understand.metrics.cache import Kept, timeless
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.counting import Count
from heedful.understand.metrics.estimating import judged_rows, nothing, rows, with_changes, without_gaps
from heedful.understand.metrics.metric import Method, Metric, NotPossibleError, Words
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.metrics.question import Question
from heedful.understand.metrics.rows import Memo, different, versioned
from heedful.understand.metrics.setup import Setup, TouchpointStandard

_answers: WeakKeyDictionary[Store, Kept[Answer]] = WeakKeyDictionary()


def ask(question: Question, *, store: Store, setup: Setup | None = None, memo: Memo | None = None) -> Answer:
    """The one way from a question to its numbers, for the pages, HTTP and the command line alike."""
    metric = METRICS[question.metric]
    method = metric.methods[question.method]
    setup = setup_of(question.workspace) if setup is None else setup
    version = _version(question.workspace, versioned(method, metric.kinds_of(question.method)), store, memo)
    # Read before the rows are: what comes in between makes a new answer, never a stale one.
    key = (timeless(question, moves_with_time=method.moves_with_time), version, setup)
    answers = _answers.setdefault(store, Kept())
    kept = answers.get(key)
    if kept is None:
        kept = _answer(question, metric, store, setup, memo)
        answers.keep(key, kept)
    return kept if method.moves_with_time else replace(kept, question=question, as_of=question.now)


def _version(workspace: str, kinds: tuple[str, ...], store: Store, memo: Memo | None) -> int:
    """Of one moment for all the questions that share a memo."""
    if memo is None:
        return store.version(workspace, kinds)
    key = ("version", workspace, kinds)
    if key not in memo:
        memo[key] = store.version(workspace, kinds)
    return int(memo[key])


def setup_of(workspace_key: str) -> Setup:
    """What the workspace has told its measures; the defaults where it has told nothing."""
    workspace = Workspace.objects.select_related("measure_setup").get(key=workspace_key)
    kept: MeasureSetup = getattr(workspace, "measure_setup", None) or MeasureSetup(workspace=workspace)
    promised = Standard.objects.filter(workspace=workspace)
    return Setup(
        currency=workspace.currency,
        opening_event=kept.opening_event,
        closing_event=kept.closing_event,
        margin=kept.margin,
        relationship_years=kept.relationship_years,
        yearly_discount=kept.yearly_discount,
        silence_percentile=kept.silence_percentile,
        working_hours=kept.working_hours or None,
        working_time_zone=workspace.time_zone,
        holidays_country=kept.holidays_country or None,
        holidays_subdivision=kept.holidays_subdivision or None,
        standards=tuple(
            TouchpointStandard(each.touchpoint, each.metric, each.method, each.at_least, each.at_most)
            for each in promised
        ),
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one question is answered with."""

    method: Method
    kinds: tuple[str, ...]
    store: Store
    setup: Setup
    memo: Memo | None

    def rows(self, question: Question) -> list[Row]:
        if self.method.asks is not None:
            return self._judged(question)
        count = Count(question, self.method, self.kinds, store=self.store, setup=self.setup, memo=self.memo)
        counted = list(count)
        method = self._completed(question)
        return without_gaps(rows(counted, question, method), question, method)

    def _completed(self, question: Question) -> Method:
        """The method with the numbers of other measures that its estimate takes."""
        if not self.method.also:
            return self.method
        plain = replace(question, by=(), every=None, compare_to=None)
        taken = {}
        for argument, (metric, method) in self.method.also.items():
            asked = replace(plain, metric=metric, method=method)
            taken[argument] = ask(asked, store=self.store, setup=self.setup, memo=self.memo).rows[0].estimate.value
        return replace(self.method, estimate=partial(self.method.estimate, **taken))

    def _judged(self, question: Question) -> list[Row]:
        asked = [each for each in self.method.asks(question, self.setup) if _exists(each)]
        answers = [ask(each, store=self.store, setup=self.setup, memo=self.memo) for each in asked]
        return judged_rows(self.method.judged(question, answers, self.setup), question, self.method)


def _exists(question: Question) -> bool:
    return question.metric in METRICS and question.method in METRICS[question.metric].methods


def _answer(question: Question, metric: Metric, store: Store, setup: Setup, memo: Memo | None) -> Answer:
    method = metric.methods[question.method]
    answer = Answer(
        question=question,
        unit=metric.unit_of(question.method),
        definition=method.says,
        rows=(nothing(question, method),),
        as_of=question.now,
    )
    missing = method.needs(setup) if method.needs else None
    if missing is not None:
        return replace(answer, impossible=missing)
    desk = _Desk(method, metric.kinds_of(question.method), store, setup, memo)
    try:
        with nullcontext() if method.asks or method.also else store.reading():  # what it asks reads by itself
            found = _compared(desk, question)
    except NotPossibleError as reason:
        return replace(answer, impossible=str(reason))
    remarks = _remarks(found)
    if remarks.get("impossible") is NOTHING_HEARD:
        remarks["impossible"] = _on_other_scales(question, metric, store) or NOTHING_HEARD
    kept = tuple(replace(row, counts={}) for row in found)  # the counts may be long, and have done their work
    return replace(answer, rows=kept or answer.rows, **remarks)


def _compared(desk: _Desk, question: Question) -> list[Row]:
    found = desk.rows(question)
    if question.compare_to is None:
        return found
    return with_changes(found, desk.rows(question.about(question.compare_to)), desk.method, question.level)


def _remarks(found: Sequence[Row]) -> dict[str, Any]:
    """Why nothing is known, or what to mind about what is."""
    cautions = tuple(dict.fromkeys(caution for row in found for caution in row.cautions))
    if any(row.estimate.value is not None for row in found):
        return {"warnings": cautions}
    return {"impossible": next(iter(cautions), NOTHING_HEARD)}


def _on_other_scales(question: Question, metric: Metric, store: Store) -> Words | None:
    """The methods whose scale was answered, where the one asked for was not."""
    if not metric.methods[question.method].scales:
        return None
    there = different(measures.lazy(store.frame(question.workspace, kinds=metric.kinds)), "scale")
    fitting = [name for name, method in metric.methods.items() if there.intersection(method.scales)]
    if not fitting or question.method in fitting:
        return None
    return _("Nothing was heard on this scale, but there is for the methods: %s.") % ", ".join(fitting)


NOTHING_HEARD = _("Nothing was heard yet that this measure reads.")
