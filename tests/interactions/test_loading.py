from secrets import token_hex

import pytest

from heedful.interactions import loader, spool
from heedful.interactions.models import SpoolEntry
from heedful.interactions.store import StoreRefused
from tests.interactions.conftest import NOON
from tests.interactions.engines import ENGINES
from tests.interactions.reading import log


def test_an_answer_that_was_heard_is_in_the_log(store, load, heard):
    spool.hear("nord", [heard("a", alias="anna", value=9.0, name="nps")])

    loaded = load()

    assert (loaded.added, loaded.known) == (1, 0)
    assert brief(store) == [("a", "anna", 9.0)]


def test_the_same_answer_twice_is_one_answer_and_the_first_wins(store, load, heard):
    spool.hear("nord", [heard("a", value=9.0), heard("a", value=1.0)])
    load()
    spool.hear("nord", [heard("a", value=3.0), heard("b", value=4.0)])

    assert load().known == 1
    assert brief(store) == [("a", None, 9.0), ("b", None, 4.0)]


class TestARoundThatACrashLeftHalfDone:
    """Only ClickHouse can: it has no transactions. The round is announced, but its rows are not all there."""

    @pytest.fixture
    def announced(self, tmp_path, heard, db):
        with ENGINES["clickhouse"](tmp_path) as store:
            spool.hear("nord", [heard("a", alias="anna"), heard("b")])
            store._announce([str(SpoolEntry.objects.get().key)], {})
            yield store

    def test_it_is_repeated_with_its_own_entries_before_anything_else(self, announced, heard):
        spool.hear("nord", [heard("c")])

        assert loader.load(announced, now=NOON).rounds == 2
        assert [row[0] for row in brief(announced)] == ["a", "b", "c"]
        assert announced.cursor().done

    def test_without_its_entries_it_is_refused_with_the_remedy(self, announced):
        SpoolEntry.objects.all().delete()

        with pytest.raises(StoreRefused, match="Restore the database and the log from one backup"):
            loader.load(announced, now=NOON)


def brief(store, workspace="nord"):
    return sorted((row["id"], row["customer"], row["value"]) for row in log(store, workspace))


def test_a_round_is_bounded_by_what_its_entries_weigh_and_a_heavy_one_is_taken_alone(store, heard, db):
    for number in range(4):
        spool.hear("nord", [heard(f"light {number}"), heard(f"light {number} too")])
    spool.hear("nord", [heard("heavy", text=token_hex(20_000))])
    spool.hear("nord", [heard("last")])

    loaded = loader.load(store, now=NOON, most=20_000)

    assert (loaded.rounds, loaded.added) == (3, 10)
