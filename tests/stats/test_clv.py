import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.integrate import quad
from scipy.stats import gamma

from heedful.stats import (
    BgNbd,
    CannotFit,
    Estimate,
    GammaGamma,
    calibration_table,
    clv_model,
    clv_simple,
    customer_values,
    expected_purchases,
    expected_spend,
    fit_bgnbd,
    fit_clv,
    fit_gamma_gamma,
    spend_correlation,
)
from heedful.stats.gamma_gamma import _likelihood
from tests.full import times
from tests.stats.drawn import customers

# Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", section 4: CDNOW, 946 repeat customers
PUBLISHED = GammaGamma(6.25, 3.74, 15.44, 0.0, 946, np.zeros((3, 3)))
BUYS = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, 2357, 7.0, np.zeros((4, 4)))


def test_the_mean_spend_of_the_authors():
    # the same note: E(Z) = p v / (q - 1) = 35.2 with the rounded parameters
    assert PUBLISHED.mean_spend == approx(6.25 * 15.44 / 2.74, rel=1e-12)
    assert round(PUBLISHED.mean_spend, 1) == 35.2


def test_an_unknown_customer_is_expected_to_spend_as_everybody_and_a_known_one_as_themselves():
    once, few, many = expected_spend(PUBLISHED, [0, 2, 5000], [0.0, 100.0, 100.0])

    assert once == PUBLISHED.mean_spend
    assert once < few < many == approx(100.0, rel=1e-3)


def test_the_likelihood_is_that_of_the_note():
    # equation 1a of the note is the mixture of a gamma purchase over a gamma level: integrate it instead
    p, q, v = 3.0, 2.5, 12.0

    def by_integral(x, m):
        inner = lambda level: gamma.pdf(m, p * x, scale=1 / (level * x)) * gamma.pdf(level, q, scale=1 / v)  # noqa: E731
        return np.log(quad(inner, 0, 5, epsabs=1e-14)[0])

    found, _ = _likelihood(np.array([2.0, 5.0]), np.array([20.0, 9.0]), np.array([1.0, 3.0]))(np.log([p, q, v]))

    assert found == approx(by_integral(2, 20.0) + 3 * by_integral(5, 9.0), rel=1e-7)


@given(st.lists(st.floats(-1, 3), min_size=3, max_size=3))
@settings(max_examples=times(30, 6), deadline=None)
def test_the_gradient_is_the_slope_of_the_likelihood(point):
    frequency, _, _, spend = customers(300)
    likelihood, point = (
        _likelihood(frequency[frequency > 0], spend[frequency > 0], np.ones((frequency > 0).sum())),
        np.array(point),
    )

    _, gradient = likelihood(point)

    slope = [(likelihood(point + step)[0] - likelihood(point - step)[0]) / 2e-5 for step in np.eye(3) * 1e-5]
    assert gradient == approx(np.array(slope), rel=1e-4, abs=1e-3)


def test_what_was_put_in_comes_out():
    frequency, _, _, spend = customers(100_000, r=0.8)

    found = fit_gamma_gamma(frequency, spend)

    off = np.log([found.p, found.q, found.v]) - np.log([6.25, 3.74, 15.44])
    assert (np.abs(off) < 3.5 * np.sqrt(np.diag(found.covariance))).all()
    assert found.n == (frequency > 0).sum()


@pytest.mark.parametrize(
    ("histories", "reason"),
    [
        (([], []), "Only 0 repeat customers"),
        (([0] * 50, [0.0] * 50), "Only 0 repeat customers"),
        (([3] * 50, [-5.0] * 50), "Only 0 repeat customers"),
        (([1] * 50, [20.0] * 50), "spend the same"),
    ],
)
def test_spend_that_cannot_be_fitted_says_why(histories, reason):
    with pytest.raises(CannotFit, match=reason):
        fit_gamma_gamma(*histories)


def test_spend_without_a_mean_says_so():
    spend = np.random.default_rng(1).pareto(0.5, 3000) + 1

    with pytest.raises(CannotFit, match="so widely"):
        fit_gamma_gamma([1] * 3000, spend)


