from django.db import models
from django.utils.translation import gettext_lazy as _

from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace


class ImportMapping(models.Model):
    """A mapping kept by name, for the next file of the same kind."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="import_mappings")
    name = models.CharField(max_length=100)
    text = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_import_mapping_per_name")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way in with one mapping, and what came of it.

    From the upload on, all that was seen of it and answered about it stands in its row, so that it can be gone on with
    at any time and place. What was begun and not finished is taken up again under its first time.
    """

    class State(models.TextChoices):
        UPLOADING = "uploading", _("Uploading")
        LOOKING = "looking", _("Being looked at")
        OPEN = "open", _("Waiting for you")
        TRYING = "trying", _("Being tried out")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Done")
        BROKEN = "broken", _("Broken off")
        THROWN_AWAY = "thrown away", _("Thrown away")

    is_gone_on_with = False  # this object, after a run of it was cut off
    AT_WORK = (State.LOOKING, State.TRYING, State.IMPORTING)
    IDLE = (State.OPEN, State.BROKEN)

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.IMPORTING)
    problem = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    task = models.UUIDField(null=True, blank=True)
    done_bytes = models.PositiveBigIntegerField(default=0)
    whole_bytes = models.PositiveBigIntegerField(default=0)

    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    file_digest = models.CharField(max_length=64, blank=True)
    options = models.JSONField(default=dict, blank=True)
    seen = models.JSONField(default=dict, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    mapping = models.TextField(blank=True)
    mapping_name = models.CharField(max_length=100, blank=True)
    mapping_digest = models.CharField(max_length=64, blank=True)
    trial = models.JSONField(default=dict, blank=True)

    source = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    heard = models.PositiveBigIntegerField(default=0)
    added = models.PositiveBigIntegerField(default=0)
    known = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "-id"], name="imports_of_a_workspace")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "file_digest", "mapping_digest"],
                condition=models.Q(finished_at=None) & ~models.Q(mapping_digest=""),
                name="one_unfinished_import_of_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def step(self) -> int:
        """Of the five that its page counts: looked at it is a file still, tried out it is at its preview."""
        return {self.State.LOOKING: 1, self.State.TRYING: 4}.get(self.State(self.state), 5)
