"""The plans as the strategy shows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse

from heedful.act.plans.models import Effect
from heedful.act.plans.queries import state_of, visible_plans
from heedful.people.members.rights import may
from heedful.people.models import Member
from heedful.understand.strategy.plans import PlansTold, PlanTold

NEWEST = 12


def plans_at_a_glance(member: Member, now: datetime) -> PlansTold:
    today = now.astimezone(ZoneInfo(member.workspace.time_zone)).date()
    measured = Effect.objects.filter(plan=OuterRef("pk"), found__state="told")
    plans = visible_plans(member).annotate(is_measured=Exists(measured))[:NEWEST]
    told = [
        PlanTold(each.name, reverse("act:plan", args=[each.pk]), state_of(each, today), each.is_measured)
        for each in plans
    ]
    may_write = getattr(member, "role", "") and may(member, "edit_plans")  # a program has no pages
    return PlansTold(told, reverse("act:plans"), reverse("act:new-plan") if may_write else "")
