from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard, Link, Unlink
from tests.full import times
from tests.interactions.conftest import NOON
from tests.interactions.oracle import Oracle
from tests.interactions.reading import customers, log

moments = st.integers(0, 5).map(lambda hours: NOON + timedelta(hours=hours))
people = st.sampled_from(["anna", "a.k@mail", "bob", "zoe"])
devices = st.sampled_from(["phone", "kiosk"])
ids = st.integers(0, 11)


def rows():
    return st.builds(
        Heard,
        id=ids.map("row-{}".format),
        occurred_at=moments,
        received_at=moments,
        kind=st.sampled_from(["answer", "page"]),
        alias=st.none() | people,
        visitor=st.none() | devices,
    )


def links():
    named = {"occurred_at": moments, "received_at": moments}
    known_as = st.builds(Link, id=ids.map("link-{}".format), alias=people, visitor=devices, **named)
    merged = st.builds(Link, id=ids.map("link-{}".format), alias=people, into=people, **named)
    undone = st.builds(Unlink, id=ids.map("undo-{}".format), link=ids.map("link-{}".format), **named)
    disowned = st.builds(Unlink, id=ids.map("undo-{}".format), visitor=devices, alias=people, **named)
    return st.one_of(known_as, merged, undone, disowned)


erasures = people.map(lambda person: ("erase", person))
loads = st.just("load")
streams = st.lists(st.one_of(rows(), rows(), links(), loads), min_size=4, max_size=24)
streams_with_erasures = st.lists(st.one_of(rows(), rows(), links(), loads, erasures), min_size=4, max_size=24)
houses = map("house-{}".format, count())
slowly = settings(
    max_examples=times(12, 4),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def tell(house, event, oracle):
    if isinstance(event, Heard):
        spool.hear(house, [event])
        oracle.hear(event)
    elif isinstance(event, tuple):
        spool.erase(house, event[1])
        oracle.erase(event[1])
    else:
        (spool.link if isinstance(event, Link) else spool.unlink)(house, [event])
        oracle.link(event)


@slowly
@given(stream=streams)
def test_every_row_belongs_to_whom_a_plain_reading_of_the_links_says(store, db, stream):
    house, oracle = next(houses), Oracle()
    for event in stream:
        if event == "load":
            loader.load(store, now=NOON)
        else:
            tell(house, event, oracle)
    loader.load(store, now=NOON)

    assert customers(store, house) == oracle.customers()


@slowly
@given(stream=streams_with_erasures)
def test_who_is_erased_is_gone_and_nobody_else_is(store, db, stream):
    house, oracle = next(houses), Oracle()
    for event in stream:
        if event == "load":
            loader.load(store, now=NOON)
        else:
            tell(house, event, oracle)
    loader.load(store, now=NOON)

    assert customers(store, house) == oracle.customers()
    assert set(store.links(house)["id"].to_pylist()) == set(oracle.links)


@slowly
@given(data=st.data(), stream=st.lists(st.one_of(rows(), links()), max_size=16, unique_by=lambda event: event.id))
def test_the_order_of_arrival_changes_nothing(store, db, data, stream):
    one, other = next(houses), next(houses)
    for house, order in ((one, stream), (other, data.draw(st.permutations(stream)))):
        for place, event in enumerate(order):
            tell(house, event, Oracle())
            if place % 3 == 0:
                loader.load(store, now=NOON)
        loader.load(store, now=NOON)

    assert log(store, one) == log(store, other)


def test_what_a_visitor_did_before_signing_in_becomes_the_customers(store, load, heard):
    spool.hear("nord", [heard("before", visitor="phone", occurred_at=NOON)])
    load()
    spool.hear("nord", [heard("signs in", visitor="phone", alias="anna", occurred_at=NOON + timedelta(minutes=5))])

    assert load().moved == 1
    assert customers(store, "nord") == {"before": "anna", "signs in": "anna"}


def test_two_people_on_one_phone_keep_their_own_visits(store, load, heard):
    minutes = [NOON + timedelta(minutes=m) for m in range(4)]
    spool.hear("nord", [
        heard("1", visitor="phone", alias="anna", occurred_at=minutes[0]),
        heard("2", visitor="phone", occurred_at=minutes[1]),
        heard("3", visitor="phone", alias="bob", occurred_at=minutes[2]),
        heard("4", visitor="phone", occurred_at=minutes[3]),
    ])  # fmt: skip
    load()

    assert customers(store, "nord") == {"1": "anna", "2": "anna", "3": "bob", "4": "bob"}


@pytest.fixture
def merged(load, heard):
    """The shop's number 17 and an address turn out to be one person; the address is kept."""
    spool.hear("nord", [heard("order", kind="order", alias="17"), heard("answer", alias="anna@mail")])
    spool.link("nord", [Link(id="same", alias="17", into="anna@mail", occurred_at=NOON, received_at=NOON)])
    load()


def test_a_merge_keeps_the_one_it_goes_into(store, merged):
    assert customers(store, "nord") == {"order": "anna@mail", "answer": "anna@mail"}
    assert store.aliases_of("nord", "17") == ("17", "anna@mail")


def test_a_merge_can_be_split_again(store, merged, load):
    spool.unlink("nord", [Unlink(id="not the same", link="same", occurred_at=NOON, received_at=NOON)])

    assert load().moved == 1
    assert customers(store, "nord") == {"order": "17", "answer": "anna@mail"}
    assert store.aliases_of("nord", "17") == ("17",)


def test_a_merge_touches_only_the_kinds_of_the_rows_that_move(store, load, heard):
    spool.hear("nord", [heard("order", kind="order", alias="17"), heard("answer", alias="anna@mail")])
    load()
    answers, orders = store.version("nord", ["answer"]), store.version("nord", ["order"])

    spool.link("nord", [Link(id="same", alias="17", into="anna@mail", occurred_at=NOON, received_at=NOON)])
    load()

    assert store.version("nord", ["answer"]) == answers
    assert store.version("nord", ["order"]) > orders
