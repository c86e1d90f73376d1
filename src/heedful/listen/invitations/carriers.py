"""Handing mails over, one connection for many: to a mail server by SMTP, or to a provider by its HTTP interface.

What became of each is an `Outcome`, told as exactly as the other end tells it. SMTP is spoken step by step, because
only so one knows whether a mail that was cut short could have been taken.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from heedful.listen.invitations.messages import envelope_sender, on_the_wire

OK = (250, 251)
GO_ON = 354
PERMANENT = 500
CLOSING = 421


class Kind(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # this address, for good
    TURNED_AWAY = "turned-away"  # this message, for good
    LATER = "later"  # this one, for now
    DOWN = "down"  # nothing can be handed over for now: no connection, a wrong password, a sender not allowed
    UNKNOWN = "unknown"  # cut short after it was given away


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: Kind
    said: str = ""
    message_id: str = ""  # another than ours, where a provider gives one


class MailCarrier:
    """One connection for a batch, opened at its first mail: `with MailCarrier() as carrier: carrier.hand_over(…)`."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend = get_connection()

    def __enter__(self) -> MailCarrier:
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._backend.close()

    def hand_over(self, message: EmailMultiAlternatives) -> Outcome:
        if not isinstance(self._backend, SmtpBackend):
            return _by_provider(self._backend, message)
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Kind.DOWN, words_of(error))
        outcome = _by_smtp(self._backend.connection, message)
        if outcome.kind in (Kind.DOWN, Kind.UNKNOWN):
            with suppress(smtplib.SMTPException, OSError):
                self._backend.close()
            self._backend.connection = None
        return outcome


def _by_smtp(smtp: smtplib.SMTP, message: EmailMultiAlternatives) -> Outcome:
    """MAIL, RCPT, DATA. Only what is cut short behind DATA may have been taken."""
    raw = on_the_wire(message)
    try:
        smtp.ehlo_or_helo_if_needed()
        code, words = smtp.mail(envelope_sender())
        if code not in OK:
            return _not_now(smtp, Kind.DOWN, code, words)
        code, words = smtp.rcpt(in_ascii(message.to[0]))
        if code not in OK:
            return _not_now(smtp, Kind.REFUSED if code >= PERMANENT else Kind.LATER, code, words)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(Kind.DOWN, words_of(error))
    return _data(smtp, raw)


def _data(smtp: smtplib.SMTP, raw: bytes) -> Outcome:
    try:
        code, words = smtp.data(raw)
    except smtplib.SMTPDataError as error:  # said no before it was given away
        code, words = error.smtp_code, error.smtp_error
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(Kind.UNKNOWN, words_of(error))
    if code in OK:
        return Outcome(Kind.SENT)
    return _not_now(smtp, Kind.TURNED_AWAY if code >= PERMANENT else Kind.LATER, code, words)


def _not_now(smtp: smtplib.SMTP, kind: Kind, code: int, words: Any) -> Outcome:
    """The conversation goes on with the next mail, unless the server is closing it."""
    said = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    if code == CLOSING:
        return Outcome(Kind.DOWN, said)
    with suppress(smtplib.SMTPException, OSError):
        smtp.rset()
    return Outcome(kind, " ".join(said.split()))


def _by_provider(backend: BaseEmailBackend, message: EmailMultiAlternatives) -> Outcome:
    from anymail.exceptions import AnymailError, AnymailRecipientsRefused  # slow to import, and for few installs

    try:
        backend.open()
        backend.send_messages([message])
    except AnymailRecipientsRefused as error:
        return Outcome(Kind.REFUSED, words_of(error))
    except AnymailError as error:
        return Outcome(_kind_of(error), words_of(error))
    status = getattr(message, "anymail_status", None)
    return Outcome(Kind.SENT, message_id=(status.message_id if status else None) or "")


def _kind_of(error: Any) -> Kind:
    """401, 403 and 404 are about us; 429, 500 and 503 pass; behind 502 and 504 it may have been taken all the same."""
    status = error.status_code
    if status is None:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            return Kind.TURNED_AWAY  # it could not be put into the provider's form
        return Kind.DOWN if _never_began(cause) else Kind.UNKNOWN
    if status in (401, 403, 404, 429, 500, 503):
        return Kind.DOWN
    return Kind.UNKNOWN if status < 300 or status >= PERMANENT else Kind.TURNED_AWAY


def _never_began(error: OSError) -> bool:
    """There was no connection that anything could have been given away on."""
    from requests import ConnectTimeout
    from requests.exceptions import SSLError
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, ConnectTimeout | SSLError) or isinstance(reason, NewConnectionError)


def in_ascii(address: str) -> str:
    """The address as every mail server takes it: `ona@bücher.example` has a spelling for machines."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def words_of(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
