"""The mail as it goes over the wire: seven bits, short lines, and the headers that a mail of this kind should have."""

from __future__ import annotations

import re
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import constant_time_compare, salted_hmac

from heedful.listen.invitations.letters import Asking, Letter, letter_of
from heedful.listen.invitations.models import Invitation, SendingHours
from heedful.people.models import Workspace

_REFERENCE = re.compile(r"heedful\.(\d{1,18})\.([0-9a-f]{24})")
_EMPTY_FIRST_LINE = re.compile(rb"^([A-Za-z-]+:) ?\r\n[ \t]+([^=])", re.MULTILINE)
LONGEST_NAME = 100
LONGEST_LINE = 76


def message_of(asking: Asking) -> EmailMultiAlternatives:
    """The mail to one person. Raises what the templates raise."""
    letter, invitation = letter_of(asking), asking.invitation
    message = plain_message(letter, workspace=invitation.workspace, to=invitation.address)
    message.extra_headers |= {
        "Message-ID": message_id(invitation),
        "List-Unsubscribe": f"<{asking.unsubscribe_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": f"{invitation.sending_id}:{invitation.workspace.key}:survey:heedful",
    }
    message.metadata = {"invitation": reference(invitation.pk)}  # providers give it back with what they tell of it
    return message


def plain_message(letter: Letter, *, workspace: Workspace, to: str) -> EmailMultiAlternatives:
    """The letter with what every mail of the workspace's to customers has."""
    name, reply_to = sender_of(workspace)
    from_address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        letter.subject, letter.text, formataddr((name, from_address), "utf-8"), [to], reply_to=reply_to
    )
    message.attach_alternative(letter.html, "text/html")
    message.encoding = seven_bits(letter.text + letter.html)
    message.extra_headers = {
        "Content-Language": letter.language,
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # it asks a person; an absence note answers nobody
    }
    message.track_opens = message.track_clicks = False  # said to providers, which would rewrite the links
    return message


def sender_of(workspace: Workspace) -> tuple[str, list[str]]:
    """The name in front of the server's address, and where answers by mail go."""
    said = SendingHours.objects.filter(workspace=workspace).values_list("sender_name", "reply_to").first()
    name, reply_to = said or ("", "")
    return (name or workspace.name)[:LONGEST_NAME], [reply_to] if reply_to else []


def envelope_sender() -> str:
    """Where a mail that cannot be delivered comes back to."""
    return settings.BOUNCE_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def seven_bits(text: str) -> Charset:
    """Quoted-printable for what is mostly ASCII, base64 for what is not: no server on the way has to change either."""
    charset = Charset("utf-8")
    foreign = sum(not each.isascii() for each in text)
    charset.body_encoding = BASE64 if foreign * 6 > len(text) else QP
    return charset


def on_the_wire(message: EmailMultiAlternatives) -> bytes:
    """The mail's bytes. No header begins with an empty line: servers that tidy it up would break a signature."""
    built = message.message()
    words = Header(message.subject, Charset("utf-8"), header_name="Subject", maxlinelen=LONGEST_LINE)
    if not message.subject.isascii():
        del built["Subject"]
        built["Subject"] = " ".join(words.encode().split())  # the first of them short enough for the first line
    head, gap, body = built.as_bytes(linesep="\r\n").partition(b"\r\n\r\n")
    return _EMPTY_FIRST_LINE.sub(rb"\1 \2", head) + gap + body


def message_id(invitation: Invitation) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{reference(invitation.pk)}.{invitation.reminded}@{domain}>"


def reference(number: int) -> str:
    """What we know an invitation by when it is told of: nobody else can make one up."""
    return f"heedful.{number}.{_mark(number)}"


def referred_to(text: str) -> int | None:
    """The number of the invitation that a reference of ours in the text is about."""
    found = (each for each in _REFERENCE.finditer(text) if constant_time_compare(each[2], _mark(int(each[1]))))
    return next((int(each[1]) for each in found), None)


def _mark(number: int) -> str:
    return salted_hmac("heedful mail to customers", str(number), algorithm="sha256").hexdigest()[:24]
