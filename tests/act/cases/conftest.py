"""A club whose members complain, and who answers for it."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.act.cases.actions import open_case
from heedful.act.cases.items import Item
from heedful.act.cases.setting_models import CasePromise
from heedful.people.customers.models import Identity
from heedful.people.members.models import Role
from heedful.people.models import Location
from heedful.understand.metrics.actions import set_up_measures
from tests.factories import make_customer, make_member

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)  # a Wednesday, noon in Vilnius
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def nord(workspace) -> Location:
    return Location.objects.get(workspace=workspace, key="nord")


@pytest.fixture
def sud(workspace) -> Location:
    return Location.objects.get(workspace=workspace, key="sud")


@pytest.fixture
def dana(workspace):
    """Works on cases of every club."""
    return make_member(workspace, "dana", Role.AGENT)


@pytest.fixture
def nora(workspace):
    """Leads Nord, and sees nothing else."""
    return make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))


@pytest.fixture
def ann(workspace):
    customer = make_customer(workspace, "ann", language="lt")
    Identity.objects.create(workspace=workspace, customer=customer, kind="email", value="ann@example.org")
    return customer


def low_score(number="a1", *, at=NOW - HOUR, value=2.0, thread="", **more) -> Item:
    return Item(number, "answer", at, thread=thread, value=value, scale="nps:0-10", **more)


def message(number="m1", *, at=NOW - HOUR, thread="mail-7") -> Item:
    return Item(number, "message", at, thread=thread)


def make_case(workspace, *, title="The showers are cold", origin="answer", now=NOW, **told):
    return open_case(workspace, title=title, origin=origin, now=now, **told)


def promise(workspace, *, answer=None, close=None, hours="Mon-Fri 9:00-17:00", zone="UTC", warn=1800, **more):
    set_up_measures(workspace, {"working_hours": hours})
    workspace.time_zone = zone
    workspace.save()
    return CasePromise.objects.create(
        workspace=workspace, answer_seconds=answer, close_seconds=close, warn_seconds=warn, **more
    )
