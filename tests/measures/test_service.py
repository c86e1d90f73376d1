from datetime import UTC, datetime, timedelta

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from heedful import measures as m
from heedful.stats import BusinessCalendar, median_duration
from tests.measures.conftest import rows as rows_of
from tests.measures.conversations import MONDAY, log, resolutions_by_hand, told, waits_by_hand
from tests.measures.test_waits import many_conversations

LATER = MONDAY + timedelta(minutes=600)
OFFICE = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC")
FRIDAY_EVENING = MONDAY + timedelta(days=4, hours=7, minutes=30)  # 16:30


def answered(*minutes, thread="c", location="Nord", employee="Ada"):
    """One conversation for each number of minutes that a customer waited."""
    return [
        event
        for number, wait in enumerate(minutes)
        for event in told(
            (0, "inbound", None, location), (wait, "human_reply", employee), thread=f"{thread}{location}{number}"
        )
    ]


def test_a_notebook_gets_median_p90_and_mean_in_seconds():
    frame = pl.from_arrow(log(answered(1, 2, 3, 4, 90)))

    assert m.first_response(frame).rows() == [(180.0, None, None, 5)]
    assert m.first_response(frame, method="p90")["value"].to_list() == [90 * 60]
    assert m.first_response(frame, method="mean")["value"].to_list() == [20 * 60]


def test_each_measure_has_its_front():
    frame = pl.from_arrow(
        log(
            told(
                (0, "inbound"),
                (5, "human_reply", "Ada"),
                (10, "inbound"),
                (30, "human_reply", "Bo"),
                (40, "resolved", "Bo"),
                (50, "reopened"),
                (60, "resolved", "Bo"),
            )
        )
    )
    values = [
        front(frame)["value"][0]
        for front in (m.first_response, m.next_response, m.first_resolution, m.full_resolution, m.reopen)
    ]

    assert values == [5 * 60, 20 * 60, 40 * 60, 60 * 60, 1.0]


def test_groups_come_sorted_and_nobody_in_particular_comes_last():
    events = log(
        answered(5, 5, location="Sued"),
        answered(1, location="Nord"),
        answered(9, location=None),
        told((0, "inbound", None, "Nord")),
    )

    found = m.first_response(pl.from_arrow(events), by=["location"], now=LATER)

    assert found.select("location", "value", "n").rows() == [("Nord", 60.0, 2), ("Sued", 300.0, 2), (None, 540.0, 1)]


def test_by_employee_the_open_ones_are_nobodys():
    events = log(answered(5, employee="Ada"), answered(9, thread="d", employee="Bo"), told((0, "inbound"), thread="e"))

    found = m.first_response(pl.from_arrow(events), by=["employee"], now=LATER)

    assert found.select("employee", "value", "n").rows() == [("Ada", 300.0, 1), ("Bo", 540.0, 1), (None, None, 1)]


@pytest.mark.parametrize(
    ("frame_of", "kind"),
    [
        (pa.Table.to_pandas, pd.DataFrame),
        (pl.from_arrow, pl.DataFrame),
        (lambda table: pl.from_arrow(table).lazy(), pl.DataFrame),
        (lambda table: table, pa.Table),
        (duckdb.from_arrow, pa.Table),
    ],
)
def test_the_answer_comes_in_the_readers_own_library(frame_of, kind):
    found = m.first_response(frame_of(log(answered(5))), by=["location"])

    assert isinstance(found, kind)
    assert list(nw.from_native(found, eager_only=True).rows()[0])[:2] == ["Nord", 300.0]


def test_nothing_heard_is_no_zero():
    empty = pl.from_arrow(log())

    assert m.first_response(empty).rows() == [(None, None, None, 0)]
    assert m.first_response(empty, by=["location"]).rows() == []
    assert m.first_response(empty, calendar=OFFICE).rows() == [(None, None, None, 0)]
    assert m.reopen(empty).rows() == [(None, None, None, 0)]


