from django.db import models

from heedful.people.models import Member, Workspace


class Happening(models.Model):
    """Something that happened to the company, to be remembered when a line moves: "changing rooms renovated".

    `location` is what stands in the log's column; empty: it concerned all of them.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="happenings")
    happened_on = models.DateField()
    words = models.CharField(max_length=120)
    location = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "happened_on", "words", "location"], name="one_happening_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.words}"
