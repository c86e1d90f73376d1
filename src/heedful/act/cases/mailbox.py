"""What a customer answers to a letter of a case, from the mailbox into the log: the case hears it from there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from heedful.act.cases import chronicle
from heedful.act.cases.following import SOURCE
from heedful.act.cases.marks import marked
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.opening import kept_case
from heedful.act.cases.returned import Mail, read_mail
from heedful.interactions import spool
from heedful.interactions.schema import Heard
from heedful.listen.invitations.messages import sender_of
from heedful.people.customers.models import Identity
from heedful.people.models import Member

CHANNEL: Final = "email"
LONGEST: Final = 20_000  # letters


def take_answer(raw: bytes, now: datetime) -> bool:
    """Whether it was one. What a program wrote by itself, an absence note above all, tells nobody anything."""
    mail = read_mail(raw)
    named = marked(mail.names)
    if named is None or marked(mail.message_id):  # a letter of ours that went to the mailbox, too
        return False
    if not mail.is_automatic:
        _hear(named, mail, now)
    return True


@transaction.atomic
def _hear(named: tuple[int, int], mail: Mail, now: datetime) -> None:
    """Nothing where the case is gone, as with a customer who was erased."""
    number, letter = named
    sent = CaseEvent.objects.filter(pk=letter, case=number, what=CaseEvent.What.REPLIED).first()
    found = Case.objects.select_related("workspace", "customer", "location").filter(pk=number).first()
    if sent is None or found is None:
        return
    case = kept_case(found)
    given = {"attachments": list(mail.attachments)} if mail.attachments else {}
    heard = Heard(
        id=f"mail:{mail.number}",
        occurred_at=min(max(mail.at or now, sent.at), now),
        received_at=now,
        kind="message",
        name="human_reply" if _is_of_the_team(case, mail.sender) else "inbound",
        thread=chronicle.threads_of(case)[0],
        alias=case.customer.key if case.customer else None,
        touchpoint=case.touchpoint or None,
        channel=CHANNEL,
        location=case.location.key if case.location else None,
        text=mail.text[:LONGEST] or None,
        source=SOURCE,
        properties=msgspec.json.encode(given).decode() if given else None,
    )
    spool.hear(case.workspace.key, [heard])


def _is_of_the_team(case: Case, sender: str) -> bool:
    """Somebody who answered from their own mailbox, and let ours have a copy."""
    if Identity.objects.filter(customer=case.customer_id, kind=Identity.Kind.EMAIL, value=sender).exists():
        return False
    _name, addresses = sender_of(case.workspace)
    ours = Member.objects.filter(workspace=case.workspace, user__username=sender)
    return sender in map(str.lower, addresses) or ours.exists()
