"""Customers drawn from the very models that are fitted to them: what is put in must come out."""

import numpy as np


def customers(n, *, r=0.25, alpha=4.4, a=0.8, b=2.4, p=6.25, q=3.74, v=15.44, days=270, seed=1):
    """Frequency, recency, age (days; α in weeks) and mean spend of n customers, day by day."""
    draw = np.random.default_rng(seed)
    rate, leaves = draw.gamma(r, 1 / (7 * alpha), n), draw.beta(a, b, n)
    age = draw.integers(days // 2, days, n)
    frequency, recency, now, alive = np.zeros(n, int), np.zeros(n, int), np.zeros(n), np.ones(n, bool)
    while alive.any():
        here = np.flatnonzero(alive)
        now[here] += draw.exponential(1 / np.maximum(rate[here], 1e-12))
        came = now[here] < age[here]
        alive[here[~came]] = False
        buyers = here[came]
        frequency[buyers] += 1
        recency[buyers] = np.floor(now[buyers])
        alive[buyers[draw.random(len(buyers)) < leaves[buyers]]] = False
    level = draw.gamma(q, 1 / v, n)
    again = np.maximum(frequency, 1)
    spend = np.where(frequency > 0, draw.gamma(p * again, 1 / (level * again)), 0.0)
    return frequency, recency, age, spend
