"""The overview: how are we doing, what changed and is it real, what to do next."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from heedful.interactions.rejected import reject
from heedful.people.members.models import Role
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.norms.models import Norm
from tests.factories import make_member
from tests.understand.conftest import nps

ADDRESS = "/understand/overview/"
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
BEFORE = datetime(2025, 12, 1, 12, tzinfo=UTC)


def csat(*scores, **more):
    return [{"name": "content", "scale": "csat:1-5", "value": float(score), **more} for score in scores]


def page(client, member, query=""):
    client.force_login(member.user)
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_has_heard_nothing_is_told_how_to_begin(client, alice, store):
    text = page(client, alice)

    assert "Nothing was heard yet" in text
    assert 'href="/listen/imports/new/"' in text
    assert 'href="/listen/start/"' in text


def test_who_may_not_import_is_not_led_to_it(client, bob, store):
    text = page(client, bob)

    assert "Nothing was heard yet" in text
    assert "/listen/imports/new/" not in text


def test_the_number_stands_with_its_interval_and_n_at_once_and_the_rest_is_loaded_after(client, alice, heard):
    heard(nps(*[10] * 60, *[8] * 20, *[3] * 20))

    text = page(client, alice)

    assert "+40.0" in text
    assert "between +23." in text
    assert "100 answers" in text
    assert 'hx-trigger="load"' in text
    assert 'href="?whole=1"' in text
    assert "What to do next?" not in text


def test_home_leads_to_it_once_anything_was_heard(client, alice, heard):
    heard(nps(10))
    client.force_login(alice.user)

    assert client.get("/")["Location"] == ADDRESS


def test_the_rest_comes_as_a_part_of_the_page_and_next_time_with_it(client, alice, heard):
    heard(nps(*[10] * 60, *[3] * 40))
    client.force_login(alice.user)

    part = client.get(f"{ADDRESS}?whole=1", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="overview-numbers"')
    assert "What to do next?" in part
    assert "What to do next?" in page(client, alice)


def test_a_fall_that_is_no_chance_is_told_with_the_place_it_comes_from(client, alice, heard):
    heard(nps(*[10] * 80, *[3] * 20, location="nord", occurred_at=BEFORE))
    heard(nps(*[10] * 80, *[3] * 20, location="sud", occurred_at=BEFORE))
    heard(nps(*[10] * 20, *[3] * 80, location="nord", occurred_at=NOW))
    heard(nps(*[10] * 80, *[3] * 20, location="sud", occurred_at=NOW))

    text = page(client, alice, "?whole=1&from=2026-01-01&to=2026-04-10")

    changed = text[text.index('id="changed"') :]
    assert "Worse" in changed
    assert "comes from Nord." in changed
    assert "Nothing changed that is more than chance" not in changed


def test_a_place_that_falls_while_the_whole_stands_still_is_told_by_its_name(client, alice, heard):
    for where, before, now in (("nord", 80, 30), ("sud", 30, 80)):
        heard(nps(*[10] * before, *[3] * (100 - before), location=where, occurred_at=BEFORE))
        heard(nps(*[10] * now, *[3] * (100 - now), location=where, occurred_at=NOW))

    changed = page(client, alice, "?whole=1&from=2026-01-01&to=2026-04-10").partition('id="changed"')[2]

    assert "Net Promoter Score at Nord" in changed
    assert changed.index("Net Promoter Score at Nord") < changed.index("Net Promoter Score at Sud")  # worse first


def test_what_is_only_chance_is_a_good_state(client, alice, heard):
    heard(nps(*[10] * 50, *[3] * 50, occurred_at=BEFORE))
    heard(nps(*[10] * 52, *[3] * 48, occurred_at=NOW))

    text = page(client, alice, "?whole=1&from=2026-01-01&to=2026-04-10")

    assert "Nothing changed that is more than chance." in text
    assert "No change to be sure of" in text


def test_too_few_answers_are_kept_back_with_how_many_more_it_takes(client, alice, heard):
    heard(nps(10, 10, 3))

    text = page(client, alice, "?whole=1")

    assert "it takes 7 answers more" in text
    assert "3 answers so far; it takes 7 answers more until it may be told." in text


def test_what_waits_for_data_is_told_by_what_to_bring_in(client, alice, bob, heard):
    heard(nps(10))

    assert "Bring in reviews" in page(client, alice, "?whole=1")
    assert "/listen/imports/" in page(client, alice, "?whole=1").partition('id="next"')[2]
    assert "/listen/imports/" not in page(client, bob, "?whole=1").partition('id="next"')[2]  # he may only look


def test_a_measure_that_was_never_asked_about_is_not_said_to_lie_in_another_time(client, alice, heard):
    heard(nps(*[9] * 20))

    shown = page(client, alice, "?whole=1")

    assert "They allow: Customer satisfaction, Customer effort" in shown
    assert "Nothing in this time for" not in shown


def test_a_touchpoint_surely_below_its_standard_is_the_first_thing_to_do(client, alice, heard, workspace):
    Standard.objects.create(workspace=workspace, touchpoint="desk", metric="csat", method="top2of5", at_least=0.9)
    Standard.objects.create(workspace=workspace, touchpoint="pool", metric="csat", method="top2of5", at_least=0.9)
    heard([*csat(*[1] * 50, *[5] * 50, touchpoint="desk"), *csat(*[5] * 17, *[1] * 3, touchpoint="pool")])

    steps = page(client, alice, "?whole=1").partition('id="next"')[2]

    assert "desk does not keep its standard" in steps
    assert "promised is at least 90.0" in steps
    assert "pool does not keep its standard" not in steps  # 85 % of 20: it may be chance


def set_goal(workspace, target):
    return Goal.objects.create(
        workspace=workspace,
        metric="nps",
        method="0-10",
        baseline=20.0,
        baseline_low=10.0,
        baseline_high=30.0,
        baseline_n=300,
        baseline_to=date(2026, 1, 1),
        target=target,
        due_on=date(2030, 6, 30),
    )


def test_a_goal_that_falls_behind_its_path_is_told_with_what_was_before(client, alice, heard, workspace):
    set_goal(workspace, 80.0)
    heard(nps(*[10] * 35, *[3] * 65))

    text = page(client, alice, "?whole=1")

    assert "The goal for Net Promoter Score is at risk" in text
    assert "it was +20.0 (between +10.0 and +30.0) before" in text
    assert "Goal +80.0 by" in text
    assert "No goal is set" not in text


def test_a_goal_on_its_way_gives_nothing_to_do(client, alice, heard, workspace):
    set_goal(workspace, 90.0)
    heard(nps(*[10] * 85, *[3] * 15))

    assert "is at risk" not in page(client, alice, "?whole=1")


def test_where_no_goal_is_set_one_may_be(client, alice, bob, heard):
    heard(nps(10))

    assert "/understand/goals/new/" in page(client, alice, "?whole=1")
    assert "No goal is set" not in page(client, bob, "?whole=1")


def test_rejected_items_are_to_be_looked_at_by_who_may_import(client, alice, bob, heard, workspace):
    heard(nps(10))
    reject(workspace.key, "{}", "not understood", now=timezone.now())

    assert "1 item could not be read" in page(client, alice, "?whole=1")
    assert "could not be read" not in page(client, bob, "?whole=1")


def test_the_workspaces_own_norm_stands_beside_the_number(client, alice, heard, workspace):
    Norm.objects.create(workspace=workspace, metric="nps", method="0-10", value=32.0)
    heard(nps(*[10] * 12))

    assert "Norm +32.0" in page(client, alice)


def test_a_filter_that_leaves_nothing_says_which_part_to_loosen(client, alice, heard):
    heard([*nps(*[10] * 12, location="nord", channel="web"), *nps(*[9] * 12, location="sud", channel="till")])

    text = page(client, alice, "?location=nord&channel=till&whole=1")

    assert "The filter leaves nothing" in text
    assert "Without Place: Nord" in text
    assert 'href="?location=nord"' in text


def test_a_period_that_ends_before_it_starts_is_said_beside_its_box(client, alice, heard):
    heard(nps(10))
    client.force_login(alice.user)

    answer = client.get(f"{ADDRESS}?from=2026-02-01&to=2026-01-01")

    assert answer.status_code == 422
    assert "The period ends before it starts." in answer.content.decode()


def test_who_is_limited_to_a_place_sees_its_numbers_only(client, heard, workspace):
    heard([*nps(*[10] * 20, location="nord"), *nps(*[0] * 20, location="sud")])
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))

    text = page(client, nora, "?whole=1")

    assert "+100.0" in text
    assert "Sud" not in text


def test_charlie_sees_nothing_of_the_clubs(client, charlie, heard):
    heard(nps(*[10] * 20))

    assert "Nothing was heard yet" in page(client, charlie)
    assert client.get(f"{ADDRESS}?workspace=clubs").status_code == 404


def test_only_looking_is_possible(client, alice, store):
    client.force_login(alice.user)

    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("places", [1, 3])
def test_it_costs_as_many_queries_with_one_place_as_with_three(client, alice, heard, django_assert_num_queries, places):
    heard([row for place in range(places) for row in nps(*[10] * 12, location=f"club {place}")])
    client.force_login(alice.user)
    client.get(f"{ADDRESS}?whole=1")

    with django_assert_num_queries(QUERIES):
        client.get(f"{ADDRESS}?whole=1")


QUERIES = 28


def test_orders_of_years_ago_are_not_asked_for_again_but_shown_the_way_to(client, alice, heard):
    old = {
        "kind": "order",
        "value": 20.0,
        "currency": "EUR",
        "alias": "c1",
        "occurred_at": datetime(2011, 12, 9, tzinfo=UTC),
    }
    heard([old, *nps(10)])

    text = page(client, alice, "?whole=1")

    assert "Bring in orders" not in text
    assert "What they read was last heard on 9 Dec 2011." in text
