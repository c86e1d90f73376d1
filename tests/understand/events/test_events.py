"""What happened is remembered where a line moves: for the whole company, or at one place."""

from datetime import date

import pytest

from heedful.people.members.models import Role
from heedful.understand.events.models import Happening
from heedful.understand.events.queries import happenings
from heedful.understand.metrics.question import Period
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

PAGE = "/understand/events/"
RENOVATED = {"happened_on": "2026-05-01", "words": "Changing rooms renovated", "location": "nord"}


def happening(workspace, words="New prices", *, on=date(2026, 3, 1), location="") -> Happening:
    return Happening.objects.create(workspace=workspace, happened_on=on, words=words, location=location, noted_at=NOW)


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


def test_alice_notes_a_renovation_and_finds_it_on_the_page(as_alice, workspace):
    answer = as_alice.post(PAGE, RENOVATED, follow=True)

    assert "It is marked on the trends" in answer.content.decode()
    assert "Changing rooms renovated" in answer.content.decode()
    noted = Happening.objects.get()
    assert (noted.workspace, noted.happened_on, noted.location) == (workspace, date(2026, 5, 1), "nord")


def test_the_same_said_twice_is_noted_once(as_alice):
    for _ in range(2):
        as_alice.post(PAGE, RENOVATED)

    assert Happening.objects.count() == 1


def test_alice_takes_it_back(as_alice, workspace):
    noted = happening(workspace)

    answer = as_alice.post(f"{PAGE}{noted.pk}/removal/", follow=True)

    assert "No trend marks it any more." in answer.content.decode()
    assert not Happening.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"happened_on": "yesterday"}, "happened_on", "Enter a valid date."),
        ({"happened_on": "0001-01-01"}, "happened_on", "This is not a date between 1900 and 2199."),
        ({"words": " "}, "words", "This field is required."),
        ({"words": "x" * 121}, "words", "at most 120 characters"),
        ({"location": "moon"}, "location", "moon is not one of the available choices."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(as_alice, sent, field, says):
    answer = as_alice.post(PAGE, RENOVATED | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Happening.objects.exists()


def test_bob_sees_what_happened_and_may_not_note_or_remove_anything(client, bob, store):
    noted = happening(bob.workspace)
    client.force_login(bob.user)

    page = client.get(PAGE)
    assert "New prices" in page.content.decode()
    assert "Note it" not in page.content.decode()
    assert client.post(PAGE, RENOVATED).status_code == 403
    assert client.post(f"{PAGE}{noted.pk}/removal/").status_code == 403
    assert Happening.objects.count() == 1


def test_charlie_sees_and_removes_nothing_of_alices(client, charlie, workspace, store):
    noted = happening(workspace)
    client.force_login(charlie.user)

    assert "New prices" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{noted.pk}/removal/").status_code == 404
    assert Happening.objects.exists()


def test_one_of_nord_speaks_for_nord_only(client, workspace, store):
    everywhere, of_sud = happening(workspace), happening(workspace, "Roof leaks", location="sud")
    ema = make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))
    client.force_login(ema.user)

    page = client.get(PAGE).content.decode()
    assert "New prices" in page
    assert "Roof leaks" not in page
    assert client.post(PAGE, RENOVATED | {"location": ""}).status_code == 422
    assert client.post(PAGE, RENOVATED | {"location": "sud"}).status_code == 422
    assert client.post(PAGE, RENOVATED).status_code == 302
    assert client.post(f"{PAGE}{everywhere.pk}/removal/").status_code == 403
    assert client.post(f"{PAGE}{of_sud.pk}/removal/").status_code == 404


def test_a_removal_is_posted(as_alice, workspace):
    assert as_alice.get(f"{PAGE}{happening(workspace).pk}/removal/").status_code == 405


def test_the_page_itself_is_read_or_posted(as_alice):
    assert as_alice.put(PAGE).status_code == 405


def test_a_place_that_was_only_heard_of_can_be_chosen(as_alice, heard):
    heard(nps(9, location="kiosk-7"))

    assert as_alice.post(PAGE, RENOVATED | {"location": "kiosk-7"}).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(as_alice, workspace, number, django_assert_num_queries):
    for nth in range(number):
        happening(workspace, f"Thing {nth}")
    as_alice.get(PAGE)

    with django_assert_num_queries(14):
        page = as_alice.get(PAGE)

    assert len(page.context["rows"]) == number


def test_a_long_list_has_pages(as_alice, workspace):
    for nth in range(60):
        happening(workspace, f"Thing {nth}", on=date(2026, 1, 1 + nth % 28))

    first = as_alice.get(PAGE)
    second = as_alice.get(f"{PAGE}?{first.context['page'].later}")
    back = as_alice.get(f"{PAGE}?{second.context['page'].earlier}")

    seen = [row["noted"] for page in (first, second) for row in page.context["rows"]]
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 10)
    assert seen == list(Happening.objects.all())
    assert back.context["rows"] == first.context["rows"]
    assert len(as_alice.get(f"{PAGE}?after=bm9uc2Vuc2U").context["rows"]) == 50


def test_a_trend_marks_what_lies_in_its_period_and_concerns_its_places(alice, workspace):
    before = happening(workspace, on=date(2026, 2, 28))
    first, last = happening(workspace, on=date(2026, 3, 1)), happening(workspace, on=date(2026, 3, 31))
    of_nord = happening(workspace, on=date(2026, 3, 5), location="nord")
    of_sud = happening(workspace, on=date(2026, 3, 6), location="sud")
    march = Period(date(2026, 3, 1), date(2026, 3, 31))

    assert happenings(alice, march) == [first, of_nord, of_sud, last]
    assert happenings(alice, march, "nord") == [first, of_nord, last]
    assert happenings(alice, march, ("nord", "sud")) == [first, of_nord, of_sud, last]
    assert happenings(alice, Period()) == [before, first, of_nord, of_sud, last]


def test_a_trend_that_ema_sees_marks_nothing_of_other_places(workspace):
    of_nord, _ = happening(workspace, location="nord"), happening(workspace, "Roof leaks", location="sud")
    ema = make_member(workspace, "ema", limited_to=("nord",))

    assert happenings(ema, Period()) == [of_nord]
