from django.db import models

from heedful.people.members.models import Member, Role
from heedful.people.workspaces.models import Location, Workspace


class Invitation(models.Model):
    """A seat offered by mail. Only the hash of its link is kept; it opens once, until it expires."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=150)
    role = models.CharField(max_length=10, choices=Role)
    limited_to = models.ManyToManyField(Location, blank=True, related_name="+", through="InvitationLimit")
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace}"


class InvitationLimit(models.Model):
    """As with a member's: a location cannot go while an invitation is limited to it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.RESTRICT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "location"], name="one_invitation_limit")]
