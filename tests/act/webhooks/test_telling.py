"""What happens to responses is written down for each program that wants to know, with the response itself."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from heedful.act.webhooks.actions import change_endpoint, create_endpoint, disable_endpoint
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.listen.responses.annotating import add_tag
from heedful.listen.responses.models import Response
from heedful.listen.responses.setting_aside import set_aside, take_back
from heedful.people.customers.actions import erase_customer
from heedful.people.models import Customer, Trace
from tests.act.webhooks.conftest import NOW, answer, make_survey, told

KEY = UUID("6d1b1f7e-0d4a-4a0c-9a51-5b8f9f7d2f11")


def data(delivery) -> dict:
    return json.loads(delivery.payload)["data"]


def test_a_first_step_is_created_and_each_later_one_updated(survey, hook):
    first = answer(survey, {"nps": 9})
    answer(survey, {"why": "Warm water"}, key=first.key, finished=True)

    created, updated = told()
    assert (created.event, updated.event) == ("response.created", "response.updated")
    assert data(created)["answers"] == {"nps": 9}
    assert data(created)["finished_at"] is None
    assert data(updated) == {
        "id": str(first.key), "survey": "pulse", "version": 1, "channel": "", "location": "nord", "language": "en",
        "score": 9.0, "answers": {"nps": 9, "why": "Warm water"}, "started_at": NOW.isoformat(),
        "updated_at": NOW.isoformat(), "finished_at": NOW.isoformat(), "set_aside": None, "wants_help": False,
    }  # fmt: skip
    assert created.event_id != updated.event_id


def test_the_same_step_twice_is_told_once(survey, hook):
    for _ in range(2):
        first = answer(survey, {"nps": 9}, key=KEY)

    assert [each.subject for each in told()] == [f"response:{first.key}"]


def test_only_what_was_asked_for_is_told_and_only_in_its_own_workspace(survey, hook, charlie, receiver):
    change_endpoint(hook, url=hook.url, events=["response.updated"], include_personal=False, by=None, now=NOW)
    create_endpoint(charlie.workspace, url=receiver.url, events=["response.created"], by=None, now=NOW)

    answer(survey, {"nps": 9})

    assert told() == []


def test_who_it_was_is_told_only_to_those_who_ask_for_it(workspace, survey, hook, receiver):
    trusted, _ = create_endpoint(
        workspace, url=receiver.url, events=["response.created"], include_personal=True, by=None, now=NOW
    )
    answer(survey, {"nps": 9, "who": {"name": "Ann", "email": "ann@example.org"}})

    thin, full = Delivery.objects.get(endpoint=hook), Delivery.objects.get(endpoint=trusted)
    assert "Ann" not in thin.payload and "@" not in thin.payload
    assert data(full)["answers"]["who"] == {"name": "Ann", "email": "ann@example.org"}
    assert data(full)["customer"] == "ann@example.org"


def test_a_response_that_is_not_kept_is_not_told(survey, hook):
    with pytest.raises(RuntimeError), transaction.atomic():
        answer(survey, {"nps": 9})
        raise RuntimeError("the disk is full")

    assert told() == []


def test_what_the_team_does_is_told(alice, survey, hook):
    kept = answer(survey, {"nps": 0}, finished=True)
    Delivery.objects.all().delete()

    set_aside(Response.objects.filter(pk=kept.pk), why="spam", by=alice, now=NOW)
    take_back(Response.objects.filter(pk=kept.pk), by=alice, now=NOW)
    add_tag(kept, "music")

    assert [each.event for each in told()] == ["response.updated"] * 3
    assert [data(each)["set_aside"] for each in told()] == ["spam", None, None]


def test_who_is_erased_is_erased_from_what_was_told_and_that_is_told(workspace, survey, hook, store, alice):
    hook.include_personal = True
    hook.save()
    kept = answer(survey, {"who": {"email": "ann@example.org"}, "why": "Cold water"}, finished=True)
    other = answer(survey, {"nps": 5})

    erase_customer(workspace, "ann@example.org", by=alice, now=NOW)

    assert not Customer.objects.exists()
    assert [data(each)["id"] for each in told()] == [str(other.key), str(kept.key)]
    assert data(told()[-1]) == {"id": str(kept.key), "survey": "pulse", "erased": True}


def test_of_an_anonymous_response_no_hour_is_told_or_kept(workspace, flowing, hook):
    now = datetime.now(UTC)
    answer(make_survey(workspace, "secret", anonymous=True), {"nps": 1}, now=now)

    [delivery] = told()
    told_at, sent_from = delivery.created_at, delivery.next_attempt_at
    assert (told_at.hour, told_at.minute, told_at.second) == (12, 0, 0)
    assert (sent_from.hour, sent_from.minute) == (0, 0) and sent_from > now
    payload = json.loads(delivery.payload)
    assert {payload["timestamp"], data(delivery)["started_at"]} == {told_at.isoformat()}


def test_what_is_off_is_told_nothing(survey, hook):
    assert disable_endpoint(hook, by=None, now=NOW)
    assert not disable_endpoint(hook, by=None, now=NOW)
    answer(survey, {"nps": 9})

    assert told() == []


def test_the_secret_is_kept_sealed_and_who_made_it_is_known(alice, hook):
    assert hook.told_once.startswith("whsec_")
    assert hook.told_once not in Endpoint.objects.get().secret
    assert Trace.objects.filter(what=Trace.What.WEBHOOK_CREATED).get().details["url"] == hook.url
