import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import Clusters, Estimate, net_score, nps

counts = st.integers(0, 500)


def test_ten_of_ten_promoters_is_not_certainty():
    # MeasuringU, "NPS: three confidence intervals"; Rocks (2016): n+3, P+3/4, D+3/4
    assert nps(10, 0, 0) == Estimate(value=100.0, low=approx(47.5, abs=0.1), high=100.0, n=10)


def test_ten_of_ten_detractors_mirror_ten_of_ten_promoters():
    assert nps(0, 0, 10) == Estimate(value=-100.0, low=-100.0, high=approx(-47.5, abs=0.1), n=10)


def test_the_garden_centres_answers_give_the_published_score():
    # github.com/BenaventC/NPSgame (CC0): 13,612 answers, NPS 53.42
    assert round(nps(8465, 3953, 1194).value, 2) == 53.42


def test_a_dismissed_survey_is_not_an_answer():
    # A product that counts 50 dismissals into the denominator prints 20 for these people
    assert nps(50, 30, 20).value == 30


def test_a_thousand_answers_on_effort_have_an_index_of_minus_thirteen():
    # customer effort 1-7: 80/210/140/110/160/180/120
    assert net_score(top=180 + 120, middle=110 + 160, bottom=80 + 210 + 140).value == -13


def test_nobody_asked_is_unknown_and_never_zero():
    assert nps(0, 0, 0) == Estimate(value=None, low=None, high=None, n=0)


def test_one_answer_says_next_to_nothing():
    one = nps(1, 0, 0)

    assert (one.value, one.high, one.n) == (100.0, 100.0, 1)
    assert one.low < -30


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        nps(3, -1, 2)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        nps(3, 1, 2, level=level)


@given(counts, counts, counts)
def test_the_interval_stays_on_the_scale_and_mirrors(promoters, passives, detractors):
    score, mirror = nps(promoters, passives, detractors), nps(detractors, passives, promoters)

    if not score.n:
        assert score == Estimate.unknown()
        return
    assert -100 <= score.low <= score.value <= score.high <= 100
    assert score.low < score.high
    assert (mirror.value, mirror.low, mirror.high) == approx((-score.value, -score.high, -score.low))


@given(counts, counts, counts.filter(bool))
def test_ten_times_the_answers_narrow_the_interval(promoters, passives, detractors):
    few, many = (nps(promoters * k, passives * k, detractors * k) for k in (1, 10))

    assert many.high - many.low < few.high - few.low


@given(counts, counts, counts.filter(bool), st.integers(2, 5))
def test_people_who_repeat_themselves_add_nothing(promoters, passives, detractors, times):
    n = promoters + passives + detractors
    net = promoters - detractors
    everybody_repeats = Clusters(
        persons=n,
        sum_squares=times**2 * (promoters + detractors),
        sum_cross=times**2 * net,
        sum_sizes_squared=times**2 * n,
    )

    once = nps(promoters, passives, detractors)
    repeated = nps(promoters * times, passives * times, detractors * times, clusters=everybody_repeats)

    assert repeated.value == approx(once.value)
    assert repeated.n == times * n
    assert repeated.high - repeated.low >= (once.high - once.low) * 0.999


@given(counts, counts, counts.filter(bool))
def test_people_who_answer_once_change_nothing(promoters, passives, detractors):
    n = promoters + passives + detractors
    singles = Clusters(n, promoters + detractors, promoters - detractors, n)

    assert nps(promoters, passives, detractors, clusters=singles) == nps(promoters, passives, detractors)


def test_one_person_a_hundred_times_is_one_person():
    keen = Clusters(persons=1, sum_squares=10_000, sum_cross=10_000, sum_sizes_squared=10_000)

    assert nps(100, 0, 0, clusters=keen).low == approx(nps(1, 0, 0).low)


def test_unanimous_people_count_once_each():
    keen = Clusters(persons=10, sum_squares=250, sum_cross=250, sum_sizes_squared=250)

    assert nps(50, 0, 0, clusters=keen).low == approx(nps(10, 0, 0).low)


@pytest.mark.parametrize(
    ("promoters", "detractors", "n"), [(0.5, 0.2, 10), (0.7, 0.1, 10), (0.3, 0.5, 10), (0.5, 0.2, 30), (0.8, 0.05, 30)]
)
def test_the_interval_holds_the_truth_about_as_often_as_it_says(promoters, detractors, n):
    # Rocks (2016), figure 2: the adjusted Wald covers at or above nominal from n = 10
    truth = 100 * (promoters - detractors)
    samples = np.random.default_rng(2016).multinomial(n, [promoters, 1 - promoters - detractors, detractors], 4000)
    kinds, times = np.unique(samples, axis=0, return_counts=True)
    intervals = [nps(*map(int, kind)) for kind in kinds]

    covered = sum(t for one, t in zip(intervals, times, strict=True) if one.low <= truth <= one.high) / times.sum()

    assert 0.93 <= covered <= 0.985


def test_intervals_of_repeating_customers_hold_the_truth():
    random, truth, covered = np.random.default_rng(5), 30.0, 0
    for _ in range(600):
        sizes = random.integers(1, 6, 60)
        moods = random.dirichlet([1.0, 0.6, 0.4], 60)  # each person leans one way
        answers = np.array([random.multinomial(size, mood) for size, mood in zip(sizes, moods, strict=True)])
        sums = answers[:, 0] - answers[:, 2]
        clusters = Clusters(60, int((sums**2).sum()), int((sums * sizes).sum()), int((sizes**2).sum()))
        found = nps(*map(int, answers.sum(axis=0)), clusters=clusters)
        covered += found.low <= truth <= found.high

    assert 0.925 <= covered / 600 <= 0.98


def test_rounding_each_share_first_would_be_wrong():
    # 62.5 % and 25 % round to 62 (half to even) and 25, whose difference is 37; the score is 37.5
    assert nps(5, 1, 2).value == 37.5
