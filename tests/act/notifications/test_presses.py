"""Somebody presses "I am on it" in Slack: believed by its signature alone, once, and kept by name."""

import pytest
from django.urls import reverse

from heedful.act.models import Firing, Rule
from heedful.act.notifications.models import Notice
from heedful.people.models import Trace
from tests.act.notifications.conftest import NOW, send, tell

ADDRESS = "/act/slack/actions/"


@pytest.fixture
def firing(workspace):
    rule = Rule.objects.create(
        workspace=workspace, name="Unhappy at the desk", about="item", condition={}, created_at=NOW
    )
    return Firing.objects.create(rule=rule, workspace=workspace, location="nord", began_at=NOW, last_at=NOW)


@pytest.fixture
def button(workspace, channel, slack, firing):
    tell(workspace, subject=f"firing:{firing.pk}", channels=[channel])
    send(channel)
    return slack.buttons()["acknowledge"]


@pytest.fixture
def press(client, slack, button, time_machine_now):
    def press(action=None, *, at=0.0, by="anna", secret="", body=None):
        if secret:
            slack.signing_secret = secret
        sent, headers = slack.press(action or button, by=by, at=time_machine_now.timestamp() + at)
        given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        return client.post(ADDRESS, body or sent, content_type="application/x-www-form-urlencoded", **given)

    return press


@pytest.fixture
def time_machine_now(monkeypatch):
    monkeypatch.setattr("heedful.act.notifications.press_views.timezone.now", lambda: NOW)
    return NOW


def test_whoever_presses_is_on_it_and_is_kept_by_name(press, firing):
    assert press().status_code == 200
    firing.refresh_from_db()
    assert (firing.acknowledged_name, firing.acknowledged_at) == ("anna (Slack)", NOW)
    assert Trace.objects.get(what="alert acknowledged").subject == f"firing:{firing.pk}"


def test_pressed_or_replayed_again_nothing_changes(press, firing):
    assert [press().status_code, press().status_code, press(by="boris", at=1).status_code] == [200] * 3
    firing.refresh_from_db()
    assert firing.acknowledged_name == "anna (Slack)"
    assert Trace.objects.filter(what="alert acknowledged").count() == 1


@pytest.mark.parametrize("at", [-301, 301])
def test_a_signature_is_good_for_five_minutes(press, firing, at):
    assert press(at=at).status_code == 401
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_a_signature_of_another_secret_or_of_other_words_is_not_believed(press, slack, button, firing):
    sent, _ = slack.press(button, at=NOW.timestamp(), by="boris")
    assert press(body=sent).status_code == 401
    assert press(secret="another").status_code == 401
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


@pytest.mark.parametrize(
    "body", [b"", b"payload", b"payload=[", b"payload=[]", b"payload=%22x%22", b"\xff", b"payload={}", b"x=" * 2000]
)
def test_what_nobody_signed_is_refused(client, db, body):
    assert client.post(ADDRESS, body, content_type="application/x-www-form-urlencoded").status_code == 401


def test_it_is_posted_and_short(client, db):
    assert client.get(ADDRESS).status_code == 405
    assert client.post(ADDRESS, b"x" * 100_001, content_type="application/x-www-form-urlencoded").status_code == 413


def test_one_team_cannot_press_the_buttons_of_another(press, slack, button, firing, charlie):
    from heedful.act.notifications.channels import add_channel

    made = {"kind": "slack", "name": "#x", "secret": slack.webhook, "signing_secret": "theirs"}
    theirs = add_channel(charlie.workspace, **made, by=charlie, now=NOW)
    tell(charlie.workspace, subject=f"firing:{firing.pk}", channels=[theirs])
    notice = Notice.objects.get(channel=theirs)
    assert press({"action_id": "acknowledge", "value": str(notice.pk)}, secret="theirs").status_code == 200
    assert press({"action_id": "acknowledge", "value": button["value"]}, secret="theirs").status_code == 401
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_a_followed_link_is_no_press(press, slack, firing):
    assert press(slack.buttons()["open"]).status_code == 200
    firing.refresh_from_db()
    assert firing.acknowledged_at is None


def test_the_others_in_the_channel_see_who_is_on_it(press, slack, workspace):
    from heedful.config.worker import TaskQueue

    press()
    TaskQueue().run_ready()
    (message,) = slack.replaced
    assert message["replace_original"] is True
    assert "anna is on it" in message["blocks"][-1]["elements"][0]["text"]
    assert "acknowledge" not in str(message)


def test_without_a_signing_secret_there_is_no_button(workspace, channel, slack):
    channel.signing_secret = ""
    channel.save()
    tell(workspace, channels=[channel])
    send(channel)
    assert set(slack.buttons()) == {"open"}


def test_the_address_is_where_the_docs_say(db):
    assert reverse("act:slack-actions") == ADDRESS
