"""Alice writes a plan in three steps, commits to it, and sees what came of it; each sees what is theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.act.plans import actions
from heedful.act.plans.models import Plan, PlanTask
from heedful.people.members.models import Role
from tests.act.plans.conftest import BEFORE, WORDS, aim
from tests.factories import make_member

PAGE = "/act/plans/"


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def plan(alice) -> Plan:
    return actions.write_plan(alice.workspace, WORDS, aim("nord", owner=alice), by=alice, now=BEFORE)


def aimed(**more) -> dict[str, object]:
    begins = timezone.now().date() + timedelta(days=7)
    given = {"measure": "nps:0-10", "places": ["nord"], "starts_on": f"{begins}"}
    return given | {"ends_on": f"{begins + timedelta(days=83)}", "expected": "20"} | more


def test_an_empty_list_says_what_to_do_next(as_alice, client, bob):
    assert "Write a plan" in as_alice.get(PAGE).content.decode()
    client.force_login(bob.user)
    assert "Write a plan" not in client.get(PAGE).content.decode()


def test_the_first_step_begins_with_what_is_known(as_alice, alice):
    address = f"{PAGE}new/?touchpoint=changing+rooms&driver=Showers&place=nord&place=moon&measure=csat:top2of5"
    page = as_alice.get(address)
    assert page.context["form"]["touchpoint"].value() == "changing rooms"

    answer = as_alice.post(address, WORDS | {"touchpoint": "changing rooms", "driver": "Showers"})

    made = Plan.objects.get()
    assert answer["Location"] == f"{PAGE}{made.pk}/aim/"
    assert (made.touchpoint, made.driver, made.treated, made.owner) == ("changing rooms", "Showers", ["nord"], alice)
    assert (made.metric, made.method) == ("csat", "top2of5")


def test_the_second_step_says_what_is_to_move(as_alice, plan):
    form = as_alice.get(f"{PAGE}{plan.pk}/aim/").context["form"]
    assert (form["places"].value(), form["measure"].value(), form["expected"].value()) == (["nord"], "nps:0-10", "20")

    answer = as_alice.post(f"{PAGE}{plan.pk}/aim/", aimed(places=["nord", "sud"], expected="5"))

    plan.refresh_from_db()
    assert answer["Location"] == f"{PAGE}{plan.pk}/comparison/"
    assert (plan.treated, plan.expected) == (["nord", "sud"], 5.0)


def test_only_what_is_heard_at_its_touchpoint_counts_unless_it_is_unticked(as_alice, plan):
    assert "at_touchpoint" not in as_alice.get(f"{PAGE}{plan.pk}/aim/").context["form"].fields
    actions.reword_plan(plan, {"touchpoint": "showers"}, by=None, now=BEFORE)
    page = as_alice.get(f"{PAGE}{plan.pk}/aim/")
    assert page.context["form"]["at_touchpoint"].value() is True
    assert "Only what is heard at “showers”" in page.content.decode()

    as_alice.post(f"{PAGE}{plan.pk}/aim/", aimed(at_touchpoint="on"))
    plan.refresh_from_db()
    assert plan.where == [["touchpoint", ["showers"]]]
    assert "Net Promoter Score at “showers”" in as_alice.get(f"{PAGE}{plan.pk}/").content.decode()

    as_alice.post(f"{PAGE}{plan.pk}/aim/", aimed())
    plan.refresh_from_db()
    assert plan.where == []


def test_a_shorter_wait_is_the_improvement_where_less_is_better(as_alice, plan):
    as_alice.post(f"{PAGE}{plan.pk}/aim/", aimed(measure="first_response:median", expected="30 min"))

    plan.refresh_from_db()
    assert plan.expected == -1800.0
    assert as_alice.get(f"{PAGE}{plan.pk}/aim/").context["form"]["expected"].value() == "30 min"


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"measure": ""}, "measure", "Choose a measure, or a goal."),
        ({"places": []}, "places", "Tick one place at least."),
        ({"places": ["moon"]}, "places", "not one of the available choices"),
        ({"how_many": "1"}, "how_many", "Fewer than are ticked"),
        ({"expected": "a lot"}, "expected", "not a number"),
        ({"starts_on": "2001-01-01"}, "starts_on", "Within a year of today."),
        ({"ends_on": "2001-01-01"}, "ends_on", "After its first day"),
        ({"owner": "99999"}, "owner", "not one of the available choices"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, plan, sent, field, says):
    answer = as_alice.post(f"{PAGE}{plan.pk}/aim/", aimed(**sent))

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_a_plan_that_says_nothing_is_none(as_alice):
    answer = as_alice.post(f"{PAGE}new/", {"name": "Only a name"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"problem", "action"}
    assert not Plan.objects.exists()


def test_tasks_are_added_done_and_taken_away(as_alice, plan, alice):
    given = {"words": "Order lockers", "owner": alice.pk, "due_on": "2026-03-01"}
    answer = as_alice.post(f"{PAGE}{plan.pk}/tasks/", given, follow=True)
    assert "Order lockers" in answer.content.decode()

    task = PlanTask.objects.get()
    as_alice.post(f"{PAGE}tasks/{task.pk}/done/")
    task.refresh_from_db()
    assert task.done_at
    page = as_alice.get(f"{PAGE}{plan.pk}/").content.decode()
    assert "Task done: Order lockers" in page and "Not done after all" in page
    as_alice.post(f"{PAGE}tasks/{task.pk}/done/", {"undone": "1"})
    as_alice.post(f"{PAGE}tasks/{task.pk}/removal/")
    assert not PlanTask.objects.exists()
    assert as_alice.post(f"{PAGE}{plan.pk}/tasks/", {"words": ""}).status_code == 422


def test_what_cannot_be_done_is_said(as_alice, plan):
    assert "First choose" in as_alice.post(f"{PAGE}{plan.pk}/commitment/", follow=True).content.decode()
    answer = as_alice.post(f"{PAGE}{plan.pk}/end/", {"conclusion": "Given up"}, follow=True)
    assert "remove it instead" in answer.content.decode()
    assert as_alice.post(f"{PAGE}{plan.pk}/end/", {}).status_code == 422
    as_alice.post(f"{PAGE}{plan.pk}/removal/")
    assert not Plan.objects.exists()


def test_bob_reads_and_changes_nothing(client, bob, plan, store):
    client.force_login(bob.user)
    page = client.get(f"{PAGE}{plan.pk}/")

    assert page.status_code == 200 and "Add the task" not in page.content.decode()
    for step in ("problem", "aim", "comparison"):
        assert client.get(f"{PAGE}{plan.pk}/{step}/").status_code == 403
    for change in ("commitment", "end", "removal", "tasks"):
        assert client.post(f"{PAGE}{plan.pk}/{change}/").status_code == 403
    assert client.get(f"{PAGE}new/").status_code == 403


def test_charlie_meets_none_of_alices(client, charlie, plan, store):
    client.force_login(charlie.user)

    for step in ("", "effect/", "problem/", "aim/", "comparison/"):
        assert client.get(f"{PAGE}{plan.pk}/{step}").status_code == 404
    for change in ("commitment", "end", "removal", "tasks"):
        assert client.post(f"{PAGE}{plan.pk}/{change}/").status_code == 404


def test_one_of_nord_plans_for_nord(client, workspace, alice, store):
    at_both = actions.write_plan(workspace, WORDS, aim("nord", "sud"), by=alice, now=BEFORE)
    client.force_login(make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",)).user)

    assert client.get(f"{PAGE}{at_both.pk}/").status_code == 404
    client.post(f"{PAGE}new/?place=sud", WORDS)
    own = Plan.objects.exclude(pk=at_both.pk).get()
    assert own.treated == []
    assert client.post(f"{PAGE}{own.pk}/aim/", aimed(places=["sud"])).status_code == 422
    assert client.post(f"{PAGE}{own.pk}/aim/", aimed()).status_code == 302
    assert "What is still to be said" in client.get(f"{PAGE}{own.pk}/").content.decode()


def test_wrong_methods_are_refused(as_alice, plan):
    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.put(f"{PAGE}{plan.pk}/aim/").status_code == 405
    assert as_alice.get(f"{PAGE}{plan.pk}/commitment/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_no_more_for_more_plans(as_alice, alice, number, django_assert_num_queries):
    for _ in range(number):
        made = actions.write_plan(alice.workspace, WORDS, aim("nord", owner=alice), by=alice, now=BEFORE)
        actions.add_task(made, "Paint", owner=alice, due_on=None, by=alice, now=BEFORE)
    as_alice.get(PAGE)

    with django_assert_num_queries(16):
        as_alice.get(PAGE)


def test_those_that_are_over_stand_on_pages_of_their_own(as_alice, alice):
    for number in range(23):
        made = actions.write_plan(alice.workspace, WORDS | {"name": f"Plan {number:02}"}, aim("nord"), by=alice,
                                  now=BEFORE)  # fmt: skip
        made.committed_at = made.begun_at = BEFORE
        made.save()

    first = as_alice.get(PAGE)
    second = as_alice.get(f"{PAGE}?{first.context['page'].later}")
    seen = [each.plan.name for page in (first, second) for each in page.context["groups"][0]["plans"]]
    assert seen == [f"Plan {number:02}" for number in reversed(range(23))]
    assert as_alice.get(f"{PAGE}?{second.context['page'].earlier}").context["page"].rows == first.context["page"].rows
