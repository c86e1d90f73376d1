"""Each thing that is weighed, as a column over the counted rows, with its name and the answers that it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import ngettext

from heedful.measures.drivers import STEPS
from heedful.stats.drivers import PER_DRIVER
from heedful.understand.drivers.counting import DAYS, Done, Known
from heedful.understand.drivers.looks import DriversLook

Floats = npt.NDArray[np.float64]
MOST_OF_A_KIND: Final = 40


@dataclass(frozen=True, slots=True)
class Column:
    """`values` over the counted rows; `those`: which rows it concerns."""

    kind: str
    key: str
    name: str
    values: Floats
    those: npt.NDArray[np.bool_]


def columns_of(look: DriversLook, known: Known, names: Mapping[str, str]) -> list[Column]:
    """As many as the answers can bear, the most common ones first. `names`: what themes are called."""
    many = known.rows["answers"].to_numpy().astype(float)
    found = [*_themes(known, names), *_values(look, known), *_done(known, many)]
    found = [column for column in found if look.kind in ("all", column.kind)]
    most = max(3, int(many.sum()) // PER_DRIVER)
    if len(found) <= most:
        return found
    common = sorted(found, key=lambda column: -min(many[column.those].sum(), many[~column.those].sum()))[:most]
    return [column for column in found if column in common]


def _themes(known: Known, names: Mapping[str, str]) -> Iterator[Column]:
    for at, theme in enumerate(known.themes):
        values = known.rows[f"theme_{at}"].to_numpy().astype(float)
        yield Column("theme", theme, names.get(theme, theme), values, values > 0)


def _values(look: DriversLook, known: Known) -> Iterator[Column]:
    many = known.rows["answers"].to_numpy()
    for dimension in known.dimensions:
        place = np.array(known.rows[dimension].to_pylist(), object)
        named = sorted({value for value in place if value is not None})
        counts = {value: int(many[place == value].sum()) for value in named}
        if len(named) < 2:
            continue
        for value in sorted(named, key=lambda value: -counts[value])[:MOST_OF_A_KIND]:
            those = place == value
            yield Column(dimension, value, look.inquiry.called(dimension, value), those.astype(float), those)


def _done(known: Known, many: Floats) -> Iterator[Column]:
    for each in known.done:
        steps = known.rows[each.column].to_numpy().astype(float)
        step = _half(steps, many)
        key = ":".join(filter(None, (each.kind, each.name)))
        yield Column("done", key, done_name(each, step), steps, steps >= step)


def _half(steps: Floats, many: Floats) -> int:
    """The lowest step that no more than half of the answers reach."""
    for step in range(1, len(STEPS)):
        if many[steps >= step].sum() <= many.sum() / 2:
            return step
    return len(STEPS) - 1


def done_name(each: Done, step: int) -> str:
    """`Bought at least 2 times in the 90 days before`."""
    often = STEPS[step]
    words = {
        "order": ngettext(
            "Bought at least once in the %(days)s days before",
            "Bought at least %(n)s times in the %(days)s days before",
            often,
        ),
        "page": ngettext(
            "Looked at the website at least once in the %(days)s days before",
            "Looked at the website at least %(n)s times in the %(days)s days before",
            often,
        ),
        "message": ngettext(
            "Wrote to us at least once in the %(days)s days before",
            "Wrote to us at least %(n)s times in the %(days)s days before",
            often,
        ),
        "event": ngettext(
            "“%(event)s” at least once in the %(days)s days before",
            "“%(event)s” at least %(n)s times in the %(days)s days before",
            often,
        ),
    }
    return words[each.kind] % {"n": often, "days": DAYS, "event": each.name}


def worth_of(look: DriversLook, known: Known) -> Floats:
    """What each row's answers are worth in the measure."""
    scores: Sequence[Any] = known.rows["score"].to_pylist()
    return np.array([look.scale.worth(int(score)) for score in scores], float)
