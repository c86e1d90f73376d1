"""Changing what is known of a customer: names, identities, merging, splitting, erasing, each with its trace."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heedful.interactions import loader, spool
from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import Heard
from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.models import Customer, Identity, Merge, SearchWord, Split
from heedful.people.customers.queries import customers_called
from heedful.people.traces.models import Trace
from tests.factories import make_customer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def load(store, workspace):
    """Two customers of whom only the log knows, each with one order."""

    def loaded() -> dict[str, str]:
        loader.load(store, now=NOW)
        rows = store.frame(workspace.key).select("id", "customer").fetchall()
        return dict(rows)

    for alias in ("ann", "anna"):
        order = Heard(
            id=f"order of {alias}",
            alias=alias,
            kind="order",
            value=5.0,
            currency="EUR",
            occurred_at=NOW - timedelta(days=1),
            received_at=NOW,
        )
        spool.hear(workspace.key, [order])
    loaded()
    return loaded


def at(name: str, what: str | int) -> str:
    return reverse(f"people:{name}", args=[what])


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]))


# Name and language.


def test_a_name_is_given_to_one_whom_only_the_log_knew(alice, load):
    answer = signed_in(alice).post(at("customer-details", "ann"), {"name": "Ann Lee", "language": "lt"})

    assert answer["Location"] == at("customer", "ann")
    ann = Customer.objects.get()
    assert (ann.key, ann.name, ann.language) == ("ann", "Ann Lee", "lt")
    assert customers_called(alice, "lee", whole=True, most=8) == [ann]
    trace = Trace.objects.get()
    assert (trace.what, trace.by, trace.details) == (
        "customer changed",
        alice,
        {"customer": ann.pk, "changed": ["name", "language"]},
    )
    seen = text_of(signed_in(alice).get(at("customer", "ann")))
    assert "Name changed, Language changed: alice@example.org" in seen


def test_a_new_name_is_found_and_the_old_one_is_not(alice, load):
    ann = make_customer(alice.workspace, "ann", name="Ann Lee")
    for name in ("Ann Lee", "Ann Reed"):
        signed_in(alice).post(at("customer-details", "ann"), {"name": name, "language": ""})

    assert customers_called(alice, "lee", whole=True, most=8) == []
    assert customers_called(alice, "reed", whole=True, most=8) == [ann]
    assert Trace.objects.count() == 1  # the first changed nothing


def test_a_language_we_have_no_pages_in_is_kept(alice, load):
    make_customer(alice.workspace, "ann", language="pl")

    page = signed_in(alice).get(at("customer-details", "ann")).content.decode()

    assert '<option value="pl" selected>' in page


# Identities.


def test_an_address_is_added_in_one_spelling_and_taken_away_again(alice, load):
    client = signed_in(alice)
    client.post(at("customer-identities", "ann"), {"kind": "email", "value": "Ann@Example.org"})

    identity = Identity.objects.get()
    assert (identity.customer.key, identity.value) == ("ann", "ann@example.org")
    assert customers_called(alice, "ann@ex", whole=True, most=8) == [identity.customer]

    client.post(at("customer-identity-removal", identity.pk))

    assert not Identity.objects.exists()
    assert customers_called(alice, "ann@ex", whole=True, most=8) == []
    assert [trace.details["changed"] for trace in Trace.objects.all()] == [["email removed"], ["email added"]]


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("email", "nobody", "This is no e-mail address."),
        ("phone", "123", "This is no phone number."),
        ("email", "", "This field is required."),
        ("email", "taken@example.org", "merge the two customers"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(alice, load, kind, value, says):
    add_identities(make_customer(alice.workspace, "anna"), [("email", "taken@example.org")])

    answer = signed_in(alice).post(at("customer-identities", "ann"), {"kind": kind, "value": value})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Identity.objects.count() == 1


# Merging and splitting.


def test_two_are_found_shown_beside_each_other_merged_and_split_again(alice, load):
    client = signed_in(alice)
    candidates = client.get(at("customer-merges", "ann"), {"q": "ann"})
    assert [row.key for row in candidates.context["candidates"]] == ["anna"]
    assert not Customer.objects.exists()

    confirm = text_of(client.get(at("customer-merges", "ann"), {"with": "anna"}))
    assert "All that was heard of anna, and all that will be, counts as ann’s." in confirm

    answer = client.post(at("customer-merges", "ann"), {"with": "anna"})
    assert answer["Location"] == at("customer", "ann")
    assert load() == {"order of ann": "ann", "order of anna": "ann"}
    seen = text_of(client.get(at("customer", "ann")))
    assert "anna was merged into ann by alice@example.org" in seen
    assert re.search(r"Orders 2 Orders, net 10\.00", seen)

    merge = Merge.objects.get()
    answer = client.post(at("customer-split", merge.pk))
    assert answer["Location"] == at("customer", "ann")
    assert load() == {"order of ann": "ann", "order of anna": "anna"}
    assert Split.objects.get().by == alice
    assert "merged into" not in text_of(client.get(at("customer", "ann")))


def test_a_merge_is_split_once_and_says_so(alice, load):
    merge = merge_customers(
        make_customer(alice.workspace, "ann"), absorbed=make_customer(alice.workspace, "anna"), by=alice, now=NOW
    )
    client = signed_in(alice)
    client.post(at("customer-split", merge.pk))

    answer = client.post(at("customer-split", merge.pk), follow=True)

    assert "They were split already." in answer.content.decode()
    assert Split.objects.count() == 1


@pytest.mark.parametrize("other", ["", "ann"])
def test_nobody_is_merged_with_nobody_or_themselves(alice, load, other):
    answer = signed_in(alice).post(at("customer-merges", "ann"), {"with": other})

    assert answer.status_code == 422
    assert ("Choose whom" if not other else "one customer already") in answer.content.decode()
    assert not Merge.objects.exists()


# Erasing.


def test_a_customer_is_erased_after_the_word_was_typed(alice, store, load):
    ann = make_customer(alice.workspace, "ann")
    add_identities(ann, [("email", "ann@example.org")])
    client = signed_in(alice)
    says = text_of(client.get(at("customer-erasure", "ann")))
    assert "Orders 1" in says
    assert "ann@example.org" in says

    wrong = client.post(at("customer-erasure", "ann"), {"word": "yes"})
    assert wrong.status_code == 422
    assert "This is not the word." in wrong.content.decode()
    assert load() == {"order of ann": "ann", "order of anna": "anna"}

    answer = client.post(at("customer-erasure", "ann"), {"word": "Erase "}, follow=True)

    assert answer.redirect_chain == [(reverse("people:customers"), 302)]
    assert "Erased. Removed: " in answer.content.decode()
    assert load() == {"order of anna": "anna"}
    assert not Customer.objects.exists()
    assert not SearchWord.objects.exists()
    assert "ann" not in [row.key for row in answer.context["listing"].page.rows]
    assert client.get(at("customer", "ann")).status_code == 404
    assert Trace.objects.get(what="customer erased").by == alice


def test_while_another_loader_is_at_work_nothing_is_half_done(alice, load, monkeypatch):
    """The loader's place is taken: the customer stays until one can say who they are."""
    monkeypatch.setattr(loader, "_one_of_all_processes", _taken)

    answer = signed_in(alice).post(at("customer-erasure", "ann"), {"word": "erase"})

    assert answer.status_code == 422
    assert "Try again in a moment." in answer.content.decode()
    assert not SpoolEntry.objects.exists()


