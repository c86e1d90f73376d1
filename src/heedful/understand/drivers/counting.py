"""What is known of the answers beside their scores, counted in the log's own engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import narwhals as nw
import pyarrow as pa

from heedful import measures
from heedful.understand.drivers.looks import ALL, DriversLook
from heedful.understand.metrics.answers_given import answers_of
from heedful.understand.metrics.inquiry import Where
from heedful.understand.metrics.rows import narrowed, remembered, within
from heedful.understand.themes.counting import themes_to_come

Frame = nw.LazyFrame[Any]
DAYS: Final = 90
MOST_THEMES: Final = 15
MOST_VALUES: Final = 40  # more places than that are weighed by themselves, not beside everything else
MOST_EVENTS: Final = 3
DONE: Final = ("event", "order", "page", "message")  # the kinds of rows in which customers do something
DIMENSIONS: Final = ("location", "touchpoint")
KNOWN_OF: Final = 0.9  # of the answers: so many must be of known customers, for what these did to be weighed beside all


@dataclass(frozen=True, slots=True)
class Done:
    """Something that customers do: events of one name, or all rows of a kind."""

    kind: str
    name: str = ""

    @property
    def column(self) -> str:
        return f"done_{self.kind}_{self.name}"


@dataclass(frozen=True, slots=True)
class Known:
    """Answers alike in all of it, counted. `themes` stand in the columns `theme_0`, …; `spoken`: of those who wrote."""

    rows: pa.Table
    themes: tuple[str, ...]
    dimensions: tuple[str, ...]
    done: tuple[Done, ...]
    spoken: bool


def counted(look: DriversLook) -> Known:
    with look.inquiry.store.reading():
        return _counted(look)


def _counted(look: DriversLook) -> Known:
    answers, kind = _answers(look), look.kind
    texts, hits = _texts(look), measures.lazy(look.inquiry.store.hits(look.inquiry.member.workspace.key))
    themes = _most_said(look, answers, texts, hits) if kind in (ALL, "theme") else ()
    done = _often_done(look) if kind in (ALL, "done") else ()
    dimensions = [name for name in DIMENSIONS if kind in (ALL, name) or (themes and name == "location")]
    dimensions = [name for name in dimensions if kind == name or len(look.inquiry.heard(name)) <= MOST_VALUES]
    if done:
        answers = measures.done_before(answers, {each.column: _rows_of(look, each) for each in done}, days=DAYS)
    if themes:
        answers = answers.join(measures.themes_said(texts, hits, themes), on=measures.RESPONSE, how="inner")
    of = [*(f"theme_{at}" for at in range(len(themes))), *dimensions, *(each.column for each in done)]
    scale = look.scale
    rows = measures.driver_counts(answers, of=of, lowest=scale.lowest, highest=scale.highest)
    table = rows.collect(backend="pyarrow").to_native()
    return _settled(Known(table, themes, tuple(dimensions), done, bool(themes)), kind)


def _settled(known: Known, kind: str) -> Known:
    """Where too few customers are known, what they did is not weighed beside all; else only their answers are."""
    if not known.done:
        return known
    nobody = known.rows[known.done[0].column].is_null()
    many = known.rows["answers"].to_numpy()
    unknown = many[nobody.to_numpy()].sum() / max(1, many.sum())
    if kind == ALL and 1 - unknown < KNOWN_OF:
        return Known(known.rows, known.themes, known.dimensions, (), known.spoken)
    rows = known.rows.filter(known.rows[known.done[0].column].is_valid())
    return Known(rows, known.themes, known.dimensions, known.done, known.spoken)


def _answers(look: DriversLook) -> Frame:
    question = look.inquiry.question(look.metric.key, look.name, look.period)
    answers = measures.with_response(answers_of(look.inquiry.store, question))
    return answers.select("id", measures.RESPONSE, "customer", "occurred_at", "value", *DIMENSIONS)


def _texts(look: DriversLook) -> Frame:
    """What was written beside such answers and is read already; the answers themselves are what is narrowed."""
    inquiry = look.inquiry
    texts = measures.lazy(inquiry.store.voices(inquiry.member.workspace.key))
    texts = texts.filter(nw.col("kind").is_in(list(look.metric.kinds_of(look.name))), ~nw.col("model").is_null())
    return within(narrowed(texts, _seen(look)), *look.period.bounds(inquiry.tz)).select("id", "thread", "model")


def _seen(look: DriversLook) -> Where:
    """The condition that a row may be seen by whoever asks."""
    locations = look.inquiry.locations
    return () if locations is None else (("location", locations),)


def _most_said(look: DriversLook, answers: Frame, texts: Frame, hits: Frame) -> tuple[str, ...]:
    """The themes that most of the answers speak of; none that some of the texts are still to be read for."""
    hits = hits.filter(~nw.col("theme").is_in(themes_to_come(look.inquiry.member.workspace.key, texts)))
    wrote = measures.with_response(texts).select(measures.RESPONSE, _text=nw.col("id"))
    spoken = wrote.join(answers.select(measures.RESPONSE).unique(), on=measures.RESPONSE, how="inner")
    found = hits.select("theme", _text=nw.col("id")).join(spoken, on="_text", how="inner")
    counts = found.select("theme", measures.RESPONSE).unique().group_by("theme").agg(n=nw.len())
    most = counts.sort("n", "theme", descending=[True, False]).head(MOST_THEMES)
    return tuple(most.collect(backend="pyarrow")["theme"].to_list())


def _often_done(look: DriversLook) -> tuple[Done, ...]:
    """What customers do most: the events by their names, and every other kind of row."""
    inquiry, setup, seen = look.inquiry, look.inquiry.setup, _seen(look)
    beginnings = {setup.opening_event, setup.closing_event}
    found: list[Done] = []
    for kind in DONE:
        names: list[str] = remembered(
            inquiry.store,
            inquiry.member.workspace.key,
            kind,
            inquiry.memo,
            ("often done", seen),
            lambda frame: _names_by_number(narrowed(frame, seen)),
        )
        if kind != "event":
            found += [Done(kind)] if names else []
        else:
            found += [Done(kind, name) for name in names if name not in beginnings][:MOST_EVENTS]
    return tuple(found)


def _names_by_number(frame: Frame) -> list[str]:
    known = frame.filter(~nw.col("customer").is_null(), ~nw.col("name").is_null())
    counts = known.group_by("name").agg(n=nw.len()).sort("n", "name", descending=[True, False]).head(2 + MOST_EVENTS)
    names: Sequence[str] = counts.collect(backend="pyarrow")["name"].to_list()
    return list(names)


def _rows_of(look: DriversLook, each: Done) -> Frame:
    rows = measures.lazy(look.inquiry.store.frame(look.inquiry.member.workspace.key, kinds=[each.kind]))
    if each.kind == "message":
        rows = rows.filter(nw.col("name") == "inbound")
    elif each.name:
        rows = rows.filter(nw.col("name") == each.name)
    first, last = look.period.bounds(look.inquiry.tz)
    return within(narrowed(rows, _seen(look)), first and first - timedelta(days=DAYS), last)
