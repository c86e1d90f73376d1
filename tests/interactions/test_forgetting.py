"""A whole workspace goes from the log: all of it, nothing of another, and once, whatever is killed."""

import pytest

from heedful.interactions import rejected, spool
from heedful.interactions.models import Erasure, Rejected, SpoolEntry
from heedful.interactions.schema import KINDS, Link
from tests.interactions.conftest import NOON
from tests.interactions.reading import customers, log


@pytest.fixture
def two_companies(load, heard):
    for company in ("demo", "nord"):
        rows = [heard(f"{kind}-1", kind=kind, alias="anna", visitor="phone") for kind in KINDS]
        spool.hear(company, [*rows, heard("odd", kind="unheard of")])
        spool.link(company, [Link(id="same", alias="17", into="anna", occurred_at=NOON, received_at=NOON)])
        spool.erase(company, "nobody")
    load()


def test_forgetting_a_workspace_leaves_nothing_of_it(store, load, two_companies):
    spool.forget("demo")

    assert load().erased == len(KINDS) + 1
    assert store.cursor().removed == {"interactions": len(KINDS), "links": 1}
    assert log(store, "demo") == []
    assert store.links("demo").num_rows == 0
    assert store.aliases_of("demo", "17") == ("17",)
    assert store.version("demo") == 0
    assert not SpoolEntry.objects.exists()


def test_what_was_rejected_and_erased_in_it_is_forgotten_too(store, load, two_companies):
    spool.forget("demo")
    load()

    assert {item.workspace for item in Rejected.objects.all()} == {"nord"}
    assert {erasure.workspace for erasure in Erasure.objects.all()} == {"nord"}


def test_another_company_keeps_every_row(store, load, two_companies):
    before, version = log(store, "nord"), store.version("nord")

    spool.forget("demo")
    load()

    assert log(store, "nord") == before
    assert store.version("nord") == version
    assert store.links("nord").num_rows == 1
    assert set(store.aliases_of("nord", "17")) == {"17", "anna"}


def test_what_waits_is_forgotten_and_what_comes_later_is_another_workspaces(store, load, heard):
    spool.hear("demo", [heard("before", alias="anna")])
    spool.forget("demo")
    spool.hear("demo", [heard("after", alias="anna")])

    load()

    assert customers(store, "demo") == {"after": "anna"}


def test_the_next_company_of_that_name_begins_with_a_version_of_its_own(store, load, heard, two_companies):
    before = store.version("demo")
    spool.forget("demo")
    spool.hear("demo", [heard("after")])

    load()

    assert store.version("demo") > before


def test_cut_short_before_it_was_settled_it_is_settled_at_the_next_start(store, load, two_companies):
    rejected.reject("demo", "eleven", "a score is a number", now=NOON)
    entry = spool.forget("demo")
    store.forget("demo", key=str(entry.key))  # and here the power goes

    load()

    assert not SpoolEntry.objects.exists()
    assert not Rejected.objects.filter(workspace="demo").exists()
    assert log(store, "demo") == []
    assert len(log(store, "nord")) == len(KINDS)


def test_done_half_it_is_done_again_and_counts_what_the_first_try_found(store, load, two_companies):
    if not hasattr(store, "_announce"):
        pytest.skip("DuckDB forgets in one transaction: there is no half")
    entry = spool.forget("demo")
    store._announce((str(entry.key),), {"interactions": len(KINDS), "links": 1})
    store._delete("rows", "workspace = {workspace:String}", {"workspace": "demo"})  # and here the power goes

    load()

    assert store.cursor().removed == {"interactions": len(KINDS), "links": 1}
    assert store.links("demo").num_rows == 0
    assert not SpoolEntry.objects.exists()


def test_forgetting_nothing_is_no_fault(store, load, two_companies):
    spool.forget("nobody")

    assert load().erased == 0
    assert len(log(store, "nord")) == len(KINDS)
