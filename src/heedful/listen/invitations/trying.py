"""What became of the mail by which a member tries a survey out on themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from heedful.listen.invitations.by_hand import BY_HAND, address_of
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.reasons import says
from heedful.listen.responses.bands import scored
from heedful.listen.responses.models import Response
from heedful.listen.responses.shown import Score, score_of_response
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import published_document
from heedful.people.members.models import Member

SHOWN_FOR: Final = timedelta(days=1)
AWAITED_FOR: Final = timedelta(hours=1)  # whoever has not answered by then looks anew when they have
AWAITED: Final = frozenset({"queued", "sending", "sent", "opened"})
MEASURES = {
    "nps": _("Net Promoter Score"),
    "csat": _("Customer satisfaction"),
    "ces": _("Customer effort"),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """`measure` is the key of the one that the first score counts in; `is_awaited`: something may happen any moment."""

    invitation: Invitation
    response: Response | None
    score: Score | None
    measure: str
    is_awaited: bool

    @property
    def measure_name(self) -> str:
        return str(MEASURES.get(self.measure, ""))

    @property
    def why_not(self) -> str:
        return says(self.invitation.reason)


def own_trial(survey: Survey, member: Member, *, now: datetime) -> Trial | None:
    """The newest one of the last day."""
    sent = Invitation.objects.filter(
        sending__survey=survey, sending__audience__conditions=BY_HAND, address=address_of(member)
    )
    invitation = sent.filter(created_at__gt=now - SHOWN_FOR).order_by("-pk").first()
    if invitation is None:
        return None
    response = Response.objects.filter(invitation=invitation).select_related("version").first()
    document = published_document(response.version) if response else None
    question = scored(document) if document else None
    return Trial(
        invitation,
        response,
        score_of_response(response, document) if response and document else None,
        type(question).__name__.lower() if question else "",
        invitation.state in AWAITED and invitation.created_at > now - AWAITED_FOR,
    )
