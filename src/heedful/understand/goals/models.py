from django.db import models
from django.db.models import Q

from heedful.people.models import Member, Workspace


class Goal(models.Model):
    """Where a measure is to be, by when, and who answers for it.

    `where` holds the conditions of the question, as [[dimension, [value, …]], …].
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="goals")
    metric = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    where = models.JSONField(default=list, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    baseline_low = models.FloatField(null=True, blank=True)
    baseline_high = models.FloatField(null=True, blank=True)
    baseline_n = models.PositiveIntegerField(default=0)
    baseline_from = models.DateField(null=True, blank=True)
    baseline_to = models.DateField(null=True, blank=True)
    target = models.FloatField()
    rise = models.FloatField(null=True, blank=True)  # where the target was said from what was before: so much more
    rise_is_share = models.BooleanField(default=False)  # of what was before; else in the measure's own unit
    due_on = models.DateField()
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.metric} {self.target} by {self.due_on}"


class Standard(models.Model):
    """What a touchpoint has promised: `consistency` counts the touchpoints that keep their own."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="standards")
    touchpoint = models.CharField(max_length=200)
    metric = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    at_least = models.FloatField(null=True, blank=True)
    at_most = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["touchpoint", "metric", "method"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "touchpoint", "metric", "method"], name="one_standard_each"),
            models.CheckConstraint(
                name="standard_says_something", condition=Q(at_least__isnull=False) | Q(at_most__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.touchpoint}: {self.metric} {self.method}"

    def is_met_by(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)
