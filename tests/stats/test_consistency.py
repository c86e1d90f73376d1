import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import Estimate, consistency, cx_index, share, spread


def test_each_touchpoint_is_held_to_its_own_standard():
    scores = {"visit": share(90, 100), "till": share(60, 100), "app": share(70, 100), "blog": share(10, 100)}

    found = consistency(scores, {"visit": 0.85, "till": 0.85, "app": 0.70})

    assert found == share(2, 3)


def test_a_wait_meets_its_standard_from_below():
    waits = {"mail": Estimate(3600.0, 3000.0, 4200.0, 90), "chat": Estimate(300.0, 200.0, 400.0, 90)}

    assert consistency(waits, {"mail": 1800, "chat": 600}, better="lower").value == 0.5


def test_a_touchpoint_with_nine_answers_is_not_judged():
    assert consistency({"visit": share(9, 9)}, {"visit": 0.5}) == Estimate.unknown()


def test_a_standard_in_no_direction_is_refused():
    with pytest.raises(ValueError, match="'more'"):
        consistency({}, {}, better="more")


def test_the_best_and_the_worst_touchpoint_lie_this_far_apart():
    found = spread({"visit": (80, 10, 10), "till": (30, 30, 40), "app": (50, 30, 20)}, points=(100, 0, -100))

    assert found.value == approx(80)
    assert 40 < found.low < 80 < found.high < 120
    assert found.n == 300


@pytest.mark.parametrize("counts", [{}, {"visit": (9, 1)}, {"visit": (9, 1), "till": (0, 0)}])
def test_one_touchpoint_is_not_apart_from_itself(counts):
    assert spread(counts, points=(1, 0)) == Estimate.unknown(sum(map(sum, counts.values())))


def test_a_touchpoint_with_the_wrong_counts_is_refused_by_name():
    with pytest.raises(ValueError, match="'till' needs 2 counts"):
        spread({"visit": (9, 1), "till": (9, 1, 1)}, points=(1, 0))


def test_unanimous_touchpoints_are_not_certainly_equal():
    found = spread({"visit": (10, 0), "till": (10, 0)}, points=(1, 0))

    assert (found.value, found.low) == (0, 0)
    assert found.high > 0.1


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4))
def test_the_spread_stays_on_its_scale(counts):
    found = spread(counts, points=(1, 0))

    if found.is_known:
        assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize("truth", [(0.7,) * 6, (0.5, 0.7, 0.8), (0.7, 0.7, 0.75)])
def test_the_spread_holds_the_truth_at_least_as_often_as_it_says(truth):
    random, held, tries = np.random.default_rng(11), 0, 150
    for _ in range(tries):
        satisfied = random.binomial(60, truth)
        found = spread({at: (int(k), 60 - int(k)) for at, k in enumerate(satisfied)}, points=(1, 0))
        held += found.low - 1e-9 <= max(truth) - min(truth) <= found.high + 1e-9

    assert held / tries >= 0.92


def test_feeling_times_worth():
    # (.5 + 1)/2 · .8 · 100
    found = cx_index({"n": 50, "total": 25.0, "total_of_squares": 20.0}, {"successes": 80, "n": 100})

    assert found.value == approx(60)
    assert 50 < found.low < 60 < found.high < 70


def test_without_words_or_without_scores_there_is_no_index():
    words, scores = {"n": 9, "total": 3.0, "total_of_squares": 2.0}, {"successes": 5, "n": 9}

    assert cx_index({"n": 0, "total": 0.0, "total_of_squares": 0.0}, scores) == Estimate.unknown()
    assert cx_index(words, {"successes": 0, "n": 0}) == Estimate.unknown()


def test_a_single_text_gives_an_index_without_an_interval():
    found = cx_index({"n": 1, "total": 0.4, "total_of_squares": 0.16}, {"successes": 5, "n": 10})

    assert found == Estimate(approx(35), None, None, 1)
