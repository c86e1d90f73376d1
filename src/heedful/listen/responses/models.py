from django.db import models

from heedful.listen.channels.models import Link
from heedful.listen.invitations.models import Invitation
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.people.models import Customer, Location, Member, Workspace

# The filters of the list look for these in its index: where few responses are meant, or none, each row would be read.
FILTERED = ("set_aside", "channel", "location", "language", "version", "score", "wants_help", "suspicion")


class Response(models.Model):
    """One person's answers to one version of a survey, saved at every step.

    `key` is chosen where the answering begins (the page, a kiosk without a network, an app) and makes every retry
    exact. Once settled (finished, or left alone for `settle_minutes`) its answers are in the log, and stay as given.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="responses")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    version = models.ForeignKey(SurveyVersion, on_delete=models.RESTRICT, related_name="+")
    key = models.UUIDField()
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="responses")
    invitation = models.OneToOneField(Invitation, on_delete=models.SET_NULL, null=True, related_name="response")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="+")  # none if anonymous
    location = models.ForeignKey(Location, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    employee = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8)
    properties = models.JSONField(default=dict)  # what the address or the occasion gave along
    answers = models.JSONField(default=dict)  # {question: answer}; responses/answers.py knows the shape of each
    seconds = models.JSONField(default=dict)  # {question: how long it took}
    score = models.FloatField(null=True)  # of the first scored question: for lists and filters
    words = models.TextField(blank=True)  # all that they wrote, folded: for the search
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settles_at = models.DateTimeField(null=True)  # when it will be, if nothing more comes
    told = models.JSONField(default=list)  # the questions that the log has
    suspicion = models.PositiveSmallIntegerField(default=0)  # 0–100: how much it looks like no real answer
    likeness = models.BigIntegerField(null=True)  # the same where all answers are; responses/repeats.py
    set_aside = models.CharField(max_length=10, blank=True)  # spam, duplicate, try: it does not count, until taken back
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    wants_help = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_response_per_key")]
        indexes = [
            models.Index(fields=["survey", "-id"], name="responses_of_a_survey"),
            models.Index(fields=["workspace", "-id"], name="responses_of_a_workspace"),
            models.Index(fields=["survey", "location", "-id"], name="responses_of_a_location"),
            models.Index(fields=["customer", "-id"], name="responses_of_a_customer"),
            models.Index(fields=["workspace", "updated_at", "id"], name="responses_by_change"),
            models.Index(fields=["settles_at"], name="responses_to_settle"),
            models.Index(
                fields=["likeness", "updated_at"], condition=models.Q(likeness__isnull=False), name="responses_alike"
            ),
            models.Index(fields=["survey", "-started_at", "-id", *FILTERED], name="responses_of_survey_in_time"),
            models.Index(fields=["workspace", "-started_at", "-id", "survey", *FILTERED], name="responses_in_time"),
            models.Index(
                fields=["survey", "set_aside", "channel", "started_at", "location", "finished_at"],
                name="responses_counted",  # without a look at the rows themselves
            ),
            models.Index(
                fields=["workspace", "-started_at"], condition=models.Q(wants_help=True), name="responses_wanting_help"
            ),
            models.Index(
                fields=["workspace", "-started_at"], condition=~models.Q(set_aside=""), name="responses_set_aside"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.key}"

    @property
    def thread(self) -> str:
        """What its interactions in the log have in common."""
        return f"response:{self.key}"


class Repeat(models.Model):
    """A sign that a response says again what an earlier one said. Both count, until the team sets one aside."""

    class Why(models.TextChoices):
        PERSON = "person"  # the same one answered
        ANSWERS = "answers"  # all answers are the same, and what was written

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="repeat")
    earlier = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.response_id} repeats {self.earlier_id}"


class QuotaFill(models.Model):
    """How many finished responses a quota has let in; counted in the transaction that finishes them."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "key"], name="one_fill_per_quota")]

    def __str__(self) -> str:
        return f"{self.survey}, {self.key}: {self.taken}"


class Note(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Tag(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["response", "name"], name="a_tag_once_a_response")]
        indexes = [models.Index(fields=["name", "response"], name="responses_by_tag")]

    def __str__(self) -> str:
        return self.name


class Consented(models.Model):
    """That somebody agreed to something: in which words, when, where they said so."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    words = models.TextField()
    given = models.BooleanField()
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer}: {self.purpose}"
