from datetime import UTC, datetime, timedelta

import pytest

from heedful.people.keys.actions import create_key, revoke_key
from heedful.people.keys.models import ApiKey
from heedful.people.keys.queries import key_of, visible_keys
from heedful.people.traces.models import Trace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def key_and_token(workspace, alice):
    return create_key(workspace, name="till", scopes=["write", "read"], by=alice, now=NOW)


def test_a_key_opens_its_own_workspace(key_and_token, workspace):
    key, token = key_and_token

    assert key_of(token, now=NOW) == key
    assert key_of(token, now=NOW).workspace == workspace
    assert key.scopes == ["read", "write"]


def test_only_a_hash_of_the_token_is_kept(key_and_token):
    key, token = key_and_token

    kept = " ".join(str(value) for value in ApiKey.objects.values().get().values())
    assert token not in kept
    assert token.removeprefix(key.prefix) not in kept


def test_two_keys_are_never_alike(workspace, alice):
    tokens = {create_key(workspace, name="till", scopes=["read"], by=alice, now=NOW)[1] for _ in range(20)}

    assert len(tokens) == 20
    assert all(len(token) > 50 for token in tokens)


@pytest.mark.parametrize(
    "damage", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.upper(), lambda t: t[:11], lambda _: ""]
)
def test_a_token_that_is_nearly_right_opens_nothing(key_and_token, damage):
    assert key_of(damage(key_and_token[1]), now=NOW) is None


def test_a_revoked_key_opens_nothing(key_and_token, alice):
    key, token = key_and_token

    revoke_key(key, by=alice, now=NOW)
    revoke_key(key, by=alice, now=NOW + timedelta(days=1))

    assert key_of(token, now=NOW) is None
    assert key.revoked_at == NOW
    assert [trace.what for trace in Trace.objects.order_by("pk")] == ["key created", "key revoked"]


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "all"]])
def test_a_scope_that_does_not_exist_is_refused(workspace, alice, scopes):
    with pytest.raises(ValueError, match="scopes are read and write and manage"):
        create_key(workspace, name="till", scopes=scopes, by=alice, now=NOW)


def test_its_last_use_is_noted_once_an_hour_and_not_on_every_request(key_and_token, django_assert_num_queries):
    _, token = key_and_token
    with django_assert_num_queries(2):
        key_of(token, now=NOW)
    with django_assert_num_queries(1):
        key_of(token, now=NOW + timedelta(minutes=59))
    assert ApiKey.objects.get().last_used_at == NOW

    key_of(token, now=NOW + timedelta(minutes=61))

    assert ApiKey.objects.get().last_used_at == NOW + timedelta(minutes=61)


def test_only_who_manages_keys_sees_them_and_charlie_sees_none_of_alices(key_and_token, alice, bob, charlie):
    assert [*visible_keys(alice)] == [key_and_token[0]]
    assert not visible_keys(bob).exists()
    assert not visible_keys(charlie).exists()
