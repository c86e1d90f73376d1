"""The notices of a member, their wishes, and the channels of the team."""

from datetime import timedelta

import pytest

from heedful.act.notifications.models import Channel, Notice, QuietHours, Wish
from heedful.people.members.models import Limit, Role
from heedful.people.models import Trace
from tests.act.notifications.conftest import NOW, send, tell
from tests.factories import make_member

NOTICES, SETTINGS = "/act/notices/", "/act/notifications/"


@pytest.fixture
def page(client, alice):
    client.force_login(alice.user)
    return client


def notice_of(member) -> Notice:
    return Notice.objects.filter(member=member, way="here").latest("pk")


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(page, workspace, alice, how_many, django_assert_num_queries):
    for number in range(how_many):
        tell(workspace, key=f"alert.fired:{number}", members=[alice])
    page.get(NOTICES)
    with django_assert_num_queries(8):
        answer = page.get(NOTICES)
    assert answer.content.count(b"The lockers are broken &amp; &lt;cold&gt;") == how_many
    assert f"new: </span>{how_many}".encode() in answer.content


def test_an_empty_list_says_what_will_stand_there(page):
    answer = page.get(NOTICES).content
    assert b"Nothing yet" in answer
    assert b"navigation-count" not in answer
    assert b"You have read everything" in page.get(NOTICES + "?unread=1").content


def test_whoever_opens_it_has_read_it(page, workspace, alice):
    tell(workspace, members=[alice])
    notice = notice_of(alice)
    assert page.head(f"{NOTICES}{notice.pk}/").status_code == 302
    assert notice_of(alice).read_at is None
    answer = page.get(f"{NOTICES}{notice.pk}/")
    assert answer["Location"] == "/act/alerts/firings/1/"
    assert notice_of(alice).read_at is not None


def test_one_is_read_in_place_and_without_a_script(page, workspace, alice):
    tell(workspace, members=[alice])
    address = f"{NOTICES}{notice_of(alice).pk}/reading/"
    fragment = page.post(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and "I have read it" not in fragment
    assert page.post(address)["Location"] == NOTICES
    assert page.get(address).status_code == 405


def test_all_that_stood_there_is_read_and_what_came_since_is_not(page, workspace, alice):
    tell(workspace, key="a", members=[alice])
    seen = notice_of(alice).pk
    tell(workspace, key="b", members=[alice])
    page.post(f"{NOTICES}reading/", {"until": seen})
    assert list(Notice.objects.filter(way="here", read_at=None).values_list("key", flat=True)) == [f"b:m{alice.pk}"]
    assert page.post(f"{NOTICES}reading/", {"until": "9" * 40}).status_code == 302


def test_nobody_sees_what_another_was_told(client, workspace, alice, bob, charlie):
    tell(workspace, members=[alice])
    for other in (bob, charlie):
        client.force_login(other.user)
        number = notice_of(alice).pk
        assert client.get(f"{NOTICES}{number}/").status_code == 404
        assert client.post(f"{NOTICES}{number}/reading/").status_code == 404


def test_who_is_limited_later_does_not_see_what_they_were_told_of_other_places(client, workspace):
    nora = make_member(workspace, "nora", Role.MANAGER)
    tell(workspace, members=[nora], location="sud")
    Limit.objects.create(member=nora, location=workspace.locations.get(key="nord"))
    client.force_login(nora.user)
    assert b"The lockers" not in client.get(NOTICES).content


def test_a_member_says_how_they_wish_to_be_told(client, bob):
    client.force_login(bob.user)
    form = client.get(SETTINGS).context["form"]
    said = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    client.post(SETTINGS, said | {"alert-fired": "daily", "numbers": "weekly", "hours": "Mon-Sun 22:00-7:00"})
    assert dict(Wish.objects.values_list("event", "how")) == {"alert.fired": "daily", "numbers": "weekly"}
    assert QuietHours.objects.get().hours == "Mon-Sun 22:00-7:00"
    client.post(SETTINGS, said | {"hours": ""})
    assert (Wish.objects.count(), QuietHours.objects.count()) == (0, 0)


@pytest.mark.parametrize("hours", ["at night", "Mon-Sun 0:00-24:00", "Mon 9:00-12:00 11:00-13:00"])
def test_quiet_hours_that_cannot_be_meant_are_told_beside_the_field(page, hours):
    answer = page.post(SETTINGS, {"hours": hours})
    assert answer.status_code == 422
    assert answer.context["form"].errors["hours"]


def test_channels_are_for_whoever_manages_keys(client, bob, charlie, channel):
    client.force_login(bob.user)
    assert b"Add a Slack channel" not in client.get(SETTINGS).content
    addresses = [f"{SETTINGS}channels/{channel.pk}/", f"{SETTINGS}channels/new/slack/"]
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    client.force_login(charlie.user)
    assert client.get(addresses[0]).status_code == 404
    for what in ("trial", "off", "on", "removal"):
        assert client.get(f"{addresses[0]}{what}/").status_code == 405
        assert client.post(f"{addresses[0]}{what}/").status_code == 404


def test_an_owner_adds_a_slack_channel_and_tries_it(page, slack, alice):
    new = f"{SETTINGS}channels/new/slack/"
    assert b"/act/slack/actions/" in page.get(new).content
    wrong = page.post(new, {"name": "#nord", "secret": "https://example.org/hook"})
    assert wrong.status_code == 422 and b"addresses begin with" in wrong.content
    made = page.post(new, {"name": "#nord", "secret": slack.webhook, "signing_secret": slack.signing_secret})
    channel = Channel.objects.get()
    assert made["Location"] == f"{SETTINGS}channels/{channel.pk}/"
    page.post(f"{made['Location']}trial/")
    from django.utils import timezone

    send(channel, timezone.now() + timedelta(seconds=1))
    assert "Alice tries whether it arrives." in str(slack.messages)
    shown = page.get(made["Location"]).content.decode()
    assert "Heedful reaches you." in shown
    assert slack.webhook not in shown and slack.signing_secret not in shown
    assert Trace.objects.filter(what="channel added", subject=f"channel:{channel.pk}").count() == 1


def test_a_telegram_chat_is_changed_with_its_token_kept(page, chat, telegram):
    address = f"{SETTINGS}channels/{chat.pk}/"
    assert page.post(address, {"name": "Nord", "secret": "nonsense", "chat": "-1"}).status_code == 422
    sealed = chat.secret
    page.post(address, {"name": "Nord, all", "secret": "", "chat": "@nordclub"})
    chat.refresh_from_db()
    assert (chat.name, chat.chat, chat.secret) == ("Nord, all", "@nordclub", sealed)


def test_off_on_and_away(page, channel, workspace):
    address = f"{SETTINGS}channels/{channel.pk}/"
    page.post(f"{address}off/")
    assert Channel.objects.get().off_why == "by-hand"
    assert b"It is off. Turn it on first." in page.post(f"{address}trial/", follow=True).content
    page.post(f"{address}on/")
    assert Channel.objects.get().off_at is None
    page.post(f"{address}removal/")
    assert not Channel.objects.exists()


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_of_a_channel_asks_the_same_however_much_was_sent(
    page, workspace, channel, how_many, django_assert_num_queries
):
    for number in range(how_many):
        tell(workspace, key=f"alert.fired:{number}", channels=[channel], now=NOW)
    page.get(SETTINGS)
    with django_assert_num_queries(8):
        assert page.get(f"{SETTINGS}channels/{channel.pk}/").content.count(b"Alert: Unhappy") == how_many
