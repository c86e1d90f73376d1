import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import (
    Estimate,
    churn_model,
    churn_rate,
    churn_silence,
    cost_per_customer,
    median_days,
    repeat_purchase,
    retention,
    retention_rate,
    share,
    silence_threshold,
)


def test_the_telephone_company_lost_more_than_a_quarter():
    # IBM's published sample: 1,869 of 7,043 customers, 26.54 %
    lost = churn_rate(1869, 7043)

    assert round(100 * lost.value, 2) == 26.54
    assert (lost.low, lost.high) == approx((0.2552, 0.2758), abs=1e-4)


def test_a_published_game_kept_its_players_for_a_day():
    # Cookie Cats (Tactile Entertainment / DataCamp): day-1 retention 44.82 % of 44,700 at gate 30
    assert round(100 * retention(20_034, 44_700).value, 2) == 44.82


def test_the_textbook_rate():
    # "(customers at the end - new) / customers at the start": 200 at the start, 210 at the end, 30 of them new
    rate = retention_rate(200, 210, 30)

    assert rate == share(180, 200)


def test_more_new_customers_than_customers_cannot_be():
    with pytest.raises(ValueError, match="new customers"):
        retention_rate(10, 5, 6)
    with pytest.raises(ValueError, match="new customers"):
        retention_rate(10, 20, 6)


@pytest.mark.parametrize(
    "nobody",
    [churn_rate(0, 0), retention(0, 0), retention_rate(0, 4, 4), repeat_purchase(0, 0), median_days([], [])],
)
def test_of_nobody_nothing_is_known(nobody):
    assert nobody == Estimate.unknown()


def test_a_period_that_still_runs_has_no_share():
    assert retention(9, 10, complete=0) == Estimate.unknown()


def test_nobody_came_back_which_is_not_certainty_either():
    none = retention(0, 20)

    assert (none.value, none.low) == (0.0, approx(0, abs=1e-12))
    assert none.high == approx(0.161, abs=1e-3)  # Wilson


def test_nine_of_ten_returns_came_within_the_threshold():
    assert silence_threshold([5, 10, 20, 200], [30, 40, 20, 10]) == 20
    assert silence_threshold([200, 20, 10, 5], [10, 20, 40, 30], percentile=50) == 10
    assert silence_threshold([], []) is None
    with pytest.raises(ValueError, match="percentile"):
        silence_threshold([5], [1], percentile=900)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=80), st.sampled_from([50, 75, 90, 95, 100]))
def test_the_threshold_is_the_percentile_of_the_gaps(gaps, percentile):
    days, counts = np.unique(gaps, return_counts=True)

    assert silence_threshold(days, counts, percentile=percentile) == np.percentile(
        gaps, percentile, method="inverted_cdf"
    )


def test_silence_as_long_as_the_threshold_is_not_yet_beyond_it():
    silent = churn_silence([10, 20, 21], [9, 1, 0], [4, 4, 2], percentile=100)

    assert (silent.value, silent.n) == (0.2, 10)


@given(st.lists(st.integers(0, 90), min_size=1, max_size=70))
def test_the_middle_gap_is_the_median(gaps):
    days, counts = np.unique(gaps, return_counts=True)

    middle = median_days(days, counts)

    assert middle.value == np.median(gaps)
    assert middle.n == len(gaps)
    if middle.low is not None:
        assert middle.low <= middle.value <= middle.high


def test_the_interval_of_a_median_is_that_of_its_ranks():
    # Conover, "Practical Nonparametric Statistics", quantile interval: of 16 values the 4th and the 13th at 95 %
    middle = median_days(range(1, 17), [1] * 16)

    assert (middle.low, middle.high) == (4.0, 13.0)


def test_five_gaps_are_too_few_for_an_interval():
    assert median_days([1, 2, 3, 4, 5], [1] * 5) == Estimate(3.0, None, None, 5)
    assert median_days([1, 2, 3, 4, 5, 6], [1] * 6) == Estimate(3.5, 1.0, 6.0, 6)


def test_a_negative_count_of_gaps_cannot_be():
    with pytest.raises(ValueError, match="negative"):
        median_days([1], [-1])


def test_costs_that_nobody_recorded_are_unknown_not_nothing():
    assert cost_per_customer(0.0, 0, 10) == Estimate.unknown(10)
    assert cost_per_customer(50.0, 2, 0) == Estimate.unknown(0)
    assert cost_per_customer(50.0, 2, 10) == Estimate(5.0, None, None, 10)


def test_too_few_repeat_customers_make_no_model_and_no_error():
    assert churn_model([0, 3], [0, 30], [90, 90], [5000, 9]) == Estimate.unknown(9)


def test_no_customers_make_no_model():
    assert churn_model([], [], []) == Estimate.unknown()
