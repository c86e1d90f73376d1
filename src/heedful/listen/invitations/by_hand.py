"""One person asked by hand: an address typed in. Whoever types their own tries it out, and is written to at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.listen.audiences.actions import AudiencesError, create_audience
from heedful.listen.audiences.listing import list_people
from heedful.listen.audiences.models import Audience
from heedful.listen.audiences.persons import known_persons
from heedful.listen.invitations import reasons
from heedful.listen.invitations.actions import SendingsError, create_sending
from heedful.listen.invitations.delivery import hand_over_now, has_carrier
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.invitations.planning import Wanted, frame_of, judged
from heedful.listen.invitations.throttling import suppressed_among
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import is_open
from heedful.people.customers.models import Identity
from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace

BY_HAND = {"by": "hand"}  # marks the list of those who were asked so
RESTS = (reasons.ANSWERED, reasons.ASKED, reasons.MEASURE_ASKED, reasons.SURVEY_ASKED)


def ask_by_hand(survey: Survey, address: str, *, by: Member | None, now: datetime) -> Invitation:
    """Ask whoever has this e-mail address: a customer like any other from then on.

    To others it goes out by the same rules as every question: at the company's hours, and to nobody who was asked
    lately. To the member's own address it goes out in this moment, as often as they like.
    """
    address = Identity.normal(Identity.Kind.EMAIL, address)
    return _asked(survey, address, by=by, now=now, is_own=by is not None and address == address_of(by))


def try_out(survey: Survey, member: Member, *, by: Member | None, now: datetime) -> Invitation:
    """Ask somebody of the team, at once and as often as they like: to see how it arrives, and how answering goes."""
    return _asked(survey, address_of(member), by=by, now=now, is_own=True)


def address_of(member: Member) -> str:
    return Identity.normal(Identity.Kind.EMAIL, member.user.username)


def _asked(survey: Survey, address: str, *, by: Member | None, now: datetime, is_own: bool) -> Invitation:
    with transaction.atomic():
        if not is_open(survey, now=now):
            raise SendingsError(_("The survey takes no answers. Publish or open it first."))
        sending = one_by_one(survey, by=by, now=now)
        customer = _listed(sending, address, now=now)
        invitation = _planned(sending, customer, address, now=now, is_own=is_own)
    if is_own and invitation.state == Invitation.State.QUEUED and has_carrier(sending):
        hand_over_now(invitation, now)
        invitation.refresh_from_db()
    return invitation


def one_by_one(survey: Survey, *, by: Member | None, now: datetime) -> Sending:
    """The one that all of a survey's are kept in; no round of planning is ever due for it."""
    running = Sending.objects.filter(survey=survey, ended_at=None, paused_at=None, channel=Sending.Channel.EMAIL)
    kept = running.filter(kind=Sending.Kind.ONCE, audience__conditions=BY_HAND, planned_until__isnull=False)
    what = {"name": _("One by one"), "kind": Sending.Kind.ONCE, "channel": Sending.Channel.EMAIL}
    what |= {"started_at": now, "planned_until": now}
    return kept.select_related("audience", "survey__published").first() or create_sending(
        survey, by=by, now=now, audience=_list_of(survey.workspace, by=by, now=now), **what
    )


def _list_of(workspace: Workspace, *, by: Member | None, now: datetime) -> Audience:
    kept = Audience.objects.filter(workspace=workspace, removed_at=None, conditions=BY_HAND).first()
    if kept is not None:
        return kept
    try:
        made = create_audience(workspace, name=_("People asked one by one"), by=by, now=now)
    except AudiencesError as error:
        raise SendingsError(str(error)) from error
    made.conditions = BY_HAND
    made.save(update_fields=["conditions"])
    return made


def _listed(sending: Sending, address: str, *, now: datetime) -> int:
    added = list_people(sending.audience, [(1, {"email": address})], now=now)
    if added.rejects:
        raise SendingsError(added.rejects[0].reason)
    return known_persons(sending.workspace, [address])[address]


def _planned(sending: Sending, customer: int, address: str, *, now: datetime, is_own: bool) -> Invitation:
    """To the address that was typed, whichever others they have."""
    wanted = Wanted(customer, f"by hand, {now.isoformat()}", now)
    (invitation,) = judged(frame_of(sending, now=now), [wanted])
    invitation.address = address
    if is_own and invitation.reason in RESTS:
        invitation.state, invitation.reason, invitation.ended_at = Invitation.State.QUEUED, "", None
    if not invitation.reason and suppressed_among(sending.workspace_id, sending.channel, [address]):
        invitation.state, invitation.reason, invitation.ended_at = Invitation.State.DROPPED, reasons.SUPPRESSED, now
    invitation.due_at = now if is_own else invitation.due_at
    invitation.save()
    return invitation
