from django.db import models

from heedful.people.workspaces.models import Workspace


class ApiKey(models.Model):
    """A key for programs. Only its hash is kept; `prefix` lets a person tell keys apart."""

    class Scope(models.TextChoices):
        READ = "read"
        WRITE = "write"
        MANAGE = "manage"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
