from datetime import date, time

import pytest

from heedful.stats import BusinessCalendar, public_holidays

MORNING, AFTERNOON = (time(8), time(12)), (time(13, 30), time(18))


def test_hours_are_read_as_people_write_them():
    read = BusinessCalendar.parse("Mon-Thu,Sun 8:00-12:00, 13:30-18:00; sat 10:00-24:00", "Europe/Kyiv")

    assert read.intervals == (
        *[(MORNING, AFTERNOON)] * 4,
        (),
        ((time(10), time(0)),),
        (MORNING, AFTERNOON),
    )


def test_a_week_may_begin_anywhere():
    read = BusinessCalendar.parse("Sat-Mon 9:00-17:00", "UTC")

    assert [bool(day) for day in read.intervals] == [True, False, False, False, False, True, True]


def test_the_order_of_a_days_intervals_is_no_difference():
    assert BusinessCalendar("UTC", [[AFTERNOON, MORNING], *[[]] * 6]) == BusinessCalendar(
        "UTC", [[MORNING, AFTERNOON], *[[]] * 6]
    )


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ("Mon-Fri", "without any hours"),
        ("", "without any hours"),
        ("Funday 9:00-17:00", "not a day of the week"),
        ("Mon 9-17", "not an interval such as"),
        ("Mon 9:00-17:00; Mon-Tue 9:00-12:00", "Mon is named twice"),
        ("Mon 9:00-17:00 16:00-20:00", "may not overlap"),
        ("Mon 18:00-2:00; Tue 1:00-9:00", "may not overlap"),
        ("Sun 18:00-9:00; Mon 8:00-17:00", "may not overlap"),
        ("Mon 25:00-26:00", "hour must be in 0..23"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(hours, says):
    with pytest.raises(ValueError, match=says):
        BusinessCalendar.parse(hours, "UTC")


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../etc/passwd"])
def test_a_time_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(ValueError, match="there is no time zone"):
        BusinessCalendar.parse("Mon 9:00-17:00", zone)


def test_a_week_has_seven_days():
    with pytest.raises(ValueError, match="seven days"):
        BusinessCalendar("UTC", [[MORNING]] * 5)


def test_lithuania_is_closed_on_its_holidays():
    # Darbo kodeksas, 123 straipsnis: 16 February, 11 March, 6 July among them
    holidays = public_holidays("LT", [2026])

    assert {date(2026, 2, 16), date(2026, 3, 11), date(2026, 7, 6)} <= holidays
    assert date(2026, 3, 12) not in holidays
