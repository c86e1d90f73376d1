from django.conf import settings
from django.db import models

from heedful.people.workspaces.models import Workspace


class DemoWorkspace(models.Model):
    """A made-up company of one person's, to look around in: how far its making came, and whether it is ready."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="demo")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="demo")
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    task = models.UUIDField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"demo of {self.user}"

    @property
    def is_being_made(self) -> bool:
        return self.ready_at is None and self.failed_at is None
