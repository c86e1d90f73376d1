"""A measure and its method as one choice of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.metric import Method, Metric, Words

Fits = Callable[[Metric, Method], bool]


def gives_one_number(_metric: Metric, method: Method) -> bool:
    """Whether there is a number to hold against a target: some methods give a curve."""
    return method.headline is not None or not method.extras


def measure_choices(fits: Fits = gives_one_number) -> Iterator[tuple[Words, list[tuple[str, str]]]]:
    """The methods that fit, grouped by measure; the value is `nps:0-10`."""
    for metric in METRICS.values():
        methods = [
            (f"{metric.key}:{name}", method_title(metric.key, name))
            for name, method in metric.methods.items()
            if fits(metric, method)
        ]
        if methods:
            yield metric.name, methods


def method_title(metric: str, method: str) -> str:
    """What one exact method is called, with what tells it from its like."""
    found = METRICS[metric].methods[method]
    return f"{found.name} ({found.note})" if found.note else str(found.name)


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
