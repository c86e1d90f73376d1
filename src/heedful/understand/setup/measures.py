"""A measure and its method as one choice of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method, Metric, Words
from heedful.understand.setup.amounts import HINTS, AmountError, amount_of

Fits = Callable[[Metric, Method], bool]


def gives_one_number(_metric: Metric, method: Method) -> bool:
    """Whether there is a number to hold against a target: some methods give a curve."""
    return method.headline is not None or not method.extras


def measure_choices(fits: Fits = gives_one_number) -> Iterator[tuple[Words, list[tuple[str, str]]]]:
    """The methods that fit, grouped by measure; the value is `nps:0-10`."""
    for metric in METRICS.values():
        methods = [
            (f"{metric.key}:{name}", f"{metric.name}: {method_title(metric.key, name)}")
            for name, method in metric.methods.items()
            if fits(metric, method)
        ]
        if methods:
            yield metric.name, methods


def method_title(metric: str, method: str) -> str:
    """What one exact method is called, with what tells it from its like."""
    found = METRICS[metric].methods[method]
    return f"{found.name} ({found.note})" if found.note else str(found.name)


def unit_of(metric: str, method: str) -> str:
    return METRICS[metric].unit_of(method)


def better_of(metric: str, method: str) -> str:
    """Which way is good: higher or lower."""
    return METRICS[metric].methods[method].better or METRICS[metric].better


class MeasureField(forms.ChoiceField):
    """Gives (metric, method)."""

    def __init__(self, *, fits: Fits = gives_one_number, **more) -> None:
        nothing = [("", _("Choose a measure"))]
        super().__init__(choices=lambda: [*nothing, *measure_choices(fits)], **({"label": _("Measure")} | more))

    def clean(self, value):
        text = super().clean(value)
        metric, _colon, method = text.partition(":")
        return (metric, method) if text else None

    def prepare_value(self, value):
        return ":".join(value) if isinstance(value, tuple) else value


class MeasuredForm(forms.Form):
    """A form that says something of one measure; the fields named in `amounts` are read in its unit.

    `fixed` is the measure where it is settled already; it cannot be changed then.
    """

    amounts: tuple[str, ...] = ()

    def __init__(self, *args, fixed: tuple[str, str] | None = None, **more) -> None:
        super().__init__(*args, **more)
        self.fixed = fixed
        if fixed:
            del self.fields["measure"]
            for name in self.amounts:
                self.fields[name].help_text = HINTS.get(METRICS[fixed[0]].unit_of(fixed[1]), "")

    @property
    def measure(self) -> tuple[str, str] | None:
        return self.fixed or self.cleaned_data.get("measure")

    def clean(self):
        given = super().clean()
        if self.measure is not None:
            metric, method = self.measure
            for name in self.amounts:
                self._read(name, METRICS[metric].unit_of(method))
        return given

    def _read(self, name: str, unit: str) -> None:
        text = (self.cleaned_data.get(name) or "").strip()
        try:
            self.cleaned_data[name] = amount_of(text, unit) if text else None
        except AmountError as error:
            self.add_error(name, str(error))


@dataclass(frozen=True, slots=True)
class Described:
    """Something kept of one measure, with the words of the catalogue. `is_known`: the measure is still there."""

    kept: Any
    is_known: bool
    name: Words
    method: Words
    says: Words
    unit: str
    better: str


def described(kept: Any) -> Described:
    """A norm, standard or goal with what its measure is called; a measure that is no more has only its key."""
    metric = METRICS.get(kept.metric)
    if metric is None or kept.method not in metric.methods:
        return Described(kept, False, kept.metric, kept.method, "", "score", "higher")
    method = metric.methods[kept.method]
    title = method_title(kept.metric, kept.method)
    return Described(
        kept, True, metric.name, title, method.says, metric.unit_of(kept.method), better_of(kept.metric, kept.method)
    )
