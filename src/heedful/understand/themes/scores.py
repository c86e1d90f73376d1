"""Which scores go with a theme: of those who speak of it, and of the others in the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from heedful import measures
from heedful.stats import Change, Estimate, difference_of_means, difference_of_scores, mean, nps
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import narrowed, within
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.themes.counting import Frame, Scope, kept, texts_read_for, theme_hits

NPS: Final = "nps:0-10"
SCORED: Final = ("answer", "review")
STARS: Final = "stars"  # of reviews, which have no scale


@dataclass(frozen=True, slots=True)
class Beside:
    """One score among those who speak of the theme, and among the others."""

    scale: str
    unit: str
    among: Estimate
    others: Estimate
    difference: Change


def scores_beside(scope: Scope, period: Period, theme: str, names: Mapping[str, Words]) -> list[Beside]:
    """Each score that stands with texts: on the same row, or in the same response. `names`: what a scale is called."""
    sums: dict[tuple[str, bool], dict[str, Any]] = kept(
        scope, ("scores", period, theme), lambda: _sums(scope, period, theme)
    )
    scales = sorted({scale for scale, _ in sums if (scale, True) in sums and (scale, False) in sums})
    found = [_beside(scale, sums[scale, True], sums[scale, False], names) for scale in scales]
    changes = judged_together([each.difference for each in found])
    return [
        Beside(each.scale, each.unit, each.among, each.others, change)
        for each, change in zip(found, changes, strict=True)
    ]


def _sums(scope: Scope, period: Period, theme: str) -> dict[tuple[str, bool], dict[str, Any]]:
    texts = texts_read_for(scope, period, theme)
    spoken = theme_hits(scope, theme).select("id", spoken=nw.lit(1))
    texts = texts.join(spoken, on="id", how="left").with_columns(about=~nw.col("spoken").is_null())
    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for rows in (_own(texts), _of_responses(scope, period, texts)):
        for row in _summed(rows):
            key = (row["scale"], bool(row["about"]))
            so_far = found.setdefault(key, dict.fromkeys(("n", "total", "squares", "promoters", "detractors"), 0))
            for name in so_far:
                so_far[name] += row[name] or 0
    return found


def _own(texts: Frame) -> Frame:
    """A score on the row of the text itself: a review's stars, a comment beside its score."""
    scored = texts.filter(~nw.col("value").is_null(), nw.col("kind").is_in(list(SCORED)))
    return scored.with_columns(scale=nw.coalesce(nw.col("scale"), nw.lit(STARS))).select("about", "scale", "value")


def _of_responses(scope: Scope, period: Period, texts: Frame) -> Frame:
    """Scores that the same person gave in the same response, one a scale and response."""
    first, last = period.bounds(scope.tz)
    answers = measures.lazy(scope.store.frame(scope.workspace, kinds=["answer"]))
    scores = within(narrowed(answers, scope.where), first, last).filter(
        ~nw.col("value").is_null(), ~nw.col("scale").is_null(), ~nw.col("thread").is_null()
    )
    scores = scores.group_by("thread", "scale").agg(value=nw.col("value").mean())
    apart = texts.filter(nw.col("value").is_null(), ~nw.col("thread").is_null())
    said = apart.group_by("thread").agg(spoken=nw.col("about").cast(nw.Int64).max())
    return scores.join(said, on="thread", how="inner").select("scale", "value", about=nw.col("spoken") > 0)


def _summed(rows: Frame) -> Iterator[dict[str, Any]]:
    value = nw.col("value")
    grouped = rows.group_by("scale", "about").agg(
        n=nw.len(),
        total=value.sum(),
        squares=(value * value).sum(),
        promoters=(value >= 9).cast(nw.Int64).sum(),
        detractors=(value <= 6).cast(nw.Int64).sum(),
    )
    return grouped.collect(backend="pyarrow").iter_rows(named=True)


def _beside(scale: str, among: Mapping[str, Any], others: Mapping[str, Any], names: Mapping[str, Words]) -> Beside:
    called = str(names.get(scale.partition(":")[0], scale))
    if scale == NPS:
        thirds = [_thirds(each) for each in (others, among)]
        return Beside(called, "points", nps(**thirds[1]), nps(**thirds[0]), difference_of_scores(*thirds))
    sums = [_means(each) for each in (others, among)]
    estimates: Sequence[Estimate] = [mean(each["n"], each["total"], each["total_of_squares"]) for each in sums]
    return Beside(called, "score", estimates[1], estimates[0], difference_of_means(*sums))


def _thirds(sums: Mapping[str, Any]) -> dict[str, int]:
    n, promoters, detractors = (int(sums[name]) for name in ("n", "promoters", "detractors"))
    return {"promoters": promoters, "passives": n - promoters - detractors, "detractors": detractors}


def _means(sums: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": int(sums["n"]), "total": float(sums["total"]), "total_of_squares": float(sums["squares"])}
