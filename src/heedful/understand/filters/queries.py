"""What the filter bar offers to whoever looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.listen.responses.heard import SURVEY, source_of_survey
from heedful.listen.surveys.queries import visible_surveys
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Workspace
from heedful.people.workspaces.queries import visible_places
from heedful.understand.filters.forms import COMPARISONS, DIMENSIONS, EVERY, PERIODS, Filter, read_filter
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.rows import Memo, different, narrowed, remembered, span_of_kinds

MOST_CHOICES = 60  # a longer list is written into, not chosen from


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One of the bar's boxes. Without choices (there are too many), its value is written."""

    name: str
    title: Words
    choices: Sequence[Choice]
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The filter, drawn. `kept`: what else stands in the page's address and must stay."""

    filter: Filter
    period: Box
    compare: Box
    dimensions: Sequence[Box]
    kept: Sequence[tuple[str, str]] = ()


def heard_until(member: Member, *, store: Store, now: datetime, memo: Memo | None = None) -> date | None:
    """The local day of the newest row, today at the latest; None while nothing was heard."""
    return heard_in(member.workspace, store=store, now=now, memo=memo)


def heard_in(workspace: Workspace, *, store: Store, now: datetime, memo: Memo | None = None) -> date | None:
    """The same of a workspace, whoever looks."""
    span = span_of_kinds(workspace.key, KINDS, store, {} if memo is None else memo)
    if span is None:
        return None
    return min(span[1].replace(tzinfo=UTC), now).astimezone(ZoneInfo(workspace.time_zone)).date()


def place_names(member: Member) -> dict[str, str]:
    """What the places are called that the member may see, by the keys they have in the log."""
    return dict(visible_places(member).values_list("key", "name"))


def survey_names(member: Member, sources: Collection[str]) -> dict[str, str]:
    """What the surveys among the sources are called, by the source that their answers have in the log."""
    keys = [source.removeprefix(SURVEY) for source in sources if source.startswith(SURVEY)]
    surveys = visible_surveys(member).filter(key__in=keys).values_list("key", "name") if keys else ()
    return {source_of_survey(key): name for key, name in surveys}


def places_known(member: Member, *, store: Store) -> dict[str, str]:
    """Every place that the member may see, named or only heard of, by its key in the log; by name."""
    called = place_names(member)
    heard = {key: called.get(key, key) for key in values_heard("location", member, store, {})}
    return dict(sorted(heard.items(), key=lambda place: place[1].casefold()))


def filter_of(asked: QueryDict, member: Member, *, store: Store, now: datetime, memo: Memo | None = None) -> Filter:
    """The filter in the page's address, held to what the member may see."""
    memo = {} if memo is None else memo
    until = heard_until(member, store=store, now=now, memo=memo)
    today = now.astimezone(ZoneInfo(member.workspace.time_zone)).date()
    return read_filter(asked, heard_until=until or today, places=values_heard("location", member, store, memo))


def bar_of(chosen: Filter, member: Member, *, store: Store, kept: Sequence[tuple[str, str]] = ()) -> Bar:
    """The bar as it is set, with what was heard to choose from."""
    memo: Memo = {}
    values = {name: values_heard(name, member, store, memo) for name in DIMENSIONS}
    called = {"location": place_names(member), "source": survey_names(member, values["source"])}
    return drawn_bar(chosen, values, called=called, kept=kept)


def drawn_bar(
    chosen: Filter,
    values: Mapping[str, Sequence[str]],
    *,
    called: Mapping[str, Mapping[str, str]],
    kept: Sequence[tuple[str, str]] = (),
) -> Bar:
    """A dimension of which nothing was heard is not offered; one with very many values is written, not chosen.

    `called`: by dimension, what its values are called.
    """
    dimensions = []
    for name, title in DIMENSIONS.items():
        if heard := values.get(name):
            names = called.get(name, {})
            heard = _surveys_first(heard, names) if name == "source" else heard
            words = {"": EVERY} | {value: names.get(value, value) for value in heard}
            dimensions.append(_box(name, title, words if len(heard) <= MOST_CHOICES else {}, chosen))
    return Bar(
        filter=chosen,
        period=_box("period", _("Time"), {value: title for value, (title, _made) in PERIODS.items()}, chosen),
        compare=_box("compare", _("Held against"), COMPARISONS, chosen),
        dimensions=dimensions,
        kept=kept,
    )


def _surveys_first(sources: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """By their names; the sources that have none come after them."""
    return sorted(sources, key=lambda source: (source not in names, names.get(source, source).casefold()))


def values_heard(dimension: str, member: Member, store: Store, memo: Memo) -> list[str]:
    """What was heard of a dimension, of what the member may see; read anew only after something is heard."""
    locations = visible_locations(member)
    if dimension == "location" and locations is not None:
        return sorted(locations)
    where = () if locations is None else (("location", locations),)
    found: set[str] = set()
    for kind in KINDS:
        found |= remembered(
            store,
            member.workspace.key,
            kind,
            memo,
            ("different", dimension, where),
            lambda frame: different(narrowed(frame, where), dimension),
        )
    return sorted(found | set(place_names(member)) if dimension == "location" else found)


def _box(name: str, title: Words, words: Mapping[str, Words], chosen: Filter) -> Box:
    value = chosen.value_of(name)
    choices = [Choice(each, called, each == value) for each, called in words.items()]
    return Box(name, title, choices, value, chosen.problems.get(name, ""))
