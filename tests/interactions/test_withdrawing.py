"""What was set aside counts nowhere, until it is taken back."""

import duckdb
import pytest

from heedful.interactions import loader, spool, stores
from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import KINDS, Link
from tests.interactions.conftest import NOON
from tests.interactions.reading import customers, log


@pytest.fixture
def two_responses(load, heard):
    """Anna's and Bob's, and an order of Anna's that is part of neither."""
    spool.hear("nord", [heard("a1", thread="anna's", alias="anna"), heard("a2", thread="anna's", alias="anna")])
    spool.hear("nord", [heard("b1", thread="bob's", alias="bob"), heard("o", kind="order", alias="anna")])
    spool.hear("ost", [heard("x", thread="anna's", alias="anna")])
    load()


def ids(store, workspace="nord"):
    return [row["id"] for row in log(store, workspace)]


def test_what_was_withdrawn_is_in_no_frame_and_comes_back_when_it_is_restored(store, load, two_responses):
    before = log(store, "nord")

    spool.withdraw("nord", ["anna's"])
    assert load().withdrawn == 2
    assert ids(store) == ["b1", "o"]

    spool.restore("nord", ["anna's"])
    assert load().withdrawn == 2
    assert log(store, "nord") == before
    assert not SpoolEntry.objects.exists()


def test_another_company_with_a_thread_of_that_name_keeps_it(store, load, two_responses):
    version = store.version("ost")
    spool.withdraw("nord", ["anna's"])
    load()

    assert ids(store, "ost") == ["x"]
    assert store.version("ost") == version


def test_the_version_moves_with_the_kinds_that_lost_rows_and_only_theirs(store, load, two_responses):
    answers, orders = store.version("nord", ["answer"]), store.version("nord", ["order"])

    spool.withdraw("nord", ["anna's"])
    load()
    withdrawn = store.version("nord", ["answer"])
    assert (withdrawn > answers, store.version("nord", ["order"])) == (True, orders)

    spool.restore("nord", ["anna's"])
    load()
    assert store.version("nord", ["answer"]) > withdrawn


def test_withdrawing_twice_changes_nothing_the_second_time(store, load, two_responses):
    spool.withdraw("nord", ["anna's"])
    load()
    version = store.version("nord")
    spool.withdraw("nord", ["anna's", "anna's"])

    assert load().withdrawn == 0
    assert store.version("nord") == version

    spool.restore("nord", ["anna's"])
    assert load().withdrawn == 2


def test_what_is_heard_later_of_a_withdrawn_thread_does_not_count_either(store, load, heard):
    spool.withdraw("nord", ["late"])
    load()
    spool.hear("nord", [heard("1", thread="late"), heard("2", thread="other"), heard("3")])
    spool.hear("ost", [heard("1", thread="late")])
    load()

    assert ids(store) == ["2", "3"]
    assert ids(store, "ost") == ["1"]

    spool.restore("nord", ["late"])
    load()
    spool.hear("nord", [heard("4", thread="late")])
    load()
    assert ids(store) == ["1", "2", "3", "4"]


def test_hearing_a_withdrawn_row_again_does_not_bring_it_back(store, load, heard, two_responses):
    spool.withdraw("nord", ["bob's"])
    load()
    spool.hear("nord", [heard("b1", alias="bob")])

    assert load().known == 1
    assert ids(store) == ["a1", "a2", "o"]


def test_a_withdrawn_row_comes_back_as_whoever_its_customer_is_by_then(store, load, two_responses):
    spool.withdraw("nord", ["bob's"])
    load()
    spool.link("nord", [Link(id="same", alias="bob", into="anna", occurred_at=NOON, received_at=NOON)])
    load()
    spool.restore("nord", ["bob's"])
    load()

    assert customers(store, "nord")["b1"] == "anna"


