"""Which of many rows a rule is about: each rule is a mask over columns, so that a hundred cost little more than one."""

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

NPS: Final = pa.array(["nps:0-10", "nps:1-10"])
THEIRS: Final = "inbound"  # what customers write in a conversation, and not we

Mask = Any  # pa.BooleanArray or pa.ChunkedArray of booleans: Arrow's stubs tell them apart, and nobody else does


class Rows:
    """Rows of one workspace, with what several rules ask of them worked out once."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    @cached_property
    def answers(self) -> Mask:
        return pc.equal(self.table["kind"], "answer")

    @cached_property
    def reviews(self) -> Mask:
        return pc.equal(self.table["kind"], "review")

    @cached_property
    def texts(self) -> pa.Array:
        """Where a customer wrote something: the text as words are looked for in it; else null."""
        kinds, names, scales = (self.table[name] for name in ("kind", "name", "scale"))
        ours = pc.and_(pc.equal(kinds, "message"), pc.fill_null(pc.not_equal(names, THEIRS), False))
        chosen = pc.fill_null(pc.equal(scales, CHOICE), False)
        theirs = pc.invert(pc.or_(ours, chosen))
        texts = pc.if_else(theirs, self.table["text"], pa.scalar(None, pa.string()))
        return pa.array([None if text is None else folded(text) for text in texts.to_pylist()], pa.string())


def mask(condition: AtOnce, rows: Rows) -> Mask:
    """True where the condition holds; what is not known never does."""
    found = pc.fill_null(_FOUND[type(condition)](condition, rows), False)
    if condition.touchpoint:
        found = pc.and_(found, pc.fill_null(pc.equal(rows.table["touchpoint"], condition.touchpoint), False))
    return found


def at_places(rows: Rows, places: Sequence[str]) -> Mask | None:
    """Where it happened at one of these; None: everywhere counts."""
    return pc.is_in(rows.table["location"], value_set=pa.array(list(places), pa.string())) if places else None


def needles(words: Sequence[str]) -> list[str]:
    """As they stand in a folded text, from the beginning of a word on."""
    return [f" {plain.strip()}" for word in words if (plain := folded(word))]


def _detractor(condition: Detractor, rows: Rows) -> Mask:
    asked = pc.is_in(rows.table["scale"], value_set=NPS)
    return pc.and_(asked, pc.less_equal(rows.table["value"], condition.at_most))


def _score(condition: Score, rows: Rows) -> Mask:
    asked = pc.and_(rows.answers, pc.equal(rows.table["scale"], condition.scale))
    return pc.and_(asked, pc.less_equal(rows.table["value"], condition.at_most))


def _stars(condition: Stars, rows: Rows) -> Mask:
    return pc.and_(rows.reviews, pc.less_equal(rows.table["value"], condition.at_most))


def _words(condition: WordsSaid, rows: Rows) -> Mask:
    pattern = "|".join(re.escape(needle) for needle in needles(condition.words))
    return pc.match_substring_regex(rows.texts, pattern) if pattern else pc.is_null(rows.table["id"])


_FOUND: Final[dict[type, Any]] = {Detractor: _detractor, Score: _score, Stars: _stars, WordsSaid: _words}
