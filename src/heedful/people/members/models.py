from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from heedful.people.workspaces.models import Location, Workspace


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    ANALYST = "analyst", _("Analyst")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


class Member(models.Model):
    """A person's seat in a workspace. No locations named means all of them."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    limited_to = models.ManyToManyField(Location, blank=True, related_name="+", through="Limit")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_seat_per_person")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @cached_property
    def is_limited(self) -> bool:
        """Asked once for a page, however many rights it looks at."""
        return self.limited_to.exists()


class Limit(models.Model):
    """A member sees this location and only such ones.

    The location cannot go while it limits someone: without it they would see everything.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.RESTRICT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "location"], name="one_limit_per_location")]
