from datetime import UTC, datetime, timedelta

import pytest

from heedful.act.alerts import conditions
from heedful.act.alerts.actions import Wanted, create_rule, switch_rule
from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard

NOON = datetime(2026, 6, 16, 12, tzinfo=UTC)  # a Tuesday; 15:00 in Vilnius
A_DAY = timedelta(days=1)


@pytest.fixture
def hear(store, workspace):
    """Hear something and load it; what a test does not name does not matter to it."""

    def heard(*items: dict, now: datetime = NOON) -> None:
        spool.hear(workspace.key, [_heard(each, number, now) for number, each in enumerate(items)])
        loader.load(store, now=now)

    return heard


@pytest.fixture
def make_rule(workspace, store, alice):
    """A rule of Alice's, on from an hour before noon."""

    def made(condition: conditions.AnyCondition, *, on: bool = True, at: datetime = NOON - timedelta(hours=1), **more):
        wanted = Wanted("A rule", condition, **({"tells": [{"to": "members", "members": [alice.pk]}]} | more))
        rule = create_rule(workspace, wanted, by=alice, store=store, now=at)
        return switch_rule(rule, on=on, by=alice, now=at)

    return made


def answer(value: float, **more) -> dict:
    return {"kind": "answer", "name": "nps", "scale": "nps:0-10", "value": float(value), "location": "nord"} | more


def review(value: float, **more) -> dict:
    return {"kind": "review", "value": float(value), "location": "nord"} | more


def _heard(item: dict, number: int, now: datetime) -> Heard:
    at = item.get("occurred_at", now)
    return Heard(**({"id": f"{at:%m%d%H%M}-{number}", "occurred_at": at, "received_at": now} | item))
