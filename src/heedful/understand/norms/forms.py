from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.understand.norms.models import Norm
from heedful.understand.setup.amounts import amount_words, written
from heedful.understand.setup.measures import MeasuredForm, MeasureField, unit_of

EARLIEST, LATEST = 1900, 2199


class NormForm(MeasuredForm):
    amounts = ("value",)

    measure = MeasureField()
    value = amount_words(label=_("What is usual"))
    source = forms.CharField(
        label=_("Where it is from"),
        required=False,
        max_length=300,
        help_text=_("Your own last year, a report of your trade. Whoever meets the number will want to know."),
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=EARLIEST, max_value=LATEST)
    region = forms.CharField(label=_("Region"), required=False, max_length=100)
    n = forms.IntegerField(
        label=_("How many were asked"), required=False, min_value=1, max_value=2_000_000_000, localize=False
    )


def initial_of(norm: Norm) -> dict[str, object]:
    kept = {name: getattr(norm, name) for name in ("source", "year", "region", "n")}
    return {"value": written(norm.value, unit_of(norm.metric, norm.method)), **kept}
