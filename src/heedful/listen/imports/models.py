from django.db import models

from heedful.people.workspaces.models import Workspace


class ImportMapping(models.Model):
    """A mapping kept by name, for the next file of the same kind."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="import_mappings")
    name = models.CharField(max_length=100)
    text = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_import_mapping_per_name")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file taken in with one mapping. What was begun and not finished is taken up again under its first time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    mapping_digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    heard = models.PositiveBigIntegerField(default=0)
    added = models.PositiveBigIntegerField(default=0)
    known = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "file_digest", "mapping_digest"],
                condition=models.Q(finished_at=None),
                name="one_unfinished_import_of_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
