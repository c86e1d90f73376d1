"""Which of many rows a rule is about: it is held only against those of its kind, and these are picked out once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from heedful.act.alerts.conditions import AtOnce, Detractor, Score, Stars, WordsSaid
from heedful.interactions.schema import CHOICE
from heedful.text.folding import folded

NPS: Final = ("nps:0-10", "nps:1-10")
THEIRS: Final = "inbound"  # what customers write in a conversation, and not we


class Rows:
    """Rows of one workspace, with what several rules ask of them worked out once."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self._on: dict[tuple[str, ...], pa.Table] = {}

    @cached_property
    def answers(self) -> pa.Table:
        return self.table.filter(pc.equal(self.table["kind"], "answer"))

    @cached_property
    def reviews(self) -> pa.Table:
        return self.table.filter(pc.equal(self.table["kind"], "review"))

    def on(self, *scales: str) -> pa.Table:
        """What was given on one of these scales."""
        if scales not in self._on:
            self._on[scales] = self.table.filter(pc.is_in(self.table["scale"], value_set=pa.array(scales, pa.string())))
        return self._on[scales]

    def answers_on(self, scale: str) -> pa.Table:
        if ("answer", scale) not in self._on:
            self._on["answer", scale] = self.answers.filter(pc.equal(self.answers["scale"], scale))
        return self._on["answer", scale]

    @cached_property
    def texts(self) -> tuple[pa.Table, pa.Array]:
        """Where a customer wrote something: the rows, and their texts as words are looked for in them."""
        kinds, names, scales = (self.table[name] for name in ("kind", "name", "scale"))
        ours = pc.and_(pc.equal(kinds, "message"), pc.fill_null(pc.not_equal(names, THEIRS), False))
        chosen = pc.fill_null(pc.equal(scales, CHOICE), False)
        said = self.table.filter(pc.and_(pc.invert(pc.or_(ours, chosen)), pc.is_valid(self.table["text"])))
        return said, pa.array([folded(text) for text in said["text"].to_pylist()], pa.string())


def matching(condition: AtOnce, rows: Rows) -> pa.Table:
    """The rows for which the condition holds; what is not known never does."""
    found: pa.Table = _FOUND[type(condition)](condition, rows)
    if condition.touchpoint:
        found = found.filter(pc.equal(found["touchpoint"], condition.touchpoint))
    return found


def needles(words: Sequence[str]) -> list[str]:
    """As they stand in a folded text, from the beginning of a word on."""
    return [f" {plain.strip()}" for word in words if (plain := folded(word))]


def _detractor(condition: Detractor, rows: Rows) -> pa.Table:
    return _low(rows.on(*NPS), condition.at_most)


def _score(condition: Score, rows: Rows) -> pa.Table:
    return _low(rows.answers_on(condition.scale), condition.at_most)


def _stars(condition: Stars, rows: Rows) -> pa.Table:
    return _low(rows.reviews, condition.at_most)


def _low(rows: pa.Table, at_most: float) -> pa.Table:
    return rows.filter(pc.less_equal(rows["value"], at_most))


def _words(condition: WordsSaid, rows: Rows) -> pa.Table:
    said, texts = rows.texts
    pattern = "|".join(re.escape(needle) for needle in needles(condition.words))
    return said.filter(pc.match_substring_regex(texts, pattern)) if pattern else said.slice(0, 0)


_FOUND: Final[dict[type, Any]] = {Detractor: _detractor, Score: _score, Stars: _stars, WordsSaid: _words}
