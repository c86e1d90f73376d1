from django.db import models

from heedful.people.models import Member, Workspace


class Correction(models.Model):
    """What a person says a text means, where the machine read it otherwise: theirs counts, until it is undone.

    `interaction` is the text's id in the log. `laid_at` stays empty until the log's labels say the same.
    """

    class Field(models.TextChoices):
        FEELING = "feeling"
        INTENT = "intent"
        LANGUAGE = "language"
        HARSH = "harsh"
        THEMES = "themes"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="corrections")
    interaction = models.TextField()
    field = models.CharField(max_length=10, choices=Field)
    value = models.TextField(blank=True)
    was = models.TextField(blank=True)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)  # outlives the seat
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=150, blank=True)
    laid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "interaction", "field"],
                condition=models.Q(undone_at=None),
                name="one_correction_holds",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "interaction"], name="corrections_of_a_text"),
            models.Index(fields=["workspace"], condition=models.Q(laid_at=None), name="corrections_to_lay"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value} ({self.by_name})"


class SavedView(models.Model):
    """A way of looking at the voices that the team comes back to: the query string of the page, under a name."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.TextField()
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name


class Teaching(models.Model):
    """A night's lesson: what the workspace's own scores and corrections taught, and whether it reads better for it.

    `before` and `after` are macro-F1 on the texts that were held out; `head` is what it learnt, empty unless kept.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="teachings")
    at = models.DateTimeField()
    model = models.CharField(max_length=200)
    texts = models.PositiveIntegerField()
    corrections = models.PositiveIntegerField(default=0)
    held_out = models.PositiveIntegerField(default=0)
    before = models.FloatField(null=True, blank=True)
    after = models.FloatField(null=True, blank=True)
    kept = models.BooleanField(default=False)
    head = models.BinaryField(default=bytes, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.texts} texts"


class LanguageModel(models.Model):
    """The language model that an owner set, which may sum up and translate while it is on. The key is sealed."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="language_model")
    base_url = models.CharField(max_length=300)
    name = models.CharField(max_length=200)  # as the endpoint calls the model
    key = models.TextField(blank=True)
    is_on = models.BooleanField(default=False)
    set_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_by_name = models.CharField(max_length=150, blank=True)  # outlives the seat
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.base_url}"
