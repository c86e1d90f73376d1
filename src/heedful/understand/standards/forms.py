from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.understand.goals.models import Standard
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method, Metric
from heedful.understand.setup.amounts import amount_words, written
from heedful.understand.setup.measures import MeasuredForm, MeasureField, unit_of

JUDGED = frozenset(METRICS["consistency"].kinds)


def can_be_promised(metric: Metric, method: Method) -> bool:
    """What is measured at a touchpoint: not what customers do over the years, and not consistency itself."""
    return metric.key != "consistency" and JUDGED.issuperset(method.kinds or metric.kinds)


class StandardForm(MeasuredForm):
    amounts = ("at_least", "at_most")

    touchpoint = forms.CharField(
        label=_("Touchpoint"),
        max_length=200,
        help_text=_("As it arrives in what you hear. Those heard so far are offered while you type."),
        widget=forms.TextInput(attrs={"list": "touchpoints-heard", "autocomplete": "off"}),
    )
    measure = MeasureField(fits=can_be_promised)
    at_least = amount_words(required=False, label=_("At least"))
    at_most = amount_words(required=False, label=_("At most"))

    def __init__(self, *args, fixed: tuple[str, str] | None = None, **more) -> None:
        super().__init__(*args, fixed=fixed, **more)
        if fixed:
            del self.fields["touchpoint"]

    def clean(self):
        given = super().clean()
        low, high = given.get("at_least"), given.get("at_most")
        if self.errors or self.measure is None:
            return given
        if low is None and high is None:
            self.add_error("at_least", _("Say at least how much, or at most."))
        elif low is not None and high is not None and low > high:
            self.add_error("at_most", _("This is less than the least."))
        return given


def initial_of(standard: Standard) -> dict[str, str]:
    unit = unit_of(standard.metric, standard.method)
    return {"at_least": written(standard.at_least, unit), "at_most": written(standard.at_most, unit)}
