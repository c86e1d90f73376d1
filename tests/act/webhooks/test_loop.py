"""Programs are told of cases, alerts and what plans changed: little, and nothing personal unless they may know it."""

import json
from datetime import UTC, date, datetime

import pytest

from heedful.act.models import Case, Closure, Effect, Firing, Plan, Rule
from heedful.act.webhooks.actions import forget_told, tell_of_case, tell_of_effect, tell_of_firing
from heedful.act.webhooks.events import EVENTS
from heedful.act.webhooks.models import Delivery
from heedful.act.webhooks.samples import DATA, sample_of
from tests.factories import make_customer

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)


def is_like_the_sample(event: str) -> bool:
    """The sample has the very fields that are told."""
    delivery = Delivery.objects.filter(event=event).latest("pk")
    personal = delivery.endpoint.include_personal
    return set(json.loads(delivery.payload)["data"]) == set(sample_of(event, with_personal=personal)["data"])


def payload() -> dict:
    return json.loads(Delivery.objects.latest("pk").payload)


@pytest.fixture
def case(workspace, alice):
    return Case.objects.create(
        workspace=workspace, number=7, title="The lockers are broken", origin="answer", priority=2, opened_at=NOW,
        changed_at=NOW, customer=make_customer(workspace, "rasa"), location=workspace.locations.get(key="nord"),
        owner=alice,
    )  # fmt: skip


def test_of_a_case_a_program_hears_neither_who_nor_what_they_wrote(hook, case):
    assert tell_of_case(case, "case.opened", now=NOW) == 1
    told = payload()
    assert told["type"] == "case.opened"
    assert (told["data"]["number"], told["data"]["location"], told["data"]["closed_at"]) == (7, "nord", None)
    assert not {"title", "customer", "owner"} & set(told["data"])
    assert is_like_the_sample("case.opened")


def test_a_program_that_may_know_hears_who(hook, case):
    hook.include_personal = True
    hook.save()
    tell_of_case(case, "case.opened", now=NOW)
    assert payload()["data"]["customer"] == "rasa"
    assert is_like_the_sample("case.opened")
    assert forget_told(case.workspace, f"case:{case.pk}") == 1


def test_of_a_closed_case_it_hears_cause_and_remedy(hook, case, alice):
    case.closed_at = NOW
    Closure.objects.create(case=case, by=alice, at=NOW, cause="lockers", remedy="Mended")
    tell_of_case(case, "case.closed", now=NOW)
    assert (payload()["data"]["cause"], payload()["data"]["remedy"]) == ("lockers", "Mended")


def test_of_an_alert_it_hears_how_many_items_and_the_number(hook, workspace):
    rule = Rule.objects.create(workspace=workspace, name="Low NPS", about="measure", condition={}, created_at=NOW)
    firing = Firing.objects.create(
        rule=rule, workspace=workspace, location="nord", began_at=NOW, last_at=NOW, items_count=3, found={"value": 12}
    )
    tell_of_firing(firing, "alert.fired", now=NOW)
    data = payload()["data"]
    assert is_like_the_sample("alert.fired")
    assert (data["rule"]["name"], data["items"], data["found"], data["resolved_at"]) == (
        "Low NPS",
        3,
        {"value": 12},
        None,
    )


def test_of_an_effect_it_hears_the_whole_of_what_was_found(hook, workspace):
    plan = Plan.objects.create(
        workspace=workspace, name="New lockers", problem="-", action="-", metric="nps", method="standard",
        treated=["nord"], compared=["sud"], design="compared", starts_on=date(2026, 5, 1), ends_on=date(2026, 8, 1),
        created_at=NOW,
    )  # fmt: skip
    found = {"value": 18.0, "low": 7.0, "high": 29.0, "p": 0.002, "n": 812}
    effect = Effect.objects.create(plan=plan, as_of=date(2026, 8, 1), measured_at=NOW, found=found)
    tell_of_effect(effect, now=NOW)
    assert payload()["data"]["found"] == found
    assert is_like_the_sample("plan.effect_measured")
    assert payload()["data"]["plan"] == {"id": plan.pk, "name": "New lockers"}


def test_each_event_has_a_sample():
    assert set(DATA) == set(EVENTS)
