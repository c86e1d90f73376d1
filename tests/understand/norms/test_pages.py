"""What is usual: Alice says her own, reads where a published one is from, and Bob only reads."""

import pytest

from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.norms.models import Norm
from heedful.understand.norms.queries import norm_for
from tests.factories import make_member

PAGE = "/understand/norms/"
SAID = {
    "measure": "csat:top2of5",
    "value": "72 %",
    "source": "Our year 2025",
    "year": "2025",
    "region": "LT",
    "n": "900",
}


def norm(workspace, metric="nps", method="0-10", value=30.0, **more) -> Norm:
    return Norm.objects.create(workspace=workspace, metric=metric, method=method, value=value, **more)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice.user)
    return client


def test_alice_says_what_is_usual_with_her(as_alice, alice, workspace):
    answer = as_alice.post(f"{PAGE}new/", SAID, follow=True)

    assert "72.0" in answer.content.decode()
    kept = norm_for(workspace, "csat", "top2of5")
    assert (kept.value, kept.year, kept.region, kept.n) == (0.72, 2025, "LT", 900)
    assert Trace.objects.get(what="norm set").by == alice


def test_a_value_alone_is_enough(as_alice, workspace):
    as_alice.post(f"{PAGE}new/", {"measure": "first_response:median", "value": "45 min"})

    assert norm_for(workspace, "first_response", "median").value == 2700.0


def test_a_second_one_takes_the_first_ones_place(as_alice):
    for value in ("72 %", "75 %"):
        as_alice.post(f"{PAGE}new/", SAID | {"value": value})

    assert Norm.objects.get().value == 0.75


def test_alice_changes_one_as_she_wrote_it(as_alice, workspace):
    kept = norm(workspace, "csat", "top2of5", 0.72, source="2024")

    page = as_alice.get(f"{PAGE}{kept.pk}/").content.decode()
    assert 'value="72 %"' in page
    assert 'value="2024"' in page
    as_alice.post(f"{PAGE}{kept.pk}/", {"value": "80", "source": ""})

    kept.refresh_from_db()
    assert (kept.value, kept.source) == (0.8, "")


def test_alice_removes_one(as_alice, workspace):
    as_alice.post(f"{PAGE}{norm(workspace).pk}/removal/")

    assert not Norm.objects.exists()
    assert Trace.objects.filter(what="norm removed").exists()


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"measure": ""}, "measure", "This field is required."),
        ({"measure": "nps:of-mars"}, "measure", "not one of the available choices"),
        ({"value": "720"}, "value", "between 0 % and 100 %"),
        ({"value": ""}, "value", "This field is required."),
        ({"year": "20250"}, "year", "less than or equal to 2199"),
        ({"n": "0"}, "n", "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, sent, field, says):
    answer = as_alice.post(f"{PAGE}new/", SAID | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Norm.objects.exists()


def test_a_published_norm_says_where_it_is_from_and_belongs_to_nobody(as_alice):
    published = norm(None, value=44, source="A survey of gyms", year=2024, region="LT", n=900)

    page = as_alice.get(PAGE).content.decode()
    assert "A survey of gyms" in page
    assert "No norm of your own yet" in page
    assert as_alice.post(f"{PAGE}{published.pk}/", {"value": "50"}).status_code == 404
    assert as_alice.post(f"{PAGE}{published.pk}/removal/").status_code == 404


def test_bob_reads_and_changes_nothing(client, bob):
    kept = norm(bob.workspace)
    client.force_login(bob.user)

    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Add a norm" not in page.content.decode()
    for address in (f"{PAGE}new/", f"{PAGE}{kept.pk}/"):
        assert client.get(address).status_code == client.post(address, SAID).status_code == 403
    assert client.post(f"{PAGE}{kept.pk}/removal/").status_code == 403


def test_charlie_meets_none_of_alices(client, charlie, workspace):
    kept = norm(workspace, source="A secret of the clubs")
    client.force_login(charlie.user)

    assert "A secret" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{kept.pk}/").status_code == 404
    assert client.post(f"{PAGE}{kept.pk}/removal/").status_code == 404


def test_a_manager_of_one_club_sets_no_norm_for_all(client, workspace):
    client.force_login(make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",)).user)

    assert client.post(f"{PAGE}new/", SAID).status_code == 403


def test_wrong_methods_are_refused(as_alice, workspace):
    kept = norm(workspace)

    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.put(f"{PAGE}{kept.pk}/").status_code == 405
    assert as_alice.get(f"{PAGE}{kept.pk}/removal/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_however_long_it_is(as_alice, workspace, number, django_assert_num_queries):
    for method in ("0-10", "0-10-latest", "1-10")[:number]:
        norm(workspace, method=method)
    as_alice.get(PAGE)

    with django_assert_num_queries(8):
        page = as_alice.get(PAGE)

    assert len(page.context["own"]) == number


def test_a_norm_of_a_measure_that_is_no_more_can_still_be_removed(as_alice, workspace):
    norm(workspace, metric="happiness", method="old")

    page = as_alice.get(PAGE).content.decode()
    assert "happiness" in page
    assert "/removal/" in page
