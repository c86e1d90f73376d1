"""How many texts carry each theme, and how they sound: counted in the log's own engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

import narwhals as nw

from heedful import measures
from heedful.interactions.remembered import Remembered
from heedful.interactions.schema import KINDS
from heedful.interactions.store import Store
from heedful.stats import Change, Estimate, difference_of_means, difference_of_shares, mean, share
from heedful.text.labels import NEUTRAL
from heedful.understand.metrics.question import Period
from heedful.understand.metrics.rows import narrowed, within
from heedful.understand.themes.models import FoundTheme, NamedTheme

MINIMUM_N: Final = 30  # texts, before a theme's share is called anything
FEWEST: Final = 5  # texts with a theme, before their sentiment is called anything
FOUND: Final = "found:"  # what the keys of found themes begin with
Where = tuple[tuple[str, tuple[str, ...]], ...]
Frame = nw.LazyFrame[Any]
_counted: WeakKeyDictionary[Store, Remembered[Any]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Scope:
    """Which texts: of a workspace, where, seen by whom. `where` holds what the reader may see, too."""

    store: Store
    workspace: str
    tz: str
    where: Where = ()

    def at(self, dimension: str, *values: str) -> Scope:
        """The same, of these values alone; both conditions hold."""
        return Scope(self.store, self.workspace, self.tz, (*self.where, (dimension, tuple(values))))

    @property
    def version(self) -> int:
        return self.store.version(self.workspace, [*KINDS, "labels"])

    @cached_property
    def since(self) -> dict[str, int]:
        return since_of(self.workspace)


@dataclass(frozen=True, slots=True)
class Sums:
    """Texts of a theme in a group: how many, and of those whose sentiment is known its sums."""

    texts: int = 0
    felt: int = 0
    total: float = 0.0
    squares: float = 0.0
    negative: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def sentiment(self) -> Estimate:
        if self.felt < FEWEST:
            return Estimate.unknown(self.felt)
        return mean(self.felt, self.total, self.squares, lowest=-1.0, highest=1.0)

    @property
    def side(self) -> str:
        """`negative` or `positive` where the interval says so, `neutral` where its texts take no side, or `mixed`.

        Empty without an interval.
        """
        felt = self.sentiment
        if felt.low is None or felt.high is None:
            return ""
        if self.squares < NEUTRAL**2 * self.felt:
            return "neutral"
        return "negative" if felt.high <= -NEUTRAL else "positive" if felt.low >= NEUTRAL else "mixed"

    @property
    def complaining(self) -> Estimate:
        return share(self.negative, self.felt)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one group: all labelled texts, and those of each theme.

    `unread`: the texts that were not read for a theme as it is looked for now; they say nothing of it.
    """

    texts: int = 0
    themes: Mapping[str, Sums] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)

    def of(self, theme: str) -> Sums:
        return self.themes.get(theme, Sums())

    def read_for(self, theme: str) -> int:
        """The texts of which it is known whether they are about it."""
        return self.texts - self.unread.get(theme, 0)

    def share(self, theme: str) -> Estimate:
        return share(self.of(theme).texts, self.read_for(theme))

    def change_from(self, before: Counts, theme: str) -> Change:
        """How its share has changed since."""
        sides = [{"successes": each.of(theme).texts, "n": each.read_for(theme)} for each in (before, self)]
        return difference_of_shares(sides[0], sides[1], minimum_n=MINIMUM_N)

    def sentiment_from(self, before: Counts, theme: str) -> Change:
        sides = [
            {"n": each.felt, "total": each.total, "total_of_squares": each.squares}
            for each in (before.of(theme), self.of(theme))
        ]
        return difference_of_means(sides[0], sides[1], minimum_n=10)


def theme_counts(scope: Scope, period: Period) -> Counts:
    """All themes in a period."""
    return _grouped(scope, period).get((), Counts())


def counts_by(scope: Scope, period: Period, dimension: str) -> dict[str | None, Counts]:
    """All themes at each place (or of each channel, product, …)."""
    return {key[0]: found for key, found in _grouped(scope, period, dimension).items()}


def counts_over_time(scope: Scope, period: Period, every: str = "month") -> dict[date, Counts]:
    """All themes in each month, week … by the workspace's clock; `period` must have both ends."""
    found = _grouped(scope, period, "period", every=every)
    return {key[0].date(): counts for key, counts in sorted(found.items()) if key[0] is not None}


def texts_behind(scope: Scope, version: int) -> int:
    """How many texts were read for an earlier version of the themes, or for none: they are read anew."""

    def read() -> dict[int, int]:
        texts = narrowed(measures.lazy(scope.store.voices(scope.workspace)), scope.where)
        found: Counter[int] = Counter()
        for row in _rows(texts.group_by("model").agg(n=nw.len())):
            found[version_read_for(row["model"])] += int(row["n"])
        return dict(found)

    read_for: dict[int, int] = kept(scope, ("read for",), read)
    return sum(n for each, n in read_for.items() if each < version)


def texts_read_for(scope: Scope, period: Period, theme: str) -> Frame:
    """The texts that were read for the theme as it is looked for now."""
    texts, since = labelled_texts(scope, period), scope.since.get(theme, 0)
    models = [row["model"] for row in _rows(texts.select("model").unique())]
    return texts.filter(nw.col("model").is_in([each for each in models if version_read_for(each) >= since]))


