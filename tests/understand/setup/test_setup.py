"""What no log can tell: Alice tells it in plain words, sees what it makes, and hears what is wrong beside the field."""

import pytest

from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.metrics.queries import setup_of
from heedful.understand.setup.calendars import countries, next_holidays, subdivisions, week_of
from tests.factories import make_member

PAGE = "/understand/setup/"
TOLD = {
    "holidays_country": "LT",
    "holidays_subdivision": "",
    "working_hours": "Mon-Fri 8:00-12:00, 13:30-18:00; Sat 10:00-14:00",
    "opening_event": "joined",
    "closing_event": "left",
    "margin": "60 %",
    "relationship_years": "3,5",
    "yearly_discount": "8",
    "silence_percentile": "90 %",
}


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


def test_what_alice_tells_the_measures_count_with(as_alice, workspace):
    answer = as_alice.post(PAGE, TOLD, follow=True)

    assert "The measures count with it from now on." in answer.content.decode()
    told = setup_of(workspace.key)
    assert (told.holidays_country, told.holidays_subdivision) == ("LT", None)
    assert told.working_hours == TOLD["working_hours"]
    assert (told.margin, told.yearly_discount, told.silence_percentile) == (0.6, 0.08, 0.9)
    assert told.relationship_years == 3.5
    assert (told.opening_event, told.closing_event) == ("joined", "left")


def test_who_changed_what_is_kept_and_no_change_leaves_none(as_alice, alice):
    for _ in range(2):
        as_alice.post(PAGE, TOLD)
    as_alice.post(PAGE, TOLD | {"margin": "70 %"})

    first, second = Trace.objects.filter(what="measures set up").order_by("pk")
    assert first.by == second.by == alice
    assert second.details == {"changed": ["margin"]}
    assert len(first.details["changed"]) == 7  # all but what was so by itself


def test_the_page_shows_what_was_told_as_people_write_it(as_alice):
    as_alice.post(PAGE, TOLD)

    page = as_alice.get(PAGE).content.decode()
    assert 'value="60 %"' in page
    assert 'value="3.5"' in page
    assert '<option value="LT" selected>' in page
    assert "08:00–12:00, 13:30–18:00" in page
    assert "46.5 hours a week, on the clocks of Europe/Vilnius." in page


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"working_hours": "Mon-Fri 8-17"}, "working_hours", "'8-17' is not an interval such as 9:00-17:00"),
        ({"working_hours": "always"}, "working_hours", "These hours cannot be read"),
        ({"holidays_country": "XX"}, "holidays_country", "XX is not one of the available choices"),
        ({"holidays_country": "LT", "holidays_subdivision": "BY"}, "holidays_subdivision", "not one of the available"),
        ({"margin": "0.6"}, "margin", "in per cent, with the sign"),
        ({"margin": ""}, "margin", "This field is required."),
        ({"relationship_years": "0"}, "relationship_years", "More than 0 years"),
        ({"yearly_discount": "100 %"}, "yearly_discount", "Less than 100 %"),
        ({"silence_percentile": "100 %"}, "silence_percentile", "less than 100 %"),
        ({"closing_event": "joined"}, "closing_event", "begin and end with the same event"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_changes_nothing(as_alice, sent, field, says):
    answer = as_alice.post(PAGE, TOLD | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not MeasureSetup.objects.exists()


def test_a_look_ahead_saves_nothing(as_alice):
    whole = as_alice.post(PAGE, TOLD | {"preview": "1", "holidays_country": "DE"})
    part = as_alice.post(PAGE, TOLD | {"preview": "1", "holidays_country": "DE"}, headers={"HX-Request": "true"})

    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    for page in (whole, part):
        assert page.status_code == 200
        assert "Bayern" in page.content.decode()
        assert len(page.context["calendar"].holidays) == 5
    assert not MeasureSetup.objects.exists()


def test_another_country_drops_the_part_of_the_one_before(as_alice):
    page = as_alice.post(PAGE, TOLD | {"preview": "1", "holidays_country": "US", "holidays_subdivision": "BY"})

    assert "holidays_subdivision" not in page.context["form"].errors


def test_events_that_were_heard_are_offered(as_alice, heard):
    heard([{"kind": "event", "name": "joined"}, {"kind": "event", "name": "frozen"}, {"kind": "page", "name": "/home"}])

    page = as_alice.get(PAGE).content.decode()
    assert '<option value="joined">' in page
    assert '<option value="/home">' not in page
    assert "2 events were heard so far" in page


def test_bob_may_not_see_or_change_the_setup(client, bob, store):
    client.force_login(bob.user)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, TOLD).status_code == 403


def test_a_manager_of_one_club_does_not_set_the_hours_of_all(client, workspace, store):
    client.force_login(make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",)).user)

    page = client.get(PAGE).content.decode()
    assert "only who sees all of its places can change it" in page
    assert ">Save<" not in page
    assert client.post(PAGE, TOLD).status_code == 403


def test_charlie_sets_up_his_own_company_only(client, charlie, workspace, store):
    client.force_login(charlie.user)

    client.post(PAGE, TOLD)

    assert MeasureSetup.objects.get().workspace == charlie.workspace


def test_the_page_is_read_or_posted(as_alice):
    assert as_alice.delete(PAGE).status_code == 405


def test_the_page_takes_the_same_queries_before_and_after_it_was_told(as_alice, django_assert_num_queries):
    as_alice.get(PAGE)
    with django_assert_num_queries(8):
        as_alice.get(PAGE)
    as_alice.post(PAGE, TOLD, follow=True)
    with django_assert_num_queries(8):
        as_alice.get(PAGE)


def test_the_countries_are_named_and_some_have_parts():
    assert ("LT", "Lithuania") in countries()
    assert ("US", "United States") in countries()
    assert ("BY", "Bayern") in subdivisions("DE")
    assert subdivisions("LT") == subdivisions("") == subdivisions("XX") == []


def test_the_next_holidays_are_named_in_the_readers_language():
    from datetime import date

    from django.utils import translation

    with translation.override("lt"):
        named = next_holidays("LT", "", today=date(2026, 2, 10), count=2)

    assert [(day.on, day.name) for day in named] == [
        (date(2026, 2, 16), "Lietuvos valstybės atkūrimo diena"),
        (date(2026, 3, 11), "Lietuvos nepriklausomybės atkūrimo diena"),
    ]


def test_a_bar_that_closes_after_midnight_works_the_hours_it_works():
    week = week_of("Fri-Sat 18:00-02:00; Sun 12:00-24:00", "Europe/Vilnius")

    assert week.total.total_seconds() / 3600 == 8 + 8 + 12
    assert [day.hours for day in week.days[4:]] == ["18:00–02:00", "18:00–02:00", "12:00–24:00"]
    assert week_of("", "Europe/Vilnius") is None
