"""The words of a notice made into sentences, in the language that is active: the receiver's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.ui.numbers import shown
from heedful.understand.effects.design import Found
from heedful.understand.effects.words import measured_at
from heedful.understand.effects.words import sentence as effect_told
from heedful.understand.metrics.catalogue import METRICS

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What is told, in one language: what it is, what more there is to it, and what customers said, word for word."""

    title: str
    lines: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


Says = Callable[[Words], Said]


def of_alert(sentence: str | Promise) -> Says:
    """`sentence` names the rule by `%(rule)s`."""

    def says(words: Words) -> Said:
        title = str(sentence) % {"rule": words["rule"]}
        lines = (*counted(words), *filter(None, (words.get("why"),)))
        return Said(f"{title} · {words['place']}" if words.get("place") else title, lines, _quotes(words))

    return says


def of_case(sentence: str | Promise) -> Says:
    """`sentence` names the case by `%(number)s`."""

    def says(words: Words) -> Said:
        lines = (words.get("title"), words.get("place"), _due(words), words.get("why"))
        return Said(str(sentence) % {"number": words["number"]}, tuple(filter(None, lines)), _quotes(words))

    return says


def of_task(words: Words) -> Said:
    lines = (words.get("plan"), _due(words))
    return Said(_("Task: %(task)s") % {"task": words["task"]}, tuple(filter(None, lines)))


def of_plan(sentence: str | Promise) -> Says:
    """`sentence` names the plan by `%(plan)s`."""
    return lambda words: Said(str(sentence) % {"plan": words["plan"]}, tuple(filter(None, (words.get("sentence"),))))


def of_effect(sentence: str | Promise) -> Says:
    """`sentence` names the plan by `%(plan)s`."""

    def says(words: Words) -> Said:
        line = _effect(words) if words.get("found") else words.get("sentence")
        return Said(str(sentence) % {"plan": words["plan"]}, tuple(filter(None, (line,))))

    return says


def _effect(words: Words) -> str:
    metric = METRICS.get(words["metric"])
    measure = measured_at(metric.name if metric else words["metric"], words["touchpoints"])
    found = Found.of(words["found"])
    return effect_told(found, measure=measure, places=words["places"], currency=words["currency"])


def of_goal(sentence: str | Promise) -> Says:
    """`sentence` names the goal by `%(goal)s`."""

    def says(words: Words) -> Said:
        metric = METRICS.get(words.get("metric", ""))
        goal = words.get("goal") or (str(metric.name) if metric else "")
        return Said(str(sentence) % {"goal": goal}, (*counted(words), *filter(None, (_due(words),))))

    return says


def of_channel_off(words: Words) -> Said:
    title = _("Nothing more is sent to “%(channel)s”") % {"channel": words["channel"]}
    if words.get("why") == "refused":
        return Said(title, (_("It answered that there is no such place, or that Heedful may not write there."),))
    return Said(title, (_("For a day, nothing has arrived there."),))


def of_test(words: Words) -> Said:
    return Said(_("Heedful reaches you."), (_("%(who)s tries whether it arrives.") % {"who": words["who"]},))


def counted(words: Words) -> tuple[str, ...]:
    """How many items there were, and the number with what it should be."""
    lines = []
    if count := words.get("count"):
        lines.append(ngettext("%(count)d item", "%(count)d items", count) % {"count": count})
    if (found := words.get("found") or {}).get("value") is not None:
        lines.append(number_said(found))
    return tuple(lines)


def number_said(found: Words) -> str:
    """A number of a measure with its interval, its n and its limit, as far as they are known."""
    metric = METRICS.get(found.get("metric", ""))
    method = found.get("method", "")
    unit = metric.unit_of(method) if metric and method in metric.methods else metric.unit if metric else "score"
    text = shown(found["value"], unit)
    if found.get("low") is not None and found.get("high") is not None:
        ends = {"low": shown(found["low"], unit), "high": shown(found["high"], unit)}
        text = _("%(number)s (%(low)s to %(high)s)") % {"number": text, **ends}
    if found.get("n") is not None:
        text = f"{text}, n = {found['n']}"
    if found.get("limit") is not None:
        text = _("%(number)s; the limit is %(limit)s") % {"number": text, "limit": shown(found["limit"], unit)}
    if found.get("target") is not None:
        text = _("%(number)s; the target is %(target)s") % {"number": text, "target": shown(found["target"], unit)}
    return f"{metric.name}: {text}" if metric else text


def _due(words: Words) -> str:
    return _("Due: %(when)s") % {"when": _day_or_moment(words["due"])} if words.get("due") else ""


def _day_or_moment(text: str) -> str:
    """A day, or a moment as the clock on the wall showed it, as the receiver writes it; other words as they are."""
    with suppress(ValueError):
        if len(text) == len("2026-05-01"):
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        return date_format(datetime.fromisoformat(text).replace(tzinfo=None), "DATETIME_FORMAT")
    return text


def _quotes(words: Words) -> tuple[str, ...]:
    return tuple(map(str, words.get("quotes", ())))
