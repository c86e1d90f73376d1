from django.db import models

from heedful.people.models import Member, Workspace


class Rule(models.Model):
    """When somebody is to be told. `condition` is a document of `conditions.py`: what is looked for, and where."""

    class About(models.TextChoices):
        ITEM = "item"  # one interaction: an answer, a review, a message
        MEASURE = "measure"  # a number: below its standard, beyond its limits, a spike, a new theme

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="alert_rules")
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=8, choices=About)
    condition = models.JSONField()
    locations = models.JSONField(default=list, blank=True)  # keys; empty: everywhere
    window_minutes = models.PositiveIntegerField(default=60)  # what comes within it is told together
    cooldown_minutes = models.PositiveIntegerField(default=0)  # then silence, though it is counted
    minimum_n = models.PositiveIntegerField(default=1)
    quiet_hours = models.CharField(max_length=200, blank=True)  # "Mon-Sun 22:00-7:00": told when they are over
    opens_case = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=3)  # of the case
    tells = models.JSONField(default=list, blank=True)  # who and where: documents of notifications
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    on_since = models.DateTimeField(null=True, blank=True)  # null: off; nothing older is looked at
    checked_until = models.DateTimeField(null=True, blank=True)  # rules that go by the clock
    simulated = models.JSONField(default=dict, blank=True)  # what it would have done, and when that was looked at

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["workspace", "about", "on_since"], name="alert_rules_on")]

    def __str__(self) -> str:
        return self.name


class Firing(models.Model):
    """A rule fired: once for all that came within its window. Firing, acknowledged, resolved."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="firings")
    location = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    items_count = models.PositiveIntegerField(default=0)  # all of them; only the first are kept as rows
    found = models.JSONField(default=dict, blank=True)  # the number, its limit, its interval and n
    told_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    acknowledged_name = models.CharField(max_length=150, blank=True)  # outlives the seat, or came from elsewhere
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    resolved_why = models.CharField(max_length=300, blank=True)
    case = models.ForeignKey("act.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="firings")

    class Meta:
        ordering = ["-began_at", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-began_at", "-id"], name="firings_newest"),
            models.Index(fields=["rule", "-began_at"], name="firings_of_a_rule"),
            models.Index(fields=["began_at"], condition=models.Q(told_at=None), name="firings_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.began_at}"


class FiringItem(models.Model):
    """Exactly what made a rule fire: the id in the log. No rule fires twice for one."""

    firing = models.ForeignKey(Firing, on_delete=models.CASCADE, related_name="items")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+")
    interaction = models.CharField(max_length=300)
    kind = models.CharField(max_length=10)
    occurred_at = models.DateTimeField()

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "interaction"], name="fires_once_for_an_interaction")]

    def __str__(self) -> str:
        return self.interaction
