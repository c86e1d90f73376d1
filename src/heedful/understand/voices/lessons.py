"""By night the workspace teaches its model: by the scores that stand beside texts, and by what people corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import narwhals as nw

from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.models import Workspace
from heedful.text.labels import Said
from heedful.understand.metrics.scales import ENDS
from heedful.understand.voices.listing import Row, scores_beside
from heedful.understand.voices.models import Correction, Teaching
from heedful.understand.voices.readers import reader_of
from heedful.understand.voices.waiting import prior_of
from heedful.understand.voices.written import Vectors, vectors_in

MOST: Final = 4_000  # the newest texts
NIGHT: Final = range(2, 5)  # by the workspace's own clock
A_NIGHT: Final = timedelta(hours=20)
OVERDUE: Final = timedelta(hours=48)  # where no server runs by night
NEWS: Final = 1.1  # times as many lessons as the last time, before another one is worth reading everything anew
STARS: Final = (1, 5)
SIDES: Final = {"negative": 0, "neutral": 1, "positive": 2}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text whose side is known: 0 unhappy, 1 neutral, 2 happy; `weight` says how surely."""

    said: Said
    vectors: Vectors
    side: int
    weight: float


def is_due(workspace: Workspace, now: datetime) -> bool:
    """Once a night; where nothing runs by night, every second day. The first lesson waits for a night, too."""
    last = Teaching.objects.filter(workspace=workspace).values_list("at", flat=True).first()
    is_night = now.astimezone(ZoneInfo(workspace.time_zone)).hour in NIGHT
    if last is None:
        return is_night
    return now - last > (A_NIGHT if is_night else OVERDUE)


def teach_workspace(workspace: Workspace, *, store: Store, now: datetime) -> Teaching:
    """Refit the head to what is known of the workspace's texts; keep it only if it reads unseen ones better."""
    from heedful.text.sentiment.layers import Layer, packaged_layer
    from heedful.text.sentiment.teaching import teach

    base = packaged_layer()
    lessons = list(lessons_of(workspace, store))
    corrections = sum(each.weight > 1 for each in lessons)
    noted = Teaching(workspace=workspace, at=now, model=base.name, texts=len(lessons), corrections=corrections)
    if not _is_new(workspace, noted) or not lessons:
        noted.save()
        return noted
    labeller = reader_of(workspace.key).by_words
    known = labeller.lessons(
        [each.said for each in lessons],
        [each.vectors for each in lessons],
        [each.side for each in lessons],
        [each.weight for each in lessons],
    )
    taught = teach(base.head, base.calibration, known, name=f"{base.name}, taught {now:%Y-%m-%d}")
    noted.texts, noted.before, noted.after, noted.kept = taught.lessons, taught.before, taught.after, taught.kept
    noted.held_out = taught.lessons if taught.before is not None else 0
    if taught.kept:
        noted.model, noted.head = taught.head.name, Layer(taught.head, taught.calibration).to_bytes()
    noted.save()
    return noted


def lessons_of(workspace: Workspace, store: Store) -> Iterator[Lesson]:
    """The newest texts that were read in full and whose side somebody said: by correcting it, or by a score."""
    from heedful.text.sentiment.teaching import CORRECTED

    corrected = dict(_corrected(workspace))
    rows = _newest(store, workspace.key, list(corrected))
    beside = scores_beside(store, workspace.key, rows)
    kept = vectors_in(store.vectors(workspace.key, [row["id"] for row in rows]), reader_of(workspace.key).embedder)
    for row in rows:
        vectors = kept.get(row["id"])
        side = corrected.get(row["id"], _side(row, beside))
        if vectors is not None and side is not None:
            weight = CORRECTED if row["id"] in corrected else 1.0
            yield Lesson(Said(row["text"], prior_of(row["properties"])), vectors, side, weight)


def _corrected(workspace: Workspace) -> Iterator[tuple[str, int]]:
    said = Correction.objects.filter(workspace=workspace, field="feeling", undone_at=None)
    for interaction, value in said.values_list("interaction", "value"):
        if value in SIDES:
            yield interaction, SIDES[value]


def _newest(store: Store, workspace: str, also: list[str]) -> list[Row]:
    """The newest texts that may have a score, and those that people corrected, however old."""
    columns = ("id", "occurred_at", "kind", "thread", "scale", "value", "text", "properties")
    texts = lazy(store.voices(workspace)).filter(nw.col("tier") == "full")
    scored = texts.filter(nw.col("kind").is_in(["answer", "review"])).select(*columns)
    newest = scored.sort("occurred_at", "id", descending=True).head(MOST)
    rows: dict[str, Row] = {row["id"]: row for row in _collected(newest)}
    if also:
        rows |= {row["id"]: row for row in _collected(texts.filter(nw.col("id").is_in(also)).select(*columns))}
    return list(rows.values())


def _collected(frame: nw.LazyFrame) -> list[Row]:  # type: ignore[type-arg]
    rows: list[Row] = frame.collect(backend="pyarrow").to_native().to_pylist()
    return rows


def _side(row: Row, beside: dict[str, tuple[str, float]]) -> int | None:
    from heedful.text.sentiment.teaching import side_of_score

    scale, value = row["scale"], row["value"]
    if value is None:
        scale, value = beside.get(row["thread"] or "", (None, None))
    ends = STARS if row["kind"] == "review" and not scale else ENDS.get(scale or "")
    if value is None or ends is None or "effort" in (scale or ""):  # there, less is better
        return None
    return side_of_score(value, lowest=ends[0], highest=ends[1])


def _is_new(workspace: Workspace, now: Teaching) -> bool:
    """Whether there is much that the last lesson of this model did not know."""
    last = Teaching.objects.filter(workspace=workspace, kept=True, model__startswith=f"{now.model},").first()
    return last is None or now.texts >= NEWS * last.texts or now.corrections > last.corrections
