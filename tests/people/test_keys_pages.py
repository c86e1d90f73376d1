import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from heedful.people.keys.actions import create_key, revoke_key
from heedful.people.keys.models import ApiKey
from heedful.people.keys.queries import key_of

LIST = "/people/keys/"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


def make_key(member, name="till"):
    return create_key(member.workspace, name=name, scopes=["write"], by=member, now=NOW)[0]


def test_a_new_key_is_shown_once(owner):
    answer = owner.post(LIST, {"name": "till", "scopes": ["read", "write"]})

    token = re.search(r'value="(hf_[^"]+)"', answer.content.decode())[1]
    assert key_of(token, now=timezone.now()).scopes == ["read", "write"]
    assert token not in owner.get(LIST).content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": "", "scopes": ["read"]}, b'id="id_name_error"'), ({"name": "till"}, b'id="id_scopes_error"')],
)
def test_bad_input_is_said_beside_the_field(owner, given, field):
    answer = owner.post(LIST, given)

    assert answer.status_code == 422
    assert field in answer.content
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("keys", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(owner, alice, keys, asks_the_room):
    for number in range(keys):
        make_key(alice, f"till {number}")

    with asks_the_room(5):
        page = owner.get(LIST).content.decode()

    assert page.count('<th scope="row">') == keys


def test_an_empty_list_says_what_to_do(owner):
    assert "No key yet" in owner.get(LIST).content.decode()


def test_a_revoked_key_stays_in_the_list_behind_the_others(owner, alice):
    old = make_key(alice, "old till")
    make_key(alice, "new till")

    assert owner.post(f"{LIST}{old.pk}/revocation/")["Location"] == LIST

    page = owner.get(LIST).content.decode()
    assert page.index("new till") < page.rindex("old till")
    assert page.count('<span class="tag">revoked</span>') == 1


def test_charlie_revokes_none_of_alices(client, alice, charlie):
    key = make_key(alice)
    client.force_login(charlie.user)

    assert client.post(f"{LIST}{key.pk}/revocation/").status_code == 404
    assert ApiKey.objects.filter(revoked_at=None).exists()


def test_a_viewer_may_do_none_of_it(client, alice, bob):
    key = make_key(alice)
    client.force_login(bob.user)

    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"name": "till", "scopes": ["read"]}).status_code == 403
    assert client.post(f"{LIST}{key.pk}/revocation/").status_code == 403


def test_other_methods_are_refused(owner, alice):
    key = make_key(alice)
    revoke_key(key, by=alice, now=NOW)

    assert owner.delete(LIST).status_code == 405
    assert owner.get(f"{LIST}{key.pk}/revocation/").status_code == 405
