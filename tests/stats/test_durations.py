import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from heedful.stats import Estimate, duration_quantile, mean_duration, median_duration, p90_duration

# Freireich and others (1963), weeks of remission under 6-MP; the textbook example of censoring
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12


def test_the_median_of_what_is_over_is_the_middle_one():
    assert median_duration([60, 600, 120], [True] * 3).value == 120


def test_of_an_even_number_the_median_lies_midway():
    assert median_duration([60, 120, 600, 900], [True] * 4).value == 360


def test_ten_waits_tell_the_median_from_the_second_to_the_ninth():
    # Conover, Practical Nonparametric Statistics, table of the sign test: n=10, ranks 2 and 9, 97.9 %
    found = median_duration(range(1, 11), [True] * 10)

    assert found == Estimate(value=5.5, low=2.0, high=9.0, n=10)


def test_five_waits_are_too_few_for_an_interval_of_their_median():
    # 2 * 0.5 ** 5 = 6.25 % is more than 5 %
    assert median_duration([1, 2, 3, 4, 5], [True] * 5) == Estimate(value=3.0, low=None, high=None, n=5)


def test_the_p90_of_ten_has_no_upper_end():
    found = p90_duration(range(1, 11), [True] * 10)

    assert (found.value, found.low, found.high) == (9.5, 7.0, None)


def test_open_waits_make_the_median_longer_than_leaving_them_out():
    over_only = median_duration(WEEKS[:9], [True] * 9)
    honest = median_duration(WEEKS, RELAPSED)

    assert over_only.value == 10
    assert honest == Estimate(value=23.0, low=13.0, high=None, n=21)  # R: survfit(conf.type="log-log"): 23, 13, NA


def test_a_growing_backlog_does_not_look_like_an_improvement():
    quick, forgotten = [60] * 10, [86_400] * 15

    assert mean_duration(quick + forgotten, [True] * 10 + [False] * 15).value == 60
    assert median_duration(quick + forgotten, [True] * 10 + [False] * 15) == Estimate.unknown(25)


def test_open_waits_against_lifelines():
    lifelines = pytest.importorskip("lifelines", reason="lifelines is not installed")
    rng = np.random.default_rng(1)
    seconds, ended = np.ceil(rng.exponential(600, 500)), rng.random(500) < 0.8
    curve = lifelines.KaplanMeierFitter().fit(seconds, ended)
    low, high = lifelines.utils.median_survival_times(curve.confidence_interval_).to_numpy()[0]

    found = median_duration(seconds, ended)

    assert (found.value, found.low, found.high) == (curve.median_survival_time_, low, high)


def test_the_seed_formula_is_the_mean():
    # total time / number of enquiries
    assert mean_duration([60, 120, 600], [True] * 3).value == 260


def test_the_interval_of_the_mean_is_students():
    seconds = [410, 320, 505, 290, 700, 388]
    low, high = scipy_stats.t.interval(0.95, 5, np.mean(seconds), scipy_stats.sem(seconds))

    found = mean_duration(seconds, [True] * 6)

    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def test_no_waits_no_number():
    for measure in (median_duration, p90_duration, mean_duration):
        assert measure([], []) == Estimate.unknown()
        assert measure([60, 70], [False, False]) == Estimate.unknown(0 if measure is mean_duration else 2)
        assert measure([np.nan], [True]) == Estimate.unknown()


def test_one_wait_has_no_interval():
    for measure in (median_duration, p90_duration, mean_duration):
        assert measure([60], [True]) == Estimate(value=60.0, low=None, high=None, n=1)


def test_everybody_waited_the_same():
    assert median_duration([60], [True], [100]) == Estimate(value=60.0, low=60.0, high=60.0, n=100)
    assert mean_duration([60], [True], [100]) == Estimate(value=60.0, low=60.0, high=60.0, n=100)


@pytest.mark.parametrize(
    ("waits", "says"),
    [
        (([60, 70], [True]), "of one length"),
        (([60], [True], [1, 2]), "of one length"),
        (([-60], [True]), "not negative"),
        (([60], [True], [-1]), "not negative"),
    ],
)
def test_impossible_waits_are_refused(waits, says):
    with pytest.raises(ValueError, match=says):
        median_duration(*waits)


def test_a_share_lies_between_none_and_all():
    with pytest.raises(ValueError, match="between 0 and 1"):
        duration_quantile([60], [True], share=1)


waits = st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.integers(1, 4)), min_size=1, max_size=30)


@given(waits)
def test_counting_equal_waits_together_changes_nothing(rows):
    one_by_one = [(seconds, ended) for seconds, ended, count in rows for _ in range(count)]

    for measure in (median_duration, p90_duration, mean_duration):
        together, apart = measure(*zip(*rows, strict=True)), measure(*zip(*one_by_one, strict=True))
        assert (together.value, together.low, together.high) == pytest.approx((apart.value, apart.low, apart.high))
        assert together.n == apart.n


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_with_nothing_open_the_median_is_the_plain_one(seconds):
    assert median_duration(seconds, [True] * len(seconds)).value == np.median(seconds)


@given(waits)
def test_the_value_lies_within_its_interval(rows):
    for measure in (median_duration, p90_duration, mean_duration):
        found = measure(*zip(*rows, strict=True))
        assert found.value is None or (found.low or 0) <= found.value <= (found.high or np.inf)


def test_the_interval_of_the_median_covers_the_truth_nineteen_times_in_twenty():
    rng = np.random.default_rng(7)
    truth = 600 * np.log(2)
    held = 0
    for _ in range(400):
        waited, watched = rng.exponential(600, 60), rng.exponential(1800, 60)
        found = median_duration(np.minimum(waited, watched), waited <= watched)
        held += found.low <= truth <= (found.high or np.inf)

    assert 0.93 <= held / 400 <= 0.985
