"""Alice owns, Bob is on the team and may only look, Charlie is of another company and must see nothing."""

import pytest

from heedful.interactions import stores
from heedful.people.members.models import Member, Role
from heedful.people.workspaces.models import Workspace
from tests.factories import make_location, make_member, make_workspace


@pytest.fixture
def workspace(db) -> Workspace:
    """A chain of fitness clubs with two clubs, Nord and Sud."""
    clubs = make_workspace("clubs", name="Clubs", time_zone="Europe/Vilnius")
    make_location(clubs, "nord")
    make_location(clubs, "sud")
    return clubs


@pytest.fixture
def alice(workspace) -> Member:
    return make_member(workspace, "alice", Role.OWNER)


@pytest.fixture
def bob(workspace) -> Member:
    return make_member(workspace, "bob", Role.VIEWER)


@pytest.fixture
def charlie(db) -> Member:
    return make_member(make_workspace("bakery", name="Bakery"), "charlie", Role.OWNER)


@pytest.fixture
def store(tmp_path, settings):
    """The process's open interaction log, fresh and empty."""
    stores.close_current()
    settings.INTERACTIONS_URL = f"duckdb://{tmp_path / 'interactions.duckdb'}"
    yield stores.current()
    stores.close_current()
