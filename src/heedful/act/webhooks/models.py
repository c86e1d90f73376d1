from django.db import models

from heedful.people.models import Member, Workspace


class Endpoint(models.Model):
    """An address of somebody's program, which is told of some events. The secret that signs is sealed."""

    class WhyOff(models.TextChoices):
        BY_HAND = "by-hand"
        GONE = "gone"  # it answered 410
        FAILING = "failing"  # nothing arrived for days

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    include_personal = models.BooleanField(default=False)  # who answered, and what they gave to be reached by
    secret = models.TextField()
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=10, choices=WhyOff, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)  # the first failure after the last success
    failures = models.PositiveIntegerField(default=0)  # one after the other
    rests_until = models.DateTimeField(null=True, blank=True)  # after a failure, longer and longer

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one endpoint, written in the transaction in which it happened; sent until it arrived."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.CharField(max_length=40, unique=True)  # the same at every attempt, so that nothing counts twice
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)  # what it is about: "response:<key>"
    payload = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    said = models.CharField(max_length=500, blank=True)  # how the answer began, or why there was none

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="deliveries_of_an_endpoint"),
            models.Index(
                fields=["endpoint", "next_attempt_at"], condition=models.Q(state="waiting"), name="deliveries_due"
            ),
            models.Index(fields=["subject"], name="deliveries_about"),
            models.Index(fields=["created_at"], name="deliveries_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.event_id}"
