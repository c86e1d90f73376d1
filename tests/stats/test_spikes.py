"""Spikes: more in an hour than chance brings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats.spikes import Scatter, dispersion, most_usual, scatter_of

DAY_AND_NIGHT = 12 * np.exp(0.6 * np.sin(np.arange(168) / 24 * 2 * np.pi))


@given(st.lists(st.integers(0, 200), min_size=4, max_size=12), st.floats(1e-5, 0.05), st.floats(1, 5))
def test_a_spike_is_above_the_mean_and_harder_to_reach_the_surer_it_is_to_be(counts, rate, scatter):
    most = most_usual(counts, rate=rate, scatter=Scatter(scatter))
    assert most + 1 > np.mean(counts)
    assert most_usual(counts, rate=rate / 2, scatter=Scatter(scatter)) >= most


def test_counts_that_come_in_pairs_scatter_twice_as_much():
    draw = np.random.default_rng(3)
    assert dispersion(2 * draw.poisson(10, (200, 8))) == approx(2, rel=0.1)
    assert dispersion(draw.poisson(10, (200, 8))) == approx(1, rel=0.1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: most_usual([], rate=0.01),
        lambda: most_usual([-1], rate=0.01),
        lambda: most_usual([1], rate=0.7),
        lambda: most_usual([1], rate=0.01, scatter=Scatter(0.5)),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()


def test_of_few_hours_only_how_much_they_scatter_is_known():
    assert scatter_of([[4, 5, 6]] * 20).seen == 0
    assert scatter_of([]) == Scatter()


def test_one_old_outcry_deafens_nobody():
    counts = np.random.default_rng(4).poisson(DAY_AND_NIGHT, (8, 168))
    before = most_usual(counts[:, 12], rate=1 / 720, scatter=scatter_of(counts.T))
    counts[3, 40] = 300
    assert most_usual(counts[:, 12], rate=1 / 720, scatter=scatter_of(counts.T)) < 2 * before


@pytest.mark.parametrize(
    "heard",
    [
        lambda draw, busy: draw.poisson(busy),
        lambda draw, busy: 2 * draw.poisson(busy / 2),
        lambda draw, busy: draw.negative_binomial(busy, 0.5),
    ],
    ids=["singly", "in pairs", "by the weather"],
)
def test_false_alarms_are_as_many_as_stated(heard):
    """Sixty histories, of a week each after eight; `bench/truth/alerts.py` is the long half."""
    draw, rate, false = np.random.default_rng(13), 1 / 100, 0
    for _ in range(60):
        counts = heard(draw, np.tile(DAY_AND_NIGHT, (9, 1)))
        scatter = scatter_of(counts[:8].T)
        likely = (hour for hour in range(168) if counts[8, hour] > counts[:8, hour].mean() * 1.3)
        false += sum(counts[8, hour] > most_usual(counts[:8, hour], rate=rate, scatter=scatter) for hour in likely)
    assert false / (60 * 168) == approx(rate, rel=0.35)
