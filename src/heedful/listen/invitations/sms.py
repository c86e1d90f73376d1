"""Short messages through a gateway that speaks as Twilio does: their words and parts, sending, what it tells back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography.fernet import InvalidToken
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.listen.answering.pages import speaking
from heedful.listen.channels.models import Gateway
from heedful.listen.invitations.carriers import Kind, Outcome, words_of
from heedful.listen.invitations.letters import Asking, public
from heedful.listen.outgoing import NotReachable, post
from heedful.people.sign_in.sealing import seal, unseal

SEALED_FOR = "gateway of short messages"
LONGEST_BODY = 1600  # as the gateway takes them
LINK = "{{link}}"
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")  # each takes the place of two
NO_SUCH_NUMBER = {21211, 21214, 21217, 21401, 21407, 21421, 21614, 30003, 30005, 30006}
STOPPED = 21610  # they told the gateway to stop
STOP_WORDS = frozenset(
    ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "стоп", "отписаться", "відписатися", "stabdyti")
)
START_WORDS = frozenset(("start", "yes", "unstop", "старт", "начать", "почати", "pradėti"))


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text travels: so many parts of one message, each of which is paid for."""

    alphabet: str  # GSM-7, or UCS-2 as soon as one letter is not in it
    characters: int
    count: int


def parts_of(text: str) -> Parts:
    if all(each in GSM or each in GSM_TWICE for each in text):
        return Parts("GSM-7", *_counted(sum(2 if each in GSM_TWICE else 1 for each in text), 160, 153))
    return Parts("UCS-2", *_counted(len(text.encode("utf-16-be")) // 2, 70, 67))


def _counted(length: int, alone: int, joined: int) -> tuple[int, int]:
    return length, 1 if length <= alone else math.ceil(length / joined)


def text_of(asking: Asking) -> str:
    """The message in the person's language, with the link where the words put it, else at their end."""
    with speaking(asking.language):
        question = asking.question
        ours = _("%(company)s: %(question)s %(link)s") % {
            "company": asking.invitation.workspace.name,
            "question": asking.said(question.title if question else asking.document.title),
            "link": LINK,
        }
    # the link is put in last: what stands in braces would be taken for a name
    own = asking.invitation.sending.words
    words = own.get(asking.language, {}).get("sms") or own.get(asking.document.languages[0], {}).get("sms") or ours
    before, found, after = words.partition(LINK)
    before = before if found else f"{before} "
    return " ".join(f"{asking.piped(before)}{asking.link}{asking.piped(after)}".split())


def send_sms(asking: Asking) -> Outcome:
    """Hand the message to the workspace's gateway."""
    gateway = Gateway.objects.get(workspace=asking.invitation.workspace_id)
    return send_text(gateway, to=asking.invitation.address, text=text_of(asking))


def send_text(gateway: Gateway, *, to: str, text: str) -> Outcome:
    if len(text) > LONGEST_BODY:
        return Outcome(Kind.TURNED_AWAY, f"{len(text)} > {LONGEST_BODY}")
    address = f"{gateway.base_url.rstrip('/')}/2010-04-01/Accounts/{gateway.account}/Messages.json"
    sender = "MessagingServiceSid" if gateway.sender.startswith("MG") and len(gateway.sender) == 34 else "From"
    data = {sender: gateway.sender, "To": to, "Body": text, "StatusCallback": callback_of(gateway)}
    try:
        answer = post(address, data=data, auth=(gateway.account, secret_of(gateway)))
    except (NotReachable, InvalidToken, httpx.ConnectError, httpx.ConnectTimeout) as error:
        return Outcome(Kind.DOWN, words_of(error))
    except httpx.HTTPError as error:
        return Outcome(Kind.UNKNOWN, words_of(error))
    return _outcome_of(answer)


def _outcome_of(answer: httpx.Response) -> Outcome:
    """What the gateway says: a number of its own for each kind of no."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    said = f"{answer.status_code} {told.get('code', '')} {told.get('message', '')}".strip()
    if answer.is_success:
        return Outcome(Kind.SENT, message_id=str(told.get("sid", ""))[:254])
    if answer.status_code in (401, 403, 404, 429) or answer.status_code >= 500:
        return Outcome(Kind.UNKNOWN if answer.status_code in (502, 504) else Kind.DOWN, said)
    is_about_number = told.get("code") in NO_SUCH_NUMBER or told.get("code") == STOPPED
    return Outcome(Kind.REFUSED if is_about_number else Kind.TURNED_AWAY, said)


def gateway_numbered(number: int) -> Gateway | None:
    """The gateway that calls at this address; its signature says whether it is the one."""
    return Gateway.objects.select_related("workspace").filter(pk=number).first()


def sealed_secret(secret: str) -> bytes:
    return seal(secret, SEALED_FOR).encode("ascii")


def secret_of(gateway: Gateway) -> str:
    """Raises InvalidToken where the install's own key is another now."""
    return unseal(bytes(gateway.secret).decode("ascii"), SEALED_FOR)


def callback_of(gateway: Gateway) -> str:
    return public(reverse("answering:sms", args=[gateway.pk]))


def is_signed(gateway: Gateway, *, signature: str, given: Mapping[str, list[str]]) -> bool:
    """Whether the gateway sent this: its signature is made with the secret that only it and we know."""
    try:
        secret = secret_of(gateway)
    except InvalidToken:
        return False
    expected = signature_of(callback_of(gateway), given, secret)
    return hmac.compare_digest(expected.encode(), signature.encode())


def signature_of(url: str, given: Mapping[str, list[str]], secret: str) -> str:
    """HMAC-SHA1, base64, of the address and every field by name, each name followed by its value."""
    fields = "".join(f"{name}{value}" for name in sorted(given) for value in sorted(set(given[name])))
    made = hmac.new(secret.encode(), (url + fields).encode(), hashlib.sha1)
    return base64.b64encode(made.digest()).decode("ascii")


def says_stop(text: str, opted_out: str = "") -> bool:
    return opted_out.upper() == "STOP" or _word(text) in STOP_WORDS


def says_start(text: str, opted_out: str = "") -> bool:
    return opted_out.upper() == "START" or _word(text) in START_WORDS


def _word(text: str) -> str:
    return text.strip().strip(".!").casefold()


def is_no_such_number(code: Any) -> bool:
    return str(code).isdecimal() and int(code) in NO_SUCH_NUMBER
