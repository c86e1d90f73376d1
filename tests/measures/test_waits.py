"""Waits: Heedful's own definitions (docs of `waits`), each of them a person at a desk or at a telephone."""

from datetime import UTC, datetime, timedelta, timezone

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful import measures as m
from tests.full import times
from tests.measures.conftest import rows as rows_of
from tests.measures.conversations import MONDAY, NAMES, SCHEMA, log, row, told, waits_by_hand

TOLD = ("thread", "started_at", "ended_at", "wait_seconds", "outcome", "first", "employee", "location")
LATER = MONDAY + timedelta(minutes=600)


def found(table, now=LATER, measure=m.waits):
    return measure(pl.from_arrow(table).lazy(), now=now).collect().rows(named=True)


def minutes(table, measure, now=LATER):
    """Lengths in minutes, and who ended them, in order of their start."""
    waits = sorted(found(table, now, measure), key=lambda wait: wait["started_at"])
    return [(wait["wait_seconds"] / 60, wait["employee"]) for wait in waits]


def test_the_first_wait_ends_when_a_person_answers():
    table = log(told((0, "inbound"), (7, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(7, "Ada")]
    assert minutes(table, m.next_responses) == []


def test_a_customer_who_writes_thrice_has_waited_since_the_first_message():
    table = log(told((0, "inbound"), (5, "inbound"), (9, "inbound"), (10, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(10, "Ada")]


@pytest.mark.parametrize("name", ["bot_reply", "auto_reply", "note", "campaign", "survey", "assigned", "snoozed"])
def test_nothing_but_a_person_ends_a_wait(name):
    # Chatwoot's "customer waiting" is cleared by a bot's reply, and its snooze restarts the clock
    table = log(told((0, "inbound"), (1, name, "Bot"), (30, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(30, "Ada")]


def test_a_second_question_opens_a_next_wait_and_a_second_answer_none():
    table = log(
        told(
            (0, "inbound"),
            (5, "human_reply", "Ada"),
            (6, "human_reply", "Ada"),
            (20, "inbound"),
            (50, "human_reply", "Bo"),
        )
    )

    assert minutes(table, m.first_responses) == [(5, "Ada")]
    assert minutes(table, m.next_responses) == [(30, "Bo")]


def test_the_credit_goes_to_who_answered_not_to_whom_it_was_assigned():
    # chatwoot/chatwoot PR #9605
    table = log(told((0, "inbound"), (1, "assigned", "Bo"), (9, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(9, "Ada")]


def test_the_first_wait_starts_at_the_handoff_when_a_bot_held_the_conversation():
    table = log(
        told(
            (0, "inbound"),
            (1, "bot_reply"),
            (3, "inbound"),
            (10, "handoff"),
            (12, "handoff"),
            (30, "human_reply", "Ada"),
        )
    )

    assert minutes(table, m.first_responses) == [(20, "Ada")]


def test_a_later_wait_starts_when_the_customer_writes_whatever_is_handed_over():
    table = log(
        told((0, "inbound"), (1, "human_reply", "Ada"), (10, "inbound"), (15, "handoff"), (30, "human_reply", "Bo"))
    )

    assert minutes(table, m.next_responses) == [(20, "Bo")]


@pytest.mark.parametrize("opener", ["human_reply", "campaign", "survey"])
def test_who_answers_what_the_company_wrote_first_is_no_first_response(opener):
    table = log(told((0, opener, "Ada"), (60, "inbound"), (75, "human_reply", "Bo")))

    assert minutes(table, m.first_responses) == []
    assert minutes(table, m.next_responses) == [(15, "Bo")]


def test_the_greeting_of_a_bot_begins_no_conversation():
    table = log(told((0, "bot_reply"), (2, "inbound"), (12, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(10, "Ada")]


def test_an_automatic_mail_of_the_customer_starts_no_wait():
    table = log(told((0, "inbound"), (5, "human_reply", "Ada"), (6, "auto_reply"), (90, "human_reply", "Ada")))

    assert minutes(table, m.next_responses) == []


@pytest.mark.parametrize("back", [["reopened"], ["inbound"], ["inbound", "reopened"], ["reopened", "inbound"]])
def test_a_bot_resolved_on_monday_and_the_customer_came_back_on_friday(back):
    # chatwoot/chatwoot PR #12058: created Monday 9:00, resolved by the bot 9:05, reopened Friday 14:00,
    # answered 14:10: ten minutes, not four days
    friday = MONDAY + timedelta(days=4, hours=5)
    table = log(
        told(
            (MONDAY, "inbound"),
            (MONDAY + timedelta(minutes=1), "bot_reply"),
            (MONDAY + timedelta(minutes=5), "resolved"),
            *((friday, name) for name in back),
            (friday + timedelta(minutes=10), "human_reply", "Ada"),
        )
    )

    assert minutes(table, m.first_responses, friday + timedelta(days=1)) == [(10, "Ada")]
    assert sorted(wait["outcome"] for wait in found(table, friday + timedelta(days=1))) == ["answered", "resolved"]


def test_resolving_without_an_answer_is_neither_an_answer_nor_an_open_wait():
    table = log(told((0, "inbound"), (5, "resolved", "Ada")))

    assert minutes(table, m.first_responses) == []
    assert [(wait["outcome"], wait["wait_seconds"]) for wait in found(table)] == [("resolved", 300)]


def test_an_answer_logged_just_after_its_resolve_still_counts():
    # "send and resolve" is one click: tools log the two in either order
    table = log(told((0, "inbound"), (5, "resolved", "Ada"), (5, "human_reply", "Ada")))

    assert minutes(table, m.first_responses) == [(5, "Ada")]


def test_reopening_an_answered_conversation_makes_nobody_wait():
    table = log(
        told((0, "inbound"), (5, "human_reply", "Ada"), (6, "resolved"), (9, "reopened"), (60, "human_reply", "Ada"))
    )

    assert minutes(table, m.next_responses) == []


def test_an_unanswered_customer_waits_until_now():
    table = log(told((0, "inbound")))

    wait = found(table, MONDAY + timedelta(minutes=45), m.first_responses)[0]

    assert (wait["wait_seconds"], wait["ended"], wait["ended_at"], wait["employee"]) == (2700, False, None, None)


def test_what_happens_after_now_is_not_known_yet():
    table = log(told((0, "inbound"), (60, "human_reply", "Ada")))

    assert minutes(table, m.first_responses, MONDAY + timedelta(minutes=20)) == [(20, None)]
    assert found(table, MONDAY - timedelta(minutes=1)) == []


def test_now_may_be_told_in_any_time_zone():
    table = log(told((0, "inbound")))
    vilnius = (MONDAY + timedelta(minutes=45)).replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=2)))

    assert minutes(table, m.first_responses, vilnius) == [(45, None)]


def test_the_location_is_where_the_customer_asked():
    table = log(told((0, "inbound", None, "Nord"), (7, "human_reply", "Ada", "Head office")))

    assert [wait["location"] for wait in found(table, measure=m.first_responses)] == ["Nord"]


def test_events_that_arrive_late_or_shuffled_change_nothing():
    events = told((0, "inbound"), (5, "human_reply", "Ada"), (9, "inbound"), (20, "human_reply", "Bo"))

    assert minutes(log(events[::-1]), m.waits) == minutes(log(events), m.waits)


def test_two_events_of_the_same_moment_are_told_apart_by_arrival_and_then_by_id():
    moment = MONDAY
    first_asked = [
        row("b", "inbound", "c1", moment, moment),
        row("a", "human_reply", "c1", moment, moment + timedelta(1), "Ada"),
    ]
    first_wrote = [row("b", "inbound", "c1", moment, moment), row("a", "human_reply", "c1", moment, moment, "Ada")]

    assert minutes(log(first_asked), m.first_responses) == [(0, "Ada")]
    assert minutes(log(first_wrote), m.first_responses) == []


def test_a_begun_second_does_not_count():
    table = log(told((MONDAY, "inbound"), (MONDAY + timedelta(seconds=9, microseconds=999_999), "human_reply", "Ada")))
    crossing = log(
        told(
            (MONDAY.replace(microsecond=800_000), "inbound"),
            (MONDAY + timedelta(seconds=2, microseconds=100_000), "human_reply", "Ada"),
        )
    )

    assert found(table)[0]["wait_seconds"] == 9
    assert found(crossing)[0]["wait_seconds"] == 1


def test_a_wait_over_new_year_and_a_leap_day_is_as_long_as_the_calendar_says():
    start, end = datetime(2023, 12, 31, 23, 59, 30), datetime(2024, 3, 1, 0, 0, 0)
    table = log(told((start, "inbound"), (end, "human_reply", "Ada")))

    assert found(table, end)[0]["wait_seconds"] == (end - start).total_seconds()


def test_no_events_no_waits():
    assert found(SCHEMA.empty_table()) == []
    assert found(log(told((0, "human_reply", "Ada"), (3, "note")))) == []


def test_messages_of_no_conversation_and_rows_of_other_kinds_are_left_out():
    stray = row("x", "inbound", None, MONDAY, MONDAY)
    event = {**row("y", "inbound", "c1", MONDAY, MONDAY), "kind": "event"}

    assert found(log([stray, event])) == []


moments = st.integers(0, 9).map(lambda minute: MONDAY + timedelta(minutes=minute))
events = st.builds(
    row,
    id=st.uuids().map(str),
    name=st.sampled_from([*NAMES, *["inbound", "human_reply", "resolved", "reopened", "handoff"] * 2]),
    thread=st.sampled_from(["c1", "c2", None]),
    occurred_at=moments,
    received_at=moments,
    employee=st.sampled_from(["Ada", "Bo", None]),
    location=st.sampled_from(["Nord", "Sued", None]),
)


def same_waits(found, expected):
    def in_order(waits):
        return sorted(({name: wait[name] for name in TOLD} for wait in waits), key=str)

    assert in_order(found) == in_order(expected)


@settings(max_examples=times(150, 20), deadline=None)
@given(st.lists(events, max_size=30, unique_by=lambda event: event["id"]), moments)
def test_polars_finds_the_waits_that_a_clerk_with_a_stop_watch_finds(stream, now):
    same_waits(found(log(stream), now), waits_by_hand(stream, now))


@settings(max_examples=times(40, 5), deadline=None)
@given(st.lists(events, max_size=30, unique_by=lambda event: event["id"]), moments)
def test_duckdb_finds_the_waits_that_a_clerk_with_a_stop_watch_finds(stream, now):
    with duckdb.connect() as connection:
        waits = m.waits(connection.from_arrow(log(stream)), now=now).collect().rows(named=True)

    same_waits(waits, waits_by_hand(stream, now))


def many_conversations():
    """Forty conversations in which everything happens, told without chance."""
    return [
        row(
            f"{number:04}",
            NAMES[(number * number + 3 * number // 7) % len(NAMES)]
            if number % 3
            else ("inbound", "human_reply")[number % 2],
            f"c{number % 40}",
            MONDAY + timedelta(seconds=number * 37 % 5000, microseconds=number * 7919 % 1_000_000),
            MONDAY + timedelta(seconds=number % 11),
            ("Ada", "Bo", None)[number % 3],
            ("Nord", "Sued", None)[number % 5 % 3],
        )
        for number in range(800)
    ]


def test_every_engine_finds_the_same_waits(engine):
    stream = many_conversations()

    waits = rows_of(m.waits(engine(log(stream)), now=LATER), "thread", "started_at")

    assert {wait["outcome"] for wait in waits} == {"answered", "resolved", "open"}
    same_waits(waits, waits_by_hand(stream, LATER))


def test_a_pyarrow_table_will_do(tmp_path):
    table = log(told((0, "inbound"), (7, "human_reply", "Ada")))

    assert m.first_responses(table, now=LATER).collect().to_arrow().column("wait_seconds").to_pylist() == [420]
    assert isinstance(m.first_response(table), pa.Table)
