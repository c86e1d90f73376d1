"""What to do next: only what follows from the state of things, each with the place where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from heedful.interactions.rejected import rejected_items
from heedful.people.members.rights import may
from heedful.stats import Estimate
from heedful.ui.numbers import shown
from heedful.ui.templatetags.numbers import counted
from heedful.understand.goals.models import Goal
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Metric, Words
from heedful.understand.metrics.queries import NOTHING_HEARD
from heedful.understand.metrics.screen import Waiting
from heedful.understand.metrics.setup import TouchpointStandard
from heedful.understand.overview.headlines import Headline, headline_row

BRING_IN: Final[Mapping[str, Words]] = {
    "answer": _lazy("Bring in answers to your surveys"),
    "review": _lazy("Bring in reviews"),
    "message": _lazy("Bring in conversations with customers"),
    "order": _lazy("Bring in orders"),
    "cost": _lazy("Bring in costs"),
    "event": _lazy("Bring in what customers do"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do. `icon` of Lucide; without `href` it is done outside of these pages."""

    title: Words
    says: Words
    icon: str
    href: str = ""
    action: Words = ""


def next_steps(
    inquiry: Inquiry, headlines: Sequence[Headline], waiting: Sequence[Waiting], goals: Sequence[Goal]
) -> list[Step]:
    """The most pressing first."""
    return [
        *_below_standard(inquiry),
        *_off_track(inquiry, goals),
        *_rejected(inquiry),
        *_too_few(headlines),
        *_waiting(inquiry, waiting),
        *_no_goals(inquiry, goals),
    ]


def _below_standard(inquiry: Inquiry) -> Iterator[Step]:
    """Touchpoints that surely do not keep what was promised: their whole interval lies on the wrong side."""
    for metric, method in dict.fromkeys((each.metric, each.method) for each in inquiry.setup.standards):
        if metric not in METRICS or method not in METRICS[metric].methods:
            continue
        period = inquiry.filter.period_for(METRICS[metric])
        rows = inquiry.ask(metric, method, period, by=("touchpoint",)).rows
        known = {row.dims["touchpoint"]: row.estimate for row in rows if row.state == "known"}
        for standard in inquiry.setup.standards:
            estimate = known.get(standard.touchpoint)
            if (standard.metric, standard.method) == (metric, method) and estimate and _breaks(estimate, standard):
                yield _of_standard(inquiry, METRICS[metric], standard, estimate)


def _breaks(estimate: Estimate, standard: TouchpointStandard) -> bool:
    if estimate.low is None or estimate.high is None:
        return False
    below = standard.at_least is not None and estimate.high < standard.at_least
    return below or (standard.at_most is not None and estimate.low > standard.at_most)


def _of_standard(inquiry: Inquiry, metric: Metric, standard: TouchpointStandard, estimate: Estimate) -> Step:
    unit, currency = metric.unit_of(standard.method), inquiry.currency
    promised = standard.at_least if standard.at_least is not None else standard.at_most
    sentence = (
        _("%(measure)s is %(range)s here; promised is at least %(promised)s.")
        if standard.at_least is not None
        else _("%(measure)s is %(range)s here; promised is at most %(promised)s.")
    )
    says = sentence % {
        "measure": metric.name,
        "range": in_words(estimate, unit, currency),
        "promised": shown(promised or 0.0, unit, currency),
    }
    query = inquiry.filter.address(method=standard.method, touchpoint=standard.touchpoint)
    href = f"{reverse('understand:metric', args=[metric.key])}?{query}"
    title = _("%(touchpoint)s does not keep its standard") % {"touchpoint": standard.touchpoint}
    return Step(title, says, "circle-alert", href, _("See why"))


def _off_track(inquiry: Inquiry, goals: Iterable[Goal]) -> Iterator[Step]:
    """Goals that are surely behind the straight line from where they began to where they are to be."""
    for goal in goals:
        if goal.metric not in METRICS or goal.method not in METRICS[goal.metric].methods:
            continue
        metric = METRICS[goal.metric]
        method = metric.methods[goal.method]
        where = tuple((name, tuple(values)) for name, values in goal.where)
        answer = inquiry.ask(goal.metric, goal.method, inquiry.filter.period_for(metric), where=where)
        row, expected = headline_row(answer, method), expected_by(goal, inquiry.filter.heard_until)
        end = row.estimate.high if goal_is_up(goal, method.better or metric.better) else row.estimate.low
        if row.state != "known" or end is None:
            continue
        if (end < expected) if goal_is_up(goal, method.better or metric.better) else (end > expected):
            yield _of_goal(inquiry, goal, metric, row.estimate, expected)


