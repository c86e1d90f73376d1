"""Those of whom something holds: what the log heard of them, and what they told of themselves.

Each condition is answered by the log's own engine or by the database, as one column of keys; the columns are set
against each other in Arrow, so that nobody is looked at one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

import msgspec
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from heedful.interactions.customers import among
from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.listen.audiences.models import Listed
from heedful.measures import latest_per_person, lazy
from heedful.people.customers.models import Customer, Identity
from heedful.people.workspaces.models import Workspace

About = Literal["order", "visit", "orders", "location", "product", "score", "language", "reachable", "list"]
Band = Literal["detractors", "passives", "promoters", "satisfied", "unsatisfied", "easy", "hard"]
VISITS: Final = ("page", "event")
BANDS: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "detractors": {"nps:0-10": (0, 6), "nps:1-10": (1, 6)},
    "passives": {"nps:0-10": (7, 8), "nps:1-10": (7, 8)},
    "promoters": {"nps:0-10": (9, 10), "nps:1-10": (9, 10)},
    "satisfied": {"csat:1-3": (3, 3), "csat:1-5": (4, 5), "csat:1-10": (9, 10)},
    "unsatisfied": {"csat:1-3": (1, 2), "csat:1-5": (1, 3), "csat:1-10": (1, 8)},
    "easy": {"ces:agree5": (4, 5), "ces:agree7": (5, 7)},
    "hard": {"ces:agree5": (1, 3), "ces:agree7": (1, 4)},
}
Frame = nw.LazyFrame[Any]


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing that holds of a person, or with `is_not`, does not.

    `days` is how long ago it may be at most; `values` are locations, products, languages, a band of scores, "email" or
    "phone", or the values of a list's property (`subject`; without one, being on the list will do).
    """

    about: About
    is_not: bool = False
    days: int | None = None
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    audience: int | None = None
    subject: str = ""


class Segment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everybody for whom all conditions hold; without any, everybody who was ever heard or told of."""

    conditions: tuple[Condition, ...] = ()


def parse_segment(given: Mapping[str, Any]) -> Segment:
    return msgspec.convert(given, type=Segment)


def keys_in(segment: Segment, workspace: Workspace, *, store: Store, now: datetime) -> pa.Array:
    """The keys of those of whom the segment holds at this moment, each once, in order."""
    with store.reading():
        conditions = [(each, _KEYS[each.about](each, workspace, store, now)) for each in segment.conditions]
        found = next((keys for each, keys in conditions if not each.is_not), None)
        if found is None:
            found = _everybody(workspace, store)
    for condition, keys in conditions:
        holds = pc.is_in(found, value_set=keys)
        found = found.filter(pc.invert(holds) if condition.is_not else holds)
    return found.take(pc.sort_indices(found))


def _everybody(workspace: Workspace, store: Store) -> pa.Array:
    heard = _people(lazy(store.frame(workspace.key)))
    return pa.concat_arrays([heard, _keys(Customer.objects.filter(workspace=workspace))]).unique()


def _ordered(condition: Condition, workspace: Workspace, store: Store, now: datetime) -> pa.Array:
    return _people(_lately(lazy(store.frame(workspace.key, kinds=["order"])), condition, now))


def _visited(condition: Condition, workspace: Workspace, store: Store, now: datetime) -> pa.Array:
    rows = lazy(store.frame(workspace.key, kinds=VISITS))
    visits = rows.filter((nw.col("kind") == "page") | (nw.col("name") == "visit"))
    return _people(_lately(visits, condition, now))


def _number_of_orders(condition: Condition, workspace: Workspace, store: Store, now: datetime) -> pa.Array:
    """Those with none are in no row: at most two is not three or more."""
    orders = _lately(lazy(store.frame(workspace.key, kinds=["order"])), condition, now)
    counted = orders.filter(~nw.col("customer").is_null()).group_by("customer").agg(n=nw.len())
    least, most = condition.least or 0, condition.most
    if least:
        fitting = counted.filter(nw.col("n") >= least)
        return _people(fitting if most is None else fitting.filter(nw.col("n") <= most))
    everybody = _everybody(workspace, store)
    if most is None:
        return everybody
    too_many = _people(counted.filter(nw.col("n") > most))
    return everybody.filter(pc.invert(pc.is_in(everybody, value_set=too_many)))


def _heard_at(column: str) -> Callable[[Condition, Workspace, Store, datetime], pa.Array]:
    def keys(condition: Condition, workspace: Workspace, store: Store, now: datetime) -> pa.Array:
        rows = lazy(store.frame(workspace.key, kinds=KINDS)).filter(among(column, condition.values))
        return _people(_lately(rows, condition, now))

    return keys


def _scored(condition: Condition, workspace: Workspace, store: Store, now: datetime) -> pa.Array:
    """By their latest answer on the measure's scales, whichever question it was to."""
    bands = BANDS[condition.values[0]]
    rows = lazy(store.frame(workspace.key, kinds=["answer"])).filter(nw.col("scale").is_in(list(bands)))
    known = rows.filter(~nw.col("customer").is_null(), ~nw.col("value").is_null())
    latest = latest_per_person(_lately(known, condition, now))
    fits = [
        (nw.col("scale") == scale) & (nw.col("value") >= low) & (nw.col("value") <= high)
        for scale, (low, high) in bands.items()
    ]
    return _people(latest.filter(nw.any_horizontal(*fits, ignore_nulls=True)))


def _speak(condition: Condition, workspace: Workspace, _store: Store, _now: datetime) -> pa.Array:
    return _keys(Customer.objects.filter(workspace=workspace, language__in=condition.values))


def _reachable(condition: Condition, workspace: Workspace, _store: Store, _now: datetime) -> pa.Array:
    known = Identity.objects.filter(workspace=workspace, kind__in=condition.values)
    return _keys(Customer.objects.filter(workspace=workspace, pk__in=known.values("customer")))


def _listed(condition: Condition, workspace: Workspace, _store: Store, _now: datetime) -> pa.Array:
    rows = Listed.objects.filter(audience=condition.audience, audience__workspace=workspace)
    if condition.subject:
        rows = rows.filter(**{f"properties__{condition.subject}__in": list(condition.values)})
    return _keys(Customer.objects.filter(pk__in=rows.values("customer")))


_KEYS: Final[Mapping[str, Callable[[Condition, Workspace, Store, datetime], pa.Array]]] = {
    "order": _ordered,
    "visit": _visited,
    "orders": _number_of_orders,
    "location": _heard_at("location"),
    "product": _heard_at("product"),
    "score": _scored,
    "language": _speak,
    "reachable": _reachable,
    "list": _listed,
}


def _lately(rows: Frame, condition: Condition, now: datetime) -> Frame:
    if condition.days is None:
        return rows
    since = (now - timedelta(days=condition.days)).astimezone(UTC).replace(tzinfo=None)
    return rows.filter(nw.col("occurred_at") >= since)


def _people(rows: Frame) -> pa.Array:
    known = rows.filter(~nw.col("customer").is_null()).select("customer").unique()
    return _array(known.collect(backend="pyarrow")["customer"].to_list())


def _keys(customers: Any) -> pa.Array:
    return _array(list(customers.values_list("key", flat=True)))


def _array(keys: Sequence[str]) -> pa.Array:
    return pa.array(keys, pa.string())


msgspec.json.Decoder(Segment)  # msgspec learns the types now: two threads that did so at once ended the process
