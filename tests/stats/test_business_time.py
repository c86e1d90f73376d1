# ruff: noqa: DTZ001 - times are naive UTC, as in the log
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.stats import BusinessCalendar, add_business_seconds, business_seconds, due_at
from tests.full import times

OFFICE = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC")
SPLIT = BusinessCalendar.parse("Mon-Fri 8:00-12:00 13:30-18:00", "Europe/Vilnius")
HOUR = 3600


def seconds(start, end, calendar):
    return business_seconds([start], [end], calendar)[0]


def due(start, allowed, calendar):
    return str(add_business_seconds([start], allowed, calendar)[0].astype("datetime64[m]"))


def test_an_hour_promised_on_friday_at_half_past_four_is_due_on_monday_at_half_past_nine():
    # chatwoot/chatwoot PR #13392; 6 March 2026 is a Friday
    assert due("2026-03-06T16:30", HOUR, OFFICE) == "2026-03-09T09:30"


def test_two_hours_promised_before_opening_count_from_the_opening():
    assert due("2026-03-04T07:00", 2 * HOUR, OFFICE) == "2026-03-04T11:00"


def test_a_promise_used_up_at_closing_time_is_due_then_and_not_at_the_next_opening():
    assert due("2026-03-06T16:00", HOUR, OFFICE) == "2026-03-06T17:00"


def test_a_promise_of_no_time_is_due_at_once_even_at_night():
    assert due("2026-03-07T03:00", 0, OFFICE) == "2026-03-07T03:00"


def test_an_answer_out_of_hours_took_no_working_time():
    assert seconds("2026-03-06T18:00", "2026-03-07T11:00", OFFICE) == 0


def test_the_lunch_break_of_a_split_shift_does_not_count():
    # 11:30 to 14:00 in Vilnius, two hours ahead of UTC
    assert seconds("2026-03-04T09:30", "2026-03-04T12:00", SPLIT) == HOUR


def test_a_holiday_does_not_count():
    closed = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC", [date(2026, 3, 11)])

    assert seconds("2026-03-10T16:00", "2026-03-12T10:00", closed) == 2 * HOUR
    assert due("2026-03-10T16:30", HOUR, closed) == "2026-03-12T09:30"


def test_a_night_shift_is_an_hour_shorter_when_clocks_go_forward_and_longer_when_they_go_back():
    # Vilnius: 29 March 2026 3:00 becomes 4:00, 25 October 2026 4:00 becomes 3:00
    night = BusinessCalendar.parse("Mon-Sun 1:00-6:00", "Europe/Vilnius")

    assert seconds("2026-03-28T12:00", "2026-03-29T12:00", night) == 4 * HOUR
    assert seconds("2026-06-28T12:00", "2026-06-29T12:00", night) == 5 * HOUR
    assert seconds("2026-10-24T12:00", "2026-10-25T12:00", night) == 6 * HOUR


def test_hours_that_the_clock_skips_do_not_count_and_hours_it_shows_twice_count_twice():
    early = BusinessCalendar.parse("Mon-Sun 2:30-3:30", "Europe/Vilnius")

    assert seconds("2026-03-28T12:00", "2026-03-29T12:00", early) == HOUR / 2
    assert seconds("2026-10-24T12:00", "2026-10-25T12:00", early) == 1.5 * HOUR


def test_office_hours_do_not_notice_the_change_of_the_clocks():
    office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "Europe/Vilnius")

    # from Friday 16:00 winter time (14:00 UTC) to Monday 10:00 summer time (7:00 UTC)
    assert seconds("2026-03-27T14:00", "2026-03-30T07:00", office) == 2 * HOUR


def test_a_bar_that_closes_after_midnight_belongs_to_the_evening_it_opened():
    bar = BusinessCalendar.parse("Fri 18:00-2:00", "UTC")
    closed_on_friday = BusinessCalendar.parse("Fri 18:00-2:00", "UTC", [date(2026, 3, 6)])
    closed_on_saturday = BusinessCalendar.parse("Fri 18:00-2:00", "UTC", [date(2026, 3, 7)])
    night = ("2026-03-06T12:00", "2026-03-07T12:00")

    assert seconds(*night, bar) == 8 * HOUR
    assert seconds(*night, closed_on_friday) == 0
    assert seconds(*night, closed_on_saturday) == 8 * HOUR


def test_open_around_the_clock_working_time_is_the_time_on_the_clock():
    always = BusinessCalendar.parse("Mon-Sun 0:00-24:00", "America/New_York")

    assert seconds("2026-01-01T00:00", "2027-01-01T00:00", always) == 365 * 24 * HOUR


def test_a_country_that_skipped_a_day_did_not_work_on_it():
    # Samoa had no 30 December 2011, a Friday
    samoa = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "Pacific/Apia")

    assert seconds("2011-12-26T00:00", "2012-01-01T12:00", samoa) == 4 * 8 * HOUR


