from django.db.models import QuerySet

from heedful.people.mail.models import Letter
from heedful.people.members.models import Member
from heedful.people.members.rights import may

INVITATION = "invitation"
CASE_REPLY = "case_reply"


def visible_letters(member: Member) -> QuerySet[Letter]:
    """The workspace's own letters, and what it answered customers.

    A link that lets somebody into an account is for nobody's eyes but theirs.
    """
    letters = Letter.objects.filter(workspace=member.workspace_id, kind__in=(INVITATION, CASE_REPLY))
    return letters if may(member, "manage_members") else letters.none()


def waiting_letters() -> QuerySet[Letter]:
    """Everything that is not sent: for whoever runs the server."""
    return Letter.objects.filter(sent_at=None).order_by("written_at", "pk")
