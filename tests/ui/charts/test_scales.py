from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.ui.charts.lettering import LINE, shortened, spread, text_width
from heedful.ui.charts.scales import told_apart, value_scale

UNITS = st.sampled_from(["points", "share", "seconds", "money", "score", "days", "orders", "count"])
NUMBERS = st.floats(-1e300, 1e300, allow_nan=False) | st.floats(-200, 200)


@pytest.mark.parametrize(
    ("values", "unit", "ticks"),
    [
        ([22, 34, 19.4, 41], "points", (10, 20, 30, 40, 50)),
        ([0.62, 0.97], "share", (0.6, 0.7, 0.8, 0.9, 1.0)),
        ([600, 5400], "seconds", (0, 1800, 3600, 5400)),
        ([3.9, 4.4], "score", (3.5, 3.75, 4.0, 4.25, 4.5, 4.75)),
        ([3, 12], "count", (2.5, 5, 7.5, 10, 12.5)),
    ],
)
def test_an_axis_is_marked_with_round_numbers(values, unit, ticks):
    assert value_scale(values, unit, 0, 100).ticks == ticks


def test_no_axis_goes_beyond_what_its_unit_can_be():
    assert value_scale([0.93, 1.0], "share", 0, 100).high == 1.0
    assert value_scale([-97, -100], "points", 0, 100).low == -100
    assert value_scale([2, 3], "seconds", 0, 100).low == 0


def test_values_that_hardly_differ_do_not_fill_the_drawing():
    scale = value_scale([30.0, 30.4], "points", 0, 100)

    assert scale.high - scale.low >= 20


@pytest.mark.parametrize(("base", "low"), [(0, 0), (1, 1)])
def test_bars_begin_at_the_scale_s_own_zero(base, low):
    assert value_scale([3.8, 4.4], "score", 0, 100, base=base).low == low


def test_nothing_known_still_makes_an_axis():
    scale = value_scale([None, None], "share", 0, 100)

    assert scale.low < scale.high


@given(st.lists(NUMBERS, max_size=8), UNITS, st.none() | st.just(0.0))
def test_any_numbers_lie_on_their_scale_and_its_ticks_rise(values, unit, base):
    scale = value_scale(values, unit, 10, 90, base=base)

    assert all(scale.low <= value <= scale.high for value in values)
    assert all(10 <= scale(value) <= 90 for value in values)
    assert all(one < two for one, two in pairwise(scale.ticks))
    assert 2 <= len(scale.ticks) <= 9
    assert (scale(scale.low), scale(scale.high)) == (10, 90)
    assert base is None or scale.low <= 0 <= scale.high


@given(st.lists(st.floats(0, 200), min_size=1, max_size=13))
def test_labels_are_moved_apart_in_their_order_and_stay_inside(places):
    moved = spread(places, 0, 200)
    order = sorted(range(len(places)), key=lambda index: places[index])

    assert all(-0.01 <= place <= 200.01 for place in moved)
    assert all(moved[two] - moved[one] >= LINE - 0.02 for one, two in pairwise(order))


def test_labels_that_stand_apart_already_stay_where_they_are():
    assert spread([20, 100, 60], 0, 200) == [20, 100, 60]


def test_two_labels_at_one_place_give_way_to_both_sides():
    assert spread([100, 100], 0, 200) == [92.5, 107.5]


def test_a_long_name_is_cut_to_its_room():
    cut = shortened("Changing rooms renovated and showers replaced", 120)

    assert cut.endswith("…")
    assert text_width(cut) <= 120
    assert shortened("Nord", 120) == "Nord"


def test_wide_letters_take_more_room():
    assert text_width("漢字") > text_width("ab") > text_width("il")


def test_texts_too_near_are_not_told_apart():
    assert told_apart([(0, 40), (50, 40), (100, 40)], 200)
    assert not told_apart([(0, 40), (10, 40)], 200)
