"""A button that somebody pressed in Slack: believed only with the signature that its channel's app makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from django.conf import settings

from heedful.act.notifications.buttons import BUTTONS
from heedful.act.notifications.channels import SEALED_FOR
from heedful.act.notifications.models import Channel, Notice
from heedful.people.sign_in.sealing import unseal

LONGEST_BODY: Final = 100_000
LONGEST_NAME: Final = 100


class NotGenuine(Exception):  # noqa: N818 - reads as what it is
    """Nobody can tell that it comes from where it says."""


def take_press(body: bytes, headers: Mapping[str, str], *, now: datetime) -> Notice | None:
    """Do what the button says, once however often it is sent; None where there is nothing to do. Raises NotGenuine.

    The body names the notice, and with it the channel whose secret must have signed it: nothing else of it is believed
    before. A signature is good for five minutes.
    """
    told = _payload(body)
    actions = told.get("actions")
    action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    notice = _notice(action.get("value"))
    if action.get("action_id") == "open":  # a link that was followed: Slack tells of it, too
        return None
    if notice is None or not _is_signed(notice, body, headers, now):
        raise NotGenuine
    button = BUTTONS.get(notice.event)
    if button is None or button.name != action.get("action_id"):
        return None
    user = told.get("user")
    who = _name(user if isinstance(user, dict) else {})
    if not button.press(notice.workspace, notice.subject, who, now, None):
        return None
    if is_answerable(url := str(told.get("response_url", ""))):
        from heedful.act.notifications.tasks import say_who_pressed

        say_who_pressed.enqueue(notice.pk, url, who)
    return notice


def is_answerable(url: str) -> bool:
    """Only Slack itself is answered."""
    return url.startswith(f"{settings.SLACK_URL}/")


def _is_signed(notice: Notice, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    from slack_sdk.signature import Clock, SignatureVerifier  # only here is it needed

    class At(Clock):
        def now(self) -> float:
            return now.timestamp()

    channel = notice.channel
    if channel is None or channel.kind != Channel.Kind.SLACK or not channel.signing_secret:
        return False
    given = {name.lower(): value for name, value in headers.items()}
    if not given.get("x-slack-request-timestamp", "").isdecimal():
        return False
    verifier = SignatureVerifier(unseal(channel.signing_secret, SEALED_FOR), At())
    return bool(verifier.is_valid_request(body, given))


def _payload(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(parse_qs(body.decode(), max_num_fields=10)["payload"][0])
    except (ValueError, KeyError, RecursionError) as error:
        raise NotGenuine from error
    if not isinstance(told, dict):
        raise NotGenuine
    return told


def _notice(value: object) -> Notice | None:
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 18:
        return None
    return Notice.objects.filter(pk=int(value)).select_related("channel__workspace", "workspace").first()


def _name(user: Mapping[str, Any]) -> str:
    """As the team calls them in Slack; the id where it tells no name."""
    name = user.get("name") or user.get("username") or user.get("id") or ""
    return " ".join(str(name).replace("\x00", "").split())[:LONGEST_NAME] or "Slack"
