from django.db import models

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


class Discard(models.Model):
    """That rejected items were given up, by whom and why they had been rejected: never what they said."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    items = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.items} discarded: {self.reason}"
