"""Where the team is told, for programs: channels, whether they can be reached, and what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from heedful.act.notifications import channels
from heedful.act.notifications.forms import FORMS, changing
from heedful.act.notifications.models import Channel
from heedful.act.notifications.queries import sent_to, visible_channels
from heedful.api.askers import program
from heedful.api.lists import KEEP, Given, Number, Turning, found_or_404, turned
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READING, WRITING

router = Router(tags=["notifications"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Secret = Annotated[str, Field(max_length=500)]


class NewChannel(Given):
    kind: Literal["slack", "telegram"]
    name: Name
    secret: Annotated[
        Secret, Field(min_length=1, description="Slack: the webhook's address; Telegram: the bot's token")
    ]
    signing_secret: Annotated[Secret, Field(description="Slack alone: messages then have buttons")] = ""
    chat: Annotated[str, Field(max_length=80, description="Telegram alone: the group's number, or @name")] = ""


class ChannelChanged(Given):
    name: Annotated[Name | None, Field(description=KEEP)] = None
    secret: Annotated[Secret | None, Field(description=KEEP)] = None
    signing_secret: Annotated[Secret | None, Field(description=KEEP)] = None
    chat: Annotated[str | None, Field(max_length=80, description=KEEP)] = None


class ChannelTold(Schema):
    id: int
    kind: str
    name: str
    chat: str
    has_buttons: bool
    created_at: datetime
    off_at: datetime | None
    off_why: str
    failures: int

    @staticmethod
    def resolve_has_buttons(channel: Channel) -> bool:
        return bool(channel.signing_secret)


class Channels(Schema):
    items: list[ChannelTold]
    next: str | None


class NoticeTold(Schema):
    id: int
    event: str
    subject: str
    words: dict[str, Any]
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    problem: str


class Notices(Schema):
    items: list[NoticeTold]
    next: str | None


@router.get("", auth=MANAGE, response=Channels, summary="All channels, the newest first", openapi_extra=READING)
def notification_channels(request: HttpRequest, asked: Query[Turning]) -> Any:
    page, later = turned(visible_channels(program(request)), asked)
    return {"items": page, "next": later}


@router.post("", auth=MANAGE, response={201: ChannelTold}, summary="Add a channel", openapi_extra=WRITING)
def notification_channel_add(request: HttpRequest, given: NewChannel) -> Any:
    said = _checked(given.kind, given.dict(exclude={"kind"}), is_new=True)
    made = channels.add_channel(program(request).workspace, kind=given.kind, **said, by=None, now=timezone.now())
    return Status(201, made)


@router.get("/{number}", auth=MANAGE, response=ChannelTold, summary="One channel", openapi_extra=READING)
def notification_channel(request: HttpRequest, number: Number) -> Any:
    return _channel(request, number)


@router.patch("/{number}", auth=MANAGE, response=ChannelTold, summary="Change a channel", openapi_extra=WRITING)
def notification_channel_change(request: HttpRequest, number: Number, given: ChannelChanged) -> Any:
    found = _channel(request, number)
    kept = {"name": found.name, "chat": found.chat, "secret": "", "signing_secret": ""}
    wanted = {name: said for name, said in given.dict(exclude_unset=True).items() if said is not None}
    said = _checked(found.kind, kept | wanted, is_new=False)
    channels.change_channel(found, **said, by=None, now=timezone.now())
    return found


@router.delete("/{number}", auth=MANAGE, response={204: None}, summary="Remove a channel",
               openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def notification_channel_remove(request: HttpRequest, number: Number) -> Any:
    channels.remove_channel(_channel(request, number), by=None, now=timezone.now())
    return Status(204, None)


@router.post("/{number}/disable", auth=MANAGE, response=ChannelTold, summary="Turn it off",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def notification_channel_disable(request: HttpRequest, number: Number) -> Any:
    found = _channel(request, number)
    channels.turn_off(found, by=None, now=timezone.now())
    return found


@router.post("/{number}/enable", auth=MANAGE, response=ChannelTold, summary="Turn it on again",
             openapi_extra=documented(401, 403, 404, 422))  # fmt: skip
def notification_channel_enable(request: HttpRequest, number: Number) -> Any:
    found = _channel(request, number)
    channels.turn_on(found, by=None, now=timezone.now())
    return found


@router.post("/{number}/test", auth=MANAGE, response={201: NoticeTold}, summary="Send it something harmless",
             openapi_extra=documented(401, 403, 404, 409, 422))  # fmt: skip
def notification_channel_test(request: HttpRequest, number: Number) -> Any:
    found = _channel(request, number)
    if found.off_at is not None:
        raise ApiError(409, "It is off: enable it first.")
    return Status(201, channels.try_channel(found, by="API", now=timezone.now()))


@router.get("/{number}/notices", auth=MANAGE, response=Notices, openapi_extra=READING,
            summary="What was sent there, and what waits")  # fmt: skip
def notification_channel_notices(request: HttpRequest, number: Number, asked: Query[Turning]) -> Any:
    page, later = turned(sent_to(_channel(request, number)), asked)
    return {"items": page, "next": later}


def _channel(request: HttpRequest, number: int) -> Channel:
    found: Channel = found_or_404(visible_channels(program(request)), "channel", pk=number)
    return found


def _checked(kind: str, said: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
    """As the page checks it; a field that the kind does not have has to be empty."""
    with override("en"):
        form = FORMS[kind](said) if is_new else changing(FORMS[kind](said))
        wrong = {name: each[0] for name, each in form.errors.items()}
    wrong |= {name: f"{kind} has none" for name, value in said.items() if value and name not in form.fields}
    if wrong:
        errors = [{"field": name, "reason": str(reason)} for name, reason in wrong.items()]
        raise ApiError(422, "The request is not as documented.", errors=errors)
    return dict(form.cleaned_data)
