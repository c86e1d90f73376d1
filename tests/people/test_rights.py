from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import RestrictedError

from heedful.people.members.actions import change_member
from heedful.people.members.models import Role
from heedful.people.members.queries import visible_locations, visible_members
from heedful.people.members.rights import RIGHTS, ROLES, may, require
from heedful.people.workspaces.models import Location
from heedful.people.workspaces.queries import visible_workspaces
from tests.factories import make_member

AGENT = {"read", "handle_responses", "handle_cases"}
PLANNED = {"edit_goals", "edit_plans"}


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("owner", set(RIGHTS)),
        ("manager", {*AGENT, *PLANNED, "edit_alerts", "import", "edit_surveys", "send_surveys", "erase"}),
        ("analyst", {*AGENT, *PLANNED, "import", "edit_surveys"} - {"handle_cases"}),
        ("agent", AGENT),
        ("viewer", {"read"}),
    ],
)
def test_a_role_has_its_rights_and_no_others(workspace, role, rights):
    member = make_member(workspace, "dora", Role(role))

    assert {right for right in RIGHTS if may(member, right)} == rights


def test_every_role_can_read():
    assert all("read" in ROLES[role] for role in Role)


def test_one_who_sees_a_single_club_changes_nothing_of_the_whole_chain(workspace):
    dora = make_member(workspace, "dora", Role.OWNER, limited_to=("nord",))

    assert {right for right in RIGHTS if may(dora, right)} == {*AGENT, *PLANNED, "edit_alerts"}


def test_asking_for_many_rights_asks_the_database_once(alice, bob, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert all(may(alice, right) for right in RIGHTS)


def test_a_member_who_is_limited_a_moment_later_has_the_rights_of_then(alice, bob):
    change_member(bob, role=Role.MANAGER, by=alice, now=datetime(2026, 3, 1, tzinfo=UTC))
    assert may(bob, "import")

    change_member(bob, role=Role.MANAGER, limited_to=["nord"], by=alice, now=datetime(2026, 3, 1, tzinfo=UTC))

    assert not may(bob, "import")


def test_a_misspelt_right_is_an_error_and_not_a_no(alice):
    with pytest.raises(ValueError, match="no right"):
        may(alice, "reed")


def test_what_is_required_and_missing_is_refused(bob):
    require(bob, "read")
    with pytest.raises(PermissionDenied):
        require(bob, "import")


def test_nobody_named_a_location_means_all_of_them(bob):
    assert visible_locations(bob) is None


def test_one_named_to_two_clubs_sees_these_two(workspace):
    dora = make_member(workspace, "dora", limited_to=("sud", "nord"))

    assert visible_locations(dora) == ("nord", "sud")


def test_a_club_cannot_vanish_from_under_the_one_who_sees_only_it(workspace):
    dora = make_member(workspace, "dora", limited_to=("nord",))

    with pytest.raises(RestrictedError):
        Location.objects.get(workspace=workspace, key="nord").delete()
    assert visible_locations(dora) == ("nord",)


def test_a_whole_workspace_goes_with_its_limits(workspace):
    make_member(workspace, "dora", limited_to=("nord",))

    workspace.delete()

    assert not Location.objects.exists()


def test_charlie_sees_neither_alices_workspace_nor_her_team(alice, bob, charlie):
    assert [*visible_workspaces(alice.user)] == [alice.workspace]
    assert [*visible_members(alice)] == [alice, bob]
    assert [*visible_workspaces(charlie.user)] == [charlie.workspace]
    assert [*visible_members(charlie)] == [charlie]
