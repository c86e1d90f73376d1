"""A question's answers as they are shown: its measure with the interval, and which answers were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heedful.listen.responses.answers import points_of
from heedful.listen.responses.bands import BANDS, bands_of
from heedful.listen.responses.tallies import Given, Tally
from heedful.listen.surveys import document as asked
from heedful.listen.surveys.logic import OTHER
from heedful.stats import Estimate, nps, share
from heedful.ui.charts import Answer, Bars, Distribution, Point

TONES: Final = {"good": "better", "between": "neutral", "poor": "worse"}
MOST_NUMBERS: Final = 30  # different numbers that each have a column of their own
COLUMNS: Final = 12


@dataclass(frozen=True, slots=True)
class Part:
    """How many of those who answered chose this."""

    title: str
    n: int
    of: int

    @property
    def share(self) -> Estimate:
        return share(self.n, self.of)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`estimate` in its `unit` where the question is one of a measure; `rows` are those of a grid.

    `parts` are the options of a choice: of several, one may choose more than one.
    """

    title: str
    n: int
    chart: Distribution | None = None
    measure: str = ""
    estimate: Estimate | None = None
    unit: str = ""
    rows: Sequence[Drawn] = ()
    parts: Sequence[Part] = ()
    bars: Bars | None = None


def drawn(question: asked.Question, document: asked.Document, tally: Tally, *, answered: int) -> Drawn:
    """`answered`: how many of the responses looked through did, for what is in no log."""
    title = _said(question.title, document) or question.key
    given, n = tally.of(question.key), tally.n[question.key]
    match question:
        case asked.Nps() | asked.Csat() | asked.Ces():
            return _scored(question, title, given)
        case asked.Grid():
            rows = [_row(question, row, document, tally) for row in question.rows]
            return Drawn(title, max((row.n for row in rows), default=0), rows=rows)
        case asked.Choice():
            parts = _parts(question, document, given, n)
            return Drawn(title, n, parts=parts, bars=_bars(parts))
        case asked.Consent():
            agreed = int(given[1.0])
            chart = _chart([Answer(_("Agreed"), agreed), Answer(_("Did not"), int(given[0.0]))])
            return Drawn(title, n, chart, _("Agreed"), share(agreed, n), "share")
        case asked.Number():
            return Drawn(title, n, _chart(_numbers(given)))
        case asked.Contact():
            return Drawn(title, answered)
    return Drawn(title, n)


def _scored(question: asked.Question, title: str, given: Counter[Given]) -> Drawn:
    points, bands = points_of(question), bands_of(question)
    counts = {band: sum(given[float(p)] for p in range(low, high + 1)) for band, (low, high) in bands.items()}
    n = sum(given[float(point)] for point in points)
    answers = [
        Answer(str(point), given[float(point)], band_names(question)[band], TONES[band])  # type: ignore[arg-type]
        for point in points
        for band, (low, high) in bands.items()
        if low <= point <= high
    ]
    chart = _chart(answers)
    if isinstance(question, asked.Nps):
        return Drawn(title, n, chart, _("NPS"), nps(*(counts[band] for band in BANDS)), "points")
    measure = _("Found it easy") if isinstance(question, asked.Ces) else _("Satisfied")
    return Drawn(title, n, chart, measure, share(counts["good"], n), "share")


def _row(question: asked.Grid, row: asked.Option, document: asked.Document, tally: Tally) -> Drawn:
    title, given = _said(row.title, document) or row.key, tally.of(f"{question.key}.{row.key}")
    if bands_of(question):
        return _scored(question, title, given)
    n = sum(given.values())
    return Drawn(title, n, _chart([Answer(str(point), given[float(point)]) for point in points_of(question)]))


def band_names(question: asked.Question) -> dict[str, str]:
    if isinstance(question, asked.Nps):
        return {"good": _("Promoters"), "between": _("Passives"), "poor": _("Detractors")}
    if isinstance(question, asked.Ces):
        return {"good": _("Easy"), "between": _("In between"), "poor": _("Hard")}
    return {"good": _("Satisfied"), "between": _("In between"), "poor": _("Dissatisfied")}


def _parts(question: asked.Choice, document: asked.Document, given: Counter[Given], n: int) -> list[Part]:
    """Every option, also those nobody chose; then what is no option any more, and their own words."""
    titles = {option.key: _said(option.title, document) or option.key for option in question.options}
    old = sorted(str(key) for key in given if key not in titles and key != OTHER)
    titles |= {key: _("%(option)s (asked no more)") % {"option": key} for key in old}
    titles |= {OTHER: _("Something else, in their own words")} if question.other or given[OTHER] else {}
    return [Part(title, given[key], n) for key, title in titles.items()] if n else []


def _bars(parts: Sequence[Part]) -> Bars | None:
    points = tuple(Point.of(part.title, part.share) for part in parts)
    return Bars(title=_("How many chose each"), unit="share", of="answers", points=points) if points else None


def _numbers(given: Counter[Given]) -> list[Answer]:
    numbers = sorted(float(number) for number in given)
    if len(numbers) <= MOST_NUMBERS:
        return [Answer(f"{number:g}", given[number]) for number in numbers]
    low, high = numbers[0], numbers[-1]
    width = (high - low) / COLUMNS
    edges = [low + width * at for at in range(COLUMNS)] + [high]
    counts = [0] * COLUMNS
    for number in numbers:
        counts[min(int((number - low) / width), COLUMNS - 1)] += given[number]
    return [Answer(f"{edges[at]:g}–{edges[at + 1]:g}", n) for at, n in enumerate(counts)]


def _chart(answers: Sequence[Answer]) -> Distribution | None:
    if not any(answer.n for answer in answers):
        return None
    return Distribution(title=_("Which answers were given"), of="answers", answers=tuple(answers))


def _said(words: asked.Words, document: asked.Document) -> str:
    return asked.said(words, get_language() or "", document)
