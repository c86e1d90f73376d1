"""Causes that are known come out on top by themselves."""

import pytest
from django.http import QueryDict

from heedful.understand.drivers.looks import drivers_look
from heedful.understand.drivers.queries import drivers_of
from heedful.understand.metrics.inquiry import inquiry_of
from tests.understand.conftest import NOW


def found(member, store, address="period=all"):
    asked = QueryDict(address)
    return drivers_of(drivers_look(asked, inquiry_of(asked, member, store=store, now=NOW)))


@pytest.fixture
def all_of_it(alice, store, small_chain):
    return found(alice, store)


def test_changing_rooms_come_out_on_top_and_mostly_at_nord(all_of_it):
    first = all_of_it.rows[0]

    assert (first.kind, first.key, first.driver.verdict) == ("theme", "changing_rooms", "lower")
    assert first.mostly.place == "nord"
    assert first.mostly.there.value > 0.4
    assert first.mostly.elsewhere.value < 0.1
    assert first.among.value < -50
    assert first.beside.verdict == "lower"
    assert first.weight.low > max(row.weight.high for row in all_of_it.rows[1:])


def test_what_changes_nothing_is_no_driver(all_of_it):
    music = next(row for row in all_of_it.rows if row.key == "music")

    assert not music.is_one
    assert music.mostly is None


def test_the_other_causes_are_found_too(all_of_it):
    assert {(row.kind, row.key, row.driver.verdict) for row in all_of_it.sure} >= {
        ("theme", "changing_rooms", "lower"),
        ("theme", "crowding", "lower"),
        ("location", "nord", "lower"),
        ("done", "event:visit", "higher"),
    }


def test_nord_weighs_less_beside_its_cause_than_alone(alice, store, all_of_it):
    alone = next(row for row in found(alice, store, "period=all&kind=location").rows if row.key == "nord")
    beside = next(row for row in all_of_it.rows if row.key == "nord")

    assert alone.weight.value > beside.weight.value


def test_the_parts_add_up_to_what_is_explained(all_of_it):
    assert sum(row.weight.value for row in all_of_it.rows) == pytest.approx(all_of_it.explained.value)
    assert all_of_it.n == 600
    assert all_of_it.of_texts