def themes_to_come(workspace: str, texts: Frame) -> list[str]:
    """The themes that some of these texts were not read for yet, as they are looked for now."""
    oldest = min((version_read_for(row["model"]) for row in _rows(texts.select("model").unique())), default=0)
    return [theme for theme, since in since_of(workspace).items() if since > oldest]


def since_of(workspace: str) -> dict[str, int]:
    """From which version of the themes on each is looked for as it is now, by the key that stands in its hits."""
    named = NamedTheme.objects.filter(set__workspace__key=workspace).values_list("key", "since")
    found = FoundTheme.objects.filter(workspace__key=workspace).values_list("key", "since")
    return dict(named) | {f"{FOUND}{key}": since for key, since in found}


def labelled_texts(scope: Scope, period: Period = Period()) -> Frame:  # noqa: B008 -- frozen
    """The texts that are read already."""
    first, last = period.bounds(scope.tz)
    texts = measures.lazy(scope.store.voices(scope.workspace)).filter(~nw.col("model").is_null())
    return within(narrowed(texts, scope.where), first, last)


def theme_hits(scope: Scope, *themes: str) -> Frame:
    """One row a text and theme, with how the theme is felt in it."""
    hits = measures.lazy(scope.store.hits(scope.workspace))
    if themes:
        hits = hits.filter(nw.col("theme").is_in(list(themes)))
    return hits.group_by("id", "theme").agg(
        felt=nw.col("sentiment").mean(), score=nw.col("score").max(), sentence=nw.col("sentence").min()
    )


def kept(scope: Scope, what: tuple[Any, ...], read: Callable[[], Any]) -> Any:
    """What `read` finds, read anew only after texts, their labels or what themes are looked for by have changed."""
    key = (scope.workspace, scope.tz, scope.where, scope.version, *sorted(scope.since.items()), *what)
    return _counted.setdefault(scope.store, Remembered()).get(key, read)


def _grouped(scope: Scope, period: Period, *by: str, every: str = "") -> dict[tuple[Any, ...], Counts]:
    found: dict[tuple[Any, ...], Counts] = kept(
        scope, ("counts", period, by, every), lambda: _read(scope, period, by, every)
    )
    return found


def _read(scope: Scope, period: Period, by: tuple[str, ...], every: str) -> dict[tuple[Any, ...], Counts]:
    texts = labelled_texts(scope, period)
    if every:
        texts = _with_period(texts, period, scope.tz, every)
    texts = texts.select("id", "model", *by)
    whole = texts.group_by("model", *by).agg(texts=nw.len())
    together = texts.join(theme_hits(scope), on="id", how="inner")
    felt = nw.col("felt")
    themes = together.group_by("theme", "model", *by).agg(
        texts=nw.len(),
        felt=felt.count(),
        total=felt.sum(),
        squares=(felt * felt).sum(),
        negative=(felt <= -NEUTRAL).cast(nw.Int64).sum(),
    )
    found: dict[tuple[Any, ...], dict[str, Sums]] = defaultdict(lambda: defaultdict(Sums))
    for row in _rows(themes):
        if version_read_for(row["model"]) >= scope.since.get(row["theme"], 0):
            found[tuple(row[name] for name in by)][row["theme"]] += Sums(
                int(row["texts"]),
                int(row["felt"]),
                row["total"] or 0.0,
                row["squares"] or 0.0,
                int(row["negative"] or 0),
            )
    read: dict[tuple[Any, ...], Counter[int]] = defaultdict(Counter)
    for row in _rows(whole):
        read[tuple(row[name] for name in by)][version_read_for(row["model"])] += int(row["texts"])
    return {key: Counts(sum(n.values()), dict(found.get(key, {})), _unread(n, scope.since)) for key, n in read.items()}


def _unread(read: Mapping[int, int], since: Mapping[str, int]) -> dict[str, int]:
    """Of each theme, the texts that were read for an earlier version than its own; only where there are any."""
    oldest = min(read)
    late = {theme: first for theme, first in since.items() if first > oldest}
    return {theme: sum(n for version, n in read.items() if version < first) for theme, first in late.items()}


def version_read_for(model: str | None) -> int:
    """The version of the themes that a text's model read it for; 0 where there were none, -1 where nobody read it."""
    if model is None:
        return -1
    _name, said, version = model.rpartition(", themes ")
    return int(version) if said else 0


def _with_period(texts: Frame, period: Period, tz: str, every: str) -> Frame:
    first, last = period.bounds(tz)
    if first is None or last is None:
        raise ValueError("a trend needs a first and a last day")
    local = measures.with_local(texts, tz, first, last)
    return measures.with_period(local, every, first=first, last=last)


def _rows(frame: Frame) -> Iterator[dict[str, Any]]:
    return frame.collect(backend="pyarrow").iter_rows(named=True)


def span_of_texts(scope: Scope) -> tuple[datetime, datetime] | None:
    """From when to when there are texts that were read."""

    def read() -> tuple[datetime, datetime] | None:
        moment = nw.col("occurred_at")
        found = labelled_texts(scope).select(n=nw.len(), first=moment.min(), last=moment.max())
        n, first, last = found.collect(backend="pyarrow").row(0)
        return (first, last) if n else None

    found: tuple[datetime, datetime] | None = kept(scope, ("span",), read)
    return found
