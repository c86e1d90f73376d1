"""Asking after something happened: an order, a visit, a case that was closed, anything that the log hears of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import F

from heedful.interactions.store import Store
from heedful.interactions.telling import Round
from heedful.listen.audiences.members import those_in
from heedful.listen.audiences.persons import persons_called
from heedful.listen.invitations import reasons
from heedful.listen.invitations.models import LeftOut, Sending
from heedful.listen.invitations.planning import Wanted, plan
from heedful.listen.invitations.throttling import hours_of
from heedful.measures import lazy
from heedful.people.workspaces.models import Workspace

FRESH = timedelta(days=3)  # what happened before that, and is heard only now, is not asked about
DIMENSIONS = ("location", "product", "employee", "touchpoint")
LONGEST_OCCASION = 200
MOST_PROPERTIES = 20


class Trigger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What must happen; what is not said may be anything."""

    kind: str
    name: str = ""
    location: str = ""
    touchpoint: str = ""
    product: str = ""

    def among(self, rows: pa.Table) -> pa.Table:
        wanted = {name: value for name, value in msgspec.structs.asdict(self).items() if value}
        for name, value in wanted.items():
            rows = rows.filter(pc.equal(rows[name], value))
        return rows


ORDER, VISIT, CASE_CLOSED = (
    Trigger(kind="order"),
    Trigger(kind="event", name="visit"),
    Trigger(kind="case", name="resolved"),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that a sending may ask about."""

    id: str
    at: datetime
    context: Mapping[str, Any]
    customer: int


def trigger_of(sending: Sending) -> Trigger:
    return msgspec.convert(sending.trigger, type=Trigger)


def ask_where_triggers_say(heard: Round) -> None:
    """Plan an invitation for whatever happened that a sending waits for. In the transaction that tells of it."""
    keys = heard.rows["workspace"].unique().to_pylist()
    waiting = Sending.objects.filter(workspace__key__in=keys, kind=Sending.Kind.TRIGGER, started_at__lte=heard.now)
    running = waiting.filter(paused_at=None, ended_at=None).select_related("workspace", "survey__published")
    for sending in running.select_related("survey__workspace"):
        _ask_about(sending, heard)


def is_drawn(sending: Sending, occasion: str) -> bool:
    """Whether the sample holds the occasion: the same answer whenever one asks."""
    drawn = int.from_bytes(sha256(f"{sending.pk}:{occasion}".encode()).digest()[:4], "big") % 10_000
    return drawn < sending.sample_percent * 100


def occasion_of(interaction: str) -> str:
    """The interaction's id, or a digest of one that is too long to keep."""
    if len(interaction) <= LONGEST_OCCASION:
        return interaction
    return "sha256:" + sha256(interaction.encode()).hexdigest()


def _ask_about(sending: Sending, heard: Round) -> None:
    rows = heard.rows.filter(pc.equal(heard.rows["workspace"], sending.workspace.key))
    rows = trigger_of(sending).among(rows)
    since = pa.scalar(_naive(max(sending.started_at, heard.now - FRESH)), rows.schema.field("occurred_at").type)
    fresh = rows.filter(pc.greater_equal(rows["occurred_at"], since))
    left_out = Counter({reasons.TOO_OLD: rows.num_rows - fresh.num_rows})
    drawn = fresh.filter(pa.array([is_drawn(sending, each) for each in fresh["id"].to_pylist()], pa.bool_()))
    left_out[reasons.NOT_SAMPLED] = fresh.num_rows - drawn.num_rows
    happened = list(_happened(heard.store, sending.workspace, drawn))
    left_out[reasons.NOBODY_KNOWN] = drawn.num_rows - len(happened)
    if sending.audience is not None:
        inside = those_in(sending.audience, [each.customer for each in happened], store=heard.store, now=heard.now)
        left_out[reasons.NOT_IN_AUDIENCE] = sum(each.customer not in inside for each in happened)
        happened = [each for each in happened if each.customer in inside]
    count_left_out(sending, left_out, now=heard.now)
    delay = timedelta(minutes=sending.delay_minutes)
    plan(
        sending,
        [Wanted(each.customer, occasion_of(each.id), each.at + delay, each.context) for each in happened],
        now=heard.now,
    )


def count_left_out(sending: Sending, counted: Mapping[str, int], *, now: datetime) -> None:
    """One number a day and reason: whether somebody was drawn can be worked out again from the occasion itself."""
    day = hours_of(sending.workspace).day_of(now)
    for reason, n in counted.items():
        if n:
            row, _ = LeftOut.objects.get_or_create(sending=sending, reason=reason, on=day)
            LeftOut.objects.filter(pk=row.pk).update(n=F("n") + n)


def _happened(store: Store, workspace: Workspace, rows: pa.Table) -> Iterator[Happened]:
    """Each with whose it is today, as the log knows it by now; without what nobody known did."""
    if not rows.num_rows:
        return
    customers = _customers(store, workspace.key, rows)
    persons = persons_called(workspace, customers.values())
    columns = ("id", "occurred_at", "kind", "properties", *DIMENSIONS)
    for row in sorted(rows.select(columns).to_pylist(), key=lambda row: (row["occurred_at"], row["id"])):
        person = persons.get(customers.get(row["id"], ""))
        if person is not None:
            yield Happened(row["id"], row["occurred_at"].replace(tzinfo=UTC), _context(row), person)


def _customers(store: Store, workspace: str, rows: pa.Table) -> dict[str, str]:
    """Whose each row is, by its id."""
    kinds = rows["kind"].unique().to_pylist()
    span = pc.min_max(rows["occurred_at"])
    at = nw.col("occurred_at")
    frame = lazy(store.frame(workspace, kinds=kinds)).filter(at >= span["min"].as_py(), at <= span["max"].as_py())
    found = frame.filter(~nw.col("customer").is_null()).select("id", "customer").collect(backend="pyarrow")
    wanted = set(rows["id"].to_pylist())
    return {number: customer for number, customer in found.iter_rows() if number in wanted}


def _context(row: Mapping[str, Any]) -> dict[str, Any]:
    context: dict[str, Any] = {name: row[name] for name in DIMENSIONS if row[name]}
    given = msgspec.json.decode(row["properties"]) if row["properties"] else {}
    simple = {name: value for name, value in given.items() if isinstance(value, str | int | float | bool)}
    kept = {name[:60]: str(value)[:200] for name, value in list(simple.items())[:MOST_PROPERTIES]}
    return context | ({"properties": kept} if kept else {})


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


msgspec.json.Decoder(Trigger)  # msgspec learns the types now: two threads that did so at once ended the process
