"""How much things matter against how they do: where each spot stands, and in which part it lies."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.ui.charts import Point, Quadrants, Spot
from heedful.ui.charts.examples import EXAMPLES
from heedful.ui.charts.quadrants import BOTTOM, NEAR, TOP, quadrants_drawing
from tests.ui.charts.plain_words import PLAIN

CHART = EXAMPLES["quadrants"]


def test_what_matters_and_does_worse_lies_in_the_first_part():
    drawing = quadrants_drawing(CHART, PLAIN)

    assert [[mark.name for mark in part.marks] for part in drawing.parts] == [
        ["Changing rooms"],
        ["Trainers"],
        ["Crowding", "Music"],
        ["Classes"],
    ]
    for mark in drawing.parts[0].marks:
        assert mark.x < drawing.middle_x
        assert mark.y < drawing.middle_y


def test_where_less_is_better_the_axis_is_turned():
    turned = quadrants_drawing(replace(CHART, better="lower"), PLAIN)

    assert [mark.name for mark in turned.parts[0].marks] == ["Trainers"]
    assert all(mark.x < turned.middle_x for mark in turned.parts[0].marks)


def test_what_is_not_known_is_not_drawn():
    unknown = replace(CHART, spots=(*CHART.spots, Spot(Point("Sauna", None, n=3), 0.2)))

    assert "Sauna" not in {mark.name for mark in quadrants_drawing(unknown, PLAIN).marks}


def test_spots_on_one_another_are_moved_until_their_numbers_can_be_read():
    alike = replace(CHART, spots=tuple(Spot(Point(f"{n}", 10.0, n=50), 0.16) for n in range(3)))
    ys = sorted(mark.y for mark in quadrants_drawing(alike, PLAIN).marks)

    assert all(after - before >= NEAR for before, after in pairwise(ys))


def test_a_spot_is_never_moved_out_of_its_part():
    crowd = tuple(Spot(Point(f"{n}", 10.0, n=50), 0.02) for n in range(30))
    drawing = quadrants_drawing(replace(CHART, spots=crowd), PLAIN)

    assert all(mark.y > drawing.middle_y for mark in drawing.marks)


def test_without_any_spot_there_is_nothing_in_any_part():
    empty = Quadrants(title="", spots=(), middle=0.0, weight=0.1, names=("a", "b", "c", "d"), across="", up="")

    assert [part.marks for part in quadrants_drawing(empty, PLAIN).parts] == [(), (), (), ()]


@pytest.mark.parametrize("unit", ["points", "share", "score"])
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=25), st.floats(0, 1))
def test_any_spots_stay_within_the_box_and_each_lies_in_one_part(unit, found, middle):
    spots = tuple(Spot(Point(f"{n}", value, n=9), weight) for n, (value, weight) in enumerate(found))
    chart = replace(CHART, unit=unit, spots=spots, middle=middle)

    drawing = quadrants_drawing(chart, PLAIN)

    assert all(0 <= mark.x <= 100 and TOP - 4 <= mark.y <= BOTTOM for mark in drawing.marks)
    assert sorted(mark.number for part in drawing.parts for mark in part.marks) == list(range(1, len(found) + 1))
