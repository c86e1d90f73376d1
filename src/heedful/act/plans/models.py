from django.db import models

from heedful.people.models import Member, Workspace
from heedful.understand.models import Goal


class Plan(models.Model):
    """What is done about a problem, where, from when; what it is expected to move, and against whom that is measured.

    Once it began, its design stands: an effect is measured as it was promised, or the plan is ended.
    """

    class Design(models.TextChoices):
        RANDOMISED = "randomised"  # the places were drawn
        COMPARED = "compared"  # against places left as they are
        BEFORE_AFTER = "before and after"  # nobody to compare with: a series of its own

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(max_length=120)
    problem = models.TextField()
    theme = models.CharField(max_length=200, blank=True)
    touchpoint = models.CharField(max_length=200, blank=True)
    driver = models.CharField(max_length=200, blank=True)
    hypothesis = models.TextField(blank=True)
    action = models.TextField()  # what is done
    metric = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    where = models.JSONField(default=list, blank=True)  # further conditions of the question
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans")
    expected = models.FloatField(null=True, blank=True)  # change in the measure's own unit
    treated = models.JSONField(default=list)  # keys of locations
    compared = models.JSONField(default=list, blank=True)  # keys of locations left as they are
    design = models.CharField(max_length=20, choices=Design)
    seed = models.BigIntegerField(null=True, blank=True)  # of the draw
    drawn = models.JSONField(default=dict, blank=True)  # from which places, how many, when, what came out
    promised = models.JSONField(default=dict, blank=True)  # the smallest effect that could be told, as shown before
    starts_on = models.DateField()
    ends_on = models.DateField()
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans")
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)  # from now on its design stands
    begun_at = models.DateTimeField(null=True, blank=True)  # its start stands on the trends since then
    ended_at = models.DateTimeField(null=True, blank=True)  # given up, or concluded
    conclusion = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["workspace", "-starts_on", "-id"], name="plans_newest")]

    def __str__(self) -> str:
        return self.name


class PlanTask(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.words


class Effect(models.Model):
    """What a plan was measured to have done, as of a day; kept, so that a number once told can be found again."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="effects")
    as_of = models.DateField()
    measured_at = models.DateTimeField()
    log_version = models.BigIntegerField(default=0)
    found = models.JSONField()  # a document of understand.effects

    class Meta:
        ordering = ["-as_of", "-pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "as_of"], name="one_effect_a_day")]

    def __str__(self) -> str:
        return f"{self.plan} as of {self.as_of}"
