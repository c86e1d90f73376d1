from django.db import models

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


class Trace(models.Model):
    """Who did what to people's data, and when. Never names the person it was done to."""

    class What(models.TextChoices):
        CUSTOMERS_MERGED = "customers merged"
        CUSTOMER_SPLIT = "customer split"
        CUSTOMER_ERASED = "customer erased"
        KEY_CREATED = "key created"
        KEY_REVOKED = "key revoked"
        MEMBER_ADDED = "member added"
        MEMBER_CHANGED = "member changed"
        PASSWORD_CHANGED = "password changed"  # noqa: S105 -- what happened, not a password

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="traces")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=30, choices=What)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} by {self.by or 'the command line'}"
