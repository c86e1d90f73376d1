"""Alice says where a number is to be by when; the page says honestly whether it is getting there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.goals.actions import Aim, set_goal
from heedful.understand.goals.models import Goal
from heedful.understand.goals.pictures import goal_trend
from heedful.understand.goals.standing import Desk, standings, standings_at
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

PAGE = "/understand/goals/"
BEGAN = date(2026, 3, 1)
BEFORE, AFTER = datetime(2026, 2, 10, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def said(**more) -> dict[str, str]:
    today = timezone.now().date()
    given = {
        "measure": "nps:0-10",
        "location": "",
        "target": "50",
        "starts_on": f"{today - timedelta(days=2)}",
        "due_on": f"{today + timedelta(days=90)}",
        "owner": "",
    }
    return given | more


def said_from(day: date, **more) -> dict[str, str]:
    return said(starts_on=f"{day}", **more)


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def begun(alice, store, heard):
    """A goal of 50 points that began in March; half liked it before."""

    def begin(target=50.0, location="", before=(10,) * 100 + (3,) * 100) -> Goal:
        heard(nps(*before, occurred_at=BEFORE, location="nord"))
        aim = Aim(location, target, BEGAN, date(2026, 6, 30), alice)
        return set_goal(("nps", "0-10"), aim, by=alice, store=store, now=NOW)

    return begin


def standing(goal, member, store):
    return standings([goal], member, store=store, now=NOW)[0]


def test_what_was_before_is_measured_at_once_and_kept(begun, heard):
    goal = begun()

    assert (goal.baseline, goal.baseline_n) == (0.0, 200)
    assert goal.baseline_low < 0 < goal.baseline_high
    assert (goal.baseline_from, goal.baseline_to) == (date(2025, 12, 1), date(2026, 2, 28))
    heard(nps(*[10] * 500, occurred_at=BEFORE))
    goal.refresh_from_db()
    assert goal.baseline == 0.0


@pytest.mark.parametrize(
    ("scores", "state", "within"),
    [
        ([10] * 190 + [3] * 10, "reached", False),
        ([10] * 155 + [3] * 45, "on track", True),
        ([10] * 136 + [3] * 64, "on track", False),
        ([10] * 130 + [3] * 70, "too early", False),  # it would do at the end: the earlier, the surer
        ([10] * 103 + [3] * 97, "too early", False),
        ([10] * 20 + [3] * 180, "at risk", False),
        ([10] * 5, "too early", False),
        ([], "too early", False),
    ],
)
def test_where_it_stands_is_judged_by_intervals(begun, alice, store, heard, scores, state, within):
    goal = begun()
    heard(nps(*scores, occurred_at=AFTER))

    found = standing(goal, alice, store)

    assert (found.state, found.within, found.now.n) == (state, within, len(scores))


def test_lower_is_better_where_it_is(alice, store, heard):
    def talk(number: int, at: datetime, wait: timedelta):
        thread = {"thread": f"{at:%m}-{number}", "kind": "message"}
        asked = {**thread, "name": "inbound", "occurred_at": at}
        return [asked, {**thread, "name": "human_reply", "employee": "ruta", "occurred_at": at + wait}]

    heard([row for n in range(60) for row in talk(n, BEFORE + timedelta(hours=n), timedelta(minutes=50 + n % 9))])
    aim = Aim("", 1800.0, BEGAN, date(2026, 6, 30), alice)
    goal = set_goal(("first_response", "median"), aim, by=alice, store=store, now=NOW)
    assert goal.baseline > 3000.0
    heard([row for n in range(60) for row in talk(n, AFTER + timedelta(hours=n), timedelta(minutes=10 + n % 9))])

    assert standing(goal, alice, store).state == "reached"


def test_a_goal_that_knows_no_before_says_so(begun, alice, store, heard):
    goal = begun(before=())
    heard(nps(*[10] * 100, *[3] * 100, occurred_at=AFTER))

    assert (goal.baseline, goal.baseline_n) == (None, 0)
    found = standing(goal, alice, store)
    assert (found.state, found.expected.value) == ("too early", None)


def test_what_was_heard_after_its_last_day_is_another_matter(begun, alice, store, heard):
    goal = begun()
    goal.due_on = date(2026, 3, 20)
    heard(nps(*[10] * 100, occurred_at=AFTER))

    found = standing(goal, alice, store)

    assert (found.state, found.is_over, found.until) == ("unsure", True, date(2026, 3, 20))


def test_a_goal_of_nord_looks_at_nord_only(begun, alice, store, heard):
    goal = begun(location="nord")
    heard(nps(*[10] * 100, occurred_at=AFTER, location="sud"))

    found = standing(goal, alice, store)

    assert (found.places, found.now.n) == (["Nord"], 0)


def test_alice_sets_a_goal_and_sees_it(as_alice, alice):
    answer = as_alice.post(f"{PAGE}new/", said(owner=str(alice.pk), location="nord"), follow=True)

    goal = Goal.objects.get()
    assert (goal.target, goal.where, goal.owner) == (50.0, [["location", ["nord"]]], alice)
    assert "Nothing was heard since it began." in answer.content.decode()
    assert Trace.objects.get(what="goal set").details["target"] == 50.0


def test_alice_changes_the_target_and_what_was_before_stays(as_alice, begun):
    goal = begun()
    form = as_alice.get(f"{PAGE}{goal.pk}/form/").context["form"]
    given = {name: form[name].value() for name in form.fields} | {"target": "60"}
    assert (given["starts_on"], given["location"]) == (BEGAN, "")

    as_alice.post(f"{PAGE}{goal.pk}/form/", given)
    goal.refresh_from_db()
    assert (goal.target, goal.baseline_n) == (60.0, 200)

    as_alice.post(f"{PAGE}{goal.pk}/form/", given | {"location": "sud"})
    goal.refresh_from_db()
    assert (goal.where, goal.baseline_n) == ([["location", ["sud"]]], 0)


def test_alice_removes_a_goal(as_alice, begun):
    as_alice.post(f"{PAGE}{begun().pk}/removal/")

    assert not Goal.objects.exists()
    assert Trace.objects.filter(what="goal removed").exists()


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"measure": ""}, "measure", "This field is required."),
        ({"measure": "retention:curve"}, "measure", "not one of the available choices"),
        ({"target": "150"}, "target", "between −100 and 100"),
        ({"location": "moon"}, "location", "not one of the available choices"),
        ({"starts_on": "2199-01-01"}, "starts_on", "Today at the latest"),
        ({"starts_on": "1900-01-01"}, "starts_on", "Today at the latest"),
        ({"due_on": "2001-01-01"}, "due_on", "After the day from which it counts."),
        ({"owner": "999999"}, "owner", "not one of the available choices"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, sent, field, says):
    answer = as_alice.post(f"{PAGE}new/", said(**sent))

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Goal.objects.exists()


def test_bob_reads_and_sets_nothing(client, bob, begun):
    goal = begun()
    client.force_login(bob.user)

    page = client.get(PAGE)
    assert "Net Promoter Score" in page.content.decode()
    assert "Set a goal" not in page.content.decode()
    assert "Remove" not in client.get(f"{PAGE}{goal.pk}/").content.decode()
    for address in (f"{PAGE}new/", f"{PAGE}{goal.pk}/form/"):
        assert client.get(address).status_code == client.post(address, said()).status_code == 403
    assert client.post(f"{PAGE}{goal.pk}/removal/").status_code == 403


def test_charlie_meets_none_of_alices(client, charlie, begun):
    goal = begun()
    client.force_login(charlie.user)

    assert client.get(PAGE).context["standings"] == []
    assert client.get(f"{PAGE}{goal.pk}/").status_code == 404
    assert client.get(f"{PAGE}{goal.pk}/form/").status_code == 404
    assert client.post(f"{PAGE}{goal.pk}/removal/").status_code == 404


def test_one_of_nord_sets_goals_for_nord_only(client, workspace, begun, store):
    for_all = begun()
    ema = make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))
    client.force_login(ema.user)

    assert client.get(f"{PAGE}{for_all.pk}/").status_code == 404
    assert client.post(f"{PAGE}new/", said()).status_code == 422
    assert client.post(f"{PAGE}new/", said(location="sud")).status_code == 422
    assert client.post(f"{PAGE}new/", said(location="nord")).status_code == 302


def test_wrong_methods_are_refused(as_alice, begun):
    goal = begun()

    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.post(f"{PAGE}{goal.pk}/").status_code == 405
    assert as_alice.put(f"{PAGE}{goal.pk}/form/").status_code == 405
    assert as_alice.get(f"{PAGE}{goal.pk}/removal/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(as_alice, begun, number, django_assert_num_queries):
    for _ in range(number):
        begun()
    as_alice.get(PAGE)

    with django_assert_num_queries(16):
        page = as_alice.get(PAGE)

    assert len(page.context["standings"]) == number


def test_a_goal_of_a_measure_that_is_no_more_can_still_be_removed(as_alice, workspace):
    Goal.objects.create(workspace=workspace, metric="happiness", method="old", target=1, due_on=date(2026, 1, 1))

    page = as_alice.get(PAGE).content.decode()

    assert "happiness" in page
    assert "/removal/" in page


def test_a_goals_page_shows_where_it_stands_its_path_and_who_set_it(as_alice, alice, store, heard):
    heard(nps(*[10] * 100, *[3] * 100, occurred_at=BEFORE))
    goal = set_goal(("nps", "0-10"), Aim("", 50.0, BEGAN, date(2040, 6, 30), alice), by=alice, store=store, now=NOW)
    heard(nps(*[10] * 20, *[3] * 180, occurred_at=AFTER))

    page = as_alice.get(f"{PAGE}{goal.pk}/")

    text = page.content.decode()
    assert "At risk" in text
    assert "It is short of that by more than chance." in text
    assert "target +50.0 by 30 Jun 2040" in text
    assert Trace.objects.get(what="goal set").subject == f"goal:{goal.pk}"


def test_the_picture_leads_from_what_was_before_to_the_target(begun, alice, store, heard):
    goal = begun()
    heard(nps(*[10] * 20, *[3] * 180, occurred_at=AFTER))
    desk = Desk.of(alice, store=store, now=NOW)

    trend = goal_trend(standings_at(desk, [goal])[0], desk, currency="EUR")

    measured, path = ({point.at: point for point in series.points} for series in trend.series)
    assert (trend.per, trend.goal) == ("month", 50.0)
    assert {at: point.value for at, point in measured.items() if point.n} == {
        date(2026, 2, 1): 0.0,
        date(2026, 4, 1): -80.0,
    }
    assert (measured[date(2026, 5, 1)].value, measured[date(2026, 5, 1)].n) == (None, None)
    steps = [point.value for point in path.values()]
    assert steps[:3] == [None, None, None]
    assert 0 < steps[3] < steps[4] < steps[-1] < 50


@pytest.mark.parametrize(
    ("before", "said", "target", "written"),
    [
        ((10,) * 60 + (3,) * 40, "+10 points", 30.0, "+10 points"),
        ((10,) * 60 + (3,) * 40, "−5 points", 15.0, "−5 points"),
    ],
)
def test_a_target_may_be_said_from_what_was_before(as_alice, heard, before, said, target, written):
    yesterday = timezone.now() - timedelta(days=1)
    heard(nps(*before, occurred_at=yesterday, received_at=yesterday))
    today = yesterday.date() + timedelta(days=1)

    answer = as_alice.post(f"{PAGE}new/", said_from(today, target=said), follow=True)

    goal = Goal.objects.get()
    assert goal.target == target
    assert f"({written})" in answer.content.decode()
    assert as_alice.get(f"{PAGE}{goal.pk}/form/").context["form"]["target"].value() == written


def test_where_nothing_was_heard_before_the_target_has_to_be_said_itself(as_alice):
    answer = as_alice.post(f"{PAGE}new/", said(target="+10 points"))

    assert answer.status_code == 422
    assert "What was before is not known yet" in answer.content.decode()
    assert not Goal.objects.exists()


def test_what_customers_do_is_told_after_as_long_a_time_as_before(alice, store, heard):
    def orders(day: datetime, n: int):
        at = {"kind": "order", "value": 10.0, "currency": "EUR", "occurred_at": day}
        return [{"alias": f"c{k}", **at} for k in range(n)]

    heard([row for back in (20, 40) for row in orders(datetime(2026, 3, 30, tzinfo=UTC) - timedelta(days=back), 30)])
    aim = Aim("", 0.9, date(2026, 4, 1), date(2026, 12, 31), alice)
    goal = set_goal(("repeat_purchase", "share"), aim, by=alice, store=store, now=NOW)
    assert goal.baseline == 1.0
    heard(orders(datetime(2026, 4, 10, tzinfo=UTC), 30))

    found = standing(goal, alice, store)

    assert (found.state, found.now.n, found.told_from) == ("too early", 0, date(2026, 6, 29))
