import uuid

from django.db import models
from django.utils import timezone


class SpoolEntry(models.Model):
    """Something heard and acknowledged that is not yet in the log. Its `key` tells it apart from any entry ever."""

    class What(models.TextChoices):
        INTERACTIONS = "interactions"
        LINK = "link"
        UNLINK = "unlink"
        ERASE = "erase"
        FORGET = "forget"
        WITHDRAW = "withdraw"
        RESTORE = "restore"

    key = models.UUIDField(default=uuid.uuid4)
    workspace = models.CharField(max_length=63)
    what = models.CharField(max_length=12, choices=What)
    items = models.PositiveIntegerField()
    received_at = models.DateTimeField(default=timezone.now)
    body = models.BinaryField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.items} {self.what} of {self.workspace}"


class Rejected(models.Model):
    """An item that could not be understood, as it came, with the reason: visible and retryable."""

    workspace = models.CharField(max_length=63)
    raw = models.TextField()
    reason = models.CharField(max_length=500)
    field = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    alias = models.CharField(max_length=200, blank=True)
    rejected_at = models.DateTimeField()
    retries = models.PositiveIntegerField(default=0)
    retried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "-id"], name="rejected_of_a_workspace")]

    def __str__(self) -> str:
        return self.reason


class Erasure(models.Model):
    """That a customer was erased, and how much: never who it was."""

    key = models.UUIDField(unique=True)
    workspace = models.CharField(max_length=63)
    removed = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"an erasure in {self.workspace}"
