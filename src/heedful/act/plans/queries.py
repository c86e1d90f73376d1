from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import QueryDict
from django.urls import reverse

from heedful.act.plans.confounding import Clash, clashes_of
from heedful.act.plans.models import Effect, Plan, PlanTask
from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations, visible_members
from heedful.people.members.rights import may
from heedful.people.models import Member, Trace
from heedful.ui.keyset import Page, page_of, place_of
from heedful.ui.navigation import Link
from heedful.understand.effects.design import Foresight, Found
from heedful.understand.filters.queries import places_known
from heedful.understand.goals.queries import visible_goals
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.models import Goal
from heedful.understand.setup.measures import Described, described
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.queries import called, visible_found, visible_themes

State = Literal["being written", "to begin", "running", "over"]
MOST_AT_ONCE = 100


def visible_plans(member: Member) -> QuerySet[Plan]:
    """Those of the company; of one limited to places, those that are done at these alone."""
    plans = Plan.objects.filter(workspace=member.workspace_id).select_related("workspace", "goal", "owner__user")
    seen = visible_locations(member)
    if seen is None:
        return plans
    rows = Plan.objects.filter(workspace=member.workspace_id).values_list("pk", "treated", "created_by")
    theirs = [pk for pk, treated, by in rows if set(treated) <= set(seen) and (treated or by == member.pk)]
    return plans.filter(pk__in=theirs)


def visible_tasks(member: Member) -> QuerySet[PlanTask]:
    return PlanTask.objects.filter(plan__in=visible_plans(member)).select_related("plan__workspace", "owner__user")


def visible_trail(member: Member, plan: Plan) -> QuerySet[Trace]:
    return Trace.objects.filter(workspace=member.workspace_id, subject=f"plan:{plan.pk}").order_by("-at", "-pk")


def visible_effects(member: Member, plan: Plan) -> QuerySet[Effect]:
    """What was kept, the newest first."""
    return Effect.objects.filter(plan=plan, plan__workspace=member.workspace_id)


def may_change(member: Member, plan: Plan) -> bool:
    """What touches other places than theirs is not theirs to change."""
    seen = visible_locations(member)
    return may(member, "edit_plans") and (seen is None or touched(plan) <= set(seen))


def may_tick(member: Member, task: PlanTask) -> bool:
    """Who may change the plan, and whose task it is."""
    own = task.owner_id == member.pk and (may(member, "edit_plans") or may(member, "handle_cases"))
    return own or may_change(member, task.plan)


def sees_comparison(member: Member, plan: Plan) -> bool:
    """Whether the places that it is compared with may be named to them, and drawn."""
    seen = visible_locations(member)
    return seen is None or set(plan.compared) <= set(seen)


def touched(plan: Plan) -> set[str]:
    return {*plan.treated, *plan.compared, *plan.drawn.get("from", ())}


def owners_offered(member: Member) -> list[Member]:
    """Who can answer for something, and not only look on."""
    return [each for each in visible_members(member) if may(each, "edit_plans") or may(each, "handle_cases")]


def state_of(plan: Plan, today: date) -> State:
    if not plan.committed_at:
        return "being written"
    if plan.ended_at or plan.ends_on < today:
        return "over"
    return "to begin" if plan.starts_on > today else "running"


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as the pages show it: where it stands, and the last that was measured of it."""

    plan: Plan
    state: State
    measure: Described
    places: Sequence[str]
    effect: Effect | None
    open_tasks: int

    @property
    def of(self) -> str:
        """What n counts."""
        return METRICS[self.plan.metric].of_what(self.plan.method) if self.measure.is_known else "observations"

    @property
    def found(self) -> Found | None:
        return Found.of(self.effect.found) if self.effect else None

    @property
    def promised(self) -> Foresight | None:
        return promised_of(self.plan)


def promised_of(plan: Plan) -> Foresight | None:
    """What was shown before it began."""
    kept = {name: value for name, value in plan.promised.items() if name != "as_of"}
    return Foresight.of(kept) if kept else None


def shown_plans(plans: Iterable[Plan], names: Mapping[str, str], today: date) -> list[Shown]:
    rows = list(plans)
    effects = Effect.objects.in_bulk([row.newest for row in rows if row.newest])
    return [_shown(row, names, today, effects.get(row.newest)) for row in rows]


def with_newest(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Each with the number of its last effect, and its tasks."""
    newest = Effect.objects.filter(plan=OuterRef("pk")).order_by("-as_of").values("pk")[:1]
    tasks = Prefetch("tasks", PlanTask.objects.select_related("owner__user"))
    return plans.annotate(newest=Subquery(newest)).prefetch_related(tasks)


