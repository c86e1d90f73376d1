from django.db import models

from heedful.people.workspaces.models import Workspace


class Letter(models.Model):
    """A mail that Heedful writes. It stays here until it is sent; what it said is forgotten then."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True, related_name="letters")
    kind = models.CharField(max_length=40)
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)  # where it has pictures; else it is made of the text
    headers = models.JSONField(default=dict, blank=True)  # of what a person writes: whose it is, which mails it follows
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
