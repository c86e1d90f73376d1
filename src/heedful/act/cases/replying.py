"""Answering a customer from the case, by mail: a letter in their language, under the mails before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from heedful.act.cases import chronicle, promises
from heedful.act.cases.actions import CasesError, hold
from heedful.act.cases.marks import answer_address, mark
from heedful.act.cases.models import Case
from heedful.listen.invitations.messages import sender_of
from heedful.listen.invitations.models import Suppression
from heedful.people.customers.models import Identity
from heedful.people.mail.actions import write_letter
from heedful.people.mail.models import Letter
from heedful.people.mail.queries import CASE_REPLY
from heedful.people.models import Member

What = chronicle.What
UNREACHABLE = (Suppression.Why.BOUNCED, Suppression.Why.COMPLAINED)


def address_of(case: Case) -> str:
    """The customer's newest mail address; empty where there is none."""
    if case.customer_id is None:
        return ""
    known = Identity.objects.filter(customer=case.customer_id, kind=Identity.Kind.EMAIL).order_by("-pk")
    return known.values_list("value", flat=True).first() or ""


def usual_subject(case: Case) -> str:
    """That of the last mail, or one that says what it is about, in the customer's language."""
    last = _replies(case).last()
    if last is not None:
        return last.details.get("subject", "")
    with translation.override(case.language or case.workspace.language):
        return _("What you told %(company)s") % {"company": case.workspace.name}


@transaction.atomic
def reply_to_case(case: Case, text: str, *, subject: str = "", by: Member | None, now: datetime) -> Letter:
    """From now on we wait for the customer: nothing that was promised counts on until they write."""
    held = hold(case)
    address, text = address_of(held), text.strip()
    if not text:
        raise CasesError(_("Write something."))
    if not address:
        raise CasesError(_("No mail address of this customer is known."))
    if _unreachable(held, address):
        raise CasesError(_("Mail to this address does not arrive, or is not wanted: reach them in another way."))
    promised = promises.promised_to(held, now=now)
    held.answered_at, held.waits_since, held.rests_until = held.answered_at or now, None, None
    held.answer_due_at = held.answer_left_seconds = None
    promises.hold_clocks(held, promised, now=now)
    held.changed_at = now
    held.save()
    subject = " ".join(subject.split())[:200] or usual_subject(held)
    event = chronicle.record(held, What.REPLIED, by=by, at=now, text=text, subject=subject)
    headers = _headers(held, event.pk)
    letter = write_letter(
        CASE_REPLY,
        to=address,
        language=held.language or held.workspace.language,
        words=_words(held, text, subject, by),
        now=now,
        workspace=held.workspace,
        headers=headers,
    )
    event.details |= {"letter": letter.pk, "message": headers["Message-ID"]}
    event.save(update_fields=["details"])
    return letter


def _words(case: Case, text: str, subject: str, by: Member | None) -> Mapping[str, Any]:
    name = case.customer.name if case.customer else ""
    return {
        "subject": subject,
        "text": text,
        "name": name,
        "who": chronicle.name_of(by),
        "company": case.workspace.name,
    }


def _headers(case: Case, number: int) -> dict[str, str]:
    """Whose it is, and which mails it follows, so that a mail program shows them together."""
    name, reply_to = sender_of(case.workspace)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2] or "localhost"
    named = mark(case.pk, number)
    before = [each.details["message"] for each in _replies(case) if "message" in each.details]
    headers = {"From": formataddr((name, address), "utf-8"), "Message-ID": f"<{named}@{domain}>"}
    answered_to = [*reply_to, *filter(None, [answer_address(named)])]
    if answered_to not in ([], [address]):
        headers["Reply-To"] = ", ".join(dict.fromkeys(answered_to))
    return headers | ({"In-Reply-To": before[-1], "References": " ".join(before)} if before else {})


def _replies(case: Case):
    return case.events.filter(what=What.REPLIED)


def _unreachable(case: Case, address: str) -> bool:
    kept = Suppression.objects.filter(workspace=case.workspace_id, kind="email", address=address)
    return kept.filter(why__in=UNREACHABLE).exists()
