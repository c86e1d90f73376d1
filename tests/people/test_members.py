from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from heedful.people.members.actions import MembersError, add_member, change_member, set_password
from heedful.people.members.models import Member, Role
from heedful.people.members.queries import visible_locations
from heedful.people.traces.models import Trace
from heedful.people.workspaces.actions import WorkspaceError, create_workspace
from heedful.people.workspaces.models import Workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "quiet-harbour-42"


def test_a_new_workspace_has_an_owner_who_can_sign_in(client, db):
    made = create_workspace(
        "Café Žuvėdra", owner="Ona@Example.org", password=SECRET, now=NOW, time_zone="Europe/Vilnius"
    )

    assert made.key == "cafe-zuvedra"
    assert Member.objects.get().role == Role.OWNER
    assert client.login(username="ona@example.org", password=SECRET)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "Клуб"}, "makes no key"),
        ({"key": "Two Words"}, "makes no key"),
        ({"time_zone": "Vilnius"}, "no time zone"),
        ({"owner": "ona"}, "no e-mail address"),
        ({"password": None}, "needs a password"),
        ({"password": "short"}, "too short"),
        ({"password": "1234567890"}, "too common"),
    ],
)
def test_a_workspace_made_wrongly_says_why_and_leaves_nothing(db, wrong, says):
    with pytest.raises((WorkspaceError, MembersError), match=says):
        create_workspace(**({"name": "Café", "owner": "ona@example.org", "password": SECRET, "now": NOW} | wrong))

    assert not Workspace.objects.exists()
    assert not User.objects.exists()


def test_two_workspaces_never_share_a_key(workspace):
    with pytest.raises(WorkspaceError, match="already"):
        create_workspace("Clubs", owner="ona@example.org", password=SECRET, now=NOW)


def test_one_who_is_known_gets_a_seat_without_a_new_password(workspace, charlie, alice):
    member = add_member(workspace, "charlie@example.org", role=Role.ANALYST, by=alice, now=NOW)

    assert member.user == charlie.user
    assert Trace.objects.get().by == alice


def test_nobody_has_two_seats_in_a_workspace(workspace, alice, bob):
    with pytest.raises(MembersError, match="already"):
        add_member(workspace, "bob@example.org", role=Role.OWNER, by=alice, now=NOW)
    bob.refresh_from_db()
    assert bob.role == Role.VIEWER


def test_a_location_that_is_not_there_is_named(workspace, alice):
    with pytest.raises(MembersError, match="no location west"):
        add_member(
            workspace, "d@example.org", role=Role.AGENT, password=SECRET, limited_to=["nord", "west"], by=alice, now=NOW
        )
    assert not User.objects.filter(username="d@example.org").exists()


def test_a_member_can_be_limited_and_set_free_again(alice, bob):
    change_member(bob, role=Role.MANAGER, limited_to=["nord"], by=alice, now=NOW)
    assert (bob.role, visible_locations(bob)) == ("manager", ("nord",))

    change_member(bob, role=Role.MANAGER, by=alice, now=NOW)
    assert visible_locations(bob) is None


@pytest.mark.parametrize("change", [{"role": Role.VIEWER}, {"role": Role.OWNER, "limited_to": ["nord"]}])
def test_the_last_owner_stays_one(alice, bob, change):
    with pytest.raises(MembersError, match="last owner"):
        change_member(alice, by=alice, now=NOW, **change)


def test_an_owner_may_step_down_once_there_is_another(alice, bob):
    change_member(bob, role=Role.OWNER, by=alice, now=NOW)

    change_member(alice, role=Role.VIEWER, by=bob, now=NOW)

    assert alice.role == Role.VIEWER


def test_a_new_password_ends_the_sessions_of_the_old_one(client, bob):
    client.force_login(bob.user)

    set_password(bob.user, SECRET, now=NOW)

    assert client.get("/").status_code == 302
    assert client.get("/")["Location"].startswith("/people/sign-in/")
    assert Trace.objects.get().what == "password changed"
