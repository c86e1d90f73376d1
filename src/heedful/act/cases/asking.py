"""Asking a customer again how it is now, by the same rules as every question: not at night, and not too often."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from heedful.act.cases.models import Closure
from heedful.listen.invitations.actions import SendingsError
from heedful.listen.invitations.by_hand import one_by_one
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.planning import ask


@transaction.atomic
def ask_again(closure: Closure, *, now: datetime) -> Invitation | None:
    """Once for a closure; None where nobody can be asked any more: the survey is closed or gone, or the customer is."""
    if not Closure.objects.filter(pk=closure.pk, asked_again_at=None).update(asked_again_at=now):
        return None
    case, survey = closure.case, closure.ask_again_with
    if survey is None or case.customer is None:
        return None
    try:
        sending = one_by_one(survey, by=closure.by, now=now)
    except SendingsError:
        return None
    context = {"location": case.location.key} if case.location else {}
    context |= {"touchpoint": case.touchpoint} if case.touchpoint else {}
    return ask(sending, case.customer, occasion=occasion_of(closure), context=context, due_at=now, now=now)


def occasion_of(closure: Closure) -> str:
    return f"case:{closure.case_id}:{closure.pk}"


def asked(closure: Closure) -> Invitation | None:
    """What became of it; None before, or where nobody could be asked."""
    if closure.asked_again_at is None or closure.ask_again_with_id is None:
        return None
    made = Invitation.objects.filter(workspace=closure.case.workspace_id, occasion=occasion_of(closure))
    return made.filter(survey=closure.ask_again_with_id, customer=closure.case.customer_id).first()
