from django.db import models
from django.db.models import Q

from heedful.people.models import Workspace


class Norm(models.Model):
    """What a measure usually is: the workspace's own, or a published one (no workspace).

    A published norm says who measured it, when, where and on how many; the database refuses one that does not.
    """

    workspace = models.ForeignKey(Workspace, null=True, blank=True, on_delete=models.CASCADE, related_name="norms")
    metric = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    value = models.FloatField()
    source = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=100, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_norm_is_sourced",
                condition=Q(workspace__isnull=False)
                | (~Q(source="") & ~Q(region="") & Q(year__isnull=False) & Q(n__isnull=False, n__gt=0)),
            ),
            models.UniqueConstraint(
                name="one_own_norm",
                fields=["workspace", "metric", "method"],
                condition=Q(workspace__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_published_norm_per_source",
                fields=["metric", "method", "source", "year", "region"],
                condition=Q(workspace__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.method}: {self.value}"

    @property
    def is_own(self) -> bool:
        return self.workspace_id is not None
