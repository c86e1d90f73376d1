from django.db import models

from heedful.people.models import Member, Workspace


class Channel(models.Model):
    """A place outside where the team is told: a Slack channel, a Telegram chat. What opens it is sealed."""

    class Kind(models.TextChoices):
        SLACK = "slack"
        TELEGRAM = "telegram"

    class WhyOff(models.TextChoices):
        BY_HAND = "by-hand"
        REFUSED = "refused"  # the token was revoked, the channel is gone
        FAILING = "failing"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notification_channels")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    secret = models.TextField()  # sealed: the webhook's address, or the bot's token
    signing_secret = models.TextField(blank=True)  # sealed: what proves that a pressed button comes from there
    chat = models.CharField(max_length=80, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)
    off_why = models.CharField(max_length=10, choices=WhyOff, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something a member, or a channel, is told: written in the transaction in which it was decided.

    In the application it is read; by mail, in Slack and in Telegram it is sent until it arrived. `key` says what it is
    about and to whom, so that nothing is told twice.
    """

    class Way(models.TextChoices):
        HERE = "here"
        MAIL = "mail"
        SLACK = "slack"
        TELEGRAM = "telegram"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=40)  # one of `events.py`
    subject = models.CharField(max_length=60, blank=True)  # "firing:12", "case:7", "plan:3", "goal:2"
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    way = models.CharField(max_length=10, choices=Way)
    location = models.CharField(
        max_length=200, blank=True
    )  # what it tells of is there; told to nobody who may not see it
    words = models.JSONField()  # what is told, apart from how: filled into a template in the receiver's language
    href = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()  # quiet hours, digests
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["member", "-created_at", "-id"], name="notices_of_a_member"),
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="notices_due"),
            models.Index(fields=["member"], condition=models.Q(way="here", read_at=None), name="notices_unread"),
            models.Index(fields=["workspace", "subject"], name="notices_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"


class Wish(models.Model):
    """How a member wants to be told of one kind of event; without a row, as `events.py` says."""

    class How(models.TextChoices):
        NOT = "not"
        HERE = "here"  # in the application alone
        AT_ONCE = "at once"
        DAILY = "daily"
        WEEKLY = "weekly"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notification_wishes")
    event = models.CharField(max_length=40)
    how = models.CharField(max_length=8, choices=How)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "event"], name="one_wish_an_event")]

    def __str__(self) -> str:
        return f"{self.event}: {self.how}"


class QuietHours(models.Model):
    """When a member is not written to: it is sent when they are over. In the application it stands at once."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="quiet_hours")
    hours = models.CharField(max_length=200)  # "Mon-Sun 22:00-7:00", as the workspace's clocks show them

    class Meta:
        verbose_name_plural = "quiet hours"

    def __str__(self) -> str:
        return self.hours


class TelegramSeat(models.Model):
    """A member in a chat of Telegram: linked once they wrote the code there that stood on their own page here."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="telegram_seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="telegram_seats")
    code = models.CharField(max_length=64, blank=True)  # a digest; empty once it was used
    asked_at = models.DateTimeField()
    number = models.BigIntegerField(null=True, blank=True)  # of the account over there
    linked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "member"], name="telegram_seat_once"),
            models.UniqueConstraint(fields=["channel", "number"], name="telegram_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.channel}"
