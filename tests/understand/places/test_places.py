"""The places side by side, and one of them against the others."""

import re

import pytest

from heedful.people.members.models import Role
from heedful.stats import Estimate
from heedful.understand.places.one_place import mean_of
from tests.factories import make_location, make_member
from tests.understand.conftest import nps

ADDRESS = "/understand/places/"
TWO_MEASURES = 30


def page(client, member, path="", status=200):
    client.force_login(member.user)
    answer = client.get(f"{ADDRESS}{path}")
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def three_clubs(heard):
    heard([*nps(*[10] * 90, *[3] * 10, location="nord"), *nps(*[10] * 30, *[3] * 70, location="sud")])
    heard(nps(10, 10, 3, location="attic"))


def test_the_places_are_ranked_where_it_is_fair_and_too_few_stand_apart(client, alice, three_clubs):
    text = page(client, alice, "?whole=1")

    assert "Nord leads, and that is more than chance." in text
    assert "drawn towards the whole, the more the fewer answers" in text
    few = text.partition('id="too-few"')[2]
    assert "attic" in few
    assert "it takes 7 answers more" in few
    assert "attic" not in text.partition('id="table"')[2].partition('id="too-few"')[0]


def test_they_come_after_the_page_and_as_a_part_of_it(client, alice, three_clubs):
    assert 'hx-trigger="load"' in page(client, alice)
    client.force_login(alice.user)

    part = client.get(f"{ADDRESS}?whole=1", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="places-beside"')
    assert "Nord leads" in page(client, alice)


def test_a_measure_that_cannot_be_cut_is_no_choice(client, alice, three_clubs):
    assert "This is none of the choices." in page(client, alice, "?measure=luck", status=422)


def test_without_any_place_it_is_said_how_there_will_be_one(client, charlie, heard):
    heard(nps(10), key=charlie.workspace.key)

    assert "No place was named yet" in page(client, charlie)


def test_one_place_is_held_against_the_others_of_the_same_time(client, alice, three_clubs):
    text = page(client, alice, "sud/?whole=1")

    assert "What stands out here?" in text
    assert "Worse" in text
    assert "than the other places" in text
    assert "−40.0" in text
    assert "+78.6" in text  # the 103 others: 92 promoters, 11 detractors


def test_of_customers_the_others_are_told_by_the_mean_of_their_own_numbers():
    found = mean_of([Estimate(0.8, 0.7, 0.9, 50), Estimate(0.6, 0.5, 0.7, 70)])

    assert found.value == pytest.approx(0.7)
    assert found.low == pytest.approx(0.7 - (0.1**2 + 0.1**2) ** 0.5 / 2)
    assert found.n == 120
    assert mean_of([]) == Estimate.unknown()


def test_a_place_that_only_the_log_knows_has_a_page_even_with_a_slash_in_its_name(client, alice, heard):
    heard(nps(*[10] * 12, location="Area A/B"))

    assert "Area A/B" in page(client, alice, "Area%20A/B/?whole=1")


def test_a_place_that_is_not_there_is_not_found(client, alice, charlie, three_clubs):
    page(client, alice, "atlantis/", status=404)
    page(client, charlie, "nord/", status=404)


def test_who_is_limited_to_a_place_finds_no_other(client, three_clubs, workspace):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))

    assert "Sud" not in page(client, nora, "?whole=1")
    assert "Held against" not in page(client, nora, "nord/?whole=1").partition("filter-bar")[0]
    page(client, nora, "sud/", status=404)


def test_the_navigation_lists_the_first_eight_places_and_leads_to_all(client, alice, store, workspace):
    for number in range(9):
        make_location(workspace, f"club-{number}")

    text = page(client, alice)

    assert 'href="/understand/places/club-5/"' in text
    assert 'href="/understand/places/sud/"' not in text.partition("<main")[0]
    assert "All places" in text


def test_the_finder_leads_to_a_place_and_to_no_other_companys(client, alice, charlie, store):
    client.force_login(alice.user)
    assert 'href="/understand/places/nord/"' in client.get("/find/?q=nord").content.decode()
    client.force_login(charlie.user)
    assert 'href="/understand/places/nord/"' not in client.get("/find/?q=nord").content.decode()


def test_only_looking_is_possible(client, alice, store):
    client.force_login(alice.user)

    assert client.post(ADDRESS).status_code == 405
    assert client.post(f"{ADDRESS}nord/").status_code == 405


@pytest.mark.parametrize("path", ["?whole=1", "club%200/?whole=1"])
@pytest.mark.parametrize("places", [1, 3])
def test_it_costs_as_many_queries_with_one_place_as_with_three(
    client, alice, heard, django_assert_num_queries, places, path
):
    heard([row for place in range(places) for row in nps(*[10] * 12, location=f"club {place}")])
    client.force_login(alice.user)
    client.get(f"{ADDRESS}{path}")

    with django_assert_num_queries(QUERIES[path]):
        client.get(f"{ADDRESS}{path}")


QUERIES = {"?whole=1": 27, "club%200/?whole=1": 21}


def test_all_measures_stand_at_all_places_with_interval_basis_and_ties(client, alice, heard, three_clubs):
    marks = [{"name": "mark", "scale": "csat:1-5", "value": float(score)} for score in [5, 4, 3, 5, 1] * 8]
    heard([row | {"location": place} for place in ("nord", "sud") for row in marks])

    text = page(client, alice, "?whole=1").partition('id="matrix-title"')[2]
    head, *rows = text.partition("</section>")[0].split("<tr>")[1:]
    attic, nord, sud = (" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows)

    assert re.findall(r"measure=(\w+)", head) == ["csat", "nps"] or re.findall(r"measure=(\w+)", head) == [
        "nps",
        "csat",
    ]
    assert "Too few to tell 3 answers" in attic
    assert attic.count("–") == 1  # no mark was ever given there
    assert "+80.0 +65.7 – +89.6" in nord
    assert "100 answers Rank 1" in nord
    assert "100 answers Rank 2" in sud
    assert nord.count("Rank 1, shared") == sud.count("Rank 1, shared") == 1


def test_the_table_of_all_takes_as_many_queries_for_three_places_as_for_one(
    client, alice, heard, django_assert_num_queries
):
    both = [*nps(*[10] * 20), {"name": "mark", "scale": "csat:1-5", "value": 4.0}]
    for places in (["nord"], ["sud", "ost"]):
        heard([row | {"location": place} for row in both for place in places])
        client.force_login(alice.user)
        with django_assert_num_queries(TWO_MEASURES):
            assert "matrix-title" in client.get(f"{ADDRESS}?whole=1").content.decode()
