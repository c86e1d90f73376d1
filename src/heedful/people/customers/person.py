"""One person: who they are, what they did in figures, what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from heedful.interactions.store import Store
from heedful.interactions.stories import Fact, ThreadStep, facts_of, threads_of, whose
from heedful.people.customers.listing import Money, aware, money_of
from heedful.people.customers.models import Customer, Identity, Merge
from heedful.people.customers.queries import customer_in_full, merges_of, standing_merge, traces_of
from heedful.people.customers.wording import KINDS, Score, Words, humanised, score
from heedful.people.members.models import Member
from heedful.people.members.queries import visible_locations
from heedful.people.members.rights import may
from heedful.people.traces.models import Trace
from heedful.people.workspaces.queries import visible_places

MOST_SHOWN = 12  # scores, open matters
A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class LastScore:
    question: str
    score: Score
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """A conversation or case that nobody has resolved."""

    thread: str
    is_case: bool
    waits_for_us: bool
    is_put_off: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """All that whoever looks may know of one customer. Those who see some locations see key and name, and no more of
    who it is.
    """

    key: str
    customer: Customer | None
    facts: Sequence[Fact]
    locations: tuple[str, ...] | None
    called: Mapping[str, str]
    aliases: Sequence[str] = ()
    merges: Sequence[Merge] = ()
    traces: Sequence[Trace] = ()
    threads: Sequence[ThreadStep] = ()
    may_change: bool = False
    identities: Sequence[Identity] = field(default=())

    @property
    def title(self) -> str:
        return (self.customer.name if self.customer else "") or self.key

    @property
    def language(self) -> str:
        return self.customer.language if self.customer else ""

    @property
    def is_whole(self) -> bool:
        return self.locations is None

    @property
    def first_at(self) -> datetime | None:
        return aware(min(fact.first_at for fact in self.facts)) if self.facts else None

    @property
    def last_at(self) -> datetime | None:
        return aware(max(fact.last_at for fact in self.facts)) if self.facts else None

    @property
    def places(self) -> list[str]:
        found = {fact.location for fact in self.facts if fact.location is not None}
        return sorted(self.called.get(location, location) for location in found)

    @property
    def number(self) -> int:
        return sum(fact.n for fact in self.facts)

    @property
    def orders(self) -> int:
        return sum(fact.orders for fact in self.facts if fact.kind == "order")

    @property
    def money(self) -> list[Money]:
        return money_of(self.facts)

    @property
    def visits(self) -> int:
        """Of the website, and those that a door or a till told of."""
        web = sum(fact.sessions for fact in self.facts if fact.kind == "page")
        return web + sum(fact.n for fact in self.facts if fact.kind == "event" and fact.name == "visit")

    @property
    def ordered_at(self) -> datetime | None:
        return max((aware(fact.last_at) for fact in self.facts if fact.kind == "order"), default=None)

    @property
    def kinds(self) -> list[tuple[str, Words, int]]:
        """The kinds there are of this person, with how many."""
        counted = {kind: sum(fact.n for fact in self.facts if fact.kind == kind) for kind in KINDS}
        return [(kind, KINDS[kind][0], n) for kind, n in counted.items() if n]

    @property
    def scores(self) -> list[LastScore]:
        """The newest answer to each question, newest first."""
        scored = [
            (fact.scored_at, fact) for fact in self.facts if fact.scored_at is not None and fact.score is not None
        ]
        newest = {(fact.name, fact.scale): (at, fact) for at, fact in sorted(scored, key=lambda each: each[0])}
        found = sorted(newest.values(), key=lambda each: each[0], reverse=True)[:MOST_SHOWN]
        return [
            LastScore(humanised(fact.name or fact.kind), score(fact.score or 0.0, fact.scale), aware(at))
            for at, fact in found
        ]

    @property
    def matters(self) -> list[Matter]:
        by_thread: dict[str, list[ThreadStep]] = {}
        for step in self.threads:
            by_thread.setdefault(step.thread, []).append(step)
        found = [matter for thread, steps in by_thread.items() if (matter := _open_matter(thread, steps))]
        return sorted(found, key=lambda matter: matter.last_at, reverse=True)[:MOST_SHOWN]

    def days_since_order(self, now: datetime, zone: str) -> int | None:
        if self.ordered_at is None:
            return None
        local = ZoneInfo(zone)
        return (now.astimezone(local).date() - self.ordered_at.astimezone(local).date()).days


def person_called(member: Member, key: str, *, store: Store, closely: bool = True) -> Person | str | None:
    """The person with this key; the key they have today, where they are part of another; None for nobody to be seen.

    Asks the log twice: what they did, and what was said in their conversations.
    """
    locations = visible_locations(member)
    customer = customer_in_full(member, key)
    workspace = member.workspace.key
    with store.reading():
        facts = facts_of(store, workspace, [key], locations=locations, closely=True)
        if not facts and (elsewhere := _today(member, key, customer, store, locations)):
            return elsewhere
        if not facts and (customer is None or locations is not None):
            return None
        aliases = store.aliases_of(workspace, key) if locations is None else ()
        threads = threads_of(store, workspace, key, locations=locations) if facts and closely else []
    return Person(
        key=key,
        customer=customer,
        facts=facts,
        locations=locations,
        called=dict(visible_places(member).values_list("key", "name")),
        aliases=[alias for alias in aliases if alias != key],
        merges=merges_of(member, aliases) if locations is None else (),
        traces=traces_of(member, customer) if customer and locations is None else (),
        threads=threads,
        may_change=may(member, "erase"),
        identities=list(customer.identities.all()) if customer and locations is None else (),
    )


def _today(
    member: Member, key: str, customer: Customer | None, store: Store, locations: tuple[str, ...] | None
) -> str | None:
    """Whose this key is today, if it is not its own."""
    found = whose(store, member.workspace.key, store.aliases_of(member.workspace.key, key), locations=locations)
    if found is None and locations is None and customer is not None:
        merge = standing_merge(customer)
        found = merge.kept.key if merge else None
    return found if found != key else None


def _open_matter(thread: str, steps: Sequence[ThreadStep]) -> Matter | None:
    """As the measures of resolution see it: open until resolved, and open again once it was opened again."""
    at = {step.name: step.last_at for step in steps}
    is_case = all(step.kind == "case" for step in steps)
    if "inbound" not in at and not is_case:
        return None
    resolved, reopened = at.get("resolved"), at.get("reopened")
    if resolved is not None and (reopened is None or reopened <= resolved):
        return None
    answered = max((at[name] for name in ("human_reply", "bot_reply") if name in at), default=None)
    wrote = at.get("inbound")
    snoozed = at.get("snoozed")
    last_at = max(at.values())
    return Matter(
        thread=thread,
        is_case=is_case,
        waits_for_us=wrote is not None and (answered is None or answered < wrote),
        is_put_off=snoozed is not None and snoozed == last_at,
        last_at=last_at.replace(tzinfo=UTC),
    )
