"""One notice and one channel, by the names of the addresses that lead to them."""

from datetime import UTC, datetime

from heedful.act.notifications.actions import notify
from heedful.act.notifications.channels import add_channel

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def notices_of(workspace, alice, addresses) -> dict[str, dict[str, object]]:
    """Of Sud, told to Alice alone."""
    secret = "https://hooks.slack.com/services/canary"
    channel = add_channel(workspace, kind="slack", name="team", secret=secret, by=alice, now=NOW)
    made = {"kind": "telegram", "name": "chat", "secret": "canary", "signing_secret": "canary", "chat": "-1"}
    chat = add_channel(workspace, **made, by=alice, now=NOW)
    told = {"subject": "firing:1", "key": "canary", "words": {"rule": "canary", "place": "canary"}, "href": "/"}
    notify(workspace, "alert.fired", **told, members=[alice], channels=[channel], location="sud", now=NOW)
    notice = alice.notices.get(way="here")
    of_channel = {name for name in addresses if name == "act:channel" or name.startswith("act:channel-")}
    of_notice = {name for name in addresses if name == "act:notice" or name.startswith("act:notice-")}
    return (
        {name: {"number": channel.pk} for name in of_channel}
        | {name: {"number": notice.pk} for name in of_notice}
        | {"act:channel-new": {"kind": "slack"}, "act:telegram-seat": {"number": chat.pk}}
    )