def shown_plan(member: Member, number: int, *, store: Store, today: date) -> Shown | None:
    found = list(with_newest(visible_plans(member)).filter(pk=number))
    return shown_plans(found, places_known(member, store=store), today)[0] if found else None


def plans_going_on(member: Member, today: date) -> QuerySet[Plan]:
    """Being written, to begin or running; those that begin first, first."""
    going = visible_plans(member).filter(ended_at=None).exclude(committed_at__isnull=False, ends_on__lt=today)
    return with_newest(going).order_by("starts_on", "pk")[:MOST_AT_ONCE]


def page_of_plans_over(member: Member, asked: QueryDict, today: date, *, size: int) -> Page[Plan]:
    over = visible_plans(member).filter(committed_at__isnull=False).filter(_over(today))
    place = place_of(asked)
    key = _key(place.key)
    if key is not None:
        on, number = key
        behind = Q(starts_on__gt=on) | Q(starts_on=on, pk__gt=number)
        before = Q(starts_on__lt=on) | Q(starts_on=on, pk__lt=number)
        over = over.filter(behind if place.backwards else before)
    order = ("starts_on", "pk") if place.backwards else ("-starts_on", "-pk")
    rows = list(with_newest(over).order_by(*order)[: size + 1])
    return page_of(rows, place, size=size, key=lambda row: (row.starts_on.isoformat(), row.pk), asked=asked)


def clashes_shown(member: Member, plan: Plan) -> list[Clash]:
    """What else is done at the same places in the same time; without a name where they may not see it."""
    seen = set(visible_plans(member).values_list("pk", flat=True))
    return [clash if clash.plan.pk in seen else clash.unnamed for clash in clashes_of(plan)]


def theme_shown(member: Member, plan: Plan) -> Link | None:
    """What the theme is called, and where it is shown if it is still there."""
    if not plan.theme:
        return None
    named = visible_themes(member).filter(key=plan.theme).first()
    found = None if named else visible_found(member).filter(key=plan.theme.removeprefix(FOUND)).first()
    if named:
        return Link(called(named), reverse("understand:theme", args=[named.key]))
    if found:
        return Link(called(found), reverse("understand:found-theme", args=[found.key]))
    return Link(plan.theme, "")


def goal_shown(member: Member, plan: Plan) -> Goal | None:
    """The goal, for whoever may see it."""
    return next((goal for goal in visible_goals(member) if goal.pk == plan.goal_id), None) if plan.goal_id else None


def _over(today: date) -> Q:
    return Q(ended_at__isnull=False) | Q(ends_on__lt=today)


def _shown(plan: Plan, names: Mapping[str, str], today: date, effect: Effect | None) -> Shown:
    tasks = sum(task.done_at is None for task in plan.tasks.all())
    places = [names.get(key, key) for key in plan.treated]
    return Shown(plan, state_of(plan, today), described(plan), places, effect, tasks)


def _key(key: tuple | None) -> tuple[date, int] | None:
    """What stands in an address may be anything."""
    try:
        on, number = key or ()
        return date.fromisoformat(on), int(number)
    except (TypeError, ValueError):
        return None
