"""What those see of customers who see some locations only; and what the finder finds."""

import re

from django.urls import reverse

from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.finder import found_customers
from heedful.people.members.models import Member
from tests.people.looking import LIST, NOW, known, look, page_of, text_of


def test_one_who_sees_a_single_club_sees_its_customers_and_what_they_did_there(dora, alice, hear):
    ann = known(dora.workspace, "17", name="Ann Lee", language="lt")
    add_identities(ann, [("email", "ann@example.org")])
    known(dora.workspace, "18", name="Bo Lee")
    merge_customers(ann, absorbed=known(dora.workspace, "ann@old.org"), by=alice, now=NOW)
    hear(
        {"alias": "17", "value": 5.0, "currency": "EUR"},
        {"alias": "17", "value": 900.0, "currency": "EUR", "location": "sud"},
        {"alias": "17", "kind": "answer", "name": "secret", "scale": "csat:1-5", "value": 1.0, "location": "sud"},
        {"alias": "17", "kind": "event", "name": "nowhere", "location": None},
        {"alias": "18", "location": "sud"},
    )

    listing = look(dora).context["listing"]
    assert [(row.key, row.name, row.n, row.places) for row in listing.page.rows] == [("17", "Ann Lee", 1, ["Nord"])]
    answer = look(dora, page_of("17"))
    seen = text_of(answer)
    assert re.search(r"Interactions 1 Orders 1 Orders, net 5\.00.EUR", seen)
    for hidden in ("900", "Secret", "Nowhere", "Sud", "ann@", "Lithuanian", "merged", "Erase"):
        assert hidden not in seen
    assert "You see what happened at your places" in seen


def test_she_is_not_told_that_somebody_of_another_club_exists(dora, alice, hear):
    known(dora.workspace, "18", name="Bo Lee")
    known(dora.workspace, "19", name="Cy Lee")
    hear({"alias": "18", "location": "sud"})

    for key in ("18", "19", "20"):
        assert look(dora, page_of(key)).status_code == 404
    assert "Lee" not in text_of(look(dora, f"{LIST}?q=lee")).replace('value="lee"', "")
    assert look(dora, f"{LIST}?location=sud").status_code == 422


def test_an_address_finds_nobody_for_her_but_a_name_does(dora, alice, hear):
    ann = known(dora.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "secret@example.org")])
    hear({"alias": "17"})

    assert [row.key for row in look(dora, f"{LIST}?q=ann").context["listing"].page.rows] == ["17"]
    assert not look(dora, f"{LIST}?q=secret").context["listing"].page.rows


def test_what_concerns_the_whole_company_is_not_hers_to_change(dora, alice, hear):
    hear({"alias": "17"})

    for name in ("customer-details", "customer-merges", "customer-erasure"):
        assert look(dora, reverse(f"people:{name}", args=["17"])).status_code == 403


# The finder.


def found(member: Member, typed: str) -> list[str]:
    answer = look(member, "/find/", data={"q": typed})
    return [link.href for link in answer.context["links"] if str(link.group) == "Customers"]


def test_the_finder_finds_people_without_asking_the_log(alice, hear, reads_of_the_log):
    ann = known(alice.workspace, "17", name="Ann Lee")
    add_identities(ann, [("email", "ann@example.org"), ("phone", "+370 612 34567")])

    for typed in ("an", "LEE", "lee an", "ann@ex", "+370 612", "17"):
        assert found(alice, typed) == [page_of("17")], typed
    assert found(alice, "a") == []
    assert found(alice, "xx") == []
    assert reads_of_the_log() == 0


def test_the_finder_shows_no_more_than_eight_and_asks_thrice_at_most(alice, rf, django_assert_num_queries):
    for number in range(12):
        known(alice.workspace, f"k{number}", name=f"Ann Person{number}")
    request = rf.get("/find/")
    request.member = alice

    for typed, queries in (("a", 1), ("ann", 2), ("ann person", 3)):
        with django_assert_num_queries(queries):
            links = list(found_customers(request, typed))
        assert len(links) == (0 if typed == "a" else 8)


def test_the_finder_tells_no_secrets(alice, bob, charlie, dora, hear):
    known(alice.workspace, "17", name="Ann Lee")
    hear({"alias": "17"})

    assert found(bob, "ann") == [page_of("17")]
    assert found(charlie, "ann") == []
    assert found(dora, "ann") == []
