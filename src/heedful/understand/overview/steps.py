"""What to do next: only what follows from the state of things, each with the place where it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heedful.interactions.rejected import rejected_items
from heedful.people.members.rights import may
from heedful.stats import Estimate
from heedful.ui.numbers import shown
from heedful.ui.templatetags.numbers import counted
from heedful.understand.goals.models import Goal
from heedful.understand.goals.standing import Standing, standings
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.metric import Metric, Words
from heedful.understand.metrics.queries import NOTHING_HEARD
from heedful.understand.metrics.rows import span_of_kinds
from heedful.understand.metrics.screen import Waiting
from heedful.understand.metrics.setup import TouchpointStandard
from heedful.understand.overview.headlines import Headline

BRING_IN: Final[Mapping[str, Words]] = {
    "answer": gettext_lazy("Bring in answers to your surveys"),
    "review": gettext_lazy("Bring in reviews"),
    "message": gettext_lazy("Bring in conversations with customers"),
    "order": gettext_lazy("Bring in orders"),
    "cost": gettext_lazy("Bring in costs"),
    "event": gettext_lazy("Bring in what customers do"),
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
    title = _("%(touchpoint)s does not keep its standard") % {
        "touchpoint": inquiry.called("touchpoint", standard.touchpoint)
    }
    return Step(title, says, "circle-alert", href, _("See why"))


def _off_track(inquiry: Inquiry, goals: Sequence[Goal]) -> Iterator[Step]:
    """Goals that are surely behind their path, and those whose time is over before they are surely reached."""
    for standing in standings(goals, inquiry.member, store=inquiry.store, now=inquiry.now):
        if standing.state == "at risk" or (standing.is_over and standing.state != "reached"):
            yield _of_goal(inquiry, standing)


def _of_goal(inquiry: Inquiry, standing: Standing) -> Step:
    goal, unit = standing.goal, standing.measure.unit
    says = _("It is %(range)s; it was %(before)s before. The target is %(target)s by %(due)s.") % {
        "range": in_words(standing.told, unit, inquiry.currency),
        "before": in_words(standing.baseline, unit, inquiry.currency),
        "target": shown(goal.target, unit, inquiry.currency),
        "due": date_format(goal.due_on, "DATE_FORMAT"),
    }
    over = _("The time of the goal for %(measure)s is over")
    title = over if standing.is_over else _("The goal for %(measure)s is at risk")
    name = " · ".join([str(standing.measure.name), *standing.places])
    return Step(
        title % {"measure": name}, says, "target", reverse("understand:goal", args=[goal.pk]), _("See the goal")
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
        span = span_of_kinds(inquiry.member.workspace.key, (kind,), inquiry.store, inquiry.memo)
        earlier = [metric for metric in metrics if span and _is_before(inquiry, metric, span[1])]
        never = [metric for metric in metrics if metric not in earlier]
        if span and earlier:
            yield _heard_earlier(_names(earlier), span[1])
        if never:
            says = _("They allow: %(names)s.") % {"names": _names(never)}
            yield Step(BRING_IN.get(kind, BRING_IN["event"]), says, "upload", imports, _("Import a file"))


def _is_before(inquiry: Inquiry, metric: Metric, last: datetime) -> bool:
    """Whether the time that is looked at begins after all that was heard; else nothing of the measure's own was."""
    start = inquiry.filter.period_for(metric).start
    day = timezone.localtime(last.replace(tzinfo=UTC)).date()
    return inquiry.locations is None and start is not None and day < start


def _names(metrics: Iterable[Metric]) -> str:
    return ", ".join(str(metric.name) for metric in metrics)


def _heard_earlier(names: str, last: datetime) -> Step:
    """What it reads was heard, but not in the time that is looked at."""
    title = _("Nothing in this time for: %(names)s") % {"names": names}
    says = _("What they read was last heard on %(day)s. Choose a time that reaches back to it.")
    day = date_format(timezone.localtime(last.replace(tzinfo=UTC)), "DATE_FORMAT")
    return Step(title, says % {"day": day}, "calendar-search", "?period=all", _("Look at all that was heard"))


def _where_it_is_set(metric: Metric) -> tuple[str, Words]:
    if metric.key == "consistency":
        return reverse("understand:standards"), _("Say what each promises")
    return reverse("understand:metric", args=[metric.key]), _("See what it needs")


def _no_goals(inquiry: Inquiry, goals: Sequence[Goal]) -> Iterator[Step]:
    if not goals and may(inquiry.member, "edit_goals"):
        says = _("A goal says where a measure is to be, and by when; this page then says whether it is on track.")
        yield Step(_("No goal is set"), says, "target", reverse("understand:new-goal"), _("Set a goal"))


def in_words(estimate: Estimate, unit: str, currency: str) -> str:
    """`+34.0 (between +26.0 and +42.0)`."""
    if estimate.value is None:
        return _("not known")
    value = shown(estimate.value, unit, currency)
    if estimate.low is None or estimate.high is None:
        return value
    low, high = shown(estimate.low, unit, currency), shown(estimate.high, unit, currency)
    return _("%(value)s (between %(low)s and %(high)s)") % {"value": value, "low": low, "high": high}
