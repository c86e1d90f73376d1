"""Several answers of one person are not as many people: the interval must know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from heedful.stats.intervals import t_quantile


@dataclass(frozen=True, slots=True)
class Clusters:
    """How the answers spread over the persons who gave them.

    With n_c answers of person c, and s_c the sum of that person's scores as the measure codes them
    (−1, 0, 1 for NPS; 0, 1 for a share; the raw score for a mean):

    Parameters
    ----------
    persons : int
        Persons; an anonymous answer counts as a person of its own.
    sum_squares : float
        Σ s_c².
    sum_cross : float
        Σ s_c·n_c.
    sum_sizes_squared : float
        Σ n_c².

    Examples
    --------
    Two persons, one of whom answered three times:

    >>> Clusters(persons=2, sum_squares=10, sum_cross=10, sum_sizes_squared=10).residuals(mean=1.0)
    0.0
    """

    persons: int
    sum_squares: float
    sum_cross: float
    sum_sizes_squared: float

    def residuals(self, mean: float) -> float:
        """Σ (s_c − mean·n_c)²: the linearised variance's only ingredient."""
        squares = self.sum_squares - 2 * mean * self.sum_cross + mean * mean * self.sum_sizes_squared
        return squares if squares > 1e-12 * self.sum_squares else 0.0  # below it, rounding is all there is

    def variance(self, mean: float, n: int) -> float | None:
        """Sampling variance of a mean over `n` answers; ``None`` with fewer than two persons.

        Source
        ------
        The ratio estimator's linearised (sandwich) variance with the C/(C−1) correction: Cochran
        (1977), *Sampling Techniques*, 3rd ed., §9A; what R's ``survey::svymean`` reports.
        """
        if self.persons < 2:
            return None
        return self.persons / (self.persons - 1) * self.residuals(mean) / n**2


def counts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Fold a row's four cluster columns, where it has them, into the one argument `clusters`.

    Parameters
    ----------
    row : mapping
        A row of a counts function without its group columns.

    Examples
    --------
    >>> row = {"successes": 1, "n": 2, "persons": 2, "sum_squares": 1, "sum_cross": 1, "sum_sizes_squared": 2}
    >>> sorted(counts_of(row))
    ['clusters', 'n', 'successes']
    """
    if "persons" not in row:
        return dict(row)
    names = [field.name for field in fields(Clusters)]
    clusters = Clusters(**{name: row[name] or 0 for name in names})
    return {**{name: count for name, count in row.items() if name not in names}, "clusters": clusters}


def effective_n(n: int, mean: float, variance: float, clusters: Clusters | None, level: float) -> float:
    """How many answers of as many persons would tell as much as these `n` answers do.

    n over the design effect, the effect being the clustered variance over the variance that
    independent answers would have, and corrected for how few persons it was judged from. Never more
    than n; n itself when nobody answered twice. When all answers are equal, there is no variance to
    judge by: then each person counts once. One person's answers count as one.

    Parameters
    ----------
    n : int
        Answers.
    mean, variance : float
        Of the coded answers (population variance, divisor n).
    clusters : Clusters or None
        ``None``: every answer is a person's only one.
    level : float
        Of the interval it is for.

    Source
    ------
    Korn & Graubard (1998), *Survey Methodology* 24, 193–201: n* = n/deff·(t(n−1)/t(C−1))²; applied to
    Wilson's interval by Dean & Pagano (2015), *Journal of Survey Statistics and Methodology* 3, 484–503.

    Examples
    --------
    >>> pairs = Clusters(persons=10, sum_squares=20, sum_cross=20, sum_sizes_squared=40)
    >>> effective_n(20, mean=0.5, variance=0.25, clusters=None, level=0.95)
    20.0
    >>> effective_n(20, mean=0.5, variance=0.25, clusters=pairs, level=0.95) < 10
    True
    """
    if clusters is None or clusters.persons >= n:
        return float(n)
    if clusters.persons < 2:
        return 1.0
    if variance <= 0:
        return float(clusters.persons)
    clustered = clusters.variance(mean, n) or 0.0
    if clustered <= 0:
        return float(n)
    few = (t_quantile(level, n - 1) / t_quantile(level, clusters.persons - 1)) ** 2
    independent = variance / (n - 1)
    return min(float(n), n * independent / clustered * few)
