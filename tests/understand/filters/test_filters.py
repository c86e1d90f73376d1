from datetime import date

import pytest
from django.http import QueryDict

from heedful.interactions import stores
from heedful.listen.surveys.models import Survey
from heedful.people.members.models import Role
from heedful.understand.filters.forms import read_filter
from heedful.understand.filters.queries import bar_of, filter_of
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.question import Period
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

TODAY = date(2026, 8, 19)


def read(query: str, **how):
    return read_filter(QueryDict(query), heard_until=TODAY, **how)


@pytest.mark.parametrize(
    ("preset", "period"),
    [
        ("30d", Period(date(2026, 7, 21), TODAY)),
        ("this-month", Period(date(2026, 8, 1), TODAY)),
        ("last-month", Period(date(2026, 7, 1), date(2026, 7, 31))),
        ("this-quarter", Period(date(2026, 7, 1), TODAY)),
        ("last-quarter", Period(date(2026, 4, 1), date(2026, 6, 30))),
        ("this-year", Period(date(2026, 1, 1), TODAY)),
        ("last-year", Period(date(2025, 1, 1), date(2025, 12, 31))),
        ("all", Period(None, TODAY)),
    ],
)
def test_a_named_period_is_what_a_calendar_says(preset, period):
    assert read(f"period={preset}").period == period


def test_the_last_quarter_in_january_lies_in_the_year_before():
    chosen = read_filter(QueryDict("period=last-quarter"), heard_until=date(2026, 1, 31))

    assert chosen.period == Period(date(2025, 10, 1), date(2025, 12, 31))


def test_without_a_period_each_measure_looks_back_as_far_as_suits_it():
    nps_days = METRICS["nps"].days

    assert read("").period_for(METRICS["nps"]).days == nps_days
    assert read("").period_for(METRICS["nps"]).end == TODAY


def test_written_days_are_a_period_of_their_own():
    chosen = read("from=2026-01-01&to=2026-01-31&compare=previous")

    assert chosen.period == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert chosen.compared_to(chosen.period) == Period(date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("from=2026-02-01&to=2026-01-01", "to", "The period ends before it starts."),
        ("from=yesterday", "from", "This is not a date like 2026-01-31."),
        ("period=eternity", "period", "This is none of the choices."),
        ("compare=luck", "compare", "This is none of the choices."),
        ("location=atlantis", "location", "There is no such place any more."),
        (f"channel={'x' * 501}", "channel", "This is too long to be a name."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_box_and_does_not_apply(query, field, says):
    chosen = read(query, places=["nord"])

    assert chosen.problems == {field: says}
    assert chosen.period is None
    assert not chosen.where


def test_the_address_sets_the_bar_as_it_is_with_what_was_changed():
    chosen = read("period=custom&from=2026-01-01&to=2026-01-31&location=nord&channel=web", places=["nord"])

    assert read(chosen.address(), places=["nord"]) == chosen
    assert "location" not in chosen.address(location="")
    assert "location=sud" in chosen.address(location="sud")


def test_the_bar_offers_what_was_heard_and_calls_places_by_their_names(heard, alice, store):
    heard([*nps(9, location="nord", channel="web"), *nps(3, location="attic", channel="kiosk")])

    bar = bar_of(filter_of(QueryDict("location=nord"), alice, store=stores.current(), now=NOW), alice, store=store)

    boxes = {
        box.name: [(choice.value, str(choice.name), choice.chosen) for choice in box.choices] for box in bar.dimensions
    }
    assert set(boxes) == {"location", "channel"}
    assert boxes["location"] == [
        ("", "All", False),
        ("attic", "attic", False),
        ("nord", "Nord", True),
        ("sud", "Sud", False),
    ]


def test_a_survey_is_chosen_by_its_name_before_the_other_sources(heard, alice, store, workspace):
    for key, name in (("b", "Zebra"), ("z", "apple")):
        Survey.objects.create(workspace=workspace, key=key, name=name, created_at=NOW)
    sources = ("import", "survey:b", "survey:gone", "survey:z")
    heard(row for source in sources for row in nps(9, source=source))

    bar = bar_of(filter_of(QueryDict("source=survey:b"), alice, store=stores.current(), now=NOW), alice, store=store)

    box = next(each for each in bar.dimensions if each.name == "source")
    assert [(choice.value, str(choice.name)) for choice in box.choices] == [
        ("", "All"),
        ("survey:z", "apple"),
        ("survey:b", "Zebra"),
        ("import", "import"),
        ("survey:gone", "survey:gone"),
    ]
    assert box.value == "survey:b"


def test_who_is_limited_to_a_place_is_offered_no_other_and_learns_no_others_names(heard, workspace, store):
    heard([*nps(9, location="nord", channel="web"), *nps(3, location="sud", channel="secret kiosk")])
    nord_only = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))

    chosen = filter_of(QueryDict("location=sud"), nord_only, store=store, now=NOW)
    bar = bar_of(chosen, nord_only, store=store)

    assert chosen.problems == {"location": "There is no such place any more."}
    assert {choice.value for box in bar.dimensions for choice in box.choices} == {"", "nord", "web"}
