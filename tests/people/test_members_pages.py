import pytest
from django.test import Client

from heedful.people.members.models import Member, Role
from heedful.people.members.queries import visible_locations
from heedful.people.traces.models import Trace
from tests.factories import make_member

LIST = "/people/members/"


def page_of(member: Member, tail: str = "") -> str:
    return f"{LIST}{member.pk}/{tail}"


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_shows_each_seat_at_the_same_cost(owner, workspace, others, asks_the_room):
    for number in range(others):
        make_member(workspace, f"d{number}", limited_to=("nord",))

    with asks_the_room(8):
        page = owner.get(LIST).content.decode()

    assert page.count('<th scope="row">') == others + 1
    assert page.count("Nord") == others


def test_it_says_who_has_two_steps_and_who_was_seen(owner, bob, signs_in):
    signs_in(bob, Client())
    bob.user.authenticator_set.create(type="totp", data={})

    page = owner.get(LIST).content.decode()

    assert page.count('<span class="tag tag-better">on</span>') == 1
    assert page.count("<time datetime=") == 2  # Alice came in, too
    assert "bob@example.org" in page


def test_a_seat_is_changed(owner, bob):
    answer = owner.post(page_of(bob), {"role": "manager", "limited_to": ["nord"]})

    assert answer["Location"] == LIST
    bob.refresh_from_db()
    assert (bob.role, visible_locations(bob)) == ("manager", ("nord",))
    assert Trace.objects.get().by_name == "alice@example.org"


def test_its_page_shows_what_holds_now(owner, workspace):
    dora = make_member(workspace, "dora", Role.AGENT, limited_to=("nord",))

    page = owner.get(page_of(dora)).content.decode()

    assert '<option value="agent" selected>' in page
    assert 'value="nord"' in page
    assert page.count("checked") == 1


def test_bad_input_is_said_beside_the_field(owner, bob):
    answer = owner.post(page_of(bob), {"role": "king", "limited_to": ["west"]})

    assert answer.status_code == 422
    assert b'id="id_role_error"' in answer.content
    assert b'id="id_limited_to_error"' in answer.content


def test_the_last_owner_stays_one_and_the_page_says_why(owner, alice):
    answer = owner.post(page_of(alice), {"role": "viewer"})

    assert answer.status_code == 422
    assert "is the last owner of Clubs" in answer.content.decode()


def test_a_member_is_removed_and_what_they_did_keeps_their_name(owner, alice, bob):
    from datetime import UTC, datetime

    from heedful.people.traces.actions import leave_trace

    leave_trace(bob.workspace, Trace.What.KEY_CREATED, by=bob, now=datetime(2026, 1, 1, tzinfo=UTC))

    assert owner.post(page_of(bob, "removal/"))["Location"] == LIST

    assert not Member.objects.filter(pk=bob.pk).exists()
    assert [(trace.what, trace.by_name) for trace in Trace.objects.order_by("pk")] == [
        ("key created", "bob@example.org"),
        ("member removed", "alice@example.org"),
    ]


def test_one_who_was_removed_sees_nothing_at_once(owner, bob, signs_in):
    browser = signs_in(bob, Client())

    owner.post(page_of(bob, "removal/"))

    assert browser.get("/people/account/").status_code == 403


def test_the_last_owner_cannot_be_removed(owner, alice):
    answer = owner.post(page_of(alice, "removal/"))

    assert answer.status_code == 422
    assert "is the last owner of Clubs" in answer.content.decode()
    assert Member.objects.filter(pk=alice.pk).exists()


@pytest.mark.parametrize("tail", ["", "removal/"])
def test_charlie_does_not_exist_for_alice(owner, charlie, tail):
    assert owner.post(page_of(charlie, tail), {"role": "viewer"}).status_code == 404
    assert Member.objects.filter(pk=charlie.pk, role=Role.OWNER).exists()


def test_a_viewer_may_do_none_of_it(client, alice, bob):
    client.force_login(bob.user)

    assert client.get(LIST).status_code == 403
    assert client.get(page_of(alice)).status_code == 403
    assert client.post(page_of(alice), {"role": "viewer"}).status_code == 403
    assert client.post(page_of(alice, "removal/")).status_code == 403


def test_other_methods_are_refused(owner, bob):
    assert owner.post(LIST).status_code == 405
    assert owner.delete(page_of(bob)).status_code == 405
    assert owner.get(page_of(bob, "removal/")).status_code == 405
