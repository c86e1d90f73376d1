"""Slack: a message of blocks to an incoming webhook, with a button where something can be done about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import httpx

from heedful.act.notifications.outcome import Outcome, seconds, without
from heedful.act.notifications.sentences import Said
from heedful.listen import outgoing

LONGEST: Final = 2_900  # of a block's text, where Slack takes 3,000
GONE: Final = frozenset(
    {"invalid_token", "no_service", "no_service_id", "no_team", "team_disabled", "no_active_hooks", "token_revoked",
     "channel_not_found", "channel_is_archived", "action_prohibited", "posting_to_general_channel_denied",
     "user_not_found", "account_inactive"}
)  # fmt: skip


def message(
    said: Said, *, href: str, opens: str, presses: Sequence[tuple[str, str, str]] = (), foot: str = ""
) -> bytes:
    """The request's body. `presses` are the buttons: name, value, label; `opens` is the word on the link."""
    from slack_sdk.models import blocks  # only who sends needs it

    text = "\n".join([f"*{_plain(said.title)}*", *map(_plain, said.lines)])
    shown: list[blocks.Block] = [blocks.SectionBlock(text=blocks.MarkdownTextObject(text=text[:LONGEST]))]
    if said.quotes:
        quoted = "\n\n".join("> " + _plain(quote).replace("\n", "\n> ") for quote in said.quotes)
        shown.append(blocks.SectionBlock(text=blocks.MarkdownTextObject(text=quoted[:LONGEST])))
    buttons = [
        blocks.ButtonElement(text=label[:75], action_id=name, value=value, style="primary")
        for name, value, label in presses
    ]
    if href:
        buttons.append(blocks.ButtonElement(text=opens[:75], action_id="open", url=href))
    if buttons:
        shown.append(blocks.ActionsBlock(elements=buttons))
    if foot:
        shown.append(blocks.ContextBlock(elements=[blocks.MarkdownTextObject(text=_plain(foot)[:LONGEST])]))
    told = {
        "text": _plain(" · ".join([said.title, *said.lines]))[:LONGEST],
        "blocks": [each.to_dict() for each in shown],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def in_place(body: bytes) -> bytes:
    """The same message, to stand where the one did whose button was pressed."""
    return json.dumps(json.loads(body) | {"replace_original": True}, ensure_ascii=False).encode()


def send(url: str, body: bytes) -> Outcome:
    try:
        answer = outgoing.post(url, content=body, headers={"Content-Type": "application/json", "User-Agent": "Heedful"})
    except (outgoing.NotReachable, httpx.HTTPError, httpx.InvalidURL) as error:
        return Outcome(said=without(url, f"{type(error).__name__}: {error}"))
    return _understood(answer, url)


def _understood(answer: httpx.Response, url: str) -> Outcome:
    text = answer.content[:400].decode(errors="replace").strip()
    said = without(url, f"{answer.status_code} {text}")
    if answer.status_code == httpx.codes.OK:
        return Outcome(arrived=True)
    if text in GONE or answer.status_code in (401, 403, 404, 410):
        return Outcome(said=said, refused=True)
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Outcome(said=said, after=seconds(answer.headers.get("Retry-After", "")))
    return Outcome(said=said, unfit=answer.status_code == httpx.codes.BAD_REQUEST)


def _plain(text: str) -> str:
    """Nothing of what people wrote is markup: no link, no `@channel`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
