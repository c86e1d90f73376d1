from django.conf import settings
from django.db import models


class Preference(models.Model):
    """What a person chose for themselves, in whichever workspace they look."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    language = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"{self.user}: {self.language}"
