"""The six steps, and for each what the log and the rows show of it. Nothing is ticked off by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heedful.interactions.store import Store
from heedful.listen.audiences.queries import count_of, visible_audiences
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import state_of, visible_surveys
from heedful.people.models import Member
from heedful.ui.numbers import plain
from heedful.understand.filters.queries import place_names
from heedful.understand.goals.queries import visible_goals
from heedful.understand.goals.standing import Standing, standings
from heedful.understand.standards.queries import Watched, touchpoints
from heedful.understand.strategy.hearing import Heard, heard_lately
from heedful.understand.strategy.models import Persona, Strategy, Touchpoint
from heedful.understand.strategy.plans import PlansTold, plans_told
from heedful.understand.strategy.queries import visible_personas, visible_strategy, visible_touchpoints

State = Literal["shown", "begun", "open"]
NAMED: int = 4  # of what is missing, so many by name


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a step needs: whether it is there, and where it is mended."""

    words: str
    is_met: bool
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    checks: Sequence[Check]

    @property
    def state(self) -> State:
        met = sum(check.is_met for check in self.checks)
        return "shown" if met == len(self.checks) else "begun" if met else "open"

    @property
    def met(self) -> int:
        return sum(check.is_met for check in self.checks)


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey with what it brought in the last 90 days."""

    survey: Survey
    state: str
    answers: int


@dataclass(frozen=True, slots=True)
class Typical:
    """Somebody typical, with how many are like them: of the audience that holds such people, as of now."""

    persona: Persona
    people: int | None  # None where no audience was named, or who looks may see none
    is_gone: bool = False  # the audience that was named


@dataclass(frozen=True, slots=True)
class Look:
    """The whole page: what was said, what is there, what was heard."""

    strategy: Strategy | None
    personas: Sequence[Typical]
    moments: Sequence[Watched]
    goals: Sequence[Standing]
    surveys: Sequence[Asked]
    others: Sequence[tuple[str, int]]  # sources that are no survey of ours
    plans: PlansTold | None
    places: dict[str, str]
    heard: Heard
    as_of: datetime
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.strategy or self.personas or self.moments)

    @property
    def shown(self) -> int:
        return sum(step.state == "shown" for step in self.steps.values())


def strategy_look(member: Member, *, store: Store, now: datetime) -> Look:
    heard = heard_lately(member, store=store, now=now, memo={})
    named = {each.key: number for number, each in enumerate(visible_touchpoints(member))}
    watched = [each for each in touchpoints(member, store=store, now=now) if each.moment is not None]
    surveys = [each for each in visible_surveys(member) if each.archived_at is None]
    sources = {f"survey:{each.key}" for each in surveys}
    look = Look(
        strategy=visible_strategy(member),
        personas=_typical(member, store, now),
        moments=sorted(watched, key=lambda each: (STAGES.index(each.moment.stage), named.get(each.key, 0))),
        goals=standings(visible_goals(member), member, store=store, now=now),
        surveys=[Asked(each, state_of(each, now=now), heard.sources.get(f"survey:{each.key}", 0)) for each in surveys],
        others=sorted(((name, n) for name, n in heard.sources.items() if name not in sources), key=lambda one: -one[1]),
        plans=plans_told(member, now),
        places=place_names(member),
        heard=heard,
        as_of=now,
    )
    look.steps.update({step.key: step for step in _steps(look)})
    return look


def _typical(member: Member, store: Store, now: datetime) -> list[Typical]:
    personas, found = list(visible_personas(member)), []
    named = [each.segment for each in personas if each.segment]
    audiences = {each.name: each for each in visible_audiences(member).filter(name__in=named)} if named else {}
    for persona in personas:
        audience = audiences.get(persona.segment)
        people = None if audience is None else count_of(audience, store=store, now=now)
        found.append(Typical(persona, people, bool(persona.segment) and audience is None and not member.is_limited))
    return found


STAGES: tuple[str, ...] = tuple(Touchpoint.Stage.values)


def _steps(look: Look) -> Iterable[Step]:
    yield Step("whom", _whom(look))
    yield Step("moments", _moments(look))
    yield Step("goals", _goals(look))
    yield Step("listening", _listening(look))
    yield Step("plan", _plan(look))
    yield Step("roll-out", _roll_out(look))


def _whom(look: Look) -> list[Check]:
    n = look.heard.customers
    said = ngettext(
        "%(n)s customer said something in the last 90 days", "%(n)s customers said something in the last 90 days", n
    )
    return [
        Check(_("Whom you serve is said"), bool(look.strategy and look.strategy.audience)),
        Check(_("At least one typical person is described"), bool(look.personas)),
        Check(said % {"n": plain(n, 0)}, n > 0, *_imports()),
    ]


def _moments(look: Look) -> list[Check]:
    moments = look.moments
    unowned = [each.name for each in moments if each.moment is None or each.moment.owner is None]
    silent = [each.name for each in moments if each.key not in look.heard.touchpoints]
    without = [each.name for each in moments if not each.promises]
    unknown = [each.name for each in moments if any(promise.kept == "too few" for promise in each.promises)]
    standards = reverse("understand:standards")
    return [
        _all_of(moments, unowned, _("Each moment has somebody who answers for it")),
        _all_of(moments, silent, _("Each moment was heard of in the last 90 days")),
        _all_of(moments, without, _("Each moment has a standard"), standards, _("Set standards")),
        _all_of(moments, [*without, *unknown], _("Each standard is measured"), standards, _("See standards")),
    ]


def _goals(look: Look) -> list[Check]:
    running = [each for each in look.goals if not each.is_over]
    href = reverse("understand:goals")
    unowned = [str(each.measure.name) for each in running if each.goal.owner is None]
    unmeasured = [str(each.measure.name) for each in running if each.baseline.value is None]
    return [
        Check(_("A goal is running"), bool(running), reverse("understand:new-goal"), _("Set a goal")),
        _all_of(running, unowned, _("Each goal has somebody who answers for it"), href, _("See goals")),
        _all_of(running, unmeasured, _("What was before is measured for each goal"), href, _("See goals")),
    ]


def _listening(look: Look) -> list[Check]:
    n = sum(look.heard.sources.values())
    said = ngettext("%(n)s answer or text in the last 90 days", "%(n)s answers and texts in the last 90 days", n)
    unasked = [each.name for each in look.moments if each.key not in look.heard.said_at]
    is_open = any(each.state == "open" for each in look.surveys)
    answered = any(each.state == "open" and each.answers for each in look.surveys)
    surveys = reverse("listen:surveys")
    return [
        Check(_("A survey is published and open"), is_open, surveys, _("See surveys")),
        Check(_("An open survey was answered in the last 90 days"), answered, surveys, _("See surveys")),
        Check(said % {"n": plain(n, 0)}, n > 0, *_imports()),
        _all_of(look.moments, unasked, _("At each moment customers said something"), surveys, _("See surveys")),
    ]


def _plan(look: Look) -> list[Check]:
    told = look.plans
    plans = told.plans if told else ()
    begin = (told.new, _("Write a plan")) if told and told.new else ("", "")
    under_way = any(plan.state in ("running", "over") for plan in plans)
    return [
        Check(_("A plan is written"), bool(plans), *begin),
        Check(_("A plan has begun"), under_way),
        Check(_("The effect of a plan was measured"), any(plan.is_measured for plan in plans)),
    ]


def _roll_out(look: Look) -> list[Check]:
    if not look.places:
        here = bool(sum(look.heard.places.values())) or bool(look.heard.said_at)
        return [Check(_("Customers said something in the last 28 days"), here)]
    silent = [name for key, name in look.places.items() if not look.heard.places.get(key)]
    return [_all_of(look.places, silent, _("Each place was heard of in the last 28 days"))]


def _all_of(all_: Collection[object], missing: Iterable[str], words: str, href: str = "", action: str = "") -> Check:
    """Met where there is something, and nothing of it is missing; says how many, and what is missing by name."""
    names = list(missing)
    if not all_:
        return Check(words, False, href, action)
    counted = _("%(words)s: %(met)s of %(all)s") % {"words": words, "met": len(all_) - len(names), "all": len(all_)}
    if not names:
        return Check(counted, True)
    listed = ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    return Check(_("%(counted)s (not yet: %(names)s)") % {"counted": counted, "names": listed}, False, href, action)


def _imports() -> tuple[str, str]:
    return reverse("listen:imports"), _("Bring something in")
