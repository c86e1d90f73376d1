"""Which score's drivers are looked at, of which kind; all of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.ui.navigation import Link
from heedful.understand.filters.queries import Choice
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.inquiry import Inquiry
from heedful.understand.metrics.looks import Look, usual_method
from heedful.understand.metrics.metric import Metric
from heedful.understand.metrics.scales import Scale, scale_of

MEASURES: Final = ("nps", "csat", "ces")
ALL: Final = "all"
KINDS: Final[Mapping[str, str | Promise]] = {
    ALL: gettext_lazy("All together"),
    "theme": gettext_lazy("What they say"),
    "location": gettext_lazy("Places"),
    "touchpoint": gettext_lazy("Touchpoints"),
    "done": gettext_lazy("What they did before"),
}


@dataclass(frozen=True, slots=True)
class DriversLook(Look):
    """A score, and the kind of things that are weighed."""

    kind: str = ALL

    @property
    def kept(self) -> dict[str, str]:
        named = {"measure": self.metric.key, "method": self.name, "kind": self.kind}
        return {name: value for name, value in named.items() if value and (name, value) != ("kind", ALL)}

    @property
    def scale(self) -> Scale:
        found = scale_of(self.metric, self.name)
        if found is None:
            raise TypeError(f"{self.name} counts no answers on a scale")
        return found

    @property
    def measures(self) -> list[Choice]:
        return [
            Choice(f"{key}:{name}", " · ".join(filter(None, map(str, _words(key, name)))), self.is_of(key, name))
            for key, name in scored(self.inquiry)
        ]

    def is_of(self, key: str, name: str) -> bool:
        return (key, name) == (self.metric.key, self.name)

    @property
    def kinds(self) -> list[Link]:
        return [Link(words, f"?{self.address(kind=key)}", current=key == self.kind) for key, words in KINDS.items()]

    @property
    def hidden_but_measure(self) -> list[tuple[str, str]]:
        return self.hidden("measure", "method")


def scored(inquiry: Inquiry) -> list[tuple[str, str]]:
    """The scores that were heard: each measure by each way of counting that its answers allow."""
    found = []
    for key in MEASURES:
        usual = METRICS[key].methods[usual_method(inquiry, METRICS[key])]
        found += [(key, name) for name, method in METRICS[key].methods.items() if method.scales == usual.scales]
    return [(key, name) for key, name in found if scale_of(METRICS[key], name) is not None]


def drivers_look(asked: QueryDict, inquiry: Inquiry) -> DriversLook:
    """The look that an address asks for; a measure may bring its method along, as `nps:0-10`."""
    problems: dict[str, str] = {}
    wanted, _colon, with_it = asked.get("measure", "").strip().partition(":")
    if wanted and wanted not in MEASURES:
        problems["measure"] = _("This is none of the choices.")
    metric = METRICS[wanted if wanted in MEASURES else _first(inquiry)]
    kind = asked.get("kind", "").strip() or ALL
    if kind not in KINDS:
        problems["kind"], kind = _("This is none of the choices."), ALL
    return DriversLook(
        inquiry=inquiry,
        metric=metric,
        name=_method(with_it or asked.get("method", "").strip(), metric, inquiry, problems),
        by="",
        every="",
        sort="",
        first="",
        second="",
        cuts=(),
        problems=problems,
        kind=kind,
    )


def _first(inquiry: Inquiry) -> str:
    """The first of the three that was answered at all."""
    from heedful.understand.metrics.looks import cards_of

    heard = {card.metric.key for card in cards_of(inquiry)}
    return next((key for key in MEASURES if key in heard), MEASURES[0])


def _method(given: str, metric: Metric, inquiry: Inquiry, problems: dict[str, str]) -> str:
    named = metric.aliases.get(given, given)
    if named in metric.methods and scale_of(metric, named) is not None:
        return named
    if given:
        problems["measure"] = _("This is none of the choices.")
    return usual_method(inquiry, metric)


def _words(key: str, name: str) -> tuple[str | Promise, ...]:
    method = METRICS[key].methods[name]
    return METRICS[key].name, method.name, method.note
