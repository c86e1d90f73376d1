from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from heedful.act.cases.models import Case, CaseCause, CaseEvent, CaseItem, CaseTask, CaseView, Closure
from heedful.act.cases.setting_models import CasePromise, CaseRoute
from heedful.interactions.store import Store
from heedful.people.customers.models import Customer
from heedful.people.customers.person import Person, person_called
from heedful.people.customers.queries import customer_known_as, customers_called
from heedful.people.mail.models import Letter
from heedful.people.members.queries import visible_members
from heedful.people.members.rights import may
from heedful.people.models import Member, Trace
from heedful.ui.keyset import Place
from heedful.understand.themes.queries import FOUND, theme_names

SUBJECT = "cases"  # of the traces of what is set up
WITH_THE_LIST = ("customer", "location", "owner__user")
NEWEST_FIRST = ("closed", "all")
MOST_PEOPLE = 50
FEW = 1_000  # cases that are looked up one by one


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases; empty boxes leave everything in."""

    state: str = "open"
    owner: str = ""
    priority: str = ""
    location: str = ""
    origin: str = ""
    cause: str = ""
    words: str = ""

    @property
    def is_newest_first(self) -> bool:
        return self.state in NEWEST_FIRST


def visible_cases(member: Member) -> QuerySet[Case]:
    """Those of the places that the member sees; who is limited sees none that is at no place."""
    cases = Case.objects.filter(workspace=member.workspace_id)
    return cases.filter(location__in=_places(member)) if member.is_limited else cases


def visible_case(member: Member, number: int) -> Case | None:
    with_all = ("workspace", "rule", "opened_by__user", "merged_into", *WITH_THE_LIST)
    return visible_cases(member).select_related(*with_all).filter(number=number).first()


def visible_tasks(member: Member) -> QuerySet[CaseTask]:
    return CaseTask.objects.filter(case__in=visible_cases(member)).select_related("case__workspace", "owner__user")


def visible_case_views(member: Member) -> QuerySet[CaseView]:
    """One's own, and those that others share."""
    return CaseView.objects.filter(Q(member=member) | Q(shared=True), workspace=member.workspace_id)


def own_case_views(member: Member) -> QuerySet[CaseView]:
    return CaseView.objects.filter(member=member)


def visible_promises(member: Member) -> QuerySet[CasePromise]:
    return CasePromise.objects.filter(workspace=member.workspace_id).select_related("location", "workspace")


def visible_routes(member: Member) -> QuerySet[CaseRoute]:
    routes = CaseRoute.objects.filter(workspace=member.workspace_id).select_related("location")
    return routes.prefetch_related("members__user")


def trail_of_settings(member: Member) -> QuerySet[Trace]:
    """Who said what of promises and routes, the newest first."""
    return Trace.objects.filter(workspace=member.workspace_id, subject=SUBJECT).order_by("-at", "-pk")[:20]


def known_causes(member: Member) -> dict[str, str]:
    """Themes by their names, to choose from. What was found of all places is not for those who see a part of them."""
    return {key: name for key, name in theme_names(member).items() if not (member.is_limited and key.startswith(FOUND))}


def letters_told(numbers: Sequence[int]) -> dict[int, Letter]:
    """The mails that a case's events name."""
    return Letter.objects.in_bulk(numbers) if numbers else {}


def able_members(member: Member) -> list[Member]:
    """Who works on cases, by name."""
    seats = visible_members(member).prefetch_related("limited_to")
    return [each for each in seats if may(each, "handle_cases")]


def wanted_cases(member: Member, wanted: Wanted) -> QuerySet[Case]:
    cases = _in_state(_called_or_caused(member, wanted), wanted.state)
    if wanted.owner:
        cases = cases.filter(owner=None) if wanted.owner == "nobody" else cases.filter(owner=_owner(member, wanted))
    for name in ("priority", "location", "origin"):
        if value := getattr(wanted, name):
            cases = cases.filter(**{name: value})
    return cases


def page_of_cases(cases: QuerySet[Case], place: Place, *, newest_first: bool, size: int) -> list[Case]:
    """At most one more than `size`, from the place on: the newest first, or the most urgent."""
    if place.key:
        cases = cases.filter(*_beyond(place, newest_first=newest_first))
    order = ("-opened_at", "-pk") if newest_first else ("priority", "opened_at", "pk")
    if place.backwards:
        order = tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order)
    return list(cases.select_related(*WITH_THE_LIST).order_by(*order)[: size + 1])


def key_of(case: Case, *, newest_first: bool) -> tuple[Any, ...]:
    """Where in the list a case stands."""
    key = (case.opened_at.isoformat(), case.pk)
    return key if newest_first else (case.priority, *key)