def goal_is_up(goal: Goal, better: str) -> bool:
    return goal.target > goal.baseline if goal.baseline is not None else better == "higher"


def expected_by(goal: Goal, today: date) -> float:
    """Where the goal should be by a day, on the straight line from its beginning; the target where that is unknown."""
    start = goal.baseline_to or goal.created_at.date()
    if goal.baseline is None or today >= goal.due_on or goal.due_on <= start:
        return goal.target
    passed = max(0.0, (today - start) / (goal.due_on - start))
    return goal.baseline + passed * (goal.target - goal.baseline)


def _of_goal(inquiry: Inquiry, goal: Goal, metric: Metric, estimate: Estimate, expected: float) -> Step:
    unit, currency = metric.unit_of(goal.method), inquiry.currency
    says = _("It is %(range)s; to reach %(target)s by %(due)s it should be %(expected)s by now.") % {
        "range": in_words(estimate, unit, currency),
        "target": shown(goal.target, unit, currency),
        "due": date_format(goal.due_on, "DATE_FORMAT"),
        "expected": shown(expected, unit, currency),
    }
    places = [inquiry.called(name, value) for name, values in goal.where for value in values]
    name = " · ".join([str(metric.name), *places])
    more = {name: values[0] for name, values in goal.where if len(values) == 1}
    href = f"{reverse('understand:metric', args=[metric.key])}?{inquiry.filter.address(method=goal.method, **more)}"
    return Step(
        _("The goal for %(measure)s is off track") % {"measure": name}, says, "target", href, _("See its trend")
    )


def _rejected(inquiry: Inquiry) -> Iterator[Step]:
    """What was sent or imported and could not be read is in no number."""
    if not may(inquiry.member, "import"):
        return
    n = rejected_items(inquiry.member.workspace.key).count()
    if n:
        title = ngettext("%(n)s item could not be read", "%(n)s items could not be read", n) % {"n": n}
        yield Step(
            title,
            _("What was rejected is in no number. Each item says what is wrong with it."),
            "inbox",
            reverse("listen:rejected"),
            _("Look at them"),
        )


def _too_few(headlines: Iterable[Headline]) -> Iterator[Step]:
    for headline in headlines:
        if headline.needed and headline.estimate.value is not None:
            says = _("%(have)s so far; it takes %(more)s more until it may be told.") % {
                "have": counted(headline.estimate.n, headline.of),
                "more": counted(headline.needed, headline.of),
            }
            yield Step(headline.metric.name, says, "circle-dashed", headline.href, _("See the measure"))


def _waiting(inquiry: Inquiry, waiting: Iterable[Waiting]) -> Iterator[Step]:
    """What to bring in, and which measures that allows; a measure that says itself what it needs stands alone."""
    by_kind: dict[str, list[Metric]] = {}
    for each in waiting:
        if each.reason is NOTHING_HEARD:
            by_kind.setdefault(each.metric.kinds[0], []).append(each.metric)
        else:
            href, action = _where_it_is_set(each.metric)
            title = _("%(measure)s waits for data") % {"measure": each.metric.name}
            yield Step(title, each.reason, "hourglass", href, action)
    imports = reverse("listen:imports") if may(inquiry.member, "import") else ""
    for kind, metrics in by_kind.items():
        names = ", ".join(str(metric.name) for metric in metrics)
        says = _("They allow: %(names)s.") % {"names": names}
        yield Step(BRING_IN.get(kind, BRING_IN["event"]), says, "upload", imports, _("Import a file"))


def _where_it_is_set(metric: Metric) -> tuple[str, Words]:
    if metric.key == "consistency":
        return reverse("understand:standards"), _("Say what each promises")
    return reverse("understand:metric", args=[metric.key]), _("See what it needs")


def _no_goals(inquiry: Inquiry, goals: Sequence[Goal]) -> Iterator[Step]:
    if not goals and may(inquiry.member, "edit_goals"):
        says = _("A goal says where a measure is to be, and by when; this page then says whether it is on track.")
        yield Step(_("No goal is set"), says, "target")


def in_words(estimate: Estimate, unit: str, currency: str) -> str:
    """`+34.0 (between +26.0 and +42.0)`."""
    value = shown(estimate.value or 0.0, unit, currency)
    if estimate.low is None or estimate.high is None:
        return value
    low, high = shown(estimate.low, unit, currency), shown(estimate.high, unit, currency)
    return _("%(value)s (between %(low)s and %(high)s)") % {"value": value, "low": low, "high": high}