def test_whoever_spends_more_the_oftener_they_come_is_warned_about():
    frequency, recency, age, spend = customers(3000, r=1.0)
    related = spend * (1 + frequency) ** 0.7

    plain, warned = fit_clv(frequency, recency, age, spend), fit_clv(frequency, recency, age, related)

    assert plain.cautions == ()
    assert "spend more each time" in warned.cautions[0]
    assert warned.correlation.low > 0.1


def test_the_correlation_is_pearsons_with_fishers_interval():
    # Fisher (1915): tanh(artanh r ± z / sqrt(n - 3))
    draw = np.random.default_rng(2)
    frequency = draw.integers(1, 9, 60)
    spend = 10 + frequency + draw.random(60) * 9

    found = spend_correlation(frequency, spend)

    r = np.corrcoef(frequency, spend)[0, 1]
    assert found.value == approx(r)
    assert (found.low, found.high) == approx(
        (np.tanh(np.arctanh(r) - 1.959964 / 57**0.5), np.tanh(np.arctanh(r) + 1.959964 / 57**0.5)), rel=1e-6
    )
    assert spend_correlation(frequency, np.full(60, 5.0)) == Estimate.unknown(60)
    assert spend_correlation([1, 2], [5.0, 6.0]) == Estimate.unknown(2)


def test_value_is_purchases_times_spend_month_by_month_discounted():
    history = ([2], [213], [272])

    value = customer_values(BUYS, PUBLISHED, *history, [30.0], months=3, monthly_discount=0.02, margin=0.4)[0]

    upto = [0.0] + [expected_purchases(BUYS, *history, days=365.25 / 12 * month)[0] for month in (1, 2, 3)]
    money = sum((upto[month] - upto[month - 1]) / 1.02**month for month in (1, 2, 3))
    assert value == approx(0.4 * money * expected_spend(PUBLISHED, [2], [30.0])[0], rel=1e-12)


def test_the_modelled_value_is_the_mean_over_all_and_says_of_how_many_it_is_unknown_whether_they_left():
    frequency, recency, age, spend = customers(5000)

    found = fit_clv(frequency, recency, age, spend, margin=0.5)

    each = customer_values(found.purchases, found.spend, frequency, recency, age, spend, margin=0.5)
    assert found.estimate.value == approx(each.mean(), rel=1e-9)
    assert found.estimate.n == 5000
    assert found.unknown_alive == (frequency == 0).sum()
    assert 0 < found.estimate.low < found.estimate.value < found.estimate.high


def test_the_interval_of_the_modelled_value_covers_the_truth_about_as_often_as_it_says():
    truth_buys, truth_pays = BgNbd(0.8, 6.0, 0.8, 2.4, 0, 1, 7.0, np.zeros((4, 4))), PUBLISHED
    inside = 0
    for seed in range(times(20, 5)):
        histories = customers(600, r=0.8, alpha=6.0, seed=seed)
        found = clv_model(*histories)
        inside += found.low <= customer_values(truth_buys, truth_pays, *histories).mean() <= found.high

    assert inside >= times(16, 4)  # 95 % of 20 is 19; fewer than 16 would come once in 390 such tests


def test_equal_customers_counted_once_give_the_same_value():
    histories = ([0, 1, 3, 8], [0, 30, 60, 80], [90, 90, 90, 90], [0.0, 10.0, 30.0, 20.0])
    counts = [60, 20, 15, 5]

    grouped, one_by_one = clv_model(*histories, counts), clv_model(*(np.repeat(each, counts) for each in histories))

    assert (grouped.value, grouped.low, grouped.n) == approx((one_by_one.value, one_by_one.low, one_by_one.n), rel=1e-6)


def test_a_value_that_cannot_be_modelled_is_unknown():
    assert clv_model([], [], [], []) == Estimate.unknown()
    assert clv_model([0] * 40, [0] * 40, [90] * 40, [0.0] * 40) == Estimate.unknown(40)


@pytest.mark.parametrize("wrong", [{"margin": 40}, {"months": 0}, {"monthly_discount": -0.1}])
def test_terms_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=r"margin|months"):
        clv_model([0, 1, 3, 8], [0, 30, 60, 80], [90] * 4, [0.0, 10.0, 30.0, 20.0], [60, 20, 15, 5], **wrong)


