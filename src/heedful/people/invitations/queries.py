from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet

from heedful.people.invitations.actions import SIGNED_FOR, digest_of
from heedful.people.invitations.models import Invitation
from heedful.people.members.models import Member
from heedful.people.members.rights import may
from heedful.people.workspaces.models import Location


def visible_invitations(member: Member) -> QuerySet[Invitation]:
    """Those that are open, expired ones among them: they can be sent again."""
    found = Invitation.objects.filter(workspace=member.workspace_id, accepted_at=None, withdrawn_at=None)
    limits = Prefetch("limited_to", Location.objects.order_by("name"))
    return found.prefetch_related(limits) if may(member, "manage_members") else found.none()


def invitation_of(link: str, *, now: datetime) -> Invitation | None:
    """The open invitation that this link is for; none where it was changed, used, withdrawn or is too old."""
    try:
        secret = Signer(salt=SIGNED_FOR).unsign(link)
    except BadSignature:
        return None
    still_open = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return still_open.filter(digest=digest_of(secret)).select_related("workspace", "by__user").first()
