"""Rules about numbers: each window is looked at once, by the clock on the wall."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from heedful.act.alerts.clock import check_due
from heedful.act.alerts.conditions import Change, Level, NewTheme, Sounds, Spike, Unanswered
from heedful.act.alerts.models import Firing
from heedful.act.notifications.models import Notice
from heedful.interactions import loader, spool
from heedful.people.models import Trace
from tests.act.alerts.conftest import A_DAY, NOON, _heard, answer

MONDAY = datetime(2026, 6, 15, tzinfo=ZoneInfo("Europe/Vilnius"))
A_WEEK = 7 * A_DAY
SOON = timedelta(hours=1)


def weeks_of_answers(workspace, store, *, weeks: int, happy: float, until: datetime = MONDAY, n: int = 40, **more):
    """Steady weeks before that Monday: `happy` of them promoters, the others detractors."""
    draw, items = Random(7), []
    for week in range(weeks):
        for number in range(n):
            at = until - A_WEEK * (week + 1) + timedelta(hours=10 + number % 100)
            value = 10 if draw.random() < happy else 2
            items.append(answer(value, id=f"{until:%m%d}-{week}-{number}", occurred_at=at) | more)
    spool.hear(workspace.key, [_heard(each, 0, until) for each in items])
    loader.load(store, now=until)


def test_a_fall_is_told_of_once_and_is_over_when_it_is_over(workspace, store, make_rule):
    weeks_of_answers(workspace, store, weeks=14, happy=0.8)
    rule = make_rule(Change(metric="nps", method="0-10"), window_minutes=10080, minimum_n=10, at=MONDAY + SOON)
    check_due(MONDAY + SOON + timedelta(minutes=11), store=store)
    assert not Firing.objects.exists()

    weeks_of_answers(workspace, store, weeks=1, happy=0.2, until=MONDAY + A_WEEK)
    check_due(MONDAY + A_WEEK + SOON, store=store)
    firing = Firing.objects.get()
    assert firing.found["value"] < firing.found["limit"] and firing.found["n"] == 40
    assert firing.items_count == firing.items.count() == 40
    assert {item.interaction[:6] for item in firing.items.all()} == {"0622-0"}
    told = Notice.objects.count()
    check_due(MONDAY + A_WEEK + SOON * 2, store=store)
    assert (Firing.objects.count(), Notice.objects.count()) == (1, told) and told

    weeks_of_answers(workspace, store, weeks=1, happy=0.8, until=MONDAY + 2 * A_WEEK)
    check_due(MONDAY + 2 * A_WEEK + SOON, store=store)
    firing.refresh_from_db()
    assert firing.resolved_why == "It is back within its limits."
    assert Trace.objects.filter(subject=f"firing:{firing.pk}", what="alert resolved").exists()
    assert rule.simulated["looks"] > 0 and rule.simulated["rate"] == 0.05


def test_a_level_below_its_standard_is_told_of_and_one_that_chance_explains_is_not(workspace, store, make_rule):
    weeks_of_answers(workspace, store, weeks=14, happy=0.6, n=160)
    make_rule(Level(metric="nps", method="0-10", at_least=10.0), window_minutes=10080, minimum_n=10, at=MONDAY - SOON)
    make_rule(Level(metric="nps", method="0-10", at_least=80.0), window_minutes=10080, minimum_n=10, at=MONDAY - SOON)
    check_due(MONDAY + SOON, store=store)
    assert [firing.rule.condition["at_least"] for firing in Firing.objects.all()] == [80.0]


def test_without_history_nothing_is_claimed(workspace, store, make_rule):
    weeks_of_answers(workspace, store, weeks=3, happy=0.1)
    rule = make_rule(Change(metric="nps", method="0-10"), window_minutes=10080, at=MONDAY - SOON)
    check_due(MONDAY + SOON, store=store)
    assert not Firing.objects.exists()
    assert rule.simulated["looks"] == 0 and rule.simulated["too_few"] > 0


@pytest.mark.parametrize("day", [datetime(2026, 6, 16, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC)])
def test_a_rush_is_held_against_the_same_hour_of_the_week_also_across_daylight_saving(workspace, store, make_rule, day):
    """In Vilnius the clocks went forward on 29 March 2026: ten in the morning was 8:00 UTC before, and 7:00 after."""
    zone, items = ZoneInfo("Europe/Vilnius"), []
    ten = datetime(day.year, day.month, day.day, 10, tzinfo=zone)
    for week in range(1, 9):
        local = (ten.replace(tzinfo=None) - timedelta(weeks=week)).replace(tzinfo=zone).astimezone(UTC)
        items += [
            {"kind": "message", "id": f"{week}-{number}", "occurred_at": local + timedelta(minutes=number)}
            for number in range(20)
        ]
    usual = ten.astimezone(UTC)
    items += [
        {"kind": "message", "id": f"now-{number}", "occurred_at": usual + timedelta(minutes=number)}
        for number in range(22)
    ]
    spool.hear(workspace.key, [_heard(each, 0, usual) for each in items])
    loader.load(store, now=usual)
    make_rule(Spike(kinds=("message",)), at=usual)
    check_due(usual + timedelta(minutes=61), store=store)
    assert not Firing.objects.exists(), "twenty-two where there usually are twenty"

    later = usual + timedelta(hours=1)
    more = [{"kind": "message", "id": f"rush-{number}", "occurred_at": later} for number in range(22)]
    spool.hear(workspace.key, [_heard(each, 0, later) for each in more])
    loader.load(store, now=later)
    check_due(later + timedelta(minutes=61), store=store)
    firing = Firing.objects.get()
    assert (firing.found["value"], firing.items_count) == (22, 22), "where there usually is nobody"


def test_a_customer_who_waits_is_told_of_once(workspace, store, make_rule):
    make_rule(Unanswered(minutes=60), at=NOON - timedelta(hours=3))
    at = {"kind": "message", "name": "inbound"}
    items = [
        at | {"id": "asked", "thread": "t1", "occurred_at": NOON - timedelta(hours=2)},
        at | {"id": "again", "thread": "t1", "occurred_at": NOON - timedelta(minutes=50)},
        at | {"id": "answered", "thread": "t2", "occurred_at": NOON - timedelta(hours=2)},
        at | {"id": "ours", "name": "human_reply", "thread": "t2", "occurred_at": NOON - timedelta(minutes=110)},
        at | {"id": "fresh", "thread": "t3", "occurred_at": NOON - timedelta(minutes=5)},
    ]
    spool.hear(workspace.key, [_heard(each, 0, NOON) for each in items])
    loader.load(store, now=NOON)
    for minutes in (0, 2, 4):
        check_due(NOON + timedelta(minutes=minutes), store=store)
    assert [item.interaction for item in Firing.objects.get().items.all()] == ["asked"]


def test_a_new_theme_is_told_of_once(workspace, store, make_rule):
    from heedful.understand.themes.models import FoundTheme

    make_rule(NewTheme(), minimum_n=20)
    seen = {"workspace": workspace, "centroid": b"", "first_seen": NOON, "last_seen": NOON}
    FoundTheme.objects.create(key="hum", names={"en": "Humming lights"}, n=30, **seen)
    FoundTheme.objects.create(key="few", names={"en": "Few"}, n=3, **seen)
    check_due(NOON + timedelta(hours=1), store=store)
    check_due(NOON + timedelta(hours=3), store=store)
    assert [firing.found["theme"] for firing in Firing.objects.all()] == ["hum"]


def test_an_angry_text_is_told_of_when_it_is_read_or_at_the_next_look(workspace, store, make_rule):
    from heedful import flow
    from heedful.understand.voices.labelling import label_quickly

    rule = make_rule(Sounds(sign="angry"))
    said = {"kind": "review", "id": "loud", "text": "TERRIBLE, AWFUL AND RUDE!!! NEVER AGAIN, I HATE THIS PLACE!!!"}
    spool.hear(
        workspace.key, [_heard(said, 0, NOON), _heard({"kind": "review", "id": "calm", "text": "Nice"}, 0, NOON)]
    )
    loader.load(store, now=NOON)
    label_quickly(store, workspace.key, NOON)
    assert not Firing.objects.exists(), "nobody was told: as if the process had been killed"
    check_due(NOON + timedelta(minutes=1), store=store)
    check_due(NOON + timedelta(minutes=17), store=store)
    assert [item.interaction for item in Firing.objects.get(rule=rule).items.all()] == ["loud"]

    flow.begin()
    spool.hear(workspace.key, [_heard(said | {"id": "loud too"}, 0, NOON)])
    loader.load(store, now=NOON)
    label_quickly(store, workspace.key, NOON)
    assert Firing.objects.get().items_count == 2
