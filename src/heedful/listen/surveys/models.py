from django.db import models

from heedful.people.models import Member, Workspace


class Survey(models.Model):
    """What is asked, again and again. Its draft is edited step by step; what is answered are its versions."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="surveys")
    key = models.SlugField(max_length=63)  # the `source` of its answers in the log: "survey:<key>"
    name = models.CharField(max_length=200)
    template = models.CharField(max_length=40, blank=True)  # what it was begun from
    draft = models.ForeignKey("DraftStep", on_delete=models.SET_NULL, null=True, related_name="+")
    published = models.ForeignKey("SurveyVersion", on_delete=models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    settle_minutes = models.PositiveIntegerField(default=30)  # after the last step, what is answered counts

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_survey_per_key")]

    def __str__(self) -> str:
        return self.name


class DraftStep(models.Model):
    """One state of the draft. Undo and redo go along `number`; a new step drops what was undone."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    says = models.CharField(max_length=100, blank=True)  # what was done, in the builder's words
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_draft_step_per_number")]

    def __str__(self) -> str:
        return f"{self.survey}, step {self.number}"


class SurveyVersion(models.Model):
    """What respondents see: never changed, never removed while the survey stands."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_survey_version_per_number")]

    def __str__(self) -> str:
        return f"{self.survey}, version {self.number}"
