"""The one shape in which every number of the product travels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its honesty: the value, its interval and how much it rests on.

    Parameters
    ----------
    value : float or None
        The estimate in the measure's own unit; ``None`` while it is unknown, never 0 instead.
    low, high : float or None
        Ends of the interval (95 % unless the caller asked otherwise); ``None`` where there
        is none: too few observations, or a plain count that has no sampling error.
    n : int
        Observations (answers, customers, waits…) behind the value.

    Examples
    --------
    >>> Estimate(value=34.0, low=26.0, high=42.0, n=412)
    Estimate(value=34.0, low=26.0, high=42.0, n=412)
    >>> Estimate.unknown().is_known
    False
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    @classmethod
    def unknown(cls, n: int = 0) -> Estimate:
        """No value: nothing was observed, or not enough to tell."""
        return cls(value=None, low=None, high=None, n=n)

    @property
    def is_known(self) -> bool:
        """Whether there is a value at all."""
        return self.value is not None
