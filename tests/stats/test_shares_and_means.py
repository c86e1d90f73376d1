import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from heedful.stats import Clusters, Estimate, mean, share

scores = st.lists(st.integers(1, 10), min_size=2, max_size=60)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_printed_it(successes, n, low, high):
    found = share(successes, n)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_vendors_worked_example_is_thirteen_of_nineteen():
    # 9 very satisfied, 4 satisfied, 3 neutral, 2 unsatisfied, 1 very unsatisfied: printed as 76.5 % of 17
    assert round(100 * share(9 + 4, 9 + 4 + 3 + 2 + 1).value, 1) == 68.4


def test_a_thousand_answers_on_effort_have_three_more_values():
    answers = [80, 210, 140, 110, 160, 180, 120]
    n, total, squares = (sum(k * s**power for s, k in enumerate(answers, 1)) for power in (0, 1, 2))

    assert round(mean(n, total, squares).value, 2) == 4.08
    assert share(160 + 180 + 120, n).value == 0.46
    assert share(180 + 120, n).value == 0.30


def test_of_nobody_no_share_and_no_mean_is_known():
    assert share(0, 0) == mean(0, 0, 0) == Estimate(None, None, None, 0)


def test_one_of_one_is_a_wide_guess():
    # Wilson (1927) for 1 of 1 at 95 %: 1/(1 + z²)
    assert share(1, 1) == Estimate(1.0, approx(1 / (1 + 1.959964**2), abs=1e-6), 1.0, 1)


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 4), (1, -1)])
def test_more_successes_than_tries_are_refused(successes, n):
    with pytest.raises(ValueError, match="successes"):
        share(successes, n)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_that_of_statsmodels(pair):
    successes, n = pair

    low, high = proportion_confint(successes, n, method="wilson")

    assert (share(*pair).low, share(*pair).high) == approx((max(0, low), min(1, high)), abs=1e-12)


def test_students_own_sleep_data():
    # R: t.test(sleep$extra[sleep$group == 1]) -> 95 percent confidence interval -0.5297804 2.0297804
    extra = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]

    found = mean(10, sum(extra), sum(x * x for x in extra))

    assert found == Estimate(approx(0.75), approx(-0.5297804, abs=1e-6), approx(2.0297804, abs=1e-6), 10)


@given(scores)
def test_the_mean_is_that_of_statsmodels(answers):
    found = mean(len(answers), sum(answers), sum(a * a for a in answers))

    if len(set(answers)) == 1:  # R's t.test refuses: "data are essentially constant"
        assert found == Estimate(answers[0], None, None, len(answers))
    else:
        assert (found.low, found.high) == approx(DescrStatsW(answers).tconfint_mean(), abs=1e-8)


def test_a_single_score_has_no_interval():
    assert mean(1, 4.0, 16.0) == Estimate(4.0, None, None, 1)


def test_equal_scores_with_a_fraction_have_no_interval_either():
    assert mean(3, 0.1 * 3, 0.1**2 * 3).low is None


def test_the_interval_of_a_mean_ends_where_the_scale_does():
    found = mean(3, 14, 66, lowest=1, highest=5)

    assert found.high == 5
    assert found.low > 1


def test_repeating_customers_widen_a_mean_as_a_survey_estimator_does():
    # Three persons with answers (1, 2), (5), (4, 4, 4): the linearised variance by hand, n = 6, mean 20/6,
    # residual sums 3 - 2m, 5 - m, 12 - 3m = -11/3, 5/3, 2: sum of squares 182/9... (121 + 25 + 36)/9
    clusters = Clusters(persons=3, sum_squares=9 + 25 + 144, sum_cross=6 + 5 + 36, sum_sizes_squared=4 + 1 + 9)

    found = mean(6, 20, 78, clusters=clusters)

    error = (3 / 2 * (121 + 25 + 36) / 9 / 36) ** 0.5
    assert (found.high - found.low) / 2 == approx(4.302653 * error, rel=1e-6)  # t(.975, 2 df)


def test_one_customers_many_scores_have_no_interval():
    assert mean(4, 14, 50, clusters=Clusters(1, 196, 56, 16)) == Estimate(3.5, None, None, 4)


@given(st.integers(1, 200), st.integers(0, 200), st.integers(2, 4))
def test_customers_who_repeat_themselves_add_nothing_to_a_share(successes, failures, times):
    n = successes + failures
    repeat = Clusters(n, times**2 * successes, times**2 * successes, times**2 * n)

    once, repeated = share(successes, n), share(successes * times, n * times, clusters=repeat)

    assert repeated.high - repeated.low >= (once.high - once.low) * 0.999
