import pytest

from heedful.interactions import loader, rejected, spool, stores
from heedful.interactions.models import Erasure, Rejected, SpoolEntry
from heedful.interactions.schema import Link
from tests.interactions.conftest import NOON
from tests.interactions.reading import customers


@pytest.fixture
def anna_and_bob(load, heard):
    spool.hear("nord", [heard("a", alias="anna@mail", visitor="phone"), heard("b", alias="bob")])
    spool.hear("nord", [heard("c", visitor="phone"), heard("d", alias="17")])
    spool.hear("ost", [heard("a", alias="anna@mail")])
    spool.link("nord", [Link(id="same", alias="17", into="anna@mail", occurred_at=NOON, received_at=NOON)])
    load()


def test_erasing_anna_says_what_was_removed_and_leaves_bob(store, anna_and_bob):
    removed = loader.erase_now(store, "nord", "anna@mail", now=NOON)

    assert removed == {"interactions": 3, "links": 1, "rejected": 0}
    assert customers(store, "nord") == {"b": "bob"}
    assert store.links("nord").num_rows == 0


def test_another_companys_anna_stays(store, anna_and_bob):
    loader.erase_now(store, "nord", "anna@mail", now=NOON)

    assert customers(store, "ost") == {"a": "anna@mail"}


def test_what_waits_in_the_spool_is_erased_and_what_comes_later_is_not(store, load, heard):
    spool.hear("nord", [heard("before", alias="anna")])
    spool.erase("nord", "anna")
    spool.hear("nord", [heard("after", alias="anna")])

    assert load().erased == 1
    assert customers(store, "nord") == {"after": "anna"}
    assert not SpoolEntry.objects.exists()


def test_a_rejected_line_that_names_anna_goes_too(store, anna_and_bob):
    rejected.reject("nord", "2026-03-14;anna@mail;eleven", "a score is a number", now=NOON)
    rejected.reject("nord", "2026-03-14;joanna@mail;eleven", "a score is a number", now=NOON)
    rejected.reject("nord", "a line in which nobody is named", "a score is a number", alias="17", now=NOON)

    assert loader.erase_now(store, "nord", "anna@mail", now=NOON)["rejected"] == 2
    assert [item.raw for item in Rejected.objects.all()] == ["2026-03-14;joanna@mail;eleven"]


def test_the_record_of_an_erasure_does_not_name_who_was_erased(store, anna_and_bob):
    loader.erase_now(store, "nord", "anna@mail", now=NOON)

    record = Erasure.objects.values().get()
    assert record["erased_at"] == NOON
    assert "anna" not in str(record)


def test_erasing_moves_the_version(store, anna_and_bob):
    before = store.version("nord", ["answer"])

    loader.erase_now(store, "nord", "anna@mail", now=NOON)

    assert store.version("nord", ["answer"]) > before


def test_after_the_next_start_the_erased_words_are_not_in_the_file_any_more(tmp_path, heard, db):
    path = tmp_path / "log.duckdb"
    store = stores.open_store(f"duckdb://{path}")
    store._db.execute("PRAGMA force_compression = 'uncompressed'")  # so that words can be found in the file at all
    spool.hear("nord", [heard(f"{n}", alias="anna", text=f"words of anna {n}") for n in range(300)])
    spool.hear("nord", [heard("b", alias="bob", text="words of bob, who stays")])
    loader.load(store, now=NOON)
    store._db.execute("CHECKPOINT")
    assert b"words of anna" in path.read_bytes()

    loader.erase_now(store, "nord", "anna", now=NOON)
    store.close()
    store = stores.open_store(f"duckdb://{path}")

    assert customers(store, "nord") == {"b": "bob"}
    assert store.cursor().round == 2
    store.close()
    assert b"words of anna" not in path.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["log.duckdb"]