def test_without_now_the_open_ones_have_waited_until_the_last_event():
    events = log(told((0, "inbound")), told((60, "note"), thread="c2"))

    counts = m.first_response_counts(pl.from_arrow(events), now=MONDAY + timedelta(minutes=60)).collect().rows()

    assert counts == [(3600, False, 1)]
    assert m.first_response(pl.from_arrow(events)).rows() == [(None, None, None, 1)]


def test_counts_are_the_arguments_of_the_statistic():
    counts = m.first_response_counts(pl.from_arrow(log(answered(1, 1, 1, 5))), now=LATER).collect()

    assert median_duration(**{name: counts[name].to_numpy() for name in counts.columns}).value == 60


def test_a_method_or_a_column_that_does_not_exist_is_refused():
    frame = pl.from_arrow(log(answered(1)))

    with pytest.raises(ValueError, match="median, p90, mean"):
        m.first_response(frame, method="mode")
    with pytest.raises(ValueError, match="Rename the group column 'n'"):
        m.first_response(frame.with_columns(n=1), by=["n"])


def test_times_of_another_zone_are_refused_rather_than_misread():
    frame = pl.from_arrow(log(answered(1))).with_columns(pl.col("occurred_at").dt.replace_time_zone("Europe/Vilnius"))

    with pytest.raises(ValueError, match="convert it to UTC"):
        m.first_response(frame, now=LATER)


def test_aware_utc_times_are_as_good_as_naive_ones():
    frame = pl.from_arrow(log(answered(1, 3))).with_columns(
        pl.col("occurred_at", "received_at").dt.replace_time_zone("UTC")
    )

    assert m.first_response(frame, method="mean")["value"].to_list() == [120.0]
    assert m.first_response(frame, method="mean", calendar=OFFICE)["value"].to_list() == [120.0]
    assert m.first_response_counts(frame, now=LATER, first=MONDAY.replace(tzinfo=UTC)).collect().shape[0] == 2


def test_a_wait_belongs_to_the_period_in_which_it_began():
    events = log(
        told((0, "inbound"), (90, "human_reply", "Ada")), told((60, "inbound"), (90, "human_reply", "Bo"), thread="c2")
    )
    noon, hour = pl.from_arrow(events), MONDAY + timedelta(minutes=60)

    before = m.first_response_counts(noon, now=LATER, last=hour).collect().rows()
    after = m.first_response_counts(noon, now=LATER, first=hour).collect().rows()

    assert (before, after) == ([(90 * 60, True, 1)], [(30 * 60, True, 1)])


def test_conversations_that_began_in_the_span_are_told_apart_for_reopening_too():
    events = log(
        told((0, "inbound"), (5, "resolved"), (9, "reopened")), told((60, "inbound"), (70, "resolved"), thread="c2")
    )

    counts = m.reopen_counts(pl.from_arrow(events), now=LATER, first=MONDAY + timedelta(minutes=30)).collect()

    assert counts.rows() == [(0, 1)]


def test_over_the_weekend_only_working_time_counts():
    # Friday 16:30 to Monday 9:10 is forty minutes of Monday to Friday, 9 to 17
    monday = FRIDAY_EVENING + timedelta(days=2, hours=16, minutes=40)
    frame = pl.from_arrow(log(told((FRIDAY_EVENING, "inbound"), (monday, "human_reply", "Ada"))))

    assert m.first_response(frame, calendar=OFFICE)["value"].to_list() == [40 * 60]
    assert m.first_response(frame)["value"].to_list() == [(64 * 60 + 40) * 60]


def test_an_open_wait_grows_in_working_time_only():
    frame = pl.from_arrow(log(told((FRIDAY_EVENING, "inbound"))))
    sunday = FRIDAY_EVENING + timedelta(days=2)

    counts = m.first_response_counts(frame, now=sunday, calendar=OFFICE).collect()

    assert counts.rows() == [(30 * 60, False, 1)]


