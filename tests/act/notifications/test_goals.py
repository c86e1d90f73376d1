"""Whose goal it is hears when it is surely short of its path, or there; and hears it once."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from heedful.act.notifications.goals import tell_of_goals_due
from heedful.act.notifications.models import Notice
from heedful.understand.goals.actions import Aim, set_goal
from tests.understand.conftest import NOW, heard, nps  # noqa: F401

BEFORE, AFTER = datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def goal(alice, bob, store, heard):  # noqa: F811
    heard(nps(*[10] * 100, *[3] * 100, occurred_at=BEFORE, location="nord"))
    return set_goal(
        ("nps", "0-10"), Aim("", 50.0, date(2026, 3, 1), date(2026, 6, 30), alice), by=alice, store=store, now=NOW
    )


@pytest.mark.parametrize(
    ("scores", "event"),
    [([10] * 20 + [3] * 180, "goal.at_risk"), ([10] * 190 + [3] * 10, "goal.reached"), ([10] * 6, None)],
)
def test_who_answers_for_it_is_told_once_whatever_is_looked_at_again(goal, alice, heard, scores, event):  # noqa: F811
    heard(nps(*scores, occurred_at=AFTER, location="nord"))

    tell_of_goals_due(NOW)
    tell_of_goals_due(NOW)
    cache.clear()
    tell_of_goals_due(NOW)

    told = Notice.objects.filter(way=Notice.Way.HERE)
    assert [(each.event, each.member) for each in told] == ([(event, alice)] if event else [])
    assert all(each.words["found"]["n"] == 200 and each.href == f"/understand/goals/{goal.pk}/" for each in told)
