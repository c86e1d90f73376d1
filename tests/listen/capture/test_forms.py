"""What a program may tell: every field checked, every refusal with its field and a reason that helps."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.interactions.schema import KINDS, Heard
from heedful.listen.capture.forms import FIELDS, SCALES, InteractionError, heard_again, interaction

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)


def taken(**fields: Any) -> Heard:
    given = {"kind": "answer", "name": "recommend", "occurred_at": "2026-04-01T12:00:00+03:00", "id": "a1"}
    return interaction(
        {name: value for name, value in (given | fields).items() if value != "left out"}, received_at=NOW
    )


def test_everything_said_is_kept():
    heard = taken(
        scale="nps:0-10",
        value=9,
        customer="ana@example.org",
        location="nord",
        text=" Ačiū! ",
        properties={"b": 1, "a": []},
    )

    assert heard.occurred_at == datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert (heard.id, heard.alias, heard.value, heard.text) == ("a1", "ana@example.org", 9.0, " Ačiū! ")
    assert heard.properties == '{"a":[],"b":1}'
    assert heard.received_at == NOW


def test_numbers_may_stand_for_names_and_blank_names_are_none():
    heard = taken(id=7, customer=42, location="  ")

    assert (heard.id, heard.alias, heard.location) == ("7", "42", None)


def test_without_an_id_the_content_is_the_id_whatever_the_order_of_its_fields():
    def told(**fields):
        return interaction(fields, received_at=NOW).id

    at = "2026-04-01T12:00:00Z"
    assert told(kind="event", name="visit", occurred_at=at) == told(occurred_at=at, name="visit", kind="event")
    assert told(kind="event", name="visit", occurred_at=at) != told(
        kind="event", name="visit", occurred_at=at, customer="b"
    )


def test_stars_of_a_review_need_no_scale_and_may_be_halves():
    heard = taken(kind="review", name=None, value=4.5)

    assert (heard.scale, heard.value) == ("stars:1-5", 4.5)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"kind": "answr"}, "kind", "one of answer, order"),
        ({"kind": "left out"}, "kind", "missing"),
        ({"occurred_at": "left out"}, "occurred_at", "missing: when it happened"),
        ({"occurred_at": "yesterday"}, "occurred_at", "not a time like"),
        ({"occurred_at": "2026-02-30T10:00:00Z"}, "occurred_at", "not a time like"),
        ({"occurred_at": "2026-04-01T12:00:00"}, "occurred_at", "time zone is missing"),
        ({"occurred_at": "2026-04-17T12:00:00Z"}, "occurred_at", "more than a day ahead"),
        ({"occurred_at": "1812-06-24T12:00:00Z"}, "occurred_at", "before 1900"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at", ""),
        ({"occurred_at": 1775000000}, "occurred_at", "text is needed"),
        ({"name": "left out"}, "name", "the key of the question"),
        ({"kind": "message", "name": "shout", "thread": "c1"}, "name", "one of inbound, human_reply"),
        ({"kind": "message", "name": "inbound"}, "thread", "which conversation"),
        ({"scale": "nps:0-11", "value": 3}, "scale", "one of nps:0-10"),
        ({"kind": "event", "scale": "nps:0-10"}, "scale", "only an answer or a review"),
        ({"scale": "nps:0-10", "value": 11}, "value", "11 is off the scale nps:0-10: 0 to 10"),
        ({"scale": "nps:0-10", "value": 9.5}, "value", "between the points"),
        ({"scale": "nps:1-10", "value": 0}, "value", "off the scale"),
        ({"value": "9"}, "value", "a number is needed"),
        ({"value": True}, "value", "a number is needed"),
        ({"value": float("nan")}, "value", "too large to be true"),
        ({"value": 10**400}, "value", "too large to be true"),
        ({"kind": "order", "value": -5}, "value", "send a refund"),
        ({"kind": "refund", "value": -5}, "value", "not negative"),
        ({"kind": "cost", "name": "retention"}, "value", "missing: the amount"),
        ({"kind": "order", "currency": "€"}, "currency", "three capital letters"),
        ({"location": ["nord"]}, "location", "text is needed"),
        ({"location": "x" * 201}, "location", "longer than 200"),
        ({"location": "a\x00b"}, "location", "NUL"),
        ({"id": "  "}, "id", "blank"),
        ({"customer": 10**5000}, "customer", "text is needed"),
        ({"text": "x" * 100_001}, "text", "longer than 100000"),
        ({"properties": "[]"}, "properties", "a JSON object"),
        ({"properties": {"n": 10**5000}}, "properties", "JSON cannot hold"),
        ({"properties": {"t": "x" * 70_000}}, "properties", "longer than 65536"),
        ({"occured_at": "x"}, "occured_at", "did you mean occurred_at?"),
        ({"workspace": "bakery"}, "workspace", "no such field"),
    ],
)
def test_a_mistake_is_named_with_its_field_and_what_would_be_right(fields, field, says):
    with pytest.raises(InteractionError) as refused:
        taken(**fields)

    assert refused.value.field == field
    assert says in refused.value.reason


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
nearly = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS) | json, "occurred_at": st.just("2026-04-01T12:00:00Z") | json},
    optional={
        name: json | st.sampled_from([*SCALES, "inbound", "EUR"])
        for name in FIELDS
        if name not in ("kind", "occurred_at")
    },
)


@given(json | nearly)
def test_whatever_is_posted_is_taken_or_refused_and_never_breaks(item):
    try:
        heard = interaction(item, received_at=NOW)
    except InteractionError as refused:
        assert refused.reason
    else:
        assert heard.id
        assert heard.kind in KINDS


def test_a_rejected_item_that_was_put_right_is_taken_the_next_time():
    raw = '{"kind": "event", "name": "visit", "occurred_at": "2026-04-01T12:00:00Z"}'

    assert [heard.name for heard in heard_again(raw, received_at=NOW)] == ["visit"]
    with pytest.raises(InteractionError, match="not JSON"):
        heard_again("{oops", received_at=NOW)
