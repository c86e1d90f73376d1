"""One theme: how large, since when, where, beside which scores, and what stands with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.stats import Change, Estimate, ranking
from heedful.ui import charts
from heedful.understand.events.queries import happenings
from heedful.understand.metrics.metric import Words
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.verdicts import judged_together
from heedful.understand.themes.counting import (
    MINIMUM_N,
    Counts,
    Scope,
    Sums,
    counts_by,
    kept,
    texts_read_for,
    theme_hits,
    version_read_for,
)
from heedful.understand.themes.glance import Sight, points_of
from heedful.understand.themes.models import FoundTheme, NamedTheme
from heedful.understand.themes.queries import called, hit_key
from heedful.understand.themes.quotes import Quote, quotes_of
from heedful.understand.themes.scores import Beside, scores_beside

MOST_PLACES: Final = 40
MOST_NEIGHBOURS: Final = 8
FEWEST_TOGETHER: Final = 3  # texts
LIFTED: Final = 1.2  # times as often as by chance
SCALES: Final[Mapping[str, Words]] = {
    "nps": gettext_lazy("Would they recommend us? (NPS)"),
    "csat": gettext_lazy("Satisfaction"),
    "ces": gettext_lazy("Ease"),
    "stars": gettext_lazy("Stars of reviews"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A theme that stands in the same texts; `lift`: how many times as often as chance would have it."""

    key: str
    texts: int
    lift: float


@dataclass(frozen=True, slots=True)
class Portrait:
    texts: int
    share: Estimate
    sums: Sums
    change: Change | None
    sentiment_change: Change | None
    trend: charts.Trend
    places: charts.Ranking | None
    scores: Sequence[Beside]
    quotes: Sequence[Quote]
    neighbours: Sequence[Neighbour]


def portrait_of(sight: Sight, theme: NamedTheme | FoundTheme) -> Portrait:
    key, now, earlier = hit_key(theme), sight.now, sight.earlier
    has_before = earlier is not None and earlier.texts > 0
    return Portrait(
        texts=now.read_for(key),
        share=now.share(key),
        sums=now.of(key),
        change=_change(now, earlier, key) if earlier is not None and has_before else None,
        sentiment_change=now.sentiment_from(earlier, key) if earlier is not None and has_before else None,
        trend=_trend(sight, theme),
        places=_places(sight, key),
        scores=scores_beside(sight.scope, sight.period, key, SCALES),
        quotes=quotes_of(sight.scope, sight.period, key),
        neighbours=_neighbours(sight, key),
    )


def _change(now: Counts, earlier: Counts, key: str) -> Change:
    """As the list of all themes judges it, among them all."""
    themes = sorted({key, *now.themes, *earlier.themes})
    changes = judged_together([now.change_from(earlier, each) for each in themes])
    return changes[themes.index(key)]


def _trend(sight: Sight, theme: NamedTheme | FoundTheme) -> charts.Trend:
    inquiry, locations = sight.inquiry, sight.inquiry.filter.value_of("location")
    marked = happenings(inquiry.member, sight.year, locations)
    return charts.Trend(
        title=_("How often is it said?"),
        says=_("Of all texts of a month, how many are about it."),
        unit="share",
        of="texts",
        per="month",
        series=(charts.Series(called(theme), points_of(sight, hit_key(theme))),),
        events=tuple(charts.Event(each.happened_on, each.words) for each in marked),
    )


def _places(sight: Sight, key: str) -> charts.Ranking | None:
    """Where it is said most; None where there are no two places to tell apart."""
    if sight.inquiry.filter.value_of("location"):
        return None
    found = {
        place: counts.share(key)
        for place, counts in counts_by(sight.scope, sight.period, "location").items()
        if place is not None
    }
    if len(found) < 2:
        return None
    ranked = ranking(found, better="higher", minimum_n=MINIMUM_N)[:MOST_PLACES]
    return charts.Ranking(
        title=_("Where is it said most?"),
        says=_("Places whose intervals overlap share a rank: they cannot be told apart."),
        unit="share",
        of="texts",
        places=tuple(
            charts.Place(
                charts.Point.of(
                    sight.inquiry.called("location", each.key),
                    each.shrunk if each.rank is not None else each.raw,
                    minimum_n=MINIMUM_N,
                    href=f"?{sight.inquiry.filter.address(location=each.key)}",
                ),
                each.rank,
                each.raw.value,
            )
            for each in ranked
        ),
    )


def _neighbours(sight: Sight, key: str) -> list[Neighbour]:
    """Themes that stand with it more often than by chance, the most frequent first."""
    now, scope = sight.now, sight.scope
    own = now.of(key).texts
    if not own:
        return []
    together: dict[str, int] = kept(scope, ("beside", sight.period, key), lambda: _together(scope, sight.period, key))
    found = [
        Neighbour(other, texts, texts * max(now.read_for(key), now.read_for(other)) / (own * now.of(other).texts))
        for other, texts in together.items()
        if now.of(other).texts and texts >= FEWEST_TOGETHER
    ]
    return sorted((each for each in found if each.lift > LIFTED), key=lambda each: -each.texts)[:MOST_NEIGHBOURS]


def _together(scope: Scope, period: Period, key: str) -> dict[str, int]:
    texts = texts_read_for(scope, period, key).select("id", "model")
    mine = texts.join(theme_hits(scope, key).select("id"), on="id", how="inner")
    others = theme_hits(scope).filter(nw.col("theme") != key).select("id", "theme")
    counted = others.join(mine, on="id", how="inner").group_by("theme", "model").agg(texts=nw.len())
    found: Counter[str] = Counter()
    for row in counted.collect(backend="pyarrow").iter_rows(named=True):
        if version_read_for(row["model"]) >= scope.since.get(row["theme"], 0):
            found[row["theme"]] += int(row["texts"])
    return dict(found)
