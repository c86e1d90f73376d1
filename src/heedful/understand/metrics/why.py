"""Two periods of one measure beside each other, group by group, and why the whole changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from heedful.stats import Change
from heedful.stats.mix import Part
from heedful.ui import charts
from heedful.ui.numbers import difference
from heedful.understand.metrics.answer import Row
from heedful.understand.metrics.answers_given import answers_given
from heedful.understand.metrics.inquiry import in_days
from heedful.understand.metrics.looks import CUTS, Look
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.reasons import Reason, reason_of
from heedful.understand.metrics.scales import Scale, scale_of
from heedful.understand.metrics.verdicts import judged_together

MOST_PAIRS: Final = 30
MOST_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class Why:
    """`sentence`: the parts of the change in words; empty where it cannot be taken apart."""

    before: Period
    change: Change | None
    pairs: charts.Dumbbell | None
    sentence: str
    waterfall: charts.Waterfall | None


def why_of(look: Look) -> Why | None:
    """None where there is no time before to hold it against."""
    before = look.held_against
    if before is None:
        return None
    inquiry, key, name = look.inquiry, look.metric.key, look.name
    change = inquiry.ask(key, name, look.period, compare_to=before).rows[0].change
    reason = reason_of(inquiry, key, name, look.period, look.by) if look.by else None
    return Why(
        before=before,
        change=change,
        pairs=_pairs(look, before) if look.by else None,
        sentence=_sentence(look, reason),
        waterfall=_waterfall(look, before, reason),
    )


def _pairs(look: Look, before: Period) -> charts.Dumbbell | None:
    inquiry, key, name, by = look.inquiry, look.metric.key, look.name, (look.by,)
    now = inquiry.ask(key, name, look.period, by=by, compare_to=before).rows
    then = {row.dims[look.by]: row for row in inquiry.ask(key, name, before, by=by).rows if row.estimate.n}
    rows = [row for row in now if row.estimate.n and row.change is not None][:MOST_PAIRS]
    if not rows:
        return None
    judged = judged_together([row.change for row in rows if row.change])
    return charts.Dumbbell(
        title=_("Two times beside each other, by %(dimension)s") % {"dimension": str(CUTS[look.by]).lower()},
        unit=look.unit,
        currency=inquiry.currency,
        of=look.of,
        before=in_days(before),
        after=in_days(look.period),
        better=look.better,
        rows=tuple(
            charts.Pair(_point(look, then.get(row.dims[look.by]), row), _point(look, row, row), change.verdict)
            for row, change in zip(rows, judged, strict=True)
        ),
    )


def _point(look: Look, row: Row | None, named: Row) -> charts.Point:
    name = look.inquiry.called(look.by, named.dims[look.by])
    return (
        charts.Point(name, None, n=0)
        if row is None
        else charts.Point.of(name, row.estimate, minimum_n=look.method.minimum_n)
    )


def _sentence(look: Look, reason: Reason | None) -> str:
    """It fell by 4: −3 because Nord answered lower, −1 because more of the answers came from Nord."""
    if reason is None or reason.taken_apart.change.value is None:
        return ""
    whole = difference(reason.taken_apart.change.value, look.unit)
    told = "; ".join(_told(look, reason, part, kind) for part, kind in _largest(look, reason))
    if not told:
        return ""
    return _("All in all %(whole)s. The largest parts: %(parts)s.") % {"whole": whole, "parts": told}


def _largest(look: Look, reason: Reason) -> list[tuple[Part[str | None], str]]:
    """At most two, and none that would be shown as nothing."""
    nothing = difference(0.0, look.unit)
    parts = [
        (part, kind, getattr(part, kind).value or 0.0) for part in reason.taken_apart.parts for kind in ("rate", "mix")
    ]
    parts.sort(key=lambda each: -abs(each[2]))
    return [(part, kind) for part, kind, value in parts[:2] if difference(value, look.unit) != nothing]


def _told(look: Look, reason: Reason, part: Part[str | None], kind: str) -> str:
    value = getattr(part, kind).value or 0.0
    if kind == "rate" and value > 0:
        sentence = _("%(part)s because %(name)s answered higher")
    elif kind == "rate":
        sentence = _("%(part)s because %(name)s answered lower")
    elif reason.grew(part.key):
        sentence = _("%(part)s because more of the answers came from %(name)s")
    else:
        sentence = _("%(part)s because fewer of the answers came from %(name)s")
    return sentence % {"part": difference(value, look.unit), "name": look.inquiry.called(look.by, part.key)}


def _waterfall(look: Look, before: Period, reason: Reason | None) -> charts.Waterfall | None:
    if reason is None or not reason.taken_apart.parts:
        return None
    inquiry, minimum = look.inquiry, look.method.minimum_n
    start = inquiry.ask(look.metric.key, look.name, before).rows[0].estimate
    end = inquiry.ask(look.metric.key, look.name, look.period).rows[0].estimate
    return charts.Waterfall(
        title=_("Why did it change?"),
        says=_(
            "Taken apart by %(dimension)s: either those there answered otherwise (its own value changed), or more or "
            "fewer of the answers came from there (its part in the whole changed). The parts add up exactly."
        )
        % {"dimension": str(CUTS[look.by]).lower()},
        unit=look.unit,
        of=look.of,
        start=charts.Point.of(in_days(before), start, minimum_n=minimum),
        end=charts.Point.of(in_days(look.period), end, minimum_n=minimum),
        steps=_steps(look, reason),
        better=look.better,
    )


def _steps(look: Look, reason: Reason) -> tuple[charts.Step, ...]:
    """The largest parts one by one, and the others together, so that the steps still add up."""
    parts = sorted(reason.taken_apart.parts, key=lambda part: -abs(part.rate.value or 0.0) - abs(part.mix.value or 0.0))
    steps: list[charts.Step] = []
    for kind in ("rate", "mix"):
        for part in parts[:MOST_PARTS]:
            estimate = getattr(part, kind)
            point = charts.Point(
                look.inquiry.called(look.by, part.key), estimate.value, estimate.low, estimate.high, estimate.n
            )
            steps.append(charts.Step(point, kind))
        rest = parts[MOST_PARTS:]
        if rest:
            value = sum(getattr(part, kind).value or 0.0 for part in rest)
            n = sum(part.rate.n for part in rest)
            steps.append(charts.Step(charts.Point(_("all others"), value, n=n), kind))
    return tuple(steps)


def answers_drawn(look: Look) -> charts.Distribution | None:
    """Which answers were given; None where the measure counts none on a scale."""
    scale = scale_of(look.metric, look.name)
    if scale is None:
        return None
    asked = look.inquiry.question(look.metric.key, look.name, look.period)
    counts = answers_given(look.inquiry, asked, scale).get(None)
    if counts is None:
        return None
    return charts.Distribution(
        title=_("Which answers were given"),
        says=in_days(look.period),
        of=look.of,
        answers=tuple(_answer(scale, score, n) for score, n in zip(scale.scores, counts, strict=True)),
    )


def _answer(scale: Scale, score: int, n: int) -> charts.Answer:
    band = scale.band(score)
    return charts.Answer(str(score), n, str(band.name) if band else "", band.tone if band else "neutral")
