"""From what a mapping says and what the file proves to conventions that are certain, or to questions."""

from __future__ import annotations

import difflib
import itertools
import zoneinfo
from dataclasses import dataclass, field

import pyarrow as pa
from django.utils.translation import gettext as _

from heedful.listen.imports import used
from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.formats import Chunk, Layout, opened
from heedful.listen.imports.grid import Grid
from heedful.listen.imports.guessing.dates import DateEvidence, date_order
from heedful.listen.imports.guessing.decimals import DecimalEvidence, decimal_mark
from heedful.listen.imports.mapping import FileOptions, Mapping
from heedful.listen.imports.moments import moments
from heedful.listen.imports.refusals import Problem

SAMPLE_CHUNKS = 4


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A question that only a person can answer, and the lines of a mapping that would answer it. `seen`: an example."""

    topic: str
    question: str
    answers: tuple[str, ...]
    seen: str = ""

    def as_problem(self) -> Problem:
        return Problem(self.question, _("Write in [file]: %(list)s.") % {"list": "  or  ".join(self.answers)})


@dataclass(frozen=True)
class Settled:
    """The conventions of a file, the questions left, and what they were seen from."""

    conventions: Conventions
    ambiguities: tuple[Ambiguity, ...] = ()
    date_evidence: DateEvidence = field(default_factory=lambda: DateEvidence("year-first"))
    decimal_evidence: DecimalEvidence = field(default_factory=lambda: DecimalEvidence("."))


def sample(layout: Layout) -> list[Chunk]:
    return list(itertools.islice(opened(layout).chunks(), SAMPLE_CHUNKS))


def settled(layout: Layout, mapping: Mapping, *, time_zone: str | None = None) -> Settled:
    """What holds for the columns that a mapping reads."""
    options, chunks = mapping.file, sample(layout)
    blanks = Conventions(blank=_all_blanks(mapping))
    grids = [Grid(chunk, blanks) for chunk in chunks]
    dates, numbers = used.date_columns(mapping), used.number_columns(mapping)
    return settle_columns(
        grids,
        options,
        dates,
        numbers,
        time_zone or options.time_zone,
        constant_time=used.has_moments_without_column(mapping),
    )


def settle_columns(
    grids: list[Grid],
    options: FileOptions,
    dates: list[str],
    numbers: list[str],
    time_zone: str | None,
    *,
    constant_time: bool = False,
) -> Settled:
    questions: list[Ambiguity] = []
    date_evidence = date_order(_texts(grids, dates)) if options.dates is None else DateEvidence(None)
    decimal_evidence = decimal_mark(_texts(grids, numbers), options.decimal)
    questions += _about_dates(options, date_evidence)
    questions += _about_decimals(options, decimal_evidence)
    conventions = Conventions(
        decimal=options.decimal or decimal_evidence.decimal or ".",
        thousands=decimal_evidence.thousands if options.thousands is None else options.thousands,
        dates=_orders(options, date_evidence),
        time_zone=time_zone,
        blank=options.blank,
    )
    questions += _about_zone(grids, dates, conventions, constant_time)
    return Settled(conventions, tuple(questions), date_evidence, decimal_evidence)


def _texts(grids: list[Grid], names: list[str]) -> list[pa.Array]:
    return [grid.text(name) for grid in grids for name in names if pa.types.is_string(grid.typed(name).type)]


def _orders(options: FileOptions, evidence: DateEvidence) -> tuple[str, ...]:
    if options.dates is None:
        return (evidence.order or "year-first",)
    return (options.dates,) if isinstance(options.dates, str) else options.dates


def _all_blanks(mapping: Mapping) -> tuple[str, ...]:
    """The file's blanks and those of single cells: a code for `no answer` proves nothing of how numbers are written."""
    return mapping.file.blank


def _about_dates(options: FileOptions, evidence: DateEvidence) -> list[Ambiguity]:
    declared = [options.dates] if isinstance(options.dates, str) else options.dates or ()
    if any("%z" in shape for shape in declared):
        return [
            Ambiguity("dates", _("A `dates` format cannot hold %z."), ('dates = "year-first"  (it reads offsets)',))
        ]
    if options.dates is not None or evidence.order:
        return []
    orders = ('dates = "day-first"', 'dates = "month-first"')
    questions = {
        "either": _("Is %(seen)s day first or month first? No date in the file tells."),
        "mixed": _("Some dates are day first, some month first: %(seen)s."),
        "strange": _("How is a date like %(seen)s to be read?"),
    }
    question = questions[evidence.doubt] % {"seen": evidence.seen}
    shapes = ('dates = "%Y%m%d"', 'dates = "%d %b %Y"', 'dates = "unix"', "(or another strptime format)")
    answers = shapes if evidence.doubt == "strange" else orders
    return [Ambiguity("dates", question, answers, evidence.seen)]


def _about_decimals(options: FileOptions, evidence: DecimalEvidence) -> list[Ambiguity]:
    if options.decimal or evidence.decimal:
        return []
    question = _("In %(seen)s, is the mark a decimal mark or a thousands mark? The file does not tell.") % {
        "seen": evidence.seen
    }
    return [Ambiguity("decimal", question, ('decimal = "."', 'decimal = ","'), evidence.seen)]


def _about_zone(grids: list[Grid], dates: list[str], conventions: Conventions, constant_time: bool) -> list[Ambiguity]:
    if conventions.time_zone is not None:
        return _known_zone(conventions.time_zone)
    naive = constant_time or any(
        moments(grid.typed(name), conventions).zoneless.any() for grid in grids for name in dates
    )
    if not naive:
        return []
    question = _("The times have no zone: on which clocks were they written?")
    return [Ambiguity("time_zone", question, ('time_zone = "Europe/Vilnius"', 'time_zone = "UTC"', "(or another)"))]


def _known_zone(name: str) -> list[Ambiguity]:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(name, sorted(zoneinfo.available_timezones()), n=3)
        answers = tuple(f'time_zone = "{zone}"' for zone in near or ("Europe/Vilnius", "UTC"))
        return [Ambiguity("time_zone", _("There is no time zone `%(name)s`.") % {"name": name}, answers)]
    return []
