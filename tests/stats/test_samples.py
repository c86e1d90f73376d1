import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import (
    answers_for_margin,
    answers_needed,
    answers_needed_for_share,
    detectable_difference,
    margin_of_error,
    nps,
)


@pytest.mark.parametrize(
    ("n", "margin"), [(10, 42.1), (20, 31.8), (30, 26.6), (50, 21.0), (100, 15.1), (200, 10.7), (400, 7.6), (1000, 4.8)]
)
def test_the_margin_of_a_score_of_thirty(n, margin):
    # p = .5, d = .2, adjusted as Rocks (2016)
    assert round(margin_of_error(n), 1) == margin


def test_the_margin_is_half_the_interval_that_is_shown():
    score = nps(50, 30, 20)

    assert margin_of_error(100) == approx((score.high - score.low) / 2)


@pytest.mark.parametrize(("points", "answers"), [(5, 3830), (10, 960), (-5, 3830)])
def test_answers_to_notice_a_change_with_eighty_percent_power(points, answers):
    # 2·.61·(1.96 + .8416)²/δ², as usually printed, to three digits
    assert answers_needed(points) == approx(answers, rel=0.003)


def test_answers_to_notice_a_moved_share():
    # Fleiss, Levin & Paik (2003), §4.1, unpooled: (.6·.4 + .5·.5)(1.96 + .8416)²/.1² = 384.6
    assert answers_needed_for_share(-0.1, share=0.6) == 385


@given(st.floats(0.5, 150), st.floats(0.05, 0.6), st.floats(0.05, 0.35))
def test_what_the_needed_answers_can_detect_is_what_was_asked(points, promoters, detractors):
    n = answers_needed(points, promoters=promoters, detractors=detractors)

    assert detectable_difference(n, promoters=promoters, detractors=detractors) <= points * (1 + 1e-9)


@given(st.floats(0.5, 60))
def test_the_fewest_answers_for_a_margin_are_the_fewest(margin):
    n = answers_for_margin(margin)

    assert margin_of_error(n) <= margin
    assert n == 1 or margin_of_error(n - 1) > margin


@pytest.mark.parametrize(
    "refused",
    [
        lambda: answers_needed(0),
        lambda: answers_needed(5, power=1.0),
        lambda: answers_needed(5, promoters=0.9, detractors=0.2),
        lambda: answers_needed_for_share(0.3, share=0.8),
        lambda: answers_for_margin(0),
        lambda: margin_of_error(0),
        lambda: detectable_difference(0),
    ],
)
def test_what_cannot_be_answered_is_refused(refused):
    with pytest.raises(ValueError):
        refused()
