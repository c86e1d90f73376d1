from django.db import models

from heedful.listen.surveys.models import Survey
from heedful.people.models import Customer, Location, Member, Workspace


class Case(models.Model):
    """One customer's matter that somebody here answers for, until it is closed.

    What happened to it is told by its events; the columns are where it stands now, for the list.
    """

    class Priority(models.IntegerChoices):
        URGENT = 1
        HIGH = 2
        NORMAL = 3
        LOW = 4

    class Origin(models.TextChoices):
        ANSWER = "answer"
        REVIEW = "review"
        MESSAGE = "message"
        MENTION = "mention"
        ALERT = "alert"
        HAND = "hand"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveIntegerField()  # what people call it by, within the workspace
    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin)
    rule = models.ForeignKey("act.Rule", on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    location = models.ForeignKey(Location, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    touchpoint = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    causes = models.JSONField(default=list, blank=True)  # keys of themes, and words of one's own
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    opened_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True, blank=True)  # for an answer of ours; null: it is not our turn
    rests_until = models.DateTimeField(null=True, blank=True)  # put aside until then
    answered_at = models.DateTimeField(null=True, blank=True)  # first by a person
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    answer_due_at = models.DateTimeField(null=True, blank=True)  # as promised; null: nothing is, or it was kept
    close_due_at = models.DateTimeField(null=True, blank=True)
    answer_left_seconds = models.PositiveIntegerField(null=True, blank=True)  # while the clock stands still
    close_left_seconds = models.PositiveIntegerField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)  # ahead of the next promise that falls due
    warned_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)  # a promise was not kept

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="one_case_a_number")]
        indexes = [
            models.Index(fields=["workspace", "-opened_at", "-id"], name="cases_newest"),
            models.Index(
                fields=["workspace", "priority", "opened_at", "id"],
                condition=models.Q(closed_at=None),
                name="cases_open",
            ),
            models.Index(
                fields=["workspace", "owner", "priority", "opened_at"],
                condition=models.Q(closed_at=None),
                name="cases_open_of",
            ),
            models.Index(
                fields=["workspace", "location", "priority", "opened_at"],
                condition=models.Q(closed_at=None),
                name="cases_open_at",
            ),
            models.Index(fields=["workspace", "location", "-opened_at", "-id"], name="cases_newest_at"),
            models.Index(fields=["workspace", "owner", "-opened_at", "-id"], name="cases_newest_of"),
            models.Index(fields=["workspace", "origin", "-opened_at", "-id"], name="cases_newest_from"),
            models.Index(fields=["workspace", "priority", "-opened_at", "-id"], name="cases_newest_as"),
            models.Index(fields=["warn_at"], condition=models.Q(closed_at=None), name="cases_to_warn_of"),
            models.Index(fields=["rests_until"], condition=models.Q(closed_at=None), name="cases_at_rest"),
            models.Index(fields=["answer_due_at"], condition=models.Q(closed_at=None), name="cases_answer_due"),
            models.Index(fields=["close_due_at"], condition=models.Q(closed_at=None), name="cases_close_due"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def thread(self) -> str:
        """What its events in the log have in common, where the customer wrote in no thread of their own."""
        return f"case-{self.number}"

    @property
    def subject(self) -> str:
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseItem(models.Model):
    """What the log heard that the case is about: `interaction` is its id there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    interaction = models.CharField(max_length=300)
    thread = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    occurred_at = models.DateTimeField()
    value = models.FloatField(null=True, blank=True)  # the score, and on which scale it was given
    scale = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["occurred_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "interaction"], name="one_case_an_interaction")]
        indexes = [models.Index(fields=["workspace", "thread"], name="case_items_of_a_thread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.interaction}"


class CaseCause(models.Model):
    """One of a case's root causes, as the list looks for it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="a_cause_once_a_case")]
        indexes = [models.Index(fields=["workspace", "key", "case"], name="cases_by_cause")]

    def __str__(self) -> str:
        return self.key


class CaseEvent(models.Model):
    """What happened to a case: who, when, what; the log hears of those that a measure counts."""

    class What(models.TextChoices):
        OPENED = "opened"
        HEARD = "heard"  # the customer wrote again
        ASSIGNED = "assigned"
        PRIORITISED = "prioritised"
        TAGGED = "tagged"
        NOTED = "noted"
        REPLIED = "replied"
        RESTED = "rested"
        WOKEN = "woken"
        TASKED = "tasked"
        DONE = "done"  # one of its tasks
        WARNED = "warned"
        BROKEN = "broken"
        MERGED = "merged"
        CLOSED = "closed"
        REOPENED = "reopened"
        RENAMED = "renamed"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)  # outlives the seat; empty: the house itself
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "at", "id"], name="events_of_a_case")]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"


class CaseTask(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.words


class Closure(models.Model):
    """Why a case was closed, and what was done about it; a reopening leaves it standing."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closures")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    cause = models.CharField(max_length=200)
    remedy = models.CharField(max_length=500)
    score_before = models.FloatField(null=True, blank=True)
    score_after = models.FloatField(null=True, blank=True)  # their next one on the same scale
    scored_again_at = models.DateTimeField(null=True, blank=True)
    scale = models.CharField(max_length=40, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)  # the customer, how it is now
    ask_again_with = models.ForeignKey(Survey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_again_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["ask_again_on"], condition=models.Q(asked_again_at=None), name="closures_to_ask_again"
            ),
            models.Index(
                fields=["case"],
                condition=models.Q(score_before__isnull=False, scored_again_at=None),
                name="closures_to_recover",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.remedy}"


class CaseView(models.Model):
    """Conditions of the list that a member keeps under a name; `shared`: the others see it, too."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="case_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
