from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from heedful.people.models import Workspace

SHARE = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class MeasureSetup(models.Model):
    """What a workspace tells its measures beyond the log; a workspace without a row has the defaults.

    `working_hours` is written as people write it: `Mon-Fri 8:00-12:00, 13:30-18:00; Sat 10:00-14:00`.
    """

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="measure_setup")
    opening_event = models.CharField(max_length=200, default="subscribed")
    closing_event = models.CharField(max_length=200, default="cancelled")
    margin = models.FloatField(default=1.0, validators=SHARE)
    relationship_years = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.0)])
    yearly_discount = models.FloatField(default=0.1, validators=SHARE)
    silence_percentile = models.FloatField(default=0.9, validators=SHARE)
    working_hours = models.CharField(max_length=500, blank=True)
    holidays_country = models.CharField(max_length=2, blank=True)
    holidays_subdivision = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"measures of {self.workspace}"
