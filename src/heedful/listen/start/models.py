from django.db import models

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


class Start(models.Model):
    """How far a new workspace came on its way to the first number; kept, so that it can be left and resumed."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="start")
    company_at = models.DateTimeField(null=True, blank=True)
    company_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"start of {self.workspace}"
