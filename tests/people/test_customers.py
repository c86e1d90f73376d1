from datetime import UTC, datetime, timedelta

import pytest

from heedful.interactions import loader, spool
from heedful.interactions.models import Erasure, SpoolEntry
from heedful.interactions.schema import Heard
from heedful.people.customers.actions import (
    CustomersError,
    add_identities,
    disown_visitor,
    erase_customer,
    identify_visitor,
    merge_customers,
    split_customer,
    undo_identification,
)
from heedful.people.customers.models import Customer, Identity, Merge
from heedful.people.customers.queries import customer_known_as, today, visible_customers, visible_merges
from heedful.people.traces.models import Trace
from tests.factories import make_customer, make_location, make_member

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ann(workspace):
    return make_customer(workspace, "ann")


@pytest.fixture
def anna(workspace):
    return make_customer(workspace, "anna")


def hear(workspace, **rows):
    """One order per alias or visitor: id=alias."""
    spool.hear(
        workspace.key,
        [
            Heard(
                id=name,
                occurred_at=NOW - timedelta(days=1),
                received_at=NOW,
                kind="order",
                value=10.0,
                **({"visitor": who[1:]} if who.startswith("@") else {"alias": who}),
            )
            for name, who in rows.items()
        ],
    )


def customers_of(store, workspace) -> dict[str, str | None]:
    loader.load(store, now=NOW)
    rows = store.frame(workspace.key).fetchall()
    names = store.frame(workspace.key).columns
    return {row[names.index("id")]: row[names.index("customer")] for row in rows}


def test_merged_customers_orders_are_one_customers(store, workspace, ann, anna, alice):
    hear(workspace, first="ann", second="anna")

    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    assert customers_of(store, workspace) == {"first": "ann", "second": "ann"}
    assert today(anna) == ann


def test_a_merge_can_be_split_again(store, workspace, ann, anna, alice):
    hear(workspace, first="ann", second="anna")
    merge = merge_customers(ann, absorbed=anna, by=alice, now=NOW)
    loader.load(store, now=NOW)

    split_customer(merge, by=alice, now=NOW)

    assert customers_of(store, workspace) == {"first": "ann", "second": "anna"}
    assert today(anna) == anna


def test_split_customers_can_be_merged_again(store, workspace, ann, anna, alice):
    hear(workspace, first="ann", second="anna")
    split_customer(merge_customers(ann, absorbed=anna, by=alice, now=NOW), by=alice, now=NOW)

    merge_customers(anna, absorbed=ann, by=alice, now=NOW)

    assert customers_of(store, workspace) == {"first": "anna", "second": "anna"}


def test_a_merge_into_someone_merged_goes_to_who_they_are_today(workspace, ann, anna, alice):
    third = make_customer(workspace, "anya")
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    merge_customers(anna, absorbed=third, by=alice, now=NOW)

    assert today(third) == ann


def test_nobody_is_merged_with_themselves(ann, anna, alice):
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    with pytest.raises(CustomersError, match="one customer already"):
        merge_customers(anna, absorbed=ann, by=alice, now=NOW)


def test_one_who_is_part_of_another_is_split_first(workspace, ann, anna, alice):
    third = make_customer(workspace, "third")
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    with pytest.raises(CustomersError, match="split them first"):
        merge_customers(third, absorbed=anna, by=alice, now=NOW)


def test_customers_of_two_companies_are_never_merged(ann, charlie):
    theirs = make_customer(charlie.workspace, "ann")

    with pytest.raises(CustomersError, match="two companies"):
        merge_customers(ann, absorbed=theirs, by=charlie, now=NOW)
    assert not SpoolEntry.objects.exists()


def test_a_merge_is_split_once(ann, anna, alice):
    merge = merge_customers(ann, absorbed=anna, by=alice, now=NOW)
    split_customer(merge, by=alice, now=NOW)

    with pytest.raises(CustomersError, match="split already"):
        split_customer(merge, by=alice, now=NOW)


def test_a_merge_leaves_who_did_it(ann, anna, alice):
    merge = merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    trace = Trace.objects.get()
    assert (trace.what, trace.by, trace.at, trace.details) == ("customers merged", alice, NOW, {"merge": merge.pk})


def test_a_visitor_who_is_recognised_brings_their_past(store, workspace):
    hear(workspace, nameless="@phone-1", named="ann")

    identify_visitor(workspace, visitor="phone-1", customer="ann", now=NOW)

    assert customers_of(store, workspace) == {"nameless": "ann", "named": "ann"}


