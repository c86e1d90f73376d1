import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import Estimate, churn_survival, count_durations, kaplan_meier, median_lifetime

# Freireich et al. (1963), 6-mercaptopurine against leukaemia, weeks in remission.
# The curve and its interval: Kleinbaum & Klein, "Survival Analysis", table 2.2; SAS PROC LIFETEST (log-log).
ENDED = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
IN_REMISSION = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
PUBLISHED = {
    6: (0.8571, 0.6197, 0.9516),
    7: (0.8067, 0.5631, 0.9228),
    10: (0.7529, 0.5032, 0.8894),
    13: (0.6902, 0.4316, 0.8491),
    16: (0.6275, 0.3675, 0.8049),
    22: (0.5378, 0.2678, 0.7468),
    23: (0.4482, 0.1881, 0.6801),
}


def remission():
    weeks = sorted(ENDED | IN_REMISSION)
    return weeks, [ENDED.get(week, 0) for week in weeks], [IN_REMISSION.get(week, 0) for week in weeks]


@pytest.mark.parametrize("week", PUBLISHED)
def test_the_textbook_curve_and_its_interval(week):
    still = kaplan_meier(*remission()).at(week)

    assert (still.value, still.low, still.high) == approx(PUBLISHED[week], abs=5e-5)
    assert still.n == 21


def test_the_textbook_median_has_no_upper_end_as_too_many_are_still_in_remission():
    assert median_lifetime(*remission()) == Estimate(value=23.0, low=13.0, high=None, n=21)


def test_gone_is_the_other_side_of_still_there():
    gone = churn_survival(*remission(), at_age=10)

    assert (gone.value, gone.low, gone.high) == approx((1 - 0.7529, 1 - 0.8894, 1 - 0.5032), abs=5e-5)


def test_beyond_the_longest_observation_nothing_is_known():
    assert not kaplan_meier(*remission()).at(36).is_known


def test_half_have_not_left_yet_so_there_is_no_median():
    assert median_lifetime([10.0, 20.0], [1, 0], [0, 3]) == Estimate.unknown(4)


def test_nobody_has_left_which_is_not_certainty():
    # Clopper-Pearson for 30 of 30: 0.025 ** (1 / 30)
    still = kaplan_meier([100.0], [0], [30]).at(100)

    assert (still.value, still.high) == (1.0, 1.0)
    assert still.low == approx(0.884, abs=5e-4)


def test_all_left_on_one_day():
    still = kaplan_meier([7.0], [5], [0]).at(400)

    assert (still.value, still.low) == (0.0, 0.0)
    assert 0.4 < still.high < 0.6


def test_no_contracts_no_curve():
    curve = kaplan_meier([], [], [])

    assert curve.at(10) == Estimate.unknown()
    assert curve.median() == Estimate.unknown()


@pytest.mark.parametrize(
    "wrong", [([-1.0], [1], [0]), ([1.0], [-1], [0]), ([math.nan], [1], [0]), ([1.0], [1, 2], [0])]
)
def test_what_cannot_be_counted_is_refused(wrong):
    with pytest.raises(ValueError, match=r"length|negative"):
        kaplan_meier(*wrong)


@pytest.mark.parametrize("wrong", [([-1.0], [1]), ([math.inf], [1]), ([1.0, 2.0], [1])])
def test_a_duration_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"length|negative"):
        count_durations(*wrong)


LIVES = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


@given(LIVES)
def test_the_curve_only_falls_and_its_interval_is_around_it(lives):
    curve = kaplan_meier(*count_durations(*zip(*lives, strict=True)))

    assert (np.diff(curve.still) <= 0).all()
    assert (curve.low <= curve.still).all()
    assert (curve.still <= curve.high).all()
    assert ((curve.low >= 0) & (curve.high <= 1)).all()


@given(LIVES)
def test_whole_and_broken_ages_are_counted_alike(lives):
    ages, over = (np.array(each) for each in zip(*lives, strict=True))

    whole, broken = count_durations(ages, over), count_durations(ages + 0.5, over)

    assert whole[0].tolist() == (broken[0] - 0.5).tolist()
    assert [each.tolist() for each in whole[1:]] == [each.tolist() for each in broken[1:]]


@given(LIVES)
def test_without_open_contracts_it_is_the_plain_share(lives):
    ages = [age for age, _ in lives]

    curve = kaplan_meier(*count_durations(ages, [True] * len(ages)))

    for age in set(ages):
        assert curve.at(age).value == approx(sum(each > age for each in ages) / len(ages), abs=1e-12)


@given(LIVES)
def test_rows_in_any_order_and_split_in_any_way_give_one_curve(lives):
    ages, over = zip(*lives, strict=True)
    grouped = kaplan_meier(*count_durations(ages, over))

    one_by_one = kaplan_meier(ages, [int(each) for each in over], [int(not each) for each in over])

    assert one_by_one.still.tolist() == approx(grouped.still.tolist())
    assert one_by_one.n == grouped.n


def test_lifelines_draws_the_same_curve():
    lifelines = pytest.importorskip("lifelines", reason="lifelines is not installed")
    draw = np.random.default_rng(3)
    ages, over = np.ceil(draw.exponential(80, 2000)), draw.random(2000) < 0.6

    ours = kaplan_meier(*count_durations(ages, over))
    theirs = lifelines.KaplanMeierFitter().fit(ages, over)

    assert ours.still == approx(theirs.survival_function_["KM_estimate"].loc[ours.age].to_numpy(), abs=1e-12)
    inside = (ours.still > 0) & (ours.still < 1)
    assert ours.low[inside] == approx(
        theirs.confidence_interval_["KM_estimate_lower_0.95"].loc[ours.age[inside]].to_numpy(), abs=1e-9
    )
