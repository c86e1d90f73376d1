"""The country's holidays and the team's week, as a person checks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

import holidays as rules
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from holidays.registry import COUNTRIES

from heedful.stats import BusinessCalendar


def countries() -> list[tuple[str, str]]:
    """The countries whose holidays are known, by name."""
    supported = rules.list_supported_countries(include_aliases=False)
    named = ((code, _words(name)) for name, code, *_more in COUNTRIES.values() if code in supported)
    return sorted(named, key=lambda country: country[1])


def subdivisions(country: str) -> list[tuple[str, str]]:
    """The parts of a country that have holidays of their own, by name."""
    codes = rules.list_supported_countries(include_aliases=False).get(country, [])
    if not codes:
        return []
    named: Mapping[str, list[str]] = rules.country_holidays(country).get_subdivision_aliases()
    return sorted(((code, (named.get(code) or [code])[0]) for code in codes), key=lambda part: part[1])


@dataclass(frozen=True, slots=True)
class Holiday:
    on: date
    name: str


def next_holidays(country: str, subdivision: str, *, today: date, count: int = 5) -> list[Holiday]:
    """The public holidays that come next, named in the reader's language where it is known."""
    if not country:
        return []
    known = rules.country_holidays(country, subdiv=subdivision or None)
    language = next((each for each in known.supported_languages if each.startswith(get_language() or "en")), None)
    years = [today.year, today.year + 1]
    found = rules.country_holidays(country, subdiv=subdivision or None, years=years, language=language)
    return [Holiday(on, name) for on, name in sorted(found.items()) if on >= today][:count]


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[Day, ...]
    total: timedelta


def week_of(hours: str, time_zone: str) -> Week | None:
    """The week that these hours make; None without any. Hours that cannot be read raise ValueError."""
    if not hours:
        return None
    calendar = BusinessCalendar.parse(hours, time_zone)
    days, total = [], timedelta()
    for number, openings in enumerate(calendar.intervals):
        spans = [_span(since, until) for since, until in openings]
        total += sum((_long(since, until) for since, until in openings), timedelta())
        days.append(Day(str(WEEKDAYS[number]), ", ".join(spans)))
    return Week(tuple(days), total)


def _span(since: time, until: time) -> str:
    return f"{since:%H:%M}–{f'{until:%H:%M}' if until > time() else '24:00'}"


def _long(since: time, until: time) -> timedelta:
    minutes = (until.hour - since.hour) * 60 + until.minute - since.minute
    return timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)


def _words(name: str) -> str:
    """UnitedStates → United States, DRCongo → DR Congo."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
