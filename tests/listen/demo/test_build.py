"""The demo goes the way of all that is heard: into the spool, through the loader, into the log."""

from datetime import UTC, datetime

import narwhals as nw
import pytest

from heedful.interactions import stores
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.listen.demo.actions import Size, build
from heedful.people.customers.models import Customer
from heedful.people.workspaces.models import Location
from tests.factories import make_workspace

NOW = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
SMALL = Size(members=120, strangers=80, conversations=60)

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings, tmp_path):
    settings.INTERACTIONS_URL = f"duckdb://{tmp_path / 'interactions.duckdb'}"
    yield stores.current()
    stores.close_current()


@pytest.fixture
def chain():
    return make_workspace(time_zone="Europe/Vilnius")


def counted(store, workspace) -> dict:
    frame = nw.from_native(store.frame(workspace.key)).lazy()
    page = (nw.col("kind") == "page").cast(nw.Int64)
    known = (nw.col("kind") == "page") & ~nw.col("customer").is_null()
    row = frame.select(rows=nw.len(), pages=page.sum(), known=known.cast(nw.Int64).sum()).collect("pyarrow")
    return row.rows(named=True)[0]


def test_all_of_it_arrives_and_nothing_is_rejected(store, chain):
    built = build(chain, now=NOW, size=SMALL)

    assert built.interactions > 5_000
    assert counted(store, chain)["rows"] == built.interactions
    assert not Rejected.objects.exists()
    assert not SpoolEntry.objects.exists()


def test_pages_seen_before_joining_belong_to_the_member_afterwards(store, chain):
    build(chain, now=NOW, size=SMALL)

    assert 0 < counted(store, chain)["known"] < counted(store, chain)["pages"]


def test_building_twice_adds_nothing(store, chain):
    once = build(chain, now=NOW, size=SMALL)
    build(chain, now=NOW, size=SMALL)

    assert counted(store, chain)["rows"] == once.interactions
    assert Customer.objects.count() == SMALL.members


def test_the_clubs_and_the_members_have_names(store, chain):
    build(chain, now=NOW, size=SMALL)

    assert list(Location.objects.values_list("key", flat=True).order_by("key")) == [
        "hill", "nord", "old-town", "park", "riverside", "station",
    ]  # fmt: skip
    assert not Customer.objects.filter(name="").exists()
    assert set(Customer.objects.values_list("language", flat=True)) == {"lt", "en", "ru", "uk"}


def test_whoever_waits_is_told_how_far_it_is(store, chain):
    steps = []

    built = build(chain, now=NOW, size=SMALL, progress=lambda what, done, total: steps.append((what, done, total)))

    assert [what for what, *_ in steps][:2] == ["making up the chain", "writing it down"]
    assert steps[-1] == ("loading the log", built.interactions, built.interactions)
