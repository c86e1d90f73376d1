import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.signing import Signer
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from heedful.people.account.actions import choose_language
from heedful.people.account.queries import language_of
from heedful.people.invitations.models import Invitation
from heedful.people.mail.actions import write_letter
from heedful.people.members.actions import add_member, welcome_person
from heedful.people.members.models import Member, Role
from heedful.people.traces.actions import leave_trace
from heedful.people.traces.models import Trace
from heedful.people.workspaces.models import Location, Workspace

VALID = timedelta(days=7)
SECRET_BYTES = 32
SIGNED_FOR = "invitation"
Link = Callable[[str], str]  # from a token to the whole address


class InvitationError(ValueError):
    """Nobody can be invited so, or the invitation opens nothing any more; says why."""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    workspace: Workspace,
    email: str,
    *,
    role: Role,
    language: str,
    by: Member,
    now: datetime,
    link_to: Link,
    limited_to: Iterable[str] = (),
) -> Invitation:
    """Offer a seat by mail. One who was invited already gets a new link, and what is said now holds."""
    address = email.strip().lower()
    if Member.objects.filter(workspace=workspace, user__username=address).exists():
        raise InvitationError(
            _("%(who)s has a seat in %(workspace)s already.") % {"who": address, "workspace": workspace.name}
        )
    offered = {"role": role, "language": language, "by": by, "digest": "", "sent_at": now, "expires_at": now}
    invitation, _is_new = Invitation.objects.update_or_create(
        workspace=workspace, email=address, accepted_at=None, withdrawn_at=None, defaults=offered
    )
    invitation.limited_to.set(Location.objects.filter(workspace=workspace, key__in=set(limited_to)))
    return send_invitation(invitation, by=by, now=now, link_to=link_to)


@transaction.atomic
def send_invitation(invitation: Invitation, *, by: Member, now: datetime, link_to: Link) -> Invitation:
    """A new link, good for a week; the one before opens nothing any more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation.digest, invitation.by = digest_of(secret), by
    invitation.sent_at, invitation.expires_at = now, now + VALID
    invitation.save(update_fields=["digest", "by", "sent_at", "expires_at"])
    leave_trace(
        invitation.workspace,
        Trace.What.MEMBER_INVITED,
        by=by,
        now=now,
        invitation=invitation.pk,
        role=invitation.role,
    )
    _write(invitation, link_to(Signer(salt=SIGNED_FOR).sign(secret)), now)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Member, now: datetime) -> None:
    """Its link opens nothing from now on. Withdrawing it twice changes nothing."""
    if _close(invitation, withdrawn_at=now):
        leave_trace(invitation.workspace, Trace.What.INVITATION_WITHDRAWN, by=by, now=now, invitation=invitation.pk)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User, now: datetime) -> Member:
    """The person takes the seat that was offered to them; once."""
    if user.username != invitation.email:
        raise InvitationError(_("This invitation is for %(who)s.") % {"who": invitation.email})
    limited_to = list(invitation.limited_to.values_list("key", flat=True))
    if not _close(invitation, accepted_at=now):
        raise InvitationError(_("This invitation has been used, or was withdrawn."))
    inviter = Member.objects.filter(pk=invitation.by_id).select_related("user").first()
    return add_member(
        invitation.workspace, user.username, role=Role(invitation.role), limited_to=limited_to, by=inviter, now=now
    )


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str, now: datetime) -> User:
    """For one who is new to the house: a name and a password, and the seat."""
    user = welcome_person(invitation.email, password=password, name=name)
    choose_language(user, invitation.language)
    accept_invitation(invitation, user=user, now=now)
    return user


def _close(invitation: Invitation, **how: datetime) -> bool:
    """Its limits go with it: a closed invitation holds no place."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    was_open = bool(still_open.update(**how))
    if was_open:
        invitation.limited_to.clear()
    return was_open


def _write(invitation: Invitation, link: str, now: datetime) -> None:
    known = User.objects.filter(username=invitation.email).exists()
    language = language_of(invitation.email) if known else invitation.language
    inviter = invitation.by.user if invitation.by else None
    with override(language):
        until = date_format(localtime(invitation.expires_at), "DATETIME_FORMAT")
    words = {
        "invitation": invitation,
        "who": (inviter.get_full_name() or inviter.username) if inviter else "",
        "link": link,
        "until": until,
    }
    write_letter(
        "invitation",
        to=invitation.email,
        language=language,
        words=words,
        workspace=invitation.workspace,
        now=now,
    )