def test_a_visitor_wrongly_recognised_is_nameless_again_and_may_be_recognised_anew(store, workspace):
    hear(workspace, nameless="@phone-1")
    link = identify_visitor(workspace, visitor="phone-1", customer="ann", now=NOW)
    assert customers_of(store, workspace) == {"nameless": "ann"}
    undo_identification(workspace, link=link.id, now=NOW + timedelta(minutes=1))
    assert customers_of(store, workspace) == {"nameless": None}

    identify_visitor(workspace, visitor="phone-1", customer="anna", now=NOW + timedelta(minutes=2))

    assert customers_of(store, workspace) == {"nameless": "anna"}


def test_the_tablet_in_the_shop_is_nobody_s_device(store, workspace):
    hear(workspace, nameless="@tablet")
    order = Heard(id="named", occurred_at=NOW, received_at=NOW, kind="order", value=5.0, alias="ann", visitor="tablet")
    spool.hear(workspace.key, [order])
    assert customers_of(store, workspace) == {"nameless": "ann", "named": "ann"}

    disown_visitor(workspace, visitor="tablet", customer="ann", now=NOW)

    assert customers_of(store, workspace) == {"nameless": None, "named": "ann"}


@pytest.mark.parametrize("said", ["ann", "Ann@Example.org", " ann@example.org ", "+370 600 12345", "+37060012345"])
def test_a_customer_is_known_by_any_spelling_of_an_identity(workspace, ann, said):
    add_identities(ann, [("email", "ANN@example.org"), ("phone", "+370 (600) 12-345")])

    assert customer_known_as(workspace, said) == ann


def test_an_identity_of_a_merged_customer_leads_to_who_they_are_today(workspace, ann, anna, alice):
    add_identities(anna, [("email", "anna@example.org")])
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    assert customer_known_as(workspace, "anna@example.org") == ann


def test_an_identity_of_another_customer_is_refused(ann, anna):
    add_identities(ann, [("email", "ann@example.org")])

    with pytest.raises(CustomersError, match="merge the two"):
        add_identities(anna, [("email", "ann@example.org")])
    assert Identity.objects.get().customer == ann


def test_the_same_identity_twice_is_one(ann):
    add_identities(ann, [("email", "ann@example.org"), ("email", "ann@example.org")])

    assert Identity.objects.count() == 1


def test_what_identifies_nobody_is_refused(ann):
    with pytest.raises(CustomersError, match="identifies nobody"):
        add_identities(ann, [("phone", "none")])


def test_erasing_removes_the_rows_of_all_they_were_and_says_how_many(store, workspace, ann, anna, alice):
    add_identities(ann, [("email", "ann@example.org")])
    add_identities(anna, [("phone", "+37060012345")])
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)
    hear(workspace, first="ann", second="anna", kept="bert")

    erased = erase_customer(workspace, "+37060012345", by=alice, now=NOW)

    assert erased.removed["interactions"] == 2
    assert (erased.removed["customers"], erased.removed["identities"], erased.removed["merges"]) == (2, 2, 1)
    assert customers_of(store, workspace) == {"kept": "bert"}
    assert not Customer.objects.exists()
    assert not Identity.objects.exists()
    assert not Merge.objects.exists()


def test_erasing_leaves_a_trace_that_names_nobody(store, workspace, ann, alice):
    hear(workspace, first="ann")

    erase_customer(workspace, "ann", by=alice, now=NOW)

    trace = Trace.objects.get(what="customer erased")
    assert trace.details == {"erasure": str(Erasure.objects.get().key)}
    assert "ann" not in str(trace.details)


def test_erasing_one_whom_only_the_log_knows_works_too(store, workspace):
    hear(workspace, first="zoe")

    assert erase_customer(workspace, "zoe", by=None, now=NOW).removed["interactions"] == 1


def test_erasing_nobody_says_that_nothing_was_removed(store, workspace):
    assert not erase_customer(workspace, "nobody", by=None, now=NOW).anything


def test_erasing_leaves_the_namesake_of_another_company_alone(store, workspace, charlie):
    hear(charlie.workspace, theirs="ann")
    make_customer(charlie.workspace, "ann")

    erase_customer(workspace, "ann", by=None, now=NOW)

    assert customers_of(store, charlie.workspace) == {"theirs": "ann"}
    assert Customer.objects.filter(workspace=charlie.workspace, key="ann").exists()


def test_charlie_sees_none_of_alices_customers_and_merges(ann, anna, alice, charlie):
    merge_customers(ann, absorbed=anna, by=alice, now=NOW)

    assert [*visible_customers(alice)] == [ann, anna]
    assert visible_merges(alice).count() == 1
    assert not visible_customers(charlie).exists()
    assert not visible_merges(charlie).exists()


def test_one_who_sees_a_single_club_sees_no_list_of_customers(workspace, ann, alice):
    make_location(workspace, "ost")
    dora = make_member(workspace, "dora", limited_to=("ost",))

    assert not visible_customers(dora).exists()
