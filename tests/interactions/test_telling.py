"""Who wants to hear what was heard is told of each round, in the transaction that takes it off the spool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heedful.interactions import loader, parsing, rejected, spool
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.interactions.store import Batch
from tests.interactions.conftest import NOON
from tests.interactions.reading import log


@pytest.fixture
def told() -> Iterator[list[loader.Round]]:
    rounds: list[loader.Round] = []
    end = loader.told_of(rounds.append)
    yield rounds
    end()


def ids(rounds: list[loader.Round]) -> list[list[str]]:
    return [each.rows["id"].to_pylist() for each in rounds]


def test_each_round_is_told_with_its_rows_and_whose_they_are(store, load, heard, told):
    spool.hear("nord", [heard("a"), heard("b")])
    spool.hear("ost", [heard("c")])
    load()
    assert ids(told) == [["a", "b", "c"]]
    assert told[0].rows["workspace"].to_pylist() == ["nord", "nord", "ost"]
    assert (told[0].store, told[0].now) == (store, NOON)
    load()
    assert len(told) == 1


def test_what_the_log_has_is_there_when_it_is_told(store, load, heard):
    seen: list[int] = []
    end = loader.told_of(lambda each: seen.append(len(log(each.store, "nord"))))
    spool.hear("nord", [heard("a")])
    load()
    end()
    assert seen == [1]


def test_what_is_not_for_the_log_is_not_told(load, heard, told):
    spool.hear("nord", [heard("a", kind="unheard of")])
    load()
    assert told == []


def test_nor_are_links_and_erasures(load, heard, told):
    spool.hear("nord", [heard("a", alias="ann")])
    load()
    spool.erase("nord", "ann")
    load()
    assert ids(told) == [["a"]]


def test_if_one_fails_the_round_stays_and_nothing_is_kept_of_it_until_it_is_told_again(store, load, heard, told):
    def fail(_round: loader.Round) -> None:
        rejected.reject("nord", "written on the way", "no reason", now=NOON)
        raise RuntimeError("the power went")

    end = loader.told_of(fail)
    spool.hear("nord", [heard("a")])
    with pytest.raises(RuntimeError):
        load()
    end()
    assert (SpoolEntry.objects.count(), Rejected.objects.count()) == (1, 0)
    load()
    assert ids(told) == [["a"], ["a"]]  # the first telling was undone with its transaction
    assert [row["id"] for row in log(store, "nord")] == ["a"]


def test_a_round_that_was_cut_short_before_it_was_told_is_told_at_the_next_start(store, load, heard, told):
    spool.hear("nord", [heard("a")])
    entries = list(SpoolEntry.objects.all())
    parsed = parsing.parse(entries)
    store.append(Batch(tuple(str(each.key) for each in entries), parsed.rows, parsed.links))
    load()
    assert ids(told) == [["a"]]
    assert not SpoolEntry.objects.exists()
