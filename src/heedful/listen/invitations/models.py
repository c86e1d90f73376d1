from django.db import models

from heedful.listen.audiences.models import Audience
from heedful.listen.surveys.models import Survey
from heedful.people.models import Customer, Member, Workspace


class Sending(models.Model):
    """Whom a survey asks, by which channel, when: once, in waves, or after something happened."""

    class Kind(models.TextChoices):
        ONCE = "once"
        WAVES = "waves"
        TRIGGER = "trigger"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"
        LINK = "link"  # personal links, to be sent by somebody else

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sendings")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sendings")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=10, choices=Channel)
    audience = models.ForeignKey(Audience, on_delete=models.RESTRICT, null=True, blank=True, related_name="sendings")
    trigger = models.JSONField(default=dict)  # {"kind": "order", "name": "", "location": "", …}: what must happen
    delay_minutes = models.PositiveIntegerField(default=0)
    sample_percent = models.PositiveSmallIntegerField(default=100)
    cadence_days = models.PositiveIntegerField(null=True, blank=True)  # of waves: 30, 90, 180, 365
    daily_cap = models.PositiveIntegerField(null=True, blank=True)
    reminders = models.JSONField(default=list)  # days after the first: [3, 7]
    words = models.JSONField(default=dict)  # {language: {"subject": …, "intro": …, "sms": …}}; what is missing is ours
    begins_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    planned_until = models.DateTimeField(null=True, blank=True)  # whoever is to be asked before then has an invitation
    planned_to = models.PositiveBigIntegerField(default=0)  # how far a round of planning is: the last customer's number
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """One person asked, or not asked, once: every step has its moment, and a dropped one its reason."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"  # being handed over; what stays so was cut short, and nobody knows whether it went out
        SENT = "sent"
        OPENED = "opened"
        SCORED = "scored"
        ANSWERED = "answered"
        BOUNCED = "bounced"
        UNSUBSCRIBED = "unsubscribed"
        DROPPED = "dropped"
        FAILED = "failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="invitations")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Sending.Channel)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    token = models.CharField(max_length=32, unique=True)  # in the address: /s/<token>/
    occasion = models.CharField(max_length=200)  # what it was about: an interaction's id, a wave's number, "once"
    context = models.JSONField(default=dict)  # location, product, employee, touchpoint, properties of the occasion
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    reason = models.CharField(
        max_length=60, blank=True
    )  # of dropped, failed, bounced: a word of invitations/reasons.py
    said = models.CharField(max_length=300, blank=True)  # what a mail server or gateway wrote, word for word
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # bounced, unsubscribed, dropped or failed
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True, blank=True)  # when the last attempt began
    reminded = models.PositiveSmallIntegerField(default=0)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sending", "customer", "occasion"], name="asked_once_an_occasion")
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="invitations_due"),
            models.Index(fields=["next_reminder_at"], name="invitations_to_remind"),
            models.Index(fields=["workspace", "customer", "-sent_at"], name="invitations_of_a_person"),
            models.Index(fields=["sending", "state", "-id"], name="invitations_of_a_sending"),
            models.Index(fields=["sending", "state", "due_at"], name="invitations_of_a_sending_due"),
            models.Index(fields=["message_id"], name="invitations_by_message"),
            models.Index(fields=["workspace", "state", "-id"], name="invitations_waiting"),
            models.Index(fields=["workspace", "sent_at"], name="invitations_of_a_day"),
            models.Index(fields=["sending", "sent_at"], name="invitations_of_a_sendings_day"),
            models.Index(
                fields=["survey", "channel", "sent_at", "opened_at", "answered_at"], name="invitations_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} asked by {self.sending}"


class LeftOut(models.Model):
    """How many a sending did not ask, in a day, for a reason that needs no row a person: it can be worked out again."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="left_out")
    reason = models.CharField(max_length=60)
    on = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "reason", "on"], name="left_out_once_a_day")]

    def __str__(self) -> str:
        return f"{self.n} by {self.sending} on {self.on}: {self.reason}"


class Filtered(models.Model):
    """A click that was no person's: a mail scanner's, say. Kept so that one can see what was left out, and why."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="filtered")
    why = models.CharField(max_length=20)  # trap, too-fast, method
    said = models.JSONField(default=dict)  # the score that would have counted
    agent = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.why} for {self.invitation}"


class Suppression(models.Model):
    """An address that is not written to any more: who said so, and when. Lifting it removes the row, with a trace."""

    class Why(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed"
        BOUNCED = "bounced"
        COMPLAINED = "complained"
        BY_HAND = "by-hand"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="suppressions")
    kind = models.CharField(max_length=10)  # email, phone
    address = models.CharField(max_length=254)  # or, once its owner was erased, a digest of it
    why = models.CharField(max_length=12, choices=Why)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "address"], name="suppressed_once")]

    @property
    def is_digest(self) -> bool:
        """Whether its owner was erased: then the address is not known any more, only known again."""
        return self.address.startswith("sha256:")

    def __str__(self) -> str:
        return self.address


class Throttle(models.Model):
    """How often people may be asked. A rule of the workspace, of a measure (nps, csat, ces), or of a survey."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="throttles")
    measure = models.CharField(max_length=10, blank=True)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, null=True, blank=True, related_name="throttles")
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "measure", "survey"], name="one_throttle_per_scope", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey or self.measure or 'anybody'}: once in {self.days} days"


class SendingHours(models.Model):
    """When the workspace writes to people, by its own clock; outside of it, what is due waits."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="sending_hours")
    begins = models.TimeField()
    ends = models.TimeField()
    weekdays = models.JSONField(default=list)  # 0 is Monday
    daily_cap = models.PositiveIntegerField(null=True, blank=True)
    sender_name = models.CharField(max_length=100, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)

    def __str__(self) -> str:
        return f"{self.workspace}: {self.begins}–{self.ends}"
