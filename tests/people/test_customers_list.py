"""The list of customers: who stands there, in which order, and who is found."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.listing import customer_listing
from tests.people.looking import LIST, NOW, known, look, page_of, text_of


def test_everyone_the_log_has_heard_is_listed_whether_or_not_anybody_told_their_name(alice, hear):
    known(alice.workspace, "17", name="Ann Lee")
    hear(
        {"alias": "17", "value": 30.0, "currency": "EUR", "occurred_at": NOW - timedelta(days=3)},
        {"alias": "17", "kind": "refund", "value": 10.0, "currency": "EUR", "occurred_at": NOW - timedelta(days=2)},
        {"alias": "17", "kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": 9.0},
        {"alias": "bo@example.org", "value": 5.0, "currency": "USD", "location": "sud"},
        {"visitor": "nobody yet"},
    )

    seen = text_of(look(alice))

    assert re.search(r"Ann Lee 17 28 Feb 2026 9 of 10 NPS, promoter 20\.00.EUR 3 Nord 26 Feb 2026", seen)
    assert re.search(r"bo@example\.org 28 Feb 2026 – 5\.00.USD 1 Sud 28 Feb 2026", seen)
    assert "nobody yet" not in seen
    assert "As of" in seen


def test_an_empty_list_says_what_to_do_next(alice, store):
    assert "No customer was heard yet" in text_of(look(alice))


@pytest.mark.parametrize(("order", "first"), [("heard", "new"), ("value", "rich"), ("number", "busy"), ("?", "new")])
def test_the_list_is_sorted_as_asked(alice, hear, order, first):
    hear(
        {"alias": "rich", "value": 99.0, "currency": "EUR"},
        {"alias": "busy", "value": 1.0, "currency": "EUR"},
        {"alias": "busy", "value": 1.0, "currency": "EUR"},
        {"alias": "new", "occurred_at": NOW, "value": 1.0, "currency": "EUR"},
    )

    answer = look(alice, f"{LIST}?sort={order}")

    assert next(iter(answer.context["listing"].page.rows)).key == first
    assert text_of(answer).count("ascending") == 0  # the head says it by aria-sort
    assert 'aria-sort="descending"' in answer.content.decode()


def test_by_value_the_currency_is_the_one_orders_came_in(alice, hear):
    hear({"alias": "ann", "value": 5.0, "currency": "GBP"}, {"alias": "bo", "value": 7.0, "currency": "GBP"})

    answer = look(alice, f"{LIST}?sort=value")

    assert [row.key for row in answer.context["listing"].page.rows] == ["bo", "ann"]
    assert "Those who ordered in GBP" in text_of(answer)


def test_a_long_list_has_pages_there_and_back(alice, hear):
    hear(*({"alias": f"c{number:03}", "occurred_at": NOW - timedelta(minutes=number)} for number in range(120)))

    keys, address = [], LIST
    while True:
        page = look(alice, address).context["listing"].page
        keys.append([row.key for row in page.rows])
        if not page.later:
            break
        address = f"{LIST}?{page.later}"

    assert [len(page) for page in keys] == [50, 50, 20]
    assert [key for page in keys for key in page] == [f"c{number:03}" for number in range(120)]
    back = look(alice, f"{LIST}?{page.earlier}").context["listing"].page
    assert [row.key for row in back.rows] == keys[1]


@pytest.mark.parametrize("nonsense", ["after=x", "after=WyJhIl0", "before=WzEsMl0", "after=WyIyMDI2IiwgMV0"])
def test_an_address_put_together_by_hand_begins_at_the_beginning(alice, hear, nonsense):
    hear({"alias": "ann"})

    for order in ("heard", "value", "number"):
        answer = look(alice, f"{LIST}?{nonsense}&sort={order}")
        assert answer.status_code == 200
    assert look(alice, f"{page_of('ann')}?{nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann", {"17"}),
        ("LEE", {"17"}),
        ("ann lee", {"17"}),
        ("lee ann", {"17"}),
        ("шевч", {"ira"}),
        ("Šarūnas", {"sar"}),
        ("saru", {"sar"}),
        ("ann@EXAMPLE.org", {"17"}),
        ("+370 612", {"17"}),
        ("370-612-34", {"17"}),
        ("17", {"17", "170"}),
        ("dora@", {"dora@example.org"}),
        ("Dora@example.org", {"dora@example.org"}),
        ("nobody", set()),
        ("%", set()),
        ("ann bo", set()),
    ],
)
def test_people_are_found_by_name_address_number_and_id(alice, hear, typed, found):
    ann = known(alice.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "Ann@example.org"), ("phone", "+370 612 34567")])
    known(alice.workspace, "ira", name="Ірина Шевченко")
    known(alice.workspace, "sar", name="Šarūnas Jonaitis")
    hear(*({"alias": key} for key in ("17", "170", "ira", "sar", "dora@example.org")))

    answer = look(alice, LIST, data={"q": typed})

    assert {row.key for row in answer.context["listing"].page.rows} == found
    assert ("Nobody by that name" in text_of(answer)) == (not found)


def test_where_more_are_found_than_can_be_shown_the_page_says_so(alice, hear):
    hear(*({"alias": f"many{number}"} for number in range(61)), {"alias": "one"})

    many, one = look(alice, f"{LIST}?q=many"), look(alice, f"{LIST}?q=one")

    assert "There are more of them." in text_of(many)
    assert "There are more of them." not in text_of(one)
    assert len(many.context["listing"].page.rows) == 50
    assert len(look(alice, f"{LIST}?{many.context['listing'].page.later}").context["listing"].page.rows) == 10


def test_one_who_is_known_but_was_never_heard_is_found_beneath(alice, hear):
    known(alice.workspace, "18", name="Bo Lee")
    merge_customers(
        known(alice.workspace, "17", name="Ann Lee"),
        absorbed=known(alice.workspace, "x", name="A Lee"),
        by=alice,
        now=NOW,
    )
    hear({"alias": "17"})

    listing = look(alice, f"{LIST}?q=lee").context["listing"]

    assert [row.key for row in listing.page.rows] == ["17"]
    assert [customer.key for customer in listing.never_heard] == ["18"]


def test_a_place_narrows_the_list_and_counts_only_what_happened_there(alice, hear):
    hear({"alias": "ann"}, {"alias": "ann", "location": "sud"}, {"alias": "bo"})

    answer = look(alice, f"{LIST}?location=sud")

    assert [(row.key, row.n) for row in answer.context["listing"].page.rows] == [("ann", 1)]
    assert "Only what happened at the places shown is counted." in text_of(answer)


def test_a_place_that_is_gone_is_said_beside_the_field(alice, hear):
    hear({"alias": "ann"})

    answer = look(alice, f"{LIST}?location=gone")

    assert answer.status_code == 422
    assert "There is no such place any more." in text_of(answer)
    assert len(answer.context["listing"].page.rows) == 1


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"), [("", 4), ("sort=value", 4), ("q=person", 6), ("q=person&sort=value", 6)]
)
def test_the_list_asks_as_much_for_three_as_for_one(
    alice, hear, store, people, asked, queries, django_assert_num_queries, reads_of_the_log
):
    for number in range(people):
        known(alice.workspace, f"p{number}", name=f"Person {number}")
    hear(*({"alias": f"p{number}", "value": 1.0, "currency": "EUR"} for number in range(people)))

    with django_assert_num_queries(queries):
        listing = customer_listing(alice, QueryDict(asked), store=store, now=NOW)

    assert len(listing.page.rows) == people
    assert reads_of_the_log() == 3


@pytest.mark.parametrize("address", [LIST, f"{LIST}?q=person", "/people/customers/p0/"])
def test_drawing_a_page_asks_no_more_for_three_than_for_one(alice, hear, address, django_assert_max_num_queries):
    client = Client()
    client.force_login(alice.user)
    known(alice.workspace, "p0", name="Person 0")
    hear({"alias": "p0"})
    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for number in (1, 2):
        known(alice.workspace, f"p{number}", name=f"Person {number}")
        hear({"alias": f"p{number}"}, {"alias": "p0"})

    with django_assert_max_num_queries(len(for_one)):
        client.get(address)


def test_a_swap_brings_the_list_alone(alice, hear):
    hear({"alias": "ann"})

    fragment = look(alice, LIST, headers={"HX-Request": "true"}).content.decode()

    assert fragment.lstrip().startswith('<section class="customers')
    assert "<html" not in fragment
    assert "ann" in fragment


def test_charlie_sees_none_of_alices_customers(alice, charlie, hear):
    known(alice.workspace, "ann", name="Ann Lee")
    hear({"alias": "ann"})

    assert "Ann" not in text_of(look(charlie))
    assert "Ann" not in text_of(look(charlie, f"{LIST}?q=ann"))
    assert look(charlie, page_of("ann")).status_code == 404


def test_bob_may_look_but_is_offered_no_change(bob, hear):
    hear({"alias": "ann"})

    seen = text_of(look(bob, page_of("ann")))

    assert "What happened" in seen
    assert "Erase" not in seen
    assert "Merge" not in seen


@pytest.mark.parametrize("address", [LIST, "/people/customers/ann/"])
def test_what_is_looked_at_is_not_posted_to(alice, hear, address):
    hear({"alias": "ann"})
    client = Client()
    client.force_login(alice.user)

    assert client.post(address).status_code == 405
