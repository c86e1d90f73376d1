"""A plan is written, aimed, drawn and committed to; then its design stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from heedful.act.notifications.models import Notice
from heedful.act.plans import actions
from heedful.act.plans.actions import PlanError
from heedful.act.plans.aims import aim_kept
from heedful.act.plans.confounding import clashes_of, untouched_places
from heedful.act.plans.models import Plan
from heedful.act.plans.queries import may_change, may_tick, state_of, visible_plans, visible_tasks
from heedful.act.plans.tasks import begin_due, remind_due
from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.models import Goal, Happening
from tests.act.plans.conftest import BEFORE, BEGINS, ENDS, WORDS, aim
from tests.factories import make_member

A_DAY = timedelta(days=1)


def write(by, *places, **more) -> Plan:
    return actions.write_plan(by.workspace, WORDS, aim(*places, **more), by=by, now=BEFORE)


def commit(plan: Plan, by) -> Plan:
    """As if what it could tell had been worked out."""
    plan.promised = {"format": 1}
    plan.save()
    actions.commit_plan(plan, by=by, now=BEFORE)
    return plan


def test_a_new_plan_is_committed_to_nothing(alice):
    plan = write(alice)

    assert (plan.treated, plan.design, plan.committed_at, plan.promised) == (["nord"], "before and after", None, {})
    assert state_of(plan, BEGINS) == "being written"
    assert Trace.objects.get(subject=f"plan:{plan.pk}").what == "plan created"


def test_a_plan_takes_the_conditions_of_its_goal_but_says_itself_where(alice):
    where = [["location", ["sud"]], ["channel", ["kiosk"]]]
    goal = Goal.objects.create(workspace=alice.workspace, metric="nps", method="0-10", where=where, target=50,
                               due_on=ENDS)  # fmt: skip
    assert write(alice, goal=goal).where == [["channel", ["kiosk"]]]
    with pytest.raises(PlanError, match="another measure"):
        write(alice, goal=goal, metric="csat", method="top2of5")


def test_a_plan_about_a_touchpoint_is_measured_there_unless_it_says_otherwise(alice):
    goal = Goal.objects.create(workspace=alice.workspace, metric="nps", method="0-10", target=50, due_on=ENDS,
                               where=[["touchpoint", ["visit"]], ["channel", ["kiosk"]]])  # fmt: skip
    words = WORDS | {"touchpoint": "showers"}
    there, anywhere = (
        actions.write_plan(alice.workspace, words, aim(goal=goal, at_touchpoint=how), by=alice, now=BEFORE)
        for how in (True, False)
    )
    assert there.where == [["channel", ["kiosk"]], ["touchpoint", ["showers"]]]
    assert anywhere.where == goal.where
    assert aim_kept(there).at_touchpoint and not aim_kept(anywhere).at_touchpoint


def test_another_touchpoint_is_another_aim_until_it_is_committed_to(alice):
    plan = write(alice)
    plan.promised = {"format": 1}
    plan.save()
    actions.reword_plan(plan, {"touchpoint": "showers"}, by=alice, now=BEFORE)
    assert (plan.where, plan.promised) == ([["touchpoint", ["showers"]]], {})
    commit(plan, alice)
    actions.reword_plan(plan, {"touchpoint": "class"}, by=alice, now=BEFORE)
    plan.refresh_from_db()
    assert (plan.touchpoint, plan.where) == ("class", [["touchpoint", ["showers"]]])


def test_a_draw_can_be_done_again_and_nobody_can_try_until_it_suits(alice):
    plan = write(alice, "nord", "sud", "ost", "west", how_many=2)
    drawn, seed = plan.drawn, plan.seed

    assert (len(plan.treated), sorted([*plan.treated, *plan.compared])) == (2, ["nord", "ost", "sud", "west"])
    assert (plan.design, drawn["from"]) == ("randomised", ["nord", "ost", "sud", "west"])
    actions.aim_plan(plan, aim("west", "ost", "sud", "nord", how_many=2), by=alice, now=BEFORE)
    assert (plan.drawn, plan.seed) == (drawn, seed)
    told = Trace.objects.get(what="places drawn").details
    assert (told["seed"], told["out"]) == (seed, plan.treated)


@pytest.mark.parametrize("how_many", [2, 5])
def test_a_draw_that_leaves_nobody_out_is_none(alice, how_many):
    with pytest.raises(PlanError, match="leaves out one place at least"):
        write(alice, "nord", "sud", how_many=how_many)


def test_other_places_take_the_promise_back(alice, written):
    written.promised, written.compared = {"format": 1}, ["sud"]
    written.save()

    actions.aim_plan(written, aim("nord", owner=None, expected=20.0), by=alice, now=BEFORE)
    assert written.promised == {"format": 1}
    actions.aim_plan(written, aim("sud"), by=alice, now=BEFORE)
    assert (written.promised, written.compared) == ({}, [])


def test_once_committed_to_its_design_stands_and_its_words_do_not(alice, store, written):
    with pytest.raises(PlanError, match="First choose"):
        actions.commit_plan(written, by=alice, now=BEFORE)
    commit(written, alice)

    for change in (
        lambda: actions.aim_plan(written, aim("sud"), by=alice, now=BEFORE),
        lambda: actions.compare_plan(written, (), store=store, by=alice, now=BEFORE),
        lambda: actions.commit_plan(written, by=alice, now=BEFORE),
        lambda: actions.remove_plan(written, by=alice, now=BEFORE),
    ):
        with pytest.raises(PlanError, match="committed to"):
            change()
    actions.reword_plan(written, {"name": "New lockers"}, by=alice, now=BEFORE)
    assert Plan.objects.get().name == "New lockers"


def test_it_begins_on_its_day_and_stands_on_the_trends_once(alice, written):
    commit(written, alice)
    a_day_before = datetime(2026, 3, 1, 12, tzinfo=UTC)

    assert (begin_due(a_day_before), begin_due(a_day_before + A_DAY), begin_due(a_day_before + A_DAY)) == (0, 1, 0)
    noted = Happening.objects.get()
    assert (noted.words, noted.location, noted.happened_on) == (written.name, "nord", BEGINS)
    assert Notice.objects.get(event="plan.started", way="here").member == alice


def test_what_began_in_another_time_zone_began_by_its_own_clocks(alice, written):
    commit(written, alice)

    assert begin_due(datetime(2026, 3, 1, 21, 59, tzinfo=UTC)) == 0
    assert begin_due(datetime(2026, 3, 1, 22, 1, tzinfo=UTC)) == 1  # Vilnius is two hours ahead


def test_two_plans_at_one_place_at_one_time_are_confounded(alice, written):
    other = commit(write(alice, "nord", "sud", starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 1)), alice)
    written.compared = ["sud"]

    (clash,) = clashes_of(written)
    assert (clash.plan, clash.treated, clash.compared) == (other, ("nord",), ("sud",))
    assert (clash.from_on, clash.to_on) == (date(2026, 4, 1), ENDS)
    assert untouched_places(written, ["nord", "sud", "ost"]) == ["ost"]


def test_what_ended_before_or_is_not_committed_to_confounds_nothing(alice, written):
    write(alice)
    ended = commit(write(alice, starts_on=date(2026, 1, 5), ends_on=date(2026, 9, 1)), alice)
    actions.end_plan(ended, conclusion="Given up", by=alice, now=BEFORE)

    assert clashes_of(written) == []


def test_a_plan_ends_once_and_says_what_was_learned(alice, written):
    with pytest.raises(PlanError, match="never began"):
        actions.end_plan(written, conclusion="Too dear", by=alice, now=BEFORE)
    commit(written, alice)

    actions.end_plan(written, conclusion="Too dear", by=alice, now=BEFORE)
    assert state_of(written, BEGINS) == "over"
    with pytest.raises(PlanError, match="already"):
        actions.end_plan(written, conclusion="Again", by=alice, now=BEFORE)
    assert begin_due(BEFORE + 30 * A_DAY) == 0


def test_whose_task_is_due_is_told_once_and_ticks_it(alice, workspace, written):
    gil = make_member(workspace, "gil", Role.AGENT)
    task = actions.add_task(written, "Order lockers", owner=gil, due_on=BEGINS, by=alice, now=BEFORE)
    due = datetime(2026, 3, 2, 7, tzinfo=UTC)

    assert (remind_due(BEFORE), Notice.objects.count()) == (0, 0)
    cache.clear()
    assert (remind_due(due), remind_due(due)) == (1, 0)
    assert Notice.objects.get(way="here").member == gil
    assert may_tick(gil, task) and not may_change(gil, written)
    actions.tick_task(task, done=True, by=gil, now=due)
    actions.tick_task(task, done=True, by=gil, now=due)
    assert Trace.objects.filter(details__done="Order lockers").count() == 1


def test_one_of_nord_sees_and_changes_what_is_done_at_nord_alone(alice, workspace, written):
    at_sud, at_both = write(alice, "sud"), write(alice, "nord", "sud")
    task = actions.add_task(at_sud, "Paint", owner=None, due_on=None, by=alice, now=BEFORE)
    ema = make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))

    assert list(visible_plans(ema)) == [written]
    assert task not in visible_tasks(ema) and at_both not in visible_plans(ema)
    assert may_change(ema, written)
    written.compared = ["sud"]
    assert not may_change(ema, written)


def test_charlie_sees_nothing_and_bob_changes_nothing(written, bob, charlie):
    assert list(visible_plans(charlie)) == []
    assert list(visible_plans(bob)) == [written] and not may_change(bob, written)
