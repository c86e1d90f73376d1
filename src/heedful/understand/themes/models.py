"""The themes of a workspace: those it named, what taught them, and those that were found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heedful.people.models import Member, Workspace


class ThemeSet(models.Model):
    """The themes that a workspace looks for. `version` grows with each change, so that texts are read anew.

    `pack` is the trade that it began from; empty: from nothing.
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="theme_set")
    pack = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pack or 'own themes'}, version {self.version}"


class NamedTheme(models.Model):
    """A theme with a name. `names` and `descriptions` by language, `keywords` and `examples` as lists by language.

    `since` is the version of the set from which on it is looked for as it is now: texts that were read for an earlier
    one say nothing of it.

    One that is merged stays, with all it was, so that merging can be undone; what it takes in counts for the other.
    """

    set = models.ForeignKey(ThemeSet, on_delete=models.CASCADE, related_name="themes")
    key = models.CharField(max_length=80)
    names = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict, blank=True)
    keywords = models.JSONField(default=dict, blank=True)
    examples = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    since = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "key"], name="one_theme_by_each_key"),
            models.CheckConstraint(
                name="no_theme_is_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_looked_for(self) -> bool:
        return self.archived_at is None and self.merged_into_id is None


class ThemeExample(models.Model):
    """A person said that a sentence of a text is about a theme, or is not. Of the text, only its id is kept."""

    theme = models.ForeignKey(NamedTheme, on_delete=models.CASCADE, related_name="marks")
    text = models.CharField(max_length=200)
    sentence = models.PositiveSmallIntegerField(default=0)
    belongs = models.BooleanField()
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "text", "sentence"], name="one_mark_of_a_sentence_and_theme")
        ]

    def __str__(self) -> str:
        return f"{self.text} {'is' if self.belongs else 'is not'} about {self.theme_id}"


class ThemeChange(models.Model):
    """Who changed what of the themes, and which version that made."""

    class What(models.TextChoices):
        PACK_CHOSEN = "pack", _("began from a trade")
        ADDED = "added", _("added")
        RENAMED = "renamed", _("renamed")
        KEYWORDS = "keywords", _("words changed")
        MERGED = "merged", _("merged")
        SEPARATED = "separated", _("taken apart again")
        SPLIT = "split", _("split")
        ARCHIVED = "archived", _("put away")
        RESTORED = "restored", _("taken back")
        PROMOTED = "promoted", _("named, after it was found")
        MARKED = "marked", _("taught by a text")

    set = models.ForeignKey(ThemeSet, on_delete=models.CASCADE, related_name="changes")
    theme = models.ForeignKey(NamedTheme, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    other = models.ForeignKey(NamedTheme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version", "-pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.what}"


class FoundTheme(models.Model):
    """What many texts have in common, and nobody named. `key` stays the same from week to week.

    `phrases` are what it was found by; they are looked for `since` a version of the set. By `wording` (phrases by key,
    with weights) and `centroid` (the mean of its sentences' vectors, float32) it is known again. Quotes are not kept:
    they are read from the log when somebody looks.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        RISING = "rising", _("Rising")
        STEADY = "steady", _("Steady")
        GONE = "gone", _("Gone")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="found_themes")
    key = models.CharField(max_length=80)
    parent = models.CharField(max_length=80, blank=True)
    names = models.JSONField(default=dict)
    phrases = models.JSONField(default=list)
    wording = models.JSONField(default=list)
    centroid = models.BinaryField()
    n = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    since = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    promoted_to = models.ForeignKey(
        NamedTheme, null=True, blank=True, on_delete=models.SET_NULL, related_name="found_as"
    )

    class Meta:
        ordering = ["-n", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_found_theme_by_each_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_looked_for(self) -> bool:
        """Neither gone nor hidden, and not under a name by now."""
        is_named = self.promoted_to is not None and self.promoted_to.is_looked_for
        return self.state != self.State.GONE and self.hidden_at is None and not is_named


class FoundRun(models.Model):
    """One search for themes: when, over how many texts, how far it is, and what kept it from ending."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="theme_runs")
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    texts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    version = models.BigIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.started_at}"