def _taken():
    raise loader.Busy("another process loads from this spool")


# Who may.


CHANGES = [
    ("customer-details", "ann", {"name": "Evil"}),
    ("customer-identities", "ann", {"kind": "email", "value": "evil@example.org"}),
    ("customer-merges", "ann", {"with": "anna"}),
    ("customer-erasure", "ann", {"word": "erase"}),
]


@pytest.mark.parametrize(("name", "key", "given"), CHANGES)
def test_bob_may_change_nothing_and_charlie_finds_nobody(alice, bob, charlie, load, name, key, given):
    assert signed_in(bob).post(at(name, key), given).status_code == 403
    assert signed_in(charlie).post(at(name, key), given).status_code == 404
    assert load() == {"order of ann": "ann", "order of anna": "anna"}
    assert not Customer.objects.exists()


def test_neither_splits_nor_takes_away_what_is_alices(alice, bob, charlie, load):
    ann, anna = (make_customer(alice.workspace, key) for key in ("ann", "anna"))
    merge = merge_customers(ann, absorbed=anna, by=alice, now=NOW)
    (identity,) = add_identities(ann, [("id", "7")])

    for address in (at("customer-split", merge.pk), at("customer-identity-removal", identity.pk)):
        assert signed_in(bob).post(address).status_code == 403
        assert signed_in(charlie).post(address).status_code == 404
        assert signed_in(alice).get(address).status_code == 405
    assert not Split.objects.exists()
    assert Identity.objects.exists()


@pytest.mark.parametrize("name", ["customer-details", "customer-merges", "customer-erasure"])
def test_bob_is_not_shown_the_forms(bob, load, name):
    assert signed_in(bob).get(at(name, "ann")).status_code == 403
    assert signed_in(bob).put(at(name, "ann")).status_code == 405
