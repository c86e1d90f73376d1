"""Who came back, as shares."""

from __future__ import annotations

from heedful.stats.estimate import Estimate
from heedful.stats.shares import share


def retention(active: int, size: int, complete: bool = True, *, level: float = 0.95) -> Estimate:
    """Share of a cohort that was there in a later period.

    Parameters
    ----------
    active : int
        Members of the cohort who were there in that period.
    size : int
        Members of the cohort whose period is complete.
    complete : bool
        Whether the period is over. While it runs, nobody can be said not to have come back: the
        share is unknown, with n = 0, however many have come already.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 with Wilson's interval.

    Examples
    --------
    >>> round(retention(40_000, 90_189).value, 4)
    0.4435
    >>> retention(3, 10, complete=False)
    Estimate(value=None, low=None, high=None, n=0)
    """
    return share(active, size, level=level) if complete else Estimate.unknown()


def retention_rate(customers_start: int, customers_end: int, new: int, *, level: float = 0.95) -> Estimate:
    """The plain retention rate: (customers at the end − new ones) ÷ customers at the start.

    Parameters
    ----------
    customers_start, customers_end : int
        Customers at the start and at the end of the period.
    new : int
        Of those at the end, who were no customers at the start.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share 0–1 with Wilson's interval; unknown if there was nobody at the start.

    Raises
    ------
    ValueError
        If more are said to be new than are there, or more stayed than were there.

    Examples
    --------
    >>> round(retention_rate(200, 210, 30).value, 2)
    0.9
    """
    if not 0 <= new <= customers_end or customers_end - new > customers_start:
        raise ValueError("new customers must be among those at the end, the others among those at the start")
    return share(customers_end - new, customers_start, level=level)
