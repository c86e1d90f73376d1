"""Limits: what chance does to a number that is looked at again and again."""

from math import inf, isinf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats.angles import angle, share_at
from heedful.stats.limits import Limits, Usual, limits_of_change, limits_of_level, rate_of, surprise, usual


def test_of_single_readings_they_are_the_prediction_interval_of_the_textbook():
    # Hahn & Meeker, "Statistical Intervals" (1991), 4.3: mean 50.10, s 1.31 of n = 5, one future reading, 95 %:
    # 50.10 ± 2.776 · 1.31 · √(1 + 1/5); the same five readings after a sixth that is their mean are looked at here.
    readings = [51.4, 49.5, 48.7, 49.3, 51.6]
    before = usual([*readings, 50.1], [1] * 6)
    assert before == Usual(approx(50.10), approx(1.175, abs=0.001), 6, 6)
    limits = limits_of_change(before, 1, rate=0.05)
    assert limits.high - 50.10 == approx(2.5706 * 1.175 * (1 + 1 / 6) ** 0.5, rel=1e-3)


def test_of_few_windows_nothing_is_known():
    assert usual([], []) is usual([1, 2, 3], [1, 1, 1]) is None
    assert usual([1] * 5 + [7], [10] * 5 + [0]) is None, "a window without observations is none"


def test_windows_that_were_all_alike_leave_no_room():
    before = usual([40.0] * 8, [20] * 8)
    assert limits_of_change(before, 20, rate=0.01) == Limits(40.0, 40.0)
    assert (surprise(before, 40.0, 20), surprise(before, 41.0, 20)) == (1.0, 0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: usual([1], [1, 2]),
        lambda: usual([float("nan")] * 6, [1] * 6),
        lambda: rate_of(0, 60),
        lambda: limits_of_change(Usual(0, 1, 60, 6), 0, rate=0.01),
        lambda: limits_of_change(Usual(0, 1, 60, 6), 10, rate=0.7),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()


def test_the_sides_of_a_level_are_open():
    before = Usual(40.0, 10.0, 240, 8)
    assert isinf(limits_of_level(before, 35, 25, rate=0.05, side="below").high)
    assert limits_of_level(before, 35, 25, rate=0.05, side="above").low == -inf


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_a_share_comes_back_from_its_angle(share, n):
    assert share_at(angle(share, n), n) == approx(share, abs=1e-9)


@given(st.integers(10, 60), st.floats(0.001, 0.2))
def test_more_answers_and_more_daring_make_the_limits_narrower(n, rate):
    before = Usual(40.0, 10.0, 240, 8)
    wide = limits_of_change(before, n, rate=rate)
    assert limits_of_change(before, 2 * n, rate=rate).high < wide.high
    assert limits_of_change(before, n, rate=rate * 2).high < wide.high


def test_false_alarms_are_as_many_as_stated():
    """Two hundred weekly histories of a steady NPS, two years each; `bench/truth/alerts.py` is the long half."""
    draw, rate, looks, false = np.random.default_rng(11), 1 / 30, 0, 0
    for _ in range(200):
        sizes = draw.integers(15, 90, 64)
        answers = np.array([draw.multinomial(n, (0.5, 0.3, 0.2)) for n in sizes])
        scores = 100 * (answers[:, 0] - answers[:, 2]) / sizes
        for week in range(12, 64):
            before = usual(scores[week - 12 : week], sizes[week - 12 : week])
            looks += 1
            false += not limits_of_change(before, sizes[week], rate=rate).holds(scores[week])
    assert false / looks == approx(rate, rel=0.2)
