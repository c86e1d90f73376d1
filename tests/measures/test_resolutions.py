"""From the first message to the resolve, as METRICS has it: first, full, every round, and whether it held."""

from datetime import timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful import measures as m
from tests.full import times
from tests.measures.conftest import rows as rows_of
from tests.measures.conversations import MONDAY, SCHEMA, log, resolutions_by_hand, row, told

LATER = MONDAY + timedelta(minutes=600)
NAMES = ["inbound", "human_reply", "note", *["resolved", "reopened"] * 3]


def minutes(table, measure, now=LATER):
    found = measure(pl.from_arrow(table).lazy(), now=now).collect().rows(named=True)
    found.sort(key=lambda each: each["started_at"])
    return [(each["wait_seconds"] / 60 if each["ended"] else None, each["employee"]) for each in found]


def reopened(table, now=LATER):
    return m.reopen_counts(pl.from_arrow(table).lazy(), now=now).collect().rows()[0]


def test_one_question_resolved_once_is_resolved_for_good():
    table = log(told((0, "inbound"), (10, "human_reply", "Ada"), (15, "resolved", "Ada")))

    for measure in (m.first_resolutions, m.full_resolutions, m.handling_cycles):
        assert minutes(table, measure) == [(15, "Ada")]
    assert reopened(table) == (0, 1)


def test_each_reopening_opens_a_round_of_its_own():
    # Chatwoot measures every later resolve from the creation again, and averages them all
    table = log(
        told(
            (0, "inbound"),
            (15, "resolved", "Ada"),
            (100, "reopened"),
            (130, "resolved", "Bo"),
            (200, "reopened"),
            (210, "resolved", "Cy"),
        )
    )

    assert minutes(table, m.first_resolutions) == [(15, "Ada")]
    assert minutes(table, m.full_resolutions) == [(210, "Cy")]
    assert minutes(table, m.handling_cycles) == [(15, "Ada"), (30, "Bo"), (10, "Cy")]
    assert reopened(table) == (1, 1)


def test_what_is_open_again_has_no_full_resolution_yet():
    table = log(told((0, "inbound"), (15, "resolved", "Ada"), (100, "reopened")))

    assert minutes(table, m.first_resolutions) == [(15, "Ada")]
    assert minutes(table, m.full_resolutions) == [(None, None)]
    assert minutes(table, m.handling_cycles) == [(15, "Ada"), (None, None)]


def test_time_starts_when_the_customer_writes_not_when_the_company_did():
    table = log(told((0, "campaign"), (1, "resolved"), (60, "inbound"), (80, "resolved", "Ada")))

    assert minutes(table, m.first_resolutions) == [(20, "Ada")]


def test_a_conversation_in_which_no_customer_wrote_is_none_to_resolve():
    table = log(told((0, "human_reply", "Ada"), (5, "resolved", "Ada"), (6, "reopened")))

    assert minutes(table, m.first_resolutions) == []
    assert reopened(table) == (0, 0)


def test_a_reopening_of_what_was_never_resolved_is_none():
    table = log(told((0, "inbound"), (5, "reopened"), (15, "resolved", "Ada")))

    assert minutes(table, m.handling_cycles) == [(15, "Ada")]
    assert reopened(table) == (0, 1)


def test_resolved_twice_without_a_reopening_the_last_resolve_is_the_last():
    table = log(told((0, "inbound"), (5, "resolved", "Ada"), (15, "resolved", "Bo")))

    assert minutes(table, m.first_resolutions) == [(5, "Ada")]
    assert minutes(table, m.full_resolutions) == [(15, "Bo")]
    assert minutes(table, m.handling_cycles) == [(5, "Ada")]


def test_a_conversation_never_resolved_is_open_and_in_no_reopen_rate():
    table = log(told((0, "inbound")), told((0, "inbound"), (5, "resolved"), thread="c2"))

    assert sorted(minutes(table, m.first_resolutions), key=str) == [(5, None), (None, None)]
    assert reopened(table) == (0, 1)


def test_a_conversation_reopened_twice_counts_once():
    again = [(5, "resolved"), (6, "reopened"), (7, "resolved"), (8, "reopened")]

    assert reopened(log(told((0, "inbound"), *again))) == (1, 1)


def test_a_reopening_that_has_not_happened_yet_is_not_counted():
    table = log(told((0, "inbound"), (5, "resolved"), (60, "reopened")))

    assert reopened(table, MONDAY + timedelta(minutes=30)) == (0, 1)


