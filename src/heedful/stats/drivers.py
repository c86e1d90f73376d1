"""What goes with a score: how much of its spread each thing that is known of the answers accounts for."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from heedful.stats.bootstrap import SEED, Counts, Floats, percentile_interval, resampled
from heedful.stats.change import MINIMUM_N, Change, Verdict, correct_for_many, verdict_of
from heedful.stats.estimate import Estimate
from heedful.stats.intervals import normal_quantile
from heedful.stats.weights import MOST_SHAPLEY, NOTHING, relative_weights, shapley_weights

Key = TypeVar("Key", bound=Hashable)
Why = Literal["same", "few", "double"]

PER_DRIVER: Final = 10  # answers that it takes for each thing looked at
DRAWS: Final = 1000
SAMPLE: Final = 1000  # rows enough to see in what order of size a column is
MOST_CELLS: Final = 1000  # more different rows than that are resampled in blocks
BLOCKS: Final = 250
DOUBLE: Final = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Driver(Generic[Key]):
    """One thing that goes with a score. Association, not cause.

    Parameters
    ----------
    key : hashable
        What it is.
    weight : Estimate
        Its part of R², by Johnson's relative weights: never below 0; all parts add up to R².
    correlation : Estimate
        With the score, −1…+1: whether the score is higher or lower where there is more of it.
    verdict : {"higher", "lower", "unclear", "unknown"}
        Whether the score is higher or lower with it by more than chance, judged among all that were looked at.
    shapley : float or None
        Its part of R² as the mean over all orders in which it could be taken in (LMG), to 15 drivers.

    Examples
    --------
    >>> part = Estimate(0.12, 0.08, 0.17, 400)
    >>> Driver("queue", part, Estimate(-0.4, -0.5, -0.3, 400), "lower", 0.11).is_one
    True
    """

    key: Key
    weight: Estimate
    correlation: Estimate
    verdict: Verdict
    shapley: float | None

    @property
    def is_one(self) -> bool:
        """Whether chance alone would hardly do it."""
        return self.verdict in ("higher", "lower")


@dataclass(frozen=True, slots=True)
class LeftOut(Generic[Key]):
    """What could not be weighed, and why.

    Parameters
    ----------
    why : {"same", "few", "double"}
        ``same``: it is the same in every answer. ``few``: all but fewer than the minimum of the answers have the
        same of it. ``double``: it says just what `like` says.

    Examples
    --------
    >>> LeftOut("sauna", "few").like is None
    True
    """

    key: Key
    why: Why
    like: Key | None = None


@dataclass(frozen=True, slots=True)
class Drivers(Generic[Key]):
    """All that was weighed together, the weightiest first.

    Parameters
    ----------
    n : int
        Answers.
    explained : Estimate
        R²: how much of the score's spread they account for together, 0…1.
    found : tuple of Driver
    left_out : tuple of LeftOut
    more_needed : int or None
        How many more answers it takes to weigh so much; ``None`` where there are enough.

    Examples
    --------
    >>> Drivers.unknown(12, more_needed=8).explained.is_known
    False
    """

    n: int
    explained: Estimate
    found: tuple[Driver[Key], ...]
    left_out: tuple[LeftOut[Key], ...] = ()
    more_needed: int | None = None

    @classmethod
    def unknown(
        cls, n: int, *, left_out: tuple[LeftOut[Key], ...] = (), more_needed: int | None = None
    ) -> Drivers[Key]:
        """Nothing can be weighed: too few answers, or nothing that differs."""
        return cls(n, Estimate.unknown(n), (), left_out, more_needed)


def drivers(
    keys: Sequence[Key],
    rows: npt.ArrayLike,
    score: npt.ArrayLike,
    counts: npt.ArrayLike | None = None,
    *,
    level: float = 0.95,
    minimum_n: int = MINIMUM_N,
    per_driver: int = PER_DRIVER,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Drivers[Key]:
    """Weigh what goes with a score: which of the things known of the answers account for its spread?

    Things that go together (who speaks of the changing rooms was at Nord) share the weight between them in a way
    that does not depend on the order in which they are named.

    Parameters
    ----------
    keys : sequence of hashable
        What each column of `rows` is.
    rows : array, shape (r, p)
        What is known: 1 where a theme was spoken of, the step of a scale… Rows that are alike may come as one.
    score : array, shape (r,)
        What an answer is worth: 100, 0, −100 for NPS, 1 or 0 for a share, the score itself for a mean.
    counts : array of int, shape (r,), optional
        How many answers each row stands for; 1 if not given.
    level : float
        Of the intervals.
    minimum_n : int
        Answers that must differ from the usual in a thing for it to be weighed.
    per_driver : int
        Answers that it takes for each thing weighed.
    draws, seed
        Of the bootstrap. Up to 1,000 different rows, their counts are drawn anew; more are laid into 250 blocks
        at random, and the blocks' cross-products are drawn anew, so that a million rows are read once.

    Returns
    -------
    Drivers
        Unknown below `per_driver` answers for each thing weighed, where all scores are the same, or where nothing
        differs.

    Raises
    ------
    ValueError
        When the shapes do not fit, a number is missing, or a count is negative.

    Source
    ------
    Johnson (2000), "A heuristic method for estimating the relative weight of predictor variables in multiple
    regression", *Multivariate Behavioral Research* 35, 1–19: Λ = R^½, w = (Λ∘Λ)(Λ⁻¹c)². Where columns depend on each
    other (all places of a chain), Λ⁻¹ is the pseudo-inverse. Shapley: Lindeman, Merenda & Gold (1980); Grömping (2006),
    *Journal of Statistical Software* 17(1). Of the sign: the bootstrap's standard error of the correlation, and
    Benjamini & Hochberg (1995).

    Examples
    --------
    >>> said = [[1, 0], [1, 1], [1, 0], [0, 1], [0, 0], [0, 0]]
    >>> found = drivers(["queue", "music"], said, [-100, -100, 100, 100, 100, -100], [40, 30, 10, 30, 40, 9])
    >>> [(driver.key, round(driver.weight.value, 2), driver.verdict) for driver in found.found]
    [('queue', 0.58, 'lower'), ('music', 0.0, 'unclear')]
    """
    normal_quantile(level)
    known, worth, many = _checked(keys, rows, score, counts)
    n = len(worth) if many is None else int(many.sum())
    kept, left_out = _kept(keys, known, many, minimum_n)
    if not kept or worth.min() == worth.max():
        return Drivers.unknown(n, left_out=tuple(left_out))
    if n < per_driver * len(kept):
        return Drivers.unknown(n, left_out=tuple(left_out), more_needed=per_driver * len(kept) - n)
    cells, often = _cells(known if len(kept) == len(keys) else known[:, kept], worth, many, seed)
    whole = _correlations(_summed(often[None], cells))
    own, doubles = _without_doubles([keys[at] for at in kept], whole[0][0])
    drawn = _correlations(_summed(resampled(often, draws=draws, seed=seed), cells))
    left_out += doubles
    among = np.ix_(own, own)
    return _weighed(
        [keys[kept[at]] for at in own],
        (whole[0][:, among[0], among[1]], whole[1][:, own]),
        (drawn[0][:, among[0], among[1]], drawn[1][:, own]),
        n,
        level,
        minimum_n,
        tuple(left_out),
    )


def _checked(
    keys: Sequence[Key], rows: npt.ArrayLike, score: npt.ArrayLike, counts: npt.ArrayLike | None
) -> tuple[Floats, Floats, Counts | None]:
    known, worth = np.asarray(rows, float), np.asarray(score, float)
    known = known.reshape(len(worth), len(keys)) if known.size == 0 else known
    many = None if counts is None else np.asarray(counts, np.int64)
    if known.shape != (len(worth), len(keys)) or (many is not None and many.shape != worth.shape):
        raise ValueError(f"{len(keys)} keys and {len(worth)} scores do not fit rows of shape {known.shape}")
    if not (np.isfinite(known.sum()) and np.isfinite(worth.sum())):
        raise ValueError("a number is missing: leave such answers out, or say what stands for it")
    if many is None or not many.size or many.min() > 0:
        return known, worth, many
    if many.min() < 0:
        raise ValueError("a count is negative")
    return known[many > 0], worth[many > 0], many[many > 0]


def _kept(
    keys: Sequence[Key], known: Floats, many: Counts | None, minimum_n: int
) -> tuple[list[int], list[LeftOut[Key]]]:
    """The columns in which enough answers differ."""
    kept: list[int] = []
    left_out: list[LeftOut[Key]] = []
    some = slice(None, None, max(1, len(known) // SAMPLE))
    for at, key in enumerate(keys):
        column = known[:, at]
        if _unusual(column[some], None) >= minimum_n or (found := _unusual(column, many)) >= minimum_n:
            kept.append(at)
        else:
            left_out.append(LeftOut(key, "few" if found else "same"))
    return kept, left_out


def _unusual(column: Floats, many: Counts | None) -> int:
    """How many answers have something else than most of them."""
    if not column.size:
        return 0
    _, place = np.unique(column, return_inverse=True)
    found = np.bincount(place, weights=many)
    return int(found.sum() - found.max())


def _cells(known: Floats, worth: Floats, many: Counts | None, seed: int) -> tuple[Floats, Counts]:
    """Cross-products, shape (cells, q, q), of (1, what is known…, score), and how often each cell is there.

    A cell is a row, or, where they are many, a block of answers that chance has put together. Numbers are taken from
    about their middle, so that no digits are lost.
    """
    some = slice(None, None, max(1, len(known) // SAMPLE))
    middles, sizes = _frame(np.column_stack([known[some], worth[some]]))

    def numbers(rows: Any) -> Floats:
        found = np.empty((len(worth[rows]), known.shape[1] + 2))
        found[:, 0], found[:, 1:-1], found[:, -1] = 1.0, known[rows], worth[rows]
        found[:, 1:] -= middles
        found[:, 1:] /= sizes
        return found

    if len(known) <= MOST_CELLS:
        z = numbers(slice(None))
        return z[:, :, None] * z[:, None, :], np.ones(len(z), np.int64) if many is None else many
    order = np.arange(len(worth), dtype=np.int32)
    order = order if many is None else np.repeat(order, many)
    np.random.default_rng(seed).shuffle(order)
    blocks = (numbers(rows) for rows in np.array_split(order, BLOCKS))
    return np.stack([z.T @ z for z in blocks]), np.ones(BLOCKS, np.int64)


def _summed(often: Counts, cells: Floats) -> Floats:
    return (often.astype(float) @ cells.reshape(len(cells), -1)).reshape(len(often), *cells.shape[1:])


def _frame(some: Floats) -> tuple[Floats, Floats]:
    deviations = some.std(axis=0)
    return some.mean(axis=0), np.where(deviations > 0, deviations, 1.0)


def _without_doubles(keys: Sequence[Key], among: Floats) -> tuple[list[int], list[LeftOut[Key]]]:
    """Of columns that say just the same, the first."""
    first = [int(np.argmax(row > DOUBLE)) for row in np.abs(among)]
    doubles = [LeftOut(keys[at], "double", keys[like]) for at, like in enumerate(first) if like < at]
    return [at for at, like in enumerate(first) if like == at], doubles


def _correlations(products: Floats) -> tuple[Floats, Floats]:
    """Among the drivers, and with the score; 0 with what happens not to differ in a draw."""
    sizes = products[:, 0, 0][:, None]
    means = products[:, 0, 1:] / sizes
    spread = products[:, 1:, 1:] / sizes[:, :, None] - means[:, :, None] * means[:, None, :]
    deviations = np.sqrt(np.maximum(np.diagonal(spread, axis1=1, axis2=2), 0.0))
    scale = deviations[:, :, None] * deviations[:, None, :]
    found = np.divide(spread, scale, out=np.zeros_like(spread), where=scale > NOTHING)
    ones = np.arange(found.shape[1])
    found[:, ones, ones] = 1.0
    return found[:, :-1, :-1], found[:, :-1, -1]


def _weighed(
    keys: Sequence[Key],
    whole: tuple[Floats, Floats],
    drawn: tuple[Floats, Floats],
    n: int,
    level: float,
    minimum_n: int,
    left_out: tuple[LeftOut[Key], ...],
) -> Drivers[Key]:
    among, toward = whole[0][0], whole[1][0]
    weights, others = relative_weights(among, toward), relative_weights(*drawn)
    shapley = shapley_weights(among, toward) if len(keys) <= MOST_SHAPLEY else None
    verdicts = _verdicts(toward, drawn[1], n, level, minimum_n)
    found = [
        Driver(
            key,
            _estimate(weights[at], others[:, at], n, level),
            _estimate(toward[at], drawn[1][:, at], n, level),
            verdicts[at],
            None if shapley is None else float(shapley[at]),
        )
        for at, key in enumerate(keys)
    ]
    found.sort(key=lambda driver: -(driver.weight.value or 0.0))
    return Drivers(n, _estimate(weights.sum(), others.sum(axis=1), n, level), tuple(found), left_out)


def _verdicts(toward: Floats, drawn: Floats, n: int, level: float, minimum_n: int) -> list[Verdict]:
    errors = drawn.std(axis=0)
    z = np.divide(np.abs(toward), errors, out=np.full(len(toward), np.inf), where=errors > 0)
    chances = 2 * ndtr(-z)
    changes = [
        Change(float(r), None, None, float(p), n, n, verdict_of(float(r), float(p), n, n, minimum_n, level))
        for r, p in zip(toward, chances, strict=True)
    ]
    return [change.verdict for change in correct_for_many(changes, rate=1 - level)]


def _estimate(value: float, draws: Floats, n: int, level: float) -> Estimate:
    low, high = percentile_interval(draws, level)
    return Estimate(float(value), low, high, n)
