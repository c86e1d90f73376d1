from django.db import models

from heedful.listen.surveys.models import Survey
from heedful.people.models import Location, Member, Workspace


class Link(models.Model):
    """A door through which anybody may answer: an address, a code on a poster, a screen in the shop, a widget."""

    class Kind(models.TextChoices):
        OPEN = "link"
        POSTER = "qr"
        KIOSK = "kiosk"
        WIDGET = "web"
        IN_APP = "app"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind)  # the `channel` of its answers in the log
    code = models.CharField(max_length=16, unique=True)  # in the address: /s/<code>/
    name = models.CharField(max_length=200)
    location = models.ForeignKey(Location, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    employee = models.CharField(max_length=200, blank=True)
    product = models.CharField(max_length=200, blank=True)
    settings = models.JSONField(default=dict)  # of a widget: pages, trigger, where; of a kiosk: when it begins anew
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Gateway(models.Model):
    """Through whom short messages go out. The secret is sealed."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="sms_gateway")
    base_url = models.URLField(max_length=300)
    account = models.CharField(max_length=100)
    secret = models.BinaryField()
    sender = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.sender} by {self.base_url}"
