"""The strategy is told of the plans, and of which were measured."""

from datetime import UTC, date, datetime

from heedful.act.plans.glance import plans_at_a_glance
from heedful.act.plans.models import Effect, Plan

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)


def plan(workspace, **more) -> Plan:
    fields = {"problem": "Cold showers", "action": "Mend them", "metric": "nps", "method": "0-10", "created_at": NOW}
    days = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 1), "design": "before and after"}
    return Plan.objects.create(workspace=workspace, **{"name": "Showers", "treated": ["nord"]} | fields | days | more)


def test_a_plan_is_told_with_its_state_and_whether_it_was_measured(alice, bob, workspace):
    running = plan(workspace, committed_at=NOW)
    plan(workspace, name="Paint", starts_on=date(2026, 3, 1))
    Effect.objects.create(plan=running, as_of=NOW, measured_at=NOW, found={"state": "told"})

    told = plans_at_a_glance(alice, NOW)

    assert [(each.name, each.state, each.is_measured) for each in told.plans] == [
        ("Showers", "running", True),
        ("Paint", "being written", False),
    ]
    assert told.plans[0].href == f"/act/plans/{running.pk}/"
    assert (told.new, plans_at_a_glance(bob, NOW).new) == ("/act/plans/new/", "")


def test_charlie_is_told_of_none(charlie, workspace):
    plan(workspace)

    assert plans_at_a_glance(charlie, NOW).plans == []
