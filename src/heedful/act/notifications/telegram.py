"""Telegram: `sendMessage` of the Bot API. The token stands in the address: it is kept out of all that is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from heedful.act.notifications.outcome import Outcome, seconds, without
from heedful.act.notifications.sentences import Said
from heedful.listen import outgoing

LONGEST: Final = 3_500  # of the text, where Telegram takes 4,096 characters without the markup
GONE: Final = ("chat not found", "chat_write_forbidden", "channel_private", "not enough rights", "no rights to send")


def message(said: Said, *, chat: str, href: str, opens: str, presses: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """The request's body; the link is a button where Telegram takes it for one, which it does on the open internet.

    `presses` are the other buttons: name, value, label.
    """
    parts = [f"<b>{escape(said.title[:500])}</b>", *(escape(line[:500]) for line in said.lines)]
    parts += [f"<blockquote>{escape(quote)}</blockquote>" for quote in said.quotes]
    told: dict[str, Any] = {"chat_id": chat, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    buttons = [{"text": label, "callback_data": f"{name}:{value}"} for name, value, label in presses]
    host = urlsplit(href).hostname or ""
    if "." in host and not host.replace(".", "").isdigit():
        buttons.append({"text": opens, "url": href})
    elif href:
        parts.append(escape(href))
    if buttons:
        told["reply_markup"] = {"inline_keyboard": [buttons]}
    return json.dumps(told | {"text": "\n".join(parts)}, ensure_ascii=False).encode()


def send(token: str, body: bytes) -> Outcome:
    return _asked(token, "sendMessage", body)


def change(token: str, body: bytes, message: int) -> Outcome:
    """What stands there already, said anew."""
    return _asked(token, "editMessageText", json.dumps(json.loads(body) | {"message_id": message}).encode())


def hear(token: str, url: str, secret: str) -> Outcome:
    """From now on, the bot tells this address what is pressed and written; what waits is let go."""
    told = {"url": url, "secret_token": secret, "allowed_updates": ["callback_query", "message"],
            "drop_pending_updates": True}  # fmt: skip
    return _asked(token, "setWebhook", json.dumps(told).encode())


def _asked(token: str, method: str, body: bytes) -> Outcome:
    url = f"{settings.TELEGRAM_URL}/bot{token}/{method}"
    try:
        answer = outgoing.post(url, content=body, headers={"Content-Type": "application/json", "User-Agent": "Heedful"})
    except (outgoing.NotReachable, httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(said=without(token, f"{type(error).__name__}: {error}"))
    return _understood(answer, token)


def _understood(answer: httpx.Response, token: str) -> Outcome:
    told = _json(answer.content)
    about = told.get("parameters")
    about = about if isinstance(about, dict) else {}
    text = str(told.get("description", ""))
    said = without(token, f"{answer.status_code} {text}")
    if answer.status_code == httpx.codes.OK and told.get("ok") is True:
        return Outcome(arrived=True)
    if isinstance(moved := about.get("migrate_to_chat_id"), int):
        return Outcome(said=said, moved_to=str(moved))
    if answer.status_code in (401, 403, 404) or any(sign in text.lower() for sign in GONE):
        return Outcome(said=said, refused=True)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Outcome(said=said, after=seconds(about.get("retry_after", "")))
    return Outcome(said=said, unfit=answer.status_code == httpx.codes.BAD_REQUEST)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
