"""What it costs to keep a customer, and to win one."""

from __future__ import annotations

from heedful.stats.estimate import Estimate


def cost_per_customer(spend: float, costs: int, customers: int) -> Estimate:
    """Money spent ÷ customers it was spent for: retention cost (CRC), acquisition cost (CAC).

    Parameters
    ----------
    spend : float
        The sum of the costs in the period.
    costs : int
        How many costs were recorded; with none, the spend is unknown rather than nothing.
    customers : int
        Customers retained in the period, or won in it.

    Returns
    -------
    Estimate
        Money per customer, `n` customers. There is no interval: both are counted in full, and
        nothing is sampled. Unknown without costs, or without customers.

    Examples
    --------
    >>> cost_per_customer(1200.0, 3, 400)
    Estimate(value=3.0, low=None, high=None, n=400)
    >>> cost_per_customer(0.0, 0, 400).is_known
    False
    """
    if costs == 0 or customers == 0:
        return Estimate.unknown(int(customers))
    return Estimate(value=float(spend) / int(customers), low=None, high=None, n=int(customers))
