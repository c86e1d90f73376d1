from django.db import models

from heedful.people.models import Member, Workspace


class Strategy(models.Model):
    """Whom a company serves and what it promises them, in six steps: one a workspace, and never finished."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="strategy")
    trade = models.CharField(max_length=40, blank=True)  # the template it began with
    audience = models.TextField(blank=True)
    plan_words = models.TextField(blank=True)
    roll_out = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return f"strategy of {self.workspace}"


class Persona(models.Model):
    """Somebody typical of those who are served."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(max_length=120)
    wants = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    segment = models.CharField(max_length=200, blank=True)  # how the log knows them, where it does
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Touchpoint(models.Model):
    """A key moment: `key` is what stands in the log's `touchpoint` column. Its standards are `goals.Standard`."""

    class Stage(models.TextChoices):
        DISCOVER = "discover"
        CHOOSE = "choose"
        BUY = "buy"
        USE = "use"
        GET_HELP = "get help"
        STAY = "stay"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="touchpoints")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    stage = models.CharField(max_length=10, choices=Stage)
    channel = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_touchpoint_per_key")]

    def __str__(self) -> str:
        return self.name