def is_place(place: Place, *, newest_first: bool) -> bool:
    """What stands in an address may be anything."""
    if not place.key:
        return True
    shape = (str, int) if newest_first else (int, str, int)
    if len(place.key) != len(shape) or not all(
        isinstance(part, kind) for part, kind in zip(place.key, shape, strict=True)
    ):
        return False
    try:
        return datetime.fromisoformat(place.key[-2]).tzinfo is not None
    except ValueError:
        return False


def case_with(member: Member, interactions: Sequence[str]) -> Case | None:
    """The case that one of these is in already, as far as they see it."""
    items = CaseItem.objects.filter(workspace=member.workspace_id, interaction__in=list(interactions))
    return visible_cases(member).filter(pk__in=items.values("case")).first()


def customer_meant(member: Member, typed: str, *, store: Store) -> Customer | None:
    """Whoever has this key, address or number; who sees some places can mean those who were heard there, by key."""
    if not member.is_limited:
        return customer_known_as(member.workspace, typed)
    person = person_called(member, typed, store=store, closely=False)
    return person.customer if isinstance(person, Person) else None


def events_of(case: Case) -> QuerySet[CaseEvent]:
    return case.events.order_by("at", "pk")


def closures_of(case: Case) -> list[Closure]:
    return list(case.closures.select_related("by__user", "ask_again_with"))


def open_cases_of(member: Member, keys: Sequence[str]) -> list[Case]:
    """Of the customer with these keys, the newest first."""
    theirs = visible_cases(member).filter(customer__key__in=list(keys), closed_at=None)
    return list(theirs.select_related(*WITH_THE_LIST).order_by("-opened_at", "-pk")[:20])


def _places(member: Member) -> list[int]:
    return list(member.limited_to.values_list("pk", flat=True))


def _in_state(cases: QuerySet[Case], state: str) -> QuerySet[Case]:
    match state:
        case "all":
            return cases
        case "closed":
            return cases.filter(closed_at__isnull=False)
        case "turn":
            return cases.filter(closed_at=None, waits_since__isnull=False, rests_until=None)
        case "resting":
            return cases.filter(closed_at=None, rests_until__isnull=False)
        case "late":
            return cases.filter(Q(broken_at__isnull=False) | Q(warned_at__isnull=False), closed_at=None)
    return cases.filter(closed_at=None)


def _owner(member: Member, wanted: Wanted) -> int:
    return member.pk if wanted.owner == "me" else int(wanted.owner)


def _called_or_caused(member: Member, wanted: Wanted) -> QuerySet[Case]:
    """By number, by whom it is about, by what caused it; a rare thing is not looked for among all."""
    cases = visible_cases(member)
    if number := _number(wanted.words):
        cases = cases.filter(number=number)
    elif wanted.words:
        called = customers_called(member, wanted.words, whole=not member.is_limited, most=MOST_PEOPLE)
        few = _few(Case.objects.filter(customer__in=called).order_by().values_list("pk", flat=True))
        cases = cases.filter(customer__in=called) if few is None else _these(member, few)
    if wanted.cause:
        having = CaseCause.objects.filter(workspace=member.workspace_id, key=wanted.cause)
        few = None if wanted.words else _few(having.values_list("case", flat=True))
        cases = cases.filter(Exists(having.filter(case=OuterRef("pk")))) if few is None else _these(member, few)
    return cases


def _number(words: str) -> int | None:
    number = words.strip().removeprefix("#")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None


def _few(numbers: QuerySet[Any, int]) -> list[int] | None:
    """Which, where there are few; None where there are so many that the list comes upon them soon."""
    found = list(numbers[: FEW + 1])
    return found if len(found) <= FEW else None


def _these(member: Member, numbers: list[int]) -> QuerySet[Case]:
    """Of the visible ones. The workspace is said so that SQLite, which counts no rows, looks up these and not all."""
    cases = Case.objects.filter(pk__in=numbers).alias(of=Coalesce("workspace", "workspace"))
    cases = cases.filter(of=member.workspace_id)
    return cases.filter(location__in=_places(member)) if member.is_limited else cases


def _beyond(place: Place, *, newest_first: bool) -> tuple[Q, Q]:
    """The edge, for the index, and what lies behind it."""
    more = place.backwards == newest_first  # whether what follows has later moments
    at, number = datetime.fromisoformat(place.key[-2]), place.key[-1]
    after = "gt" if more else "lt"
    later = Q(**{f"opened_at__{after}": at}) | Q(opened_at=at, **{f"pk__{after}": number})
    if newest_first:
        return Q(**{f"opened_at__{after}e": at}), later
    priority = place.key[0]
    return Q(**{f"priority__{after}e": priority}), Q(**{f"priority__{after}": priority}) | (
        Q(priority=priority) & later
    )
