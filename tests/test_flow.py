"""What the log has heard is passed on, exactly once, whatever is killed."""

import pytest

from heedful import flow
from heedful.interactions import loader, parsing, spool, stores, telling
from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import Heard
from heedful.interactions.store import Batch
from heedful.listen.invitations.models import Invitation
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey


@pytest.fixture
def asking(workspace, store):
    """After an order, Ann is asked; the process passes on what it loads."""
    make_person(workspace)
    make_sending(make_survey(workspace), "trigger", trigger={"kind": "order"}, at=NOON - A_DAY)
    flow.begin()
    flow.begin()  # as every command of a process does


def hear_an_order(number: str = "o1") -> None:
    spool.hear("clubs", [Heard(id=number, kind="order", alias="ann", occurred_at=NOON, received_at=NOON)])


def test_an_order_that_is_loaded_asks_who_ordered(asking):
    hear_an_order()
    loader.load(stores.current(), now=NOON)
    assert [each.occasion for each in Invitation.objects.all()] == ["o1"]


def test_killed_before_the_round_was_passed_on_it_is_passed_on_at_the_next_start(asking):
    hear_an_order()
    entries = list(SpoolEntry.objects.all())
    parsed = parsing.parse(entries)
    stores.current().append(Batch(tuple(str(each.key) for each in entries), parsed.rows, parsed.links))
    assert not Invitation.objects.exists()
    loader.load(stores.current(), now=NOON)
    loader.load(stores.current(), now=NOON)
    assert Invitation.objects.count() == 1


def test_if_the_spool_cannot_let_go_of_the_round_nobody_is_asked_until_it_can(asking):
    def fail(_heard):
        raise RuntimeError("the disk is full")

    end = telling.told_of(fail)
    hear_an_order()
    with pytest.raises(RuntimeError):
        loader.load(stores.current(), now=NOON)
    end()
    assert not Invitation.objects.exists()
    loader.load(stores.current(), now=NOON)
    assert Invitation.objects.count() == 1