def test_erasing_a_customer_takes_what_was_withdrawn_and_that_it_was(store, load, heard, two_responses):
    spool.withdraw("nord", ["anna's"])
    load()

    assert loader.erase_now(store, "nord", "anna", now=NOON)["interactions"] == 3
    spool.restore("nord", ["anna's"])
    assert load().withdrawn == 0
    assert ids(store) == ["b1"]


def test_after_an_erasure_nothing_says_any_more_that_the_thread_was_withdrawn(store, load, heard, two_responses):
    spool.withdraw("nord", ["anna's", "bob's"])
    load()
    loader.erase_now(store, "nord", "anna", now=NOON)

    spool.hear("nord", [heard("new", thread="anna's"), heard("b2", thread="bob's")])
    load()
    assert ids(store) == ["new"]


def test_forgetting_a_workspace_forgets_what_was_withdrawn_in_it(store, load, heard, two_responses):
    spool.withdraw("nord", ["anna's"])
    load()
    spool.forget("nord")
    load()
    spool.hear("nord", [heard("a1", thread="anna's")])
    load()

    assert ids(store) == ["a1"]


def test_what_waits_is_taken_in_its_order(store, load, heard):
    spool.hear("nord", [heard("1", thread="t")])
    spool.withdraw("nord", ["t"])
    spool.restore("nord", ["t"])
    spool.hear("nord", [heard("2", thread="t")])
    spool.withdraw("nord", ["t"])
    spool.hear("nord", [heard("3", thread="other")])
    load()

    assert ids(store) == ["3"]


def test_a_thousand_threads_are_withdrawn_at_once(store, load, heard):
    names = [f"t{n}" for n in range(1001)]
    spool.hear("nord", [heard(f"{n}", thread=name) for n, name in enumerate(names)] + [heard("stays", thread="other")])
    spool.withdraw("nord", names)

    assert load().withdrawn == 1001
    assert ids(store) == ["stays"]


def test_a_withdrawal_that_is_repeated_changes_nothing(store, load, two_responses):
    """The last step before an entry leaves the spool is the log's: a crash between the two repeats it."""
    spool.withdraw("nord", ["anna's"])
    kept = SpoolEntry.objects.get()
    load()
    kept.save(force_insert=True)

    assert load().rounds == 0
    assert ids(store) == ["b1", "o"]
    assert not SpoolEntry.objects.exists()


@pytest.mark.parametrize("begin", ["withdraw", "restore"])
def test_done_half_it_is_done_again(store, load, two_responses, begin):
    if not hasattr(store, "_announce"):
        pytest.skip("DuckDB withdraws in one transaction: there is no half")
    if begin == "restore":
        spool.withdraw("nord", ["anna's"])
        load()
    version = store.version("nord", ["answer"])
    getattr(spool, begin)("nord", ["anna's"])
    store._announce((str(SpoolEntry.objects.get().key),), {})
    store._delete("withdrawn_threads", "workspace = 'nord'", {})  # and here the power goes

    load()

    assert ids(store) == (["b1", "o"] if begin == "withdraw" else ["a1", "a2", "b1", "o"])
    assert store.version("nord", ["answer"]) > version


def test_a_log_of_before_threads_could_be_withdrawn_is_brought_up_to_date(tmp_path, heard, db):
    path = tmp_path / "log.duckdb"
    store = stores.open_store(f"duckdb://{path}")
    spool.hear("nord", [heard("1", thread="t"), heard("2")])
    loader.load(store, now=NOON)
    before = log(store, "nord")
    store.close()
    with duckdb.connect(str(path)) as file:  # as version 1 made it
        for kind in KINDS:
            file.execute(f"ALTER TABLE rows_{kind} DROP COLUMN withdrawn")
        file.execute("DROP TABLE withdrawn_threads")
        file.execute("UPDATE heedful_log SET version = 1")

    store = stores.open_store(f"duckdb://{path}")
    assert log(store, "nord") == before
    spool.withdraw("nord", ["t"])
    loader.load(store, now=NOON)
    assert ids(store) == ["2"]
    store.close()
