"""Rules and alerts as pages say them: in plain words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import narwhals as nw
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from heedful.act.alerts.conditions import condition_of
from heedful.act.alerts.models import Firing, FiringItem, Rule
from heedful.act.alerts.queries import rows_behind
from heedful.act.alerts.sentences import says
from heedful.interactions.labels import VOICED
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.models import Member, Trace
from heedful.text.personal import masked
from heedful.ui.charts.inputs import Point, Series, Trend
from heedful.understand.setup.amounts import written
from heedful.understand.themes.naming import name_in
from heedful.understand.voices.listing import with_hits
from heedful.understand.voices.queries import names_for
from heedful.understand.voices.quotes import Quote, quote_of, score_of
from heedful.understand.voices.words import KINDS

WHAT: Final[Mapping[str, Promise]] = {
    Trace.What.RULE_CREATED: gettext_lazy("Written"),
    Trace.What.RULE_CHANGED: gettext_lazy("Changed"),
    Trace.What.ALERT_ACKNOWLEDGED: gettext_lazy("Took it on"),
    Trace.What.ALERT_RESOLVED: gettext_lazy("Resolved"),
}
WITH_ITEMS: Final = 50  # of a simulation's firings
BEGINNING: Final = 60  # characters of a text


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One of the interactions behind an alert; `quote` where something was written, `gone`: the log has it no more."""

    item: FiringItem
    kind: str | Promise
    score: str
    place: str
    customer: str
    customer_name: str
    quote: Quote | None
    gone: bool


@dataclass(frozen=True, slots=True)
class ShownFiring:
    firing: Firing
    place: str
    says: str
    theme: str

    @property
    def state(self) -> str:
        if self.firing.resolved_at:
            return "resolved"
        return "acknowledged" if self.firing.acknowledged_at else "firing"


@dataclass(frozen=True, slots=True)
class ShownRule:
    rule: Rule
    says: str
    places: Sequence[str]
    fired: int = 0

    @property
    def window(self) -> str:
        return written(self.rule.window_minutes * 60.0, "seconds")

    @property
    def rest(self) -> str:
        return written(self.rule.cooldown_minutes * 60.0, "seconds")


@dataclass(frozen=True, slots=True)
class WouldItem:
    """One of the interactions behind a firing that would have been: what was given, and how it begins."""

    key: str
    score: str
    words: str


@dataclass(frozen=True, slots=True)
class WouldHave:
    """One firing of a simulation."""

    at: datetime
    place: str
    n: int
    items: Sequence[WouldItem]
    found: Mapping[str, Any]
    theme: str


@dataclass(frozen=True, slots=True)
class Simulation:
    at: datetime
    since: date
    until: date
    times: int
    items: int
    chart: Trend
    firings: Sequence[WouldHave]
    said: Mapping[str, Any]

    @property
    def is_measure(self) -> bool:
        return "rate" in self.said

    @property
    def one_in(self) -> int:
        """So many looks for a false alarm."""
        return round(1 / self.said["rate"])


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    who: str
    what: str


def shown_rule(rule: Rule, places: Mapping[str, str]) -> ShownRule:
    named = [places.get(key, key) for key in rule.locations]
    return ShownRule(rule, says(condition_of(rule), rule), named, getattr(rule, "fired", 0))


def shown_firing(firing: Firing, places: Mapping[str, str]) -> ShownFiring:
    place = places.get(firing.location, firing.location)
    return ShownFiring(firing, place, says(condition_of(firing.rule), firing.rule), _theme(firing.found))


def shown_items(
    items: Sequence[FiringItem], member: Member, *, store: Store, places: dict[str, str]
) -> list[ShownItem]:
    """Exactly what caused it, as the log has it now."""
    rows = rows_behind(items, member.workspace.key, store=store)
    texts = [row for row in rows.values() if "feeling" in row]
    read = {row["id"]: row for row in with_hits(store, member.workspace.key, texts)}
    names = names_for(member, list(rows.values()), store=store, places=places)
    return [_shown_item(item, rows.get(item.interaction), read, names) for item in items]


def simulation_of(rule: Rule, places: Mapping[str, str], *, store: Store) -> Simulation | None:
    """None while nobody has simulated it."""
    told = rule.simulated
    if not told:
        return None
    points = tuple(Point(date.fromisoformat(week), float(n)) for week, n in told["weeks"])
    chart = Trend(
        title=_("How often it would have fired, week by week"),
        unit="count",
        of="observations",
        per="week",
        series=(Series(_("Alerts"), points),),
    )
    items = _would_items(rule, [key for each in told["firings"][:WITH_ITEMS] for key in each["items"]], store)
    firings = [
        WouldHave(
            datetime.fromisoformat(each["at"]),
            places.get(each["place"], each["place"]),
            each["n"],
            [items[key] for key in each["items"] if key in items],
            each.get("found", {}),
            _theme(each.get("found", {})),
        )
        for each in told["firings"]
    ]
    return Simulation(
        at=datetime.fromisoformat(told["at"]),
        since=date.fromisoformat(told["from"]),
        until=date.fromisoformat(told["until"]),
        times=told["times"],
        items=told["items"],
        chart=chart,
        firings=firings,
        said={name: told[name] for name in ("rate", "looks", "too_few", "false_alarms", "no_standard") if name in told},
    )


def steps(traces: Sequence[Trace]) -> list[Step]:
    return [Step(trace.at, trace.details.get("who") or trace.by_name, _what(trace)) for trace in traces]


def _would_items(rule: Rule, keys: Sequence[str], store: Store) -> dict[str, WouldItem]:
    """Of the newest firings alone: what is long ago is counted."""
    if not keys:
        return {}
    frame = lazy(store.frame(rule.workspace.key, kinds=list(VOICED))).filter(nw.col("id").is_in(list(keys)))
    rows = frame.select("id", "kind", "scale", "value", "text", "thread").collect(backend="pyarrow")
    return {
        row["id"]: WouldItem(row["id"] if row["text"] else "", score_of(row, {}), _beginning(row["text"] or ""))
        for row in rows.iter_rows(named=True)
    }


def _beginning(text: str) -> str:
    words = masked(" ".join(text.split()))
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING]}…"


def _what(trace: Trace) -> str:
    if trace.what == Trace.What.RULE_SWITCHED:
        return _("Switched on") if trace.details.get("on") else _("Switched off")
    return str(WHAT.get(trace.what, trace.what))


def _shown_item(item: FiringItem, row: dict[str, Any] | None, read: Mapping[str, Any], names: Any) -> ShownItem:
    kind = KINDS.get(item.kind, item.kind)
    if row is None:
        return ShownItem(item, kind, "", "", "", "", None, True)
    quote = quote_of(read[row["id"]], names) if row["id"] in read else None
    place = names.places.get(row["location"], row["location"]) or ""
    key = row["customer"] or ""
    known = names.customers.get(key)
    called = (known.name if known else "") or key
    return ShownItem(item, kind, score_of(row, names.scores), place, key, called, quote, False)


def _theme(found: Mapping[str, Any]) -> str:
    return name_in(found["names"], get_language(), otherwise=found["theme"]) if "theme" in found else ""
