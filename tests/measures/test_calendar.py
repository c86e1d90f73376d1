from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.measures import is_complete, lazy, next_period, period_start, periods, with_local, with_period
from heedful.measures.calendar import PERIODS, utc_offsets
from tests.measures.conftest import rows

MOMENTS = [
    datetime(2024, 1, 1, 0, 0),
    datetime(2024, 2, 29, 21, 59, 59, 999_999),
    datetime(2024, 2, 29, 22, 0),
    datetime(2024, 3, 31, 0, 59, 59),  # Vilnius: the last second of winter time
    datetime(2024, 3, 31, 1, 0),
    datetime(2024, 6, 30, 21, 0),
    datetime(2024, 10, 27, 0, 59, 59),
    datetime(2024, 10, 27, 1, 0),
    datetime(2024, 12, 29, 22, 30),  # a Sunday in UTC, a Monday in Vilnius
    datetime(2024, 12, 31, 23, 30),
]
SPAN = (datetime(2024, 1, 1), datetime(2025, 1, 1))


def moments_table():
    return pa.table({"id": pa.array(range(len(MOMENTS))), "occurred_at": pa.array(MOMENTS, pa.timestamp("us"))})


@pytest.mark.parametrize("zone", ["UTC", "Europe/Vilnius", "America/New_York", "Asia/Kolkata"])
def test_every_engine_shows_the_time_that_the_clock_on_the_wall_showed(engine, zone):
    local = with_local(lazy(engine(moments_table())), zone, *SPAN)

    assert [row["local_at"] for row in rows(local, "id")] == [on_the_wall(moment, zone) for moment in MOMENTS]


@pytest.mark.parametrize("every", PERIODS)
def test_every_engine_puts_a_moment_into_the_period_that_python_does(engine, every):
    found = with_period(with_local(lazy(engine(moments_table())), "Europe/Vilnius", *SPAN), every)

    assert [row["period"] for row in rows(found, "id")] == [
        midnight(period_start(on_the_wall(moment, "Europe/Vilnius").date(), every)) for moment in MOMENTS
    ]


@pytest.mark.parametrize("every", PERIODS)
@pytest.mark.parametrize(
    "span", [SPAN, (datetime(2024, 3, 1), datetime(2024, 4, 2)), (datetime(1990, 1, 1), SPAN[0]), SPAN[::-1]]
)
def test_a_known_span_makes_no_difference_but_of_speed(in_duckdb, every, span):
    frame = with_local(lazy(in_duckdb(moments_table())), "Europe/Vilnius", *SPAN)

    looked_up = with_period(frame, every, first=span[0], last=span[1])

    assert rows(looked_up, "id") == rows(with_period(frame, every), "id")


@given(
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)),
    zone=st.sampled_from(
        ["Europe/Vilnius", "Europe/Kyiv", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"]
    ),
)
def test_offsets_agree_with_zoneinfo_at_any_moment(moment, zone):
    offset, changes = utc_offsets(zone, moment - timedelta(days=200), moment + timedelta(days=200))

    for changed_at, after in changes:
        offset = after if moment >= changed_at else offset

    assert moment + offset == on_the_wall(moment, zone)


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), every=st.sampled_from(PERIODS))
def test_periods_tile_the_calendar(day, every):
    start = period_start(day, every)

    assert start <= day < next_period(start, every)
    assert period_start(start, every) == start
    assert list(periods(day, next_period(start, every), every)) == [start, next_period(start, every)]


def test_a_month_is_over_when_it_is_over_in_the_shops_own_zone():
    an_hour_before_midnight_in_london = datetime(2024, 1, 31, 23, 0, tzinfo=UTC)

    assert is_complete(date(2024, 1, 1), "month", an_hour_before_midnight_in_london, "Europe/Vilnius")
    assert not is_complete(date(2024, 1, 1), "month", an_hour_before_midnight_in_london, "UTC")


def test_an_unknown_period_is_refused_by_name():
    with pytest.raises(ValueError, match="not 'fortnight'"):
        period_start(date(2024, 1, 1), "fortnight")


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="is before first"):
        utc_offsets("Europe/Vilnius", datetime(2024, 2, 1), datetime(2024, 1, 1))


def on_the_wall(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def midnight(day):
    return datetime(day.year, day.month, day.day)