def test_without_a_calendar_working_time_is_unknown_and_never_zero():
    assert np.isnan(seconds("2026-03-04T09:00", "2026-03-04T10:00", None))


def test_an_unknown_moment_makes_an_unknown_time():
    waits = business_seconds(["NaT", "2026-03-04T09:00"], ["2026-03-04T10:00", "NaT"], OFFICE)

    assert np.isnan(waits).all()
    assert np.isnat(add_business_seconds(["NaT", "2026-03-04T09:00"], [HOUR, np.nan], OFFICE)).all()


def test_no_waits_no_times():
    assert business_seconds([], [], OFFICE).shape == (0,)
    assert add_business_seconds([], [], OFFICE).shape == (0,)


def test_a_moment_of_microseconds_counts():
    assert seconds("2026-03-04T09:00:00.000001", "2026-03-04T09:00:00.000003", OFFICE) == pytest.approx(2e-6)


def test_a_wait_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="cannot end before it starts"):
        seconds("2026-03-04T10:00", "2026-03-04T09:00", OFFICE)


def test_negative_time_and_time_without_end_are_refused():
    with pytest.raises(ValueError, match="negative"):
        due("2026-03-04T10:00", -1, OFFICE)
    with pytest.raises(ValueError, match="not over before"):
        due("9990-03-04T10:00", 1e9, OFFICE)


def test_one_promise_keeps_the_time_zone_of_the_team():
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=ZoneInfo("Europe/Vilnius"))
    office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "Europe/Vilnius")

    assert due_at(friday, HOUR, office).isoformat() == "2026-03-09T09:30:00+02:00"
    with pytest.raises(ValueError, match="aware"):
        due_at(friday.replace(tzinfo=None), HOUR, office)


ZONES = ("UTC", "Europe/Vilnius", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
CLOCK_CHANGES = (
    datetime(2026, 3, 8),
    datetime(2026, 3, 29),
    datetime(2026, 4, 5),
    datetime(2026, 10, 25),
    datetime(2011, 12, 30),
)


@st.composite
def calendars(draw):
    """Up to three intervals a day on a grid of ten minutes, some days off, some holidays."""
    week = []
    for _ in range(7):
        cuts = sorted(draw(st.lists(st.integers(0, 143), unique=True, max_size=6)))
        week.append([(clock(since), clock(until)) for since, until in zip(cuts[::2], cuts[1::2], strict=False)])
    if not any(week):
        week[0] = [(time(9), time(17))]
    days = draw(st.lists(st.sampled_from([date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25)]), max_size=2))
    return BusinessCalendar(draw(st.sampled_from(ZONES)), week, days)


def clock(tens):
    return time(tens // 6, tens % 6 * 10)


def minutes_on_the_wall(start, end, calendar):
    """Minute after minute: what does the clock on the wall show, and is that within the hours?"""
    zone, count = ZoneInfo(calendar.time_zone), 0
    while start < end:
        local = start.replace(tzinfo=UTC).astimezone(zone)
        hours = calendar.intervals[local.weekday()]
        open_now = any(since <= local.time() < until for since, until in hours)
        count += open_now and local.date() not in calendar.holidays
        start += timedelta(minutes=1)
    return count


@settings(max_examples=times(150, 25), deadline=None)
@given(calendars(), st.sampled_from(CLOCK_CHANGES), st.integers(-2000, 1000), st.integers(0, 3000))
def test_working_time_is_what_somebody_watching_the_clock_on_the_wall_counts(calendar, change, offset, length):
    start = change + timedelta(minutes=offset)
    end = start + timedelta(minutes=length)

    assert seconds(start, end, calendar) == 60 * minutes_on_the_wall(start, end, calendar)


@settings(max_examples=times(150, 25), deadline=None)
@given(calendars(), st.sampled_from(CLOCK_CHANGES), st.integers(-2000, 1000), st.integers(1, 500_000))
def test_a_promise_is_due_at_the_first_moment_by_which_its_time_is_over(calendar, change, offset, allowed):
    start = np.datetime64(change + timedelta(minutes=offset), "us")
    end = add_business_seconds([start], allowed, calendar)[0]

    assert seconds(start, end, calendar) == allowed
    assert seconds(start, end - np.timedelta64(1, "us"), calendar) < allowed


@given(calendars(), st.lists(st.integers(0, 10_000_000), min_size=3, max_size=3))
def test_the_working_time_of_two_waits_in_a_row_is_that_of_both_together(calendar, moments):
    first, middle, last = (
        np.datetime64(datetime(2026, 3, 1)) + np.timedelta64(second, "s") for second in sorted(moments)
    )

    both = seconds(first, middle, calendar) + seconds(middle, last, calendar)

    assert both == pytest.approx(seconds(first, last, calendar))