def test_the_textbook_example():
    # annual revenue per customer 1,000 × 5 years − 200 to win them
    assert clv_simple([1000.0] * 9, [0] * 9, years=5, acquisition_cost=200) == Estimate(4800.0, 4800.0, 4800.0, 9)


def test_the_interval_of_the_textbook_value_is_about_that_of_a_mean():
    revenue = np.random.default_rng(4).gamma(2, 100, 400)

    found = clv_simple(revenue, [0] * 400, years=1)

    reach = 1.96 * revenue.std(ddof=1) / 20
    assert (found.low, found.high) == approx((revenue.mean() - reach, revenue.mean() + reach), rel=0.02)


def test_many_customers_are_resampled_in_groups_with_the_same_interval():
    draw = np.random.default_rng(5)
    revenue, days = draw.gamma(2, 100, 50_000).round(2), draw.integers(1, 900, 50_000)

    found = clv_simple(revenue, days)

    product = revenue.mean() * days.mean() / 365.25
    spread = np.std(revenue / revenue.mean() + days / days.mean(), ddof=1) * product / 50_000**0.5
    assert (found.low, found.high) == approx((product - 1.96 * spread, product + 1.96 * spread), abs=0.3 * spread)
    assert found == clv_simple(revenue, days)  # seeded: the same data, the same interval


def test_rows_that_stand_for_several_customers_are_resampled_one_by_one():
    assert clv_simple([10.0, 50.0], [300, 100], [40, 60]) == clv_simple(
        [10.0] * 40 + [50.0] * 60, [300] * 40 + [100] * 60
    )


def test_without_anybody_or_anybody_coming_back_there_is_no_textbook_value():
    assert clv_simple([], []) == Estimate.unknown()
    assert clv_simple([100.0, 50.0], [0, 0]) == Estimate.unknown(2)
    assert clv_simple([100.0], [730.5]) == Estimate(200.0, None, None, 1)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        clv_simple([1.0], [1, 2])


def test_the_hold_out_table_counts_what_came_beside_what_was_expected():
    rows = calibration_table(
        BUYS,
        [0, 0, 2, 9, 12],
        [0, 0, 213, 250, 260],
        [272, 200, 272, 272, 272],
        [10, 30, 5, 1, 1],
        [4, 12, 8, 9, 4],
        [4, 14, 20, 81, 16],
        days=273,
    )

    assert [(row.frequency, row.is_or_more, row.actual.n) for row in rows] == [
        (0, False, 40),
        (2, False, 5),
        (7, True, 2),
    ]
    assert [row.actual.value for row in rows] == [0.4, 1.6, 6.5]
    assert rows[1].expected == approx(1.226, abs=5e-4)  # the authors' customer again


def test_a_fitted_model_passes_its_own_hold_out():
    frequency, recency, age, _ = customers(30_000, r=0.6, days=600, seed=8)
    fitted = fit_bgnbd(frequency, recency, age)

    rows = calibration_table(
        fitted,
        frequency,
        recency,
        age,
        np.ones(30_000),
        draw_ahead(fitted, frequency, recency, age, 180),
        np.zeros(30_000),
        days=180,
    )

    for row in rows:
        assert row.actual.value == approx(row.expected, rel=0.25)


def draw_ahead(fitted, frequency, recency, age, days, seed=9):
    """Purchases in the next days of customers of the fitted model, given their histories."""
    from heedful.stats import probability_alive

    draw, n = np.random.default_rng(seed), len(frequency)
    alive = draw.random(n) < np.nan_to_num(probability_alive(fitted, frequency, recency, age), nan=1.0)
    rate = draw.gamma(fitted.r + frequency, 1 / (fitted.alpha + age / 7)) / 7
    leaves = draw.beta(fitted.a, np.where(frequency > 0, fitted.b + frequency, fitted.b))
    now, bought = np.zeros(n), np.zeros(n)
    while alive.any():
        here = np.flatnonzero(alive)
        now[here] += draw.exponential(1 / rate[here])
        came = now[here] < days
        alive[here[~came]] = False
        bought[here[came]] += 1
        alive[here[came][draw.random(came.sum()) < leaves[here[came]]]] = False
    return bought


def test_nobody_has_no_hold_out():
    assert calibration_table(BUYS, [], [], [], [], [], [], days=90) == ()
