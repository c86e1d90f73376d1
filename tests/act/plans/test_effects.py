"""What a plan could tell is said before, what came of it is measured and kept; by the estimators that prove it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils.translation import override

from heedful.act.notifications.events import said
from heedful.act.notifications.models import Notice
from heedful.act.plans import actions
from heedful.act.plans.designing import sentence_of
from heedful.act.plans.measuring import keep_effect
from heedful.act.plans.models import Effect
from heedful.act.plans.queries import promised_of
from heedful.act.plans.tasks import begin_due, measure_due, remeasure_later
from heedful.act.webhooks.actions import create_endpoint
from heedful.act.webhooks.models import Delivery
from heedful.people.members.models import Role
from heedful.understand.effects.design import Found
from tests.act.plans.conftest import AFTER, BEFORE, BEGINS, CLUBS, WORDS, aim
from tests.factories import make_member

OTHERS = tuple(sorted(set(CLUBS) - {"nord"}))
BEGUN = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_before_it_begins_it_says_what_could_be_told(committed):
    promised = promised_of(committed)

    assert (committed.design, promised.trust) == ("compared", 2)
    assert 500 < promised.n_before <= 20 * 26  # what was heard of Nord until yesterday
    assert 0 < promised.smallest < 100
    assert promised.expected == 20.0 and 0 < promised.chance <= 1


def test_an_effect_is_measured_kept_and_told(committed, alice, store):
    hook, _secret = create_endpoint(alice.workspace, url="https://t.example/", events=["plan.effect_measured"],
                                    by=alice, now=BEFORE)  # fmt: skip
    begin_due(BEGUN)
    committed.refresh_from_db()

    kept = keep_effect(committed, store=store, now=AFTER)

    found = Found.of(kept.found)
    assert (found.state, found.trust, found.apart) == ("told", 2, True)
    assert found.low < found.value < found.high and found.value > 20
    assert found.placebo is None or found.placebo.value is not None
    told = Notice.objects.get(event="plan.effect_measured", way="here", member=alice)
    (line,) = said(told.event, told.words).lines
    assert "Nord rose by" in line and "more than elsewhere" in line
    with override("lt"):
        assert "pakilo daugiau nei kitur" in said(told.event, told.words).lines[0]
    assert Delivery.objects.get(endpoint=hook).event == "plan.effect_measured"
    keep_effect(committed, store=store, now=AFTER + timedelta(hours=1))
    keep_effect(committed, store=store, now=AFTER + timedelta(days=1))
    assert Effect.objects.count() == 2
    assert Notice.objects.filter(event="plan.effect_measured", way="here").count() == 1
    assert Delivery.objects.count() == 2


def test_of_a_plan_about_a_touchpoint_only_what_was_heard_there_counts(answered, alice, store):
    answered(better={"nord": 3.0}, touchpoint="showers", each_week=10)
    answered(touchpoint="class", name="b")
    words = WORDS | {"touchpoint": "showers"}
    plan = actions.write_plan(alice.workspace, words, aim("nord"), by=alice, now=BEFORE)
    actions.compare_plan(plan, OTHERS, store=store, by=alice, now=BEFORE)
    actions.commit_plan(plan, by=alice, now=BEFORE)
    begin_due(BEGUN)
    plan.refresh_from_db()

    found = Found.of(keep_effect(plan, store=store, now=AFTER).found)

    assert (promised_of(plan).n_before, found.n) == (10 * 26 - 3, 10 * 12)  # its last three days were not over
    assert found.value > 20  # of all that was heard there and in class, it would be a third
    assert sentence_of(found, plan, ["Nord"]).startswith("Net Promoter Score at “showers” in Nord rose by")


def test_it_is_measured_once_a_day_and_when_more_was_heard(committed, answered, store):
    assert measure_due(BEGUN) == 0  # it has not begun
    begin_due(BEGUN)
    committed.refresh_from_db()
    assert (measure_due(BEGUN), measure_due(BEGUN)) == (1, 0)

    kept = keep_effect(committed, store=store, now=AFTER)
    cache.clear()
    assert measure_due(AFTER) == 0
    assert measure_due(AFTER + timedelta(days=1)) == 1
    assert measure_due(AFTER + timedelta(days=20)) == 0  # what comes later than this is not waited for
    cache.clear()
    later = AFTER + timedelta(hours=1)
    assert not remeasure_later(committed, kept, store=store, now=later)
    answered(name="late", from_on=BEGINS, each_week=1)
    assert remeasure_later(committed, kept, store=store, now=later)


@pytest.fixture
def measured(committed, store):
    begin_due(BEGUN)
    committed.refresh_from_db()
    keep_effect(committed, store=store, now=AFTER)
    return committed


def test_the_page_shows_what_came_of_it(client, alice, measured):
    client.force_login(alice.user)
    page = client.get(f"/act/plans/{measured.pk}/")
    text = page.content.decode()

    for words in ("rose by", "What would have been without it", "How far apart they were", "Sud"):
        assert words in text
    fragment = client.get(f"/act/plans/{measured.pk}/effect/", headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="plan-effect"') and "rose by" in fragment
    assert "rose by" in client.get("/act/plans/").content.decode()


def test_one_of_nord_sees_the_effect_and_not_the_other_places(client, workspace, measured):
    client.force_login(make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",)).user)
    text = client.get(f"/act/plans/{measured.pk}/").content.decode()

    assert "rose by" in text and "5 other places" in text
    assert not any(name in text for name in (">Sud", "Sud,", "Hafen", "What would have been without it"))
    assert client.post(f"/act/plans/{measured.pk}/end/", {"conclusion": "Mine"}).status_code == 403


def test_two_at_once_are_said_beside_the_effect(client, alice, measured, store):
    other = actions.write_plan(alice.workspace, {"name": "New trainers"}, aim("nord", "sud"), by=alice, now=BEFORE)
    other.committed_at = BEFORE
    other.save()
    client.force_login(alice.user)

    text = client.get(f"/act/plans/{measured.pk}/").content.decode()
    assert "New trainers" in text and "nobody can tell which of the two did it" in text
    assert "what came of the two cannot be told apart" in text


def test_the_third_step_proposes_a_comparison_and_works_out_what_it_tells(client, alice, answered, store):
    answered(from_on=BEGINS - timedelta(weeks=12), each_week=6)
    plan = actions.write_plan(alice.workspace, {"name": "Lockers"}, aim("nord"), by=alice, now=BEFORE)
    client.force_login(alice.user)

    page = client.get(f"/act/plans/{plan.pk}/comparison/")
    ticked = page.context["form"]["compared"].value()
    assert ticked and set(ticked) <= set(OTHERS)
    answer = client.post(f"/act/plans/{plan.pk}/comparison/", {"compared": ticked}, follow=True)
    assert "The smallest effect that it could tell" in answer.content.decode()
    assert "Commit to it" in answer.content.decode()
    client.post(f"/act/plans/{plan.pk}/commitment/")
    plan.refresh_from_db()
    assert (plan.compared, bool(plan.begun_at)) == (sorted(ticked), True)


def test_with_nobody_to_compare_with_it_is_held_against_its_own_past(alice, answered, store):
    answered()
    plan = actions.write_plan(alice.workspace, {"name": "All"}, aim(*CLUBS), by=alice, now=BEFORE)
    actions.compare_plan(plan, (), store=store, by=alice, now=BEFORE)

    assert (plan.design, promised_of(plan).trust) == ("before and after", 4)
