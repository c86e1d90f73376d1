import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep

from heedful.stats import (
    Change,
    Clusters,
    correct_for_many,
    difference_of_means,
    difference_of_pairs,
    difference_of_scores,
    difference_of_shares,
    growth,
)

SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def thirds(promoters, passives, detractors, clusters=None):
    return {"promoters": promoters, "passives": passives, "detractors": detractors, "clusters": clusters}


def sums(values):
    return {"n": len(values), "total": sum(values), "total_of_squares": sum(v * v for v in values)}


def boxes(successes, n):
    return {"successes": successes, "n": n}


@pytest.mark.parametrize(("n", "margin"), [(100, 21.3), (400, 10.8)])
def test_two_waves_must_differ_by_this_much(n, margin):
    # p = .5, d = .2, adjusted: sqrt(2) times the single margin (15.1 and 7.6)
    wave = thirds(n // 2, 3 * n // 10, n // 5)

    same = difference_of_scores(wave, wave)

    assert same.value == 0
    assert (same.high - same.low) / 2 == approx(margin, abs=0.1)
    assert same.verdict == "unclear"


def test_a_jump_of_thirty_points_in_four_hundred_answers_is_a_change():
    change = difference_of_scores(thirds(200, 120, 80), thirds(280, 80, 40))

    assert change.value == 30
    assert change.verdict == "higher" and change.is_one
    assert change.low > 0 and change.p < 0.001 and change.more_needed is None


def test_the_same_jump_in_nine_answers_is_unknown_and_says_how_many_more():
    change = difference_of_scores(thirds(200, 120, 80), thirds(8, 1, 0))

    assert change.verdict == "unknown"
    assert change.value is not None
    assert change.more_needed == 1


def test_against_nobody_nothing_is_known():
    change = difference_of_scores(thirds(0, 0, 0), thirds(8, 1, 0))

    assert change == Change(None, None, None, None, 0, 9, "unknown", 1)


def test_an_unclear_change_says_how_many_more_answers_would_tell():
    before, after = thirds(2000, 1200, 800), thirds(27, 14, 9)

    change = difference_of_scores(before, after)
    assert change.verdict == "unclear" and change.more_needed > 0

    k = (50 + change.more_needed) / 50
    later = difference_of_scores(before, thirds(round(27 * k), round(14 * k), round(9 * k)))
    assert later.p == approx(0.05, abs=0.02)


def test_repeating_customers_make_a_change_less_certain():
    pairs = Clusters(persons=200, sum_squares=4 * 160, sum_cross=4 * 120, sum_sizes_squared=800)

    plain = difference_of_scores(thirds(200, 120, 80), thirds(280, 80, 40))
    clustered = difference_of_scores(thirds(200, 120, 80), thirds(280, 80, 40, pairs))

    assert clustered.value == plain.value
    assert clustered.high - clustered.low > plain.high - plain.low


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((5, 56), (0, 29), -0.0381, 0.1926)],
)
def test_shares_differ_as_newcombe_printed_it(new, old, low, high):
    change = difference_of_shares(boxes(*old), boxes(*new))

    assert (round(change.low, 4), round(change.high, 4)) == (low, high)


share_counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(share_counts, share_counts)
def test_shares_differ_as_statsmodels_has_it(old, new):
    change = difference_of_shares(boxes(*old), boxes(*new), minimum_n=1)

    assert (change.low, change.high) == approx(confint_proportions_2indep(*new, *old, method="newcomb"), abs=1e-9)


@given(share_counts, share_counts)
def test_the_p_of_a_share_never_contradicts_its_interval(old, new):
    change = difference_of_shares(boxes(*old), boxes(*new), minimum_n=1)

    assert (change.p < 0.05) == (change.low > 0 or change.high < 0)
    assert change.is_one == (change.p < 0.05)


def test_means_differ_as_r_says():
    # R: t.test(extra ~ group, data = sleep): p-value = 0.07939, interval of group 1 - 2: -3.3654832 0.2054832
    change = difference_of_means(sums(SLEEP_1), sums(SLEEP_2))

    assert (change.low, change.high) == approx((-0.2054832, 3.3654832), abs=1e-6)
    assert change.p == approx(0.07939, abs=1e-5)
    assert change.verdict == "unclear"


def test_the_same_people_twice_tell_more_as_r_says():
    # R: with(sleep, t.test(extra[group == 2], extra[group == 1], paired = TRUE)): p-value = 0.002833,
    # 95 percent confidence interval 0.7001142 2.4598858
    change = difference_of_pairs(**sums([after - before for before, after in zip(SLEEP_1, SLEEP_2, strict=True)]))

    assert (change.value, change.low, change.high) == approx((1.58, 0.7001142, 2.4598858), abs=1e-6)
    assert change.p == approx(0.002833, abs=1e-6)
    assert change.verdict == "higher"


@pytest.mark.parametrize("answers", [[], [4], [4, 4, 4]])
def test_without_spread_a_mean_cannot_be_said_to_change(answers):
    assert difference_of_means(sums(SLEEP_1), sums(answers)).verdict == "unknown"
    assert difference_of_pairs(**sums(answers)).verdict == "unknown"


@pytest.mark.parametrize(("before", "after"), [(15, 30), (40, 50), (3, 0), (200, 131)])
def test_reviews_grow_as_one_binomial_says(before, after):
    # R's poisson.test of two counts is binom.test of one in their sum; SciPy's exact interval of it here
    exact = binomtest(after, before + after, 0.5)
    low, high = exact.proportion_ci(method="exact")

    change = growth(before, after)

    assert (change.low, change.high) == approx((low / (1 - low) - 1, high / (1 - high) - 1))
    assert change.p == approx(exact.pvalue)
    assert change.value == approx(after / before - 1)


def test_twice_the_reviews_is_growth():
    assert growth(15, 30).verdict == "higher"


def test_nothing_to_grow_from_is_unknown():
    assert growth(0, 30).verdict == "unknown"
    assert growth(0, 30).value is None


def test_all_gone_is_a_fall_of_everything():
    change = growth(30, 0)

    assert (change.value, change.low, change.verdict) == (-1.0, -1.0, "lower")


def test_a_negative_number_of_reviews_is_refused():
    with pytest.raises(ValueError, match="negative"):
        growth(-1, 3)


@given(st.integers(1, 300), st.integers(0, 300))
def test_the_p_of_growth_never_contradicts_its_interval(before, after):
    change = growth(before, after, minimum_n=1)

    assert (change.p < 0.05) == (change.low > 0 or change.high < 0)


def test_among_fifteen_looks_four_hold():
    # Benjamini & Hochberg (1995), section 4: the thrombolysis trial; four of fifteen at q = .05
    ps = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    looks = [Change(1.0, 0.1, 1.9, p, 50, 50, "higher" if p < 0.05 else "unclear") for p in ps]

    judged = correct_for_many(looks)

    assert [change.is_one for change in judged] == [True] * 4 + [False] * 11
    assert [change.p for change in judged] == ps


def test_what_is_unknown_is_not_one_of_the_many():
    unknown = Change.unknown(3, 2)
    striking = Change(1.0, 0.1, 1.9, 0.04, 50, 50, "higher")

    assert correct_for_many([unknown, striking, unknown]) == [unknown, correct_for_many([striking])[0], unknown]
    assert correct_for_many([unknown, striking])[1].verdict == "higher"
    assert correct_for_many([]) == []
