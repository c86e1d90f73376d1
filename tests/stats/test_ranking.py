import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from heedful.stats import Estimate, nps, ranking, shrink
from heedful.stats.ranking import between_variance

# Eight schools: Rubin (1981), Journal of Educational Statistics 6, 377-401; Gelman et al., BDA, table 5.2
SCHOOLS = dict(
    zip("ABCDEFGH", zip((28, 8, -3, 7, -1, 1, 18, 12), (15, 10, 16, 11, 9, 11, 10, 18), strict=True), strict=True)
)
# Thirteen trials of the BCG vaccine, log relative risks: Colditz et al. (1994), as in R's metafor::dat.bcg
BCG = np.array(
    [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173]
)
BCG_VARIANCES = np.array(
    [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]
)


def around(value, error, n=100):
    return Estimate(value, value - 1.959964 * error, value + 1.959964 * error, n)


def test_the_schools_differ_by_no_more_than_chance():
    # Gelman et al.: complete pooling gives 7.7 with a standard error of 4.1
    shrunk = shrink({key: around(*school) for key, school in SCHOOLS.items()})

    assert {key: one.value for key, one in shrunk.items()} == {key: approx(7.7, abs=0.05) for key in SCHOOLS}
    assert shrunk["A"].high - shrunk["A"].low == approx(2 * 1.96 * 4.07, abs=0.05)


def test_the_trials_differ_as_metafor_says():
    # R: rma(yi, vi, data = dat.bcg, method = "DL"): tau^2 = 0.3088
    assert between_variance(BCG, BCG_VARIANCES) == approx(0.3088, abs=0.001)


def test_a_club_with_few_answers_is_drawn_further_to_the_middle():
    clubs = {"Nord": nps(5, 3, 12), "West": nps(500, 300, 200), "Ost": nps(600, 250, 150), "Hafen": nps(300, 300, 400)}

    shrunk = shrink(clubs)

    moved = {key: abs(shrunk[key].value - clubs[key].value) for key in clubs}
    assert max(moved, key=moved.get) == "Nord"
    assert clubs["Nord"].value < shrunk["Nord"].value < clubs["West"].value
    assert shrunk["Nord"].n == 20


def test_two_clubs_teach_nothing_about_the_spread_of_clubs():
    clubs = {"Nord": nps(5, 3, 12), "West": nps(50, 30, 20)}

    assert shrink(clubs) == clubs


def test_overlapping_clubs_are_tied_and_the_clearly_better_lead():
    table = ranking(
        {
            "Nord": around(10, 4),
            "West": around(45, 4),
            "Ost": around(41, 4),
            "Hafen": around(26, 4),
            "Süd": around(24, 4),
        }
    )

    assert [(place.key, place.rank) for place in table] == [
        ("West", 1),
        ("Ost", 1),
        ("Hafen", 2),  # West alone lies wholly above it
        ("Süd", 3),
        ("Nord", 4),
    ]


def test_short_waits_lead_where_lower_is_better():
    table = ranking({"Ann": around(300, 10), "Ben": around(900, 10), "Cem": around(600, 10)}, better="lower")

    assert [(place.key, place.rank) for place in table] == [("Ann", 1), ("Cem", 2), ("Ben", 3)]


def test_nine_perfect_answers_are_listed_but_not_ranked():
    table = ranking(
        {"Nord": nps(5, 3, 12), "West": nps(50, 30, 20), "Kiosk": nps(9, 0, 0), "Pop-up": Estimate.unknown()}
    )

    assert [(place.key, place.rank) for place in table][2:] == [("Kiosk", None), ("Pop-up", None)]
    assert table[2].raw == nps(9, 0, 0)


def test_nobody_to_rank_is_an_empty_table():
    assert ranking({}) == []


def test_a_direction_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'upwards'"):
        ranking({}, better="upwards")


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.5, 60), st.integers(1, 300)), max_size=12))
def test_whoever_is_ranked_lower_is_clearly_worse_than_somebody(clubs):
    table = ranking({number: around(*club) for number, club in enumerate(clubs)})
    ranked = [place for place in table if place.rank is not None]

    assert len(table) == len(clubs)
    assert [place.rank for place in ranked] == sorted(place.rank for place in ranked)
    for place in ranked:
        assert place.rank == 1 + sum(other.raw.low > place.raw.high for other in ranked)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.5, 60)), min_size=3, max_size=12))
def test_shrinking_never_leaves_the_span_of_what_was_measured(clubs):
    raw = {number: around(*club) for number, club in enumerate(clubs)}

    values = [one.value for one in shrink(raw).values()]

    assert min(value for value, _ in clubs) - 1e-6 <= min(values)
    assert max(values) <= max(value for value, _ in clubs) + 1e-6
