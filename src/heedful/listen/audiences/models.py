from django.db import models

from heedful.people.models import Customer, Member, Workspace


class Audience(models.Model):
    """Whom one may ask: a list of people, or those of whom something holds whenever one looks."""

    class Kind(models.TextChoices):
        LIST = "list"
        SEGMENT = "segment"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    conditions = models.JSONField(default=dict)  # of a segment; audiences/segments.py reads it
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(removed_at=None), name="one_audience_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Listed(models.Model):
    """Somebody on a list, with whatever was given along: it pipes into words and cuts the answers."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="listed")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    properties = models.JSONField(default=dict)  # location, product, employee, language, and their own
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "customer"], name="once_on_a_list")]

    def __str__(self) -> str:
        return f"{self.customer} on {self.audience}"
