"""Writing and sending mail. A letter is a row first, in the same transaction as what it tells of."""

import smtplib
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from heedful.people.mail.models import Letter
from heedful.people.workspaces.models import Workspace

KEPT = timedelta(days=30)
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
LONGEST_SUBJECT = 300


def write_letter(
    kind: str,
    *,
    to: str,
    language: str,
    words: Mapping[str, Any],
    now: datetime,
    workspace: Workspace | None = None,
    headers: Mapping[str, str] | None = None,
    html: str = "",
) -> Letter:
    """A mail in the receiver's language; it is sent once the transaction stands, or waits in the outbox.

    `html`, where it says more than the text does, as pictures do: what it shows is in it, and nowhere else.
    """
    from heedful.people.mail.tasks import send_letter

    Letter.objects.filter(written_at__lt=now - KEPT).delete()
    with translation.override(language):
        drawn = render_to_string(f"people/mail/{kind}.txt", dict(words)).strip()
    subject, _, text = drawn.partition("\n")
    letter = Letter.objects.create(
        workspace=workspace,
        kind=kind,
        to=to,
        language=language,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text.strip() + "\n",
        html=html,
        headers=dict(headers or {}),
        written_at=now,
    )
    if settings.MAIL_IS_SENT:
        send_letter.enqueue(letter.pk)
    return letter


def send(letter: Letter, *, now: datetime) -> timedelta | None:
    """Hand the letter to the mail server. Where that fails: how long to wait; None when it is done or given up."""
    from anymail.exceptions import AnymailError  # slow to import, and only a sender needs it

    message = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to])
    written_by = letter.headers or {"Auto-Submitted": "auto-generated"}  # by a person, or by the house itself
    message.extra_headers = {"Content-Language": letter.language} | written_by
    shown = letter.html or render_to_string("people/mail/letter.html", {"letter": letter})
    message.attach_alternative(shown, "text/html")
    letter.attempts += 1
    connection = get_connection()
    try:
        with closing(connection):
            connection.send_messages([message])
    except (smtplib.SMTPException, OSError, AnymailError) as error:
        letter.problem = f"{type(error).__name__}: {error}"[:300]
        letter.save(update_fields=["attempts", "problem"])
        return PAUSES[letter.attempts - 1] if letter.attempts <= len(PAUSES) else None
    letter.sent_at, letter.text, letter.html, letter.problem = now, "", "", ""
    letter.save(update_fields=["attempts", "sent_at", "text", "html", "problem"])
    return None
