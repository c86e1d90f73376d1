"""What one answer is worth in a score: how its distribution, and why it changed, are worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from heedful.ui.charts.inputs import Tone
from heedful.understand.metrics.metric import Metric, Words

ENDS: Final = {
    "nps:0-10": (0, 10),
    "nps:1-10": (1, 10),
    "csat:1-5": (1, 5),
    "csat:1-3": (1, 3),
    "csat:1-10": (1, 10),
    "ces:agree7": (1, 7),
    "ces:agree5": (1, 5),
    "ces:effort5": (1, 5),
}
STARS: Final = (1, 5)
LATEST: Final = "-latest"


@dataclass(frozen=True, slots=True)
class Band:
    """Neighbouring answers that count alike, from `lowest` on; `worth` in the unit of the measure."""

    lowest: int
    worth: float
    name: Words
    tone: Tone


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers that can be given. Without bands an answer is worth what it says, as in a mean."""

    lowest: int
    highest: int
    bands: tuple[Band, ...] = ()

    @property
    def scores(self) -> range:
        return range(self.lowest, self.highest + 1)

    def band(self, score: int) -> Band | None:
        return next((band for band in reversed(self.bands) if score >= band.lowest), None)

    def worth(self, score: int) -> float:
        band = self.band(score)
        return float(score) if band is None else band.worth


def scale_of(metric: Metric, name: str) -> Scale | None:
    """The scale behind a method; None where it does not count answers on one."""
    method, plain = metric.methods[name], name.removesuffix(LATEST)
    if metric.key == "positive_reviews":
        return Scale(*STARS, _boxes(STARS, 4, _("Fewer stars"), _("4 or 5 stars")))
    ends = ENDS.get(method.scales[0]) if method.scales else None
    bands = _BANDS.get((metric.key, plain))
    if ends is None or (bands is None and metric.unit_of(name) != "score"):
        return None
    return Scale(*ends, bands(ends) if bands else ())


def _boxes(ends: tuple[int, int], lowest: int, worse: Words, better: Words) -> tuple[Band, ...]:
    return Band(ends[0], 0.0, worse, "worse"), Band(lowest, 1.0, better, "better")


def _thirds(ends: tuple[int, int], middle: int, top: int, names: tuple[Words, Words, Words]) -> tuple[Band, ...]:
    worst, between, best = names
    return (
        Band(ends[0], -100.0, worst, "worse"),
        Band(middle, 0.0, between, "neutral"),
        Band(top, 100.0, best, "better"),
    )


def _nps(ends: tuple[int, int]) -> tuple[Band, ...]:
    return _thirds(ends, 7, 9, (_("Detractors"), _("Passives"), _("Promoters")))


def _index(ends: tuple[int, int]) -> tuple[Band, ...]:
    return _thirds(ends, 4, 6, (_("Not easy"), _("Between"), _("Easy")))


def _satisfied(boxes: int) -> Callable[[tuple[int, int]], tuple[Band, ...]]:
    return lambda ends: _boxes(ends, ends[1] - boxes + 1, _("Not satisfied"), _("Satisfied"))


def _easy(boxes: int) -> Callable[[tuple[int, int]], tuple[Band, ...]]:
    return lambda ends: _boxes(ends, ends[1] - boxes + 1, _("Not easy"), _("Easy"))


_BANDS: Final[dict[tuple[str, str], Callable[[tuple[int, int]], tuple[Band, ...]]]] = {
    ("nps", "0-10"): _nps,
    ("nps", "1-10"): _nps,
    ("csat", "top2of5"): _satisfied(2),
    ("csat", "top1of3"): _satisfied(1),
    ("csat", "top2of10"): _satisfied(2),
    ("ces", "agree7"): _easy(3),
    ("ces", "agree5"): _easy(2),
    ("ces", "index7"): _index,
}