def test_each_team_has_its_own_hours_and_without_any_its_time_is_unknown():
    late = MONDAY + timedelta(hours=9)  # 18:00
    events = [
        told((late, "inbound", None, place), (late + timedelta(hours=1), "human_reply"), thread=place)
        for place in ("Nord", "Sued", "West")
    ]
    hours = {"Nord": OFFICE, "Sued": BusinessCalendar.parse("Mon-Sun 0:00-24:00", "UTC")}
    frame = pl.from_arrow(log(*events))

    found = m.first_response(frame, by=["location"], calendar=hours)
    together = m.first_response(frame, calendar=hours, method="mean")

    assert found.select("location", "value", "n").rows() == [("Nord", 0.0, 1), ("Sued", 3600.0, 1), ("West", None, 0)]
    assert together.select("value", "n").rows() == [(1800.0, 2)]


def test_rounds_of_work_can_be_told_apart_by_their_number():
    frame = pl.from_arrow(log(told((0, "inbound"), (5, "resolved"), (60, "reopened"), (70, "resolved"))))

    counts = m.handling_cycle_counts(frame, now=LATER, by=["cycle"]).collect().sort("cycle")

    assert counts.rows() == [(0, 300, True, 1), (1, 600, True, 1)]


def counted(spans):
    """The same counts by a plain loop."""
    found = {}
    for location, seconds, ended in spans:
        found[location, seconds, ended] = found.get((location, seconds, ended), 0) + 1
    return found


def lengths(frame):
    return {
        (each["location"], int(each["wait_seconds"]), bool(each["ended"])): int(each["count"])
        for each in rows_of(frame)
    }


def test_every_engine_counts_what_a_loop_counts(engine):
    stream = many_conversations()
    frame = engine(log(stream))
    waits = waits_by_hand(stream, LATER)
    book = resolutions_by_hand(stream, LATER)

    def full(each):
        start, end = each["cycles"][0]["started_at"], each["resolved_at"]
        return each["location"], ((end or LATER) - start) // timedelta(seconds=1), end is not None

    for counts, first in ((m.first_response_counts, True), (m.next_response_counts, False)):
        assert lengths(counts(frame, now=LATER, by=["location"])) == counted(
            (wait["location"], wait["wait_seconds"], wait["outcome"] == "answered")
            for wait in waits
            if wait["first"] == first and wait["outcome"] != "resolved"
        )
    assert lengths(m.full_resolution_counts(frame, now=LATER, by=["location"])) == counted(map(full, book))
    reopens = [(len(each["cycles"]) > 1, 1) for each in book if each["cycles"][0]["ended_at"]]
    assert rows_of(m.reopen_counts(frame, now=LATER)) == [{"successes": sum(a for a, _ in reopens), "n": len(reopens)}]


def test_every_engine_counts_working_time_alike(engine):
    stream = many_conversations()
    frame = engine(log(stream))
    lunch = BusinessCalendar.parse("Mon-Fri 9:00-9:30 9:45-17:00", "UTC")

    expected = m.first_response(pl.from_arrow(log(stream)), by=["location"], calendar=lunch, now=LATER)
    found = m.first_response(frame, by=["location"], calendar=lunch, now=LATER)

    assert rows_of(found, "location") == rows_of(expected, "location")
    assert expected["value"][0] != m.first_response(pl.from_arrow(log(stream)), by=["location"], now=LATER)["value"][0]


def test_a_series_by_month_takes_one_pass():
    # the periods of a page: local months of the start
    start = datetime(2026, 1, 31, 23)
    events = log(told((start, "inbound"), (start + timedelta(minutes=5), "human_reply")))
    waits = m.first_responses(pl.from_arrow(events), now=LATER, keep=[])
    local = m.with_local(waits, "Europe/Vilnius", start, LATER, at="started_at")

    counts = m.duration_counts(m.with_period(local, "month"), now=LATER, by=["period"]).collect()

    assert counts.rows() == [(datetime(2026, 2, 1), 300, True, 1)]
