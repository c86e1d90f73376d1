"""What is promised of cases, and whose a new one is."""

from django.db import models

from heedful.act.cases.models import Case
from heedful.people.models import Location, Member, Workspace


class CasePromise(models.Model):
    """Within how much working time a case is answered and closed; the most fitting one holds."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="case_promises")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(choices=Case.Priority, null=True, blank=True)
    answer_seconds = models.PositiveIntegerField(null=True, blank=True)
    close_seconds = models.PositiveIntegerField(null=True, blank=True)
    warn_seconds = models.PositiveIntegerField(default=1800)  # this long before it would be broken
    working_hours = models.CharField(max_length=500, blank=True)  # empty: those of the workspace
    time_zone = models.CharField(max_length=63, blank=True)

    class Meta:
        ordering = ["priority", "location", "pk"]

    def __str__(self) -> str:
        return f"{self.answer_seconds} s, {self.close_seconds} s"


class CaseRoute(models.Model):
    """Whose a new case is: the first route that fits says."""

    class Way(models.TextChoices):
        IN_TURN = "in turn"
        LEAST_BUSY = "least busy"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="case_routes")
    position = models.PositiveSmallIntegerField()
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=12, choices=Way, default=Way.IN_TURN)
    members = models.ManyToManyField(Member, related_name="+")
    last = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.position}. {self.way}"
