"""Where a measure is to be by when; and what a touchpoint has promised."""

from datetime import date

import pytest
from django.db import IntegrityError

from heedful.people.members.models import Role
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.goals.queries import standards, visible_goals
from tests.factories import make_member


def goal(workspace, *, due_on=date(2026, 8, 31), **fields) -> Goal:
    return Goal.objects.create(workspace=workspace, metric="nps", method="0-10", target=50, due_on=due_on, **fields)


def test_goals_are_seen_by_their_company_the_next_due_first(workspace, alice, bob, charlie):
    later = goal(workspace, due_on=date(2026, 12, 31), owner=alice)
    sooner = goal(workspace, where=[["location", ["nord"]]])

    assert visible_goals(bob) == [sooner, later]
    assert visible_goals(charlie) == []


def test_a_member_of_one_club_sees_that_clubs_goals_only(workspace):
    goal(workspace)
    goal(workspace, where=[["location", ["nord", "sud"]]])
    of_nord = goal(workspace, where=[["location", ["nord"]]])

    assert visible_goals(make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))) == [of_nord]


def test_a_goal_outlives_its_owner(workspace, alice):
    of_alice = goal(workspace, owner=alice)
    alice.delete()

    of_alice.refresh_from_db()
    assert of_alice.owner is None


def standard(workspace, **limits) -> Standard:
    return Standard.objects.create(workspace=workspace, touchpoint="till", metric="csat", method="top2of5", **limits)


def test_a_standard_is_kept_at_its_limits(workspace):
    between = standard(workspace, at_least=0.7, at_most=0.9)

    assert [between.is_met_by(value) for value in (0.69, 0.7, 0.9, 0.91)] == [False, True, True, False]
    assert list(standards(workspace)) == [between]


def test_a_standard_says_something_and_once(workspace):
    with pytest.raises(IntegrityError):
        standard(workspace)


def test_a_touchpoint_has_one_standard_a_method(workspace):
    standard(workspace, at_least=0.7)
    with pytest.raises(IntegrityError):
        standard(workspace, at_least=0.8)
