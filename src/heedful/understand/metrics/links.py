"""Ways to the measures, in the finder."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from heedful.ui.navigation import Link


def found_measures(_request: HttpRequest, typed: str) -> Iterator[Link]:
    """By the name, the question or the key of a measure, and by the names of its methods."""
    from heedful.understand.metrics.catalogue import METRICS  # slow to import, and this file is read at every start

    words = typed.casefold().split()
    for key, metric in METRICS.items():
        methods = " ".join(str(method.name) for method in metric.methods.values())
        if words and all(word in f"{metric.name} {metric.says} {key} {methods}".casefold() for word in words):
            yield Link(metric.name, reverse("understand:metric", args=[key]), "gauge", _("Measures"), note=metric.says)