def test_who_resolved_it_first_is_told_how_often_it_came_back():
    table = log(
        told((0, "inbound"), (5, "resolved", "Ada"), (60, "reopened"), (70, "resolved", "Bo")),
        told((0, "inbound"), (5, "resolved", "Bo"), thread="c2"),
    )

    counts = m.reopen_counts(pl.from_arrow(table), now=LATER, by=["employee"]).collect().sort("employee")

    assert counts.rows() == [("Ada", 1, 1), ("Bo", 0, 1)]


def test_every_round_belongs_to_where_the_customer_first_wrote():
    table = log(
        told((0, "inbound", None, "Nord"), (5, "resolved"), (60, "reopened", None, "Head office"), (70, "resolved"))
    )

    found = m.handling_cycles(pl.from_arrow(table), now=LATER, keep=["location"]).collect()

    assert found["location"].to_list() == ["Nord", "Nord"]


@pytest.mark.parametrize("measure", [m.first_resolutions, m.full_resolutions, m.handling_cycles])
def test_no_events_nothing_to_resolve(measure):
    assert minutes(SCHEMA.empty_table(), measure) == []


moments = st.integers(0, 9).map(lambda minute: MONDAY + timedelta(minutes=minute))
events = st.builds(
    row,
    id=st.uuids().map(str),
    name=st.sampled_from(NAMES),
    thread=st.sampled_from(["c1", "c2", None]),
    occurred_at=moments,
    received_at=moments,
    employee=st.sampled_from(["Ada", "Bo", None]),
    location=st.sampled_from(["Nord", "Sued", None]),
)
SPAN = ("thread", "location", "started_at", "ended_at", "employee")


def spans(frame, now, measure, *more):
    return [tuple(each[name] for name in (*SPAN, *more)) for each in rows_of(measure(frame, now=now))]


def same_as_by_hand(frame, stream, now):
    """All four measures against the clerk's book."""
    book = resolutions_by_hand(stream, now)
    begun = [(each["thread"], each["location"], each["cycles"][0]["started_at"]) for each in book]
    rounds = [[(turn["ended_at"], turn["employee"]) for turn in each["cycles"]] for each in book]

    def in_order(found):
        return sorted(found, key=str)

    assert in_order(spans(frame, now, m.first_resolutions)) == in_order(
        (*who, *turns[0]) for who, turns in zip(begun, rounds, strict=True)
    )
    assert in_order(spans(frame, now, m.full_resolutions)) == in_order(
        (*who, each["resolved_at"], each["resolver"]) for who, each in zip(begun, book, strict=True)
    )
    assert in_order(spans(frame, now, m.handling_cycles, "cycle")) == in_order(
        (each["thread"], each["location"], *(turn[name] for name in ("started_at", "ended_at", "employee")), number)
        for each in book
        for number, turn in enumerate(each["cycles"])
    )
    assert in_order(spans(frame, now, m.resolved_conversations, "reopened")) == in_order(
        (*who, *turns[0], int(len(turns) > 1)) for who, turns in zip(begun, rounds, strict=True) if turns[0][0]
    )


@settings(max_examples=times(100, 15), deadline=None)
@given(st.lists(events, max_size=25, unique_by=lambda event: event["id"]), moments)
def test_polars_keeps_the_book_of_a_clerk(stream, now):
    same_as_by_hand(pl.from_arrow(log(stream)).lazy(), stream, now)


@settings(max_examples=times(25, 4), deadline=None)
@given(st.lists(events, max_size=25, unique_by=lambda event: event["id"]), moments)
def test_duckdb_keeps_the_book_of_a_clerk(stream, now):
    with duckdb.connect() as connection:
        same_as_by_hand(connection.from_arrow(log(stream)), stream, now)


def test_every_engine_keeps_the_same_book(engine):
    stream = [
        row(
            f"{number:04}",
            NAMES[(number * number + number // 5) % len(NAMES)],
            f"c{number % 30}",
            MONDAY + timedelta(seconds=number * 37 % 5000),
            MONDAY + timedelta(seconds=number % 11),
            ("Ada", "Bo", None)[number % 3],
            ("Nord", "Sued", None)[number % 5 % 3],
        )
        for number in range(400)
    ]

    same_as_by_hand(engine(log(stream)), stream, LATER)
