import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import (
    BgNbd,
    CannotFit,
    churn_model,
    expected_purchases,
    fit_bgnbd,
    group_histories,
    probability_alive,
)
from heedful.stats.bgnbd import _Likelihood
from tests.full import times
from tests.stats.drawn import customers

UNCERTAIN = np.zeros((4, 4))
# Fader, Hardie & Lee (2005), Marketing Science 24(2), table 2: CDNOW, one tenth, weeks
PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, 2357, 7.0, UNCERTAIN)


def model(r=0.243, alpha=4.414, a=0.793, b=2.426):
    return BgNbd(r, alpha, a, b, 0.0, 1, 7.0, UNCERTAIN)


def test_the_worked_example_of_the_authors():
    # Fader, Hardie & Lee (2005), "Implementing the BG/NBD Model … in Excel": customer 0001, x = 2, t_x = 30.43,
    # T = 38.86 weeks, is expected to buy 1.226 times in the next 39 weeks
    assert expected_purchases(PUBLISHED, [2], [213], [272], days=273)[0] == approx(1.226, abs=5e-4)


def test_alive_is_the_formula_of_the_authors():
    # Fader, Hardie & Lee (2008), "Computing P(alive) Using the BG/NBD Model", equation 7, by hand for the same one
    weeks = (4.414 + 272 / 7) / (4.414 + 213 / 7)
    by_hand = 1 / (1 + 0.793 / (2.426 + 1) * weeks ** (0.243 + 2))

    assert probability_alive(PUBLISHED, [2], [213], [272])[0] == approx(by_hand, rel=1e-12)


def test_of_who_bought_once_it_is_unknown_whether_they_left():
    assert np.isnan(probability_alive(PUBLISHED, [0, 0], [0, 0], [10, 900])).all()


def test_the_likelihood_is_that_of_the_paper():
    # equation 6 of the paper, written out for two customers without any of our grouping
    from scipy.special import betaln, gammaln

    r, alpha, a, b = 0.7, 3.0, 0.6, 2.0

    def by_hand(x, t, end):
        stayed = betaln(a, b + x) - betaln(a, b) + gammaln(r + x) + r * np.log(alpha)
        stayed -= gammaln(r) + (r + x) * np.log(alpha + end)
        if not x:
            return stayed
        left = betaln(a + 1, b + x - 1) - betaln(a, b) + gammaln(r + x) + r * np.log(alpha)
        return np.logaddexp(stayed, left - gammaln(r) - (r + x) * np.log(alpha + t))

    value, _ = _Likelihood(group_histories([3, 0, 3], [20, 0, 20], [40, 35, 40]), 7.0)(np.log([r, alpha, a, b]))

    assert value == approx(2 * by_hand(3, 20 / 7, 40 / 7) + by_hand(0, 0, 5), rel=1e-12)


@given(st.lists(st.floats(-2, 2), min_size=4, max_size=4))
@settings(max_examples=times(30, 6), deadline=None)
def test_the_gradient_is_the_slope_of_the_likelihood(point):
    likelihood = _Likelihood(group_histories(*customers(200)[:3]), 27.0)
    point = np.array(point)

    _, gradient = likelihood(point)

    steps = np.eye(4) * 1e-5
    slope = [(likelihood(point + step)[0] - likelihood(point - step)[0]) / 2e-5 for step in steps]
    assert gradient == approx(np.array(slope), rel=1e-4, abs=1e-3)


def test_what_was_put_in_comes_out():
    found = fit_bgnbd(*customers(60_000, r=0.5, alpha=6.0, a=0.8, b=2.4, days=500)[:3])

    error = np.sqrt(np.diag(found.covariance))
    off = np.log([found.r, found.alpha, found.a, found.b]) - np.log([0.5, 6.0, 0.8, 2.4])
    # day grain loses a little of the times (α), hence the small allowance beside the standard errors
    assert (np.abs(off) < 3.5 * error + 0.03).all()


def test_counted_histories_and_customers_one_by_one_fit_alike():
    histories = customers(3000)[:3]
    counted = group_histories(*histories)

    one_by_one = fit_bgnbd(*histories)
    grouped = fit_bgnbd(counted.frequency, counted.recency, counted.age, counted.customers)

    assert len(counted.customers) < 1500
    assert grouped.log_likelihood == approx(one_by_one.log_likelihood, rel=1e-12)
    assert (grouped.r, grouped.alpha, grouped.a, grouped.b) == approx(
        (one_by_one.r, one_by_one.alpha, one_by_one.a, one_by_one.b), rel=1e-9
    )


