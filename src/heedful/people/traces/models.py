from django.db import models

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


class Trace(models.Model):
    """Who did what to people's data, and when. Never names the person it was done to."""

    class What(models.TextChoices):
        CUSTOMERS_MERGED = "customers merged"
        CUSTOMER_SPLIT = "customer split"
        CUSTOMER_ERASED = "customer erased"
        CUSTOMER_CHANGED = "customer changed"
        KEY_CREATED = "key created"
        KEY_REVOKED = "key revoked"
        MEMBER_INVITED = "member invited"
        INVITATION_WITHDRAWN = "invitation withdrawn"
        MEMBER_ADDED = "member added"
        MEMBER_CHANGED = "member changed"
        MEMBER_REMOVED = "member removed"
        PASSWORD_CHANGED = "password changed"  # noqa: S105 -- what happened, not a password
        TWO_STEP_ON = "two-step sign-in on"
        TWO_STEP_OFF = "two-step sign-in off"
        WORKSPACE_CHANGED = "workspace changed"
        LOCATION_ADDED = "location added"
        LOCATION_CHANGED = "location changed"
        LOCATION_REMOVED = "location removed"
        MEASURES_SET_UP = "measures set up"
        GOAL_SET = "goal set"
        GOAL_REMOVED = "goal removed"
        NORM_SET = "norm set"
        NORM_REMOVED = "norm removed"
        STANDARD_SET = "standard set"
        STANDARD_REMOVED = "standard removed"
        SURVEY_CREATED = "survey created"
        SURVEY_CHANGED = "survey changed"
        SURVEY_PUBLISHED = "survey published"
        SURVEY_CLOSED = "survey closed"
        SURVEY_REOPENED = "survey reopened"
        SURVEY_ARCHIVED = "survey archived"
        SURVEY_REMOVED = "survey removed"
        LINK_CREATED = "link created"
        LINK_CLOSED = "link closed"
        GATEWAY_SET = "gateway set"
        GATEWAY_REMOVED = "gateway removed"
        AUDIENCE_CREATED = "audience created"
        AUDIENCE_CHANGED = "audience changed"
        AUDIENCE_REMOVED = "audience removed"
        SENDING_CREATED = "sending created"
        SENDING_CHANGED = "sending changed"
        SENDING_STARTED = "sending started"
        SENDING_PAUSED = "sending paused"
        SENDING_ENDED = "sending ended"
        SENDING_RULES_CHANGED = "sending rules changed"
        ADDRESS_SUPPRESSED = "address suppressed"
        SUPPRESSION_LIFTED = "suppression lifted"
        RESPONSE_SET_ASIDE = "response set aside"
        RESPONSE_TAKEN_BACK = "response taken back"
        RESPONSES_EXPORTED = "responses exported"
        LABEL_CORRECTED = "label corrected"
        LABEL_PUT_BACK = "label put back"
        VOICES_EXPORTED = "voices exported"
        LANGUAGE_MODEL_SET = "language model set"
        LANGUAGE_MODEL_SWITCHED = "language model switched"
        LANGUAGE_MODEL_REMOVED = "language model removed"
        TEXTS_SENT_TO_MODEL = "texts sent to language model"
        WEBHOOK_CREATED = "webhook created"
        WEBHOOK_CHANGED = "webhook changed"
        WEBHOOK_REMOVED = "webhook removed"
        RULE_CREATED = "alert rule created"
        RULE_CHANGED = "alert rule changed"
        RULE_SWITCHED = "alert rule switched"
        RULE_REMOVED = "alert rule removed"
        ALERT_ACKNOWLEDGED = "alert acknowledged"
        ALERT_RESOLVED = "alert resolved"
        CASES_SET_UP = "cases set up"
        PLAN_CREATED = "plan created"
        PLAN_CHANGED = "plan changed"
        PLAN_COMMITTED = "plan committed"
        PLAN_ENDED = "plan ended"
        PLAN_REMOVED = "plan removed"
        PLACES_DRAWN = "places drawn"
        CHANNEL_ADDED = "channel added"
        CHANNEL_CHANGED = "channel changed"
        CHANNEL_REMOVED = "channel removed"
        STRATEGY_CHANGED = "strategy changed"
        TOUCHPOINT_SET = "touchpoint set"
        TOUCHPOINT_REMOVED = "touchpoint removed"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="traces")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)  # outlives the seat
    what = models.CharField(max_length=30)  # one of What: a new one changes no table
    subject = models.CharField(max_length=60, blank=True)  # what it was done to: "plan:12"
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["workspace", "subject", "-at"], name="traces_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.what} by {self.by_name or 'the command line'}"
