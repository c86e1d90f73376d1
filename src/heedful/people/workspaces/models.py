from django.db import models


class Workspace(models.Model):
    """One company's own house: every read of every row is scoped to one."""

    key = models.SlugField(max_length=63, unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=63, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=8, default="en")
    is_made_up = models.BooleanField(default=False)  # a demo's: every page says so, and offers to remove it
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A club, a shop, a salon: `key` is what stands in the log's `location` column."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="locations")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_location_per_key")]

    def __str__(self) -> str:
        return self.name