def test_the_unit_of_time_changes_alpha_alone():
    histories = customers(3000)[:3]

    weeks, days = fit_bgnbd(*histories), fit_bgnbd(*histories, unit_days=1.0)

    assert (days.r, days.a, days.b) == approx((weeks.r, weeks.a, weeks.b), rel=1e-9)
    assert days.alpha == approx(7 * weeks.alpha, rel=1e-9)
    args = ([3], [50], [200])
    assert expected_purchases(days, *args, days=90) == approx(expected_purchases(weeks, *args, days=90), rel=1e-9)


@pytest.mark.parametrize(
    ("histories", "reason"),
    [
        (([], [], []), "no customers"),
        (([0, 0], [0, 0], [0, 0]), "for a day"),
        (([0] * 500, [0] * 500, [90] * 500), "Only 0 customers have come back"),
        (([0, 2], [0, 30], [90, 90], [5000, 9]), "Only 9 customers have come back"),
    ],
)
def test_what_cannot_be_fitted_says_why(histories, reason):
    with pytest.raises(CannotFit, match=reason):
        fit_bgnbd(*histories)


@pytest.mark.parametrize(
    "histories",
    [
        ([1], [91], [90]),
        ([0], [5], [90]),
        ([1.5], [5], [90]),
        ([-1], [0], [90]),
        ([1], [5], [np.nan]),
        ([1, 2], [5, 6], [90]),
        ([2**40], [5], [2**14]),
    ],
)
def test_a_history_that_cannot_be_is_refused(histories):
    with pytest.raises(ValueError, match=r"must|too large"):
        group_histories(*histories)


def test_customers_who_all_buy_alike_still_get_an_answer():
    # every customer buys weekly and nobody leaves: the limits of the model, not a crash
    churned = churn_model([10] * 50, [70] * 50, [72] * 50)

    assert churned.n == 50
    assert 0 <= churned.value < 0.5


def test_who_bought_weekly_and_fell_silent_for_a_year_has_left():
    found = fit_bgnbd(*customers(5000)[:3])

    silent, fresh = probability_alive(found, [20, 20], [140, 500], [505, 505])

    assert silent < 0.01 < 0.9 < fresh


def test_the_churn_of_the_model_is_the_mean_over_repeat_customers_alone():
    histories = customers(4000)[:3]
    alive = probability_alive(fit_bgnbd(*histories), *histories)

    churned = churn_model(*histories)

    assert churned.n == np.isfinite(alive).sum() < 4000
    assert churned.value == approx(1 - np.nanmean(alive), rel=1e-9)
    assert 0 < churned.low < churned.value < churned.high < 1


@given(
    a=st.floats(0.05, 4), b=st.floats(0.05, 8), r=st.floats(0.05, 5), x=st.integers(0, 40), days=st.integers(1, 1000)
)
@settings(deadline=None)
def test_expected_purchases_are_the_integral_of_the_rate(a, b, r, x, days):
    # E[Y(t)] of a customer alive is ∫ E[λ|…] P(still alive at s) ds; the model has no closed form simpler than 2F1,
    # so it is checked by what must hold: not negative, rising, and never above the rate of one who cannot leave
    fitted = model(r=r, a=a, b=b)

    near, far = (expected_purchases(fitted, [x], [x], [300], days=ahead)[0] for ahead in (days, 2 * days))

    never_leaves = (r + x) / (fitted.alpha + 300 / 7) * 2 * days / 7
    assert 0 <= near <= far * (1 + 1e-9)
    assert far <= never_leaves * (1 + 1e-6) + 1e-9


@pytest.mark.parametrize("a", [0.3, 1 - 2e-5, 1 - 1e-6, 1.0, 1 + 1e-6, 1 + 2e-5, 2.0])
def test_nothing_breaks_where_the_formula_divides_by_nought(a):
    around = [expected_purchases(model(a=a * side), [3], [90], [200], days=100)[0] for side in (0.999, 1.0, 1.001)]

    assert around[0] > around[1] > around[2] > 0  # the sooner they leave, the less they buy
    assert around[1] == approx((around[0] + around[2]) / 2, rel=1e-5)


def test_a_heavy_buyer_does_not_overflow():
    bought = expected_purchases(PUBLISHED, [2000], [2190], [2200], days=365)[0]

    assert 0 < bought < 2000 / (2200 / 365) * 1.01


def test_simulated_customers_buy_as_often_as_expected():
    fitted = model(r=0.8, alpha=6.0, a=0.7, b=2.5)
    frequency = customers(80_000, r=0.8, alpha=6.0, a=0.7, b=2.5, days=300, seed=5)
    ages = frequency[2]

    expected = expected_purchases(fitted, np.zeros_like(ages), np.zeros_like(ages), np.zeros_like(ages), days=1)
    whole = np.array([expected_purchases(fitted, [0], [0], [0], days=age)[0] for age in np.unique(ages)])
    mean_expected = whole[np.searchsorted(np.unique(ages), ages)].mean()

    assert expected.min() > 0
    assert frequency[0].mean() == approx(mean_expected, rel=0.02)
