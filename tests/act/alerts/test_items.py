"""Rules about single items: who is told of what, and how often."""

from datetime import timedelta

import pytest

from heedful import flow
from heedful.act.alerts.conditions import Detractor, Score, Stars, WordsSaid
from heedful.act.alerts.models import Firing, FiringItem
from heedful.act.notifications.models import Notice
from tests.act.alerts.conftest import A_DAY, NOON, answer, review


@pytest.fixture(autouse=True)
def passed_on(store):
    flow.begin()


def test_a_detractor_alarms_alice_with_exactly_that_answer(make_rule, hear, alice):
    make_rule(Detractor())
    hear(answer(9, id="glad"), answer(3, id="sad"), answer(2, id="other scale", scale="csat:1-5"))

    firing = Firing.objects.get()
    assert (firing.location, firing.items_count, firing.told_at) == ("nord", 1, NOON)
    assert [item.interaction for item in firing.items.all()] == ["sad"]
    assert {notice.member for notice in Notice.objects.all()} == {alice}


def test_what_is_heard_twice_alarms_once(make_rule, hear):
    make_rule(Detractor())
    hear(answer(3, id="sad"))
    hear(answer(3, id="sad"), now=NOON + 3 * A_DAY)
    assert (Firing.objects.count(), FiringItem.objects.count()) == (1, 1)


def test_a_hundred_within_the_window_are_one_alert_and_one_telling(make_rule, hear):
    make_rule(Detractor(), window_minutes=60)
    hear(*(answer(1) for _ in range(60)))
    told = Notice.objects.count()
    hear(*(answer(1) for _ in range(40)), now=NOON + timedelta(minutes=30))
    assert Firing.objects.get().items_count == 100
    assert Notice.objects.count() == told
    hear(answer(1), now=NOON + timedelta(minutes=61))
    assert Firing.objects.count() == 2


def test_while_it_rests_it_counts_in_silence(make_rule, hear):
    make_rule(Detractor(), window_minutes=60, cooldown_minutes=600)
    hear(answer(1))
    hear(answer(1), now=NOON + timedelta(hours=8))
    assert Firing.objects.get().items_count == 2


def test_five_in_an_hour_are_waited_for(make_rule, hear):
    make_rule(Detractor(), window_minutes=60, minimum_n=5)
    hear(*(answer(1) for _ in range(4)))
    assert Firing.objects.get().told_at is None and not Notice.objects.exists()
    later = NOON + timedelta(minutes=90)  # the four lie outside of the hour by now
    hear(*(answer(1) for _ in range(4)), now=later)
    assert Firing.objects.get().told_at is None and Firing.objects.get().items_count == 4
    hear(answer(1), now=later + timedelta(minutes=20))
    assert Firing.objects.get().told_at is not None and Firing.objects.get().items_count == 5
    assert Notice.objects.exists()


def test_ten_thousand_are_grouped_and_capped_and_counted(make_rule, hear):
    make_rule(Stars())
    hear(*(review(1, id=f"r{number}") for number in range(10_000)))
    firing = Firing.objects.get()
    assert (firing.items_count, firing.items.count()) == (10_000, 200)
    assert Notice.objects.values("member", "way").distinct().count() == Notice.objects.count()


def test_each_place_has_its_own_alert(make_rule, hear):
    make_rule(Stars(at_most=2), locations=["nord", "sud"])
    hear(review(1), review(2, location="sud"), review(1, location="ost"), review(3))
    assert sorted(Firing.objects.values_list("location", flat=True)) == ["nord", "sud"]


def test_words_are_found_in_four_languages_however_they_are_typed(make_rule, hear):
    make_rule(WordsSaid(words=("poisoned", "отравился", "отруївся", "apsinuodijau", "never again")))
    hear(
        review(5, id="en", text="I was POISONED here"),
        review(5, id="ru", text="Отравился, ещё и нахамили"),
        review(5, id="uk", text="я отруївся!"),
        review(5, id="lt", text="Apsinuodijau. Siaubas"),
        review(5, id="phrase", text="Never, again"),
        review(5, id="inside", text="unpoisoned and fine"),
        {"kind": "message", "name": "human_reply", "id": "ours", "text": "Were you poisoned?"},
    )
    assert set(FiringItem.objects.values_list("interaction", flat=True)) == {"en", "ru", "uk", "lt", "phrase"}


def test_an_import_of_old_answers_alarms_nobody_nor_does_what_came_before_it_was_on(make_rule, hear):
    make_rule(Score(scale="csat:1-5", at_most=2))
    low = {"kind": "answer", "scale": "csat:1-5", "value": 1.0}
    hear(low | {"occurred_at": NOON - 20 * A_DAY})
    hear(low, now=NOON - timedelta(hours=2))
    assert not Firing.objects.exists()
    hear(low)
    assert Firing.objects.count() == 1


def test_another_workspace_is_not_looked_at(make_rule, hear, charlie, store):
    make_rule(Detractor())
    from heedful.interactions import loader, spool
    from tests.act.alerts.conftest import _heard

    spool.hear(charlie.workspace.key, [_heard(answer(1), 1, NOON)])
    loader.load(store, now=NOON)
    assert not Firing.objects.exists()


def test_in_quiet_hours_it_fires_and_is_told_of_when_they_are_over(make_rule, hear):
    make_rule(Detractor(), quiet_hours="Mon-Sun 14:00-16:00")
    hear(answer(1))
    assert Firing.objects.get().told_at == NOON
    assert {notice.due_at for notice in Notice.objects.all()} == {NOON + timedelta(hours=1)}


def test_cases_are_opened_for_each_of_them_up_to_fifty(make_rule, hear):
    from heedful.act.cases.models import Case

    make_rule(Stars(), opens_case=True)
    hear(*(review(1, id=f"r{number}", text=f"Bad {number}") for number in range(60)))
    assert Case.objects.count() == 50
    assert Firing.objects.get().found["cases"] == 50


def test_who_is_erased_is_no_item_of_an_alert_any_more_and_is_quoted_nowhere(make_rule, hear, workspace):
    from heedful.act.alerts.erasing import forget_in_alerts

    make_rule(Stars())
    hear(review(1, id="ann's", alias="ann", text="Cold showers"), review(1, id="ben's", alias="ben"))
    assert Notice.objects.exists()
    for _again in range(2):
        forget_in_alerts(workspace, ["ann"])
        assert [item.interaction for item in FiringItem.objects.all()] == ["ben's"]
        assert not Notice.objects.exists() and Firing.objects.get().items_count == 2
