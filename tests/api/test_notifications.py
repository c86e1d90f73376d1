"""Programs set up where the team is told; what opens a channel is taken, and told to nobody."""

import json

import pytest

from heedful.act.notifications.models import Channel
from heedful.people.models import Trace
from tests.api.conftest import bearer

ADDRESS = "/api/v1/notification-channels"
SLACK = {
    "kind": "slack",
    "name": "#nord",
    "secret": "https://hooks.slack.com/services/T/B/X",
    "signing_secret": "s3cret",
}
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TELEGRAM = {"kind": "telegram", "name": "Nord", "secret": TOKEN, "chat": "-1001234567890"}


@pytest.fixture
def ask(client, workspace):
    def asked(method, address, body=None, *, scope):
        given = {"content_type": "application/json", "headers": bearer(workspace, scope)}
        return client.generic(method, address, json.dumps(body) if body else b"", **given)

    return asked


@pytest.fixture
def made(ask) -> int:
    return ask("POST", ADDRESS, SLACK, scope="manage").json()["id"]


def test_a_channel_is_added_and_its_secrets_are_not_told(ask):
    for given in (SLACK, TELEGRAM):
        answer = ask("POST", ADDRESS, given, scope="manage")
        assert answer.status_code == 201
        assert not {given["secret"], "s3cret"} & set(map(str, answer.json().values()))
    listed = ask("GET", ADDRESS, scope="manage").json()["items"]
    assert [(each["kind"], each["has_buttons"]) for each in listed] == [("telegram", False), ("slack", True)]
    assert Trace.objects.filter(what="channel added").count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (SLACK | {"secret": "https://example.org/x"}, "secret"),
        (SLACK | {"chat": "-1"}, "chat"),
        (TELEGRAM | {"secret": "x"}, "secret"),
        (TELEGRAM | {"chat": "nord"}, "chat"),
        (TELEGRAM | {"kind": "pigeon"}, "kind"),
        (SLACK | {"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_by_field(ask, wrong, field):
    answer = ask("POST", ADDRESS, wrong, scope="manage")
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not Channel.objects.exists()


def test_what_is_left_out_of_a_change_stays(ask, made):
    sealed = Channel.objects.get().secret
    assert ask("PATCH", f"{ADDRESS}/{made}", {"name": "#sud"}, scope="manage").json()["name"] == "#sud"
    assert Channel.objects.get().secret == sealed


def test_it_is_tried_turned_off_and_on_and_removed(ask, made):
    assert ask("POST", f"{ADDRESS}/{made}/test", scope="manage").status_code == 201
    assert ask("GET", f"{ADDRESS}/{made}/notices", scope="manage").json()["items"][0]["state"] == "waiting"
    assert ask("POST", f"{ADDRESS}/{made}/disable", scope="manage").json()["off_why"] == "by-hand"
    assert ask("POST", f"{ADDRESS}/{made}/test", scope="manage").status_code == 409
    assert ask("POST", f"{ADDRESS}/{made}/enable", scope="manage").json()["off_at"] is None
    assert ask("DELETE", f"{ADDRESS}/{made}", scope="manage").status_code == 204
    assert ask("GET", f"{ADDRESS}/{made}", scope="manage").status_code == 404


def test_a_key_without_the_right_and_anothers_channel(ask, made, charlie):
    assert ask("GET", ADDRESS, scope="read").status_code == 403
    Channel.objects.update(workspace=charlie.workspace)
    assert ask("GET", f"{ADDRESS}/{made}", scope="manage").status_code == 404


def test_automation_tools_see_what_an_event_looks_like(ask):
    (thin,) = ask("GET", "/api/v1/webhooks/samples?event=case.opened", scope="manage").json()
    assert thin["type"] == "case.opened" and "customer" not in thin["data"]
    (full,) = ask("GET", "/api/v1/webhooks/samples?event=case.opened&include_personal=true", scope="manage").json()
    assert full["data"]["customer"] == "rasa"
    assert ask("GET", "/api/v1/webhooks/samples?event=case.eaten", scope="manage").status_code == 422
