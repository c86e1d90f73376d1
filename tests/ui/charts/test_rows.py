from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.ui.charts import (
    Answer,
    Bars,
    Cohort,
    Distribution,
    Dumbbell,
    HeatTable,
    Pair,
    Place,
    Point,
    Ranking,
    Split,
    StackedShares,
    Step,
    Waterfall,
)
from heedful.ui.charts.bars import bars_drawing
from heedful.ui.charts.distribution import distribution_drawing
from heedful.ui.charts.dumbbell import dumbbell_drawing
from heedful.ui.charts.examples import EXAMPLES
from heedful.ui.charts.heat import heat_drawing
from heedful.ui.charts.ranking import ranking_drawing
from heedful.ui.charts.stacked import stacked_drawing
from heedful.ui.charts.waterfall import waterfall_drawing
from tests.ui.charts.any_points import ROWS, UNITS, in_percent, points
from tests.ui.charts.plain_words import PLAIN


@given(ROWS, UNITS, st.sampled_from([0.0, 1.0]), st.none() | st.floats(-1e6, 1e6))
def test_any_bars_stay_within_their_box_and_begin_at_zero(own, unit, base, goal):
    drawing = bars_drawing(Bars(title="", unit=unit, points=own, base=base, goal=goal), PLAIN)

    for row, point in zip(drawing.rows, own, strict=True):
        assert (row.x is None) == (point.value is None)
        if row.x is not None:
            assert in_percent(row.x, row.low, row.high)
            assert row.x + row.width <= 100.01
            assert min(abs(row.x - drawing.axis.zero), abs(row.x + row.width - drawing.axis.zero)) < 0.02


def test_a_bar_twice_as_long_is_twice_as_much():
    one, two = bars_drawing(Bars(title="", unit="count", points=(Point("a", 20), Point("b", 40))), PLAIN).rows

    assert two.width == pytest.approx(2 * one.width)


def test_below_zero_a_bar_goes_to_the_left():
    left, right = bars_drawing(Bars(title="", points=(Point("a", -20), Point("b", 20))), PLAIN).rows

    assert left.x + left.width == pytest.approx(right.x)


def test_zero_has_a_bar_of_no_length_and_unknown_has_none():
    zero, unknown = bars_drawing(Bars(title="", unit="share", points=(Point("a", 0.0), Point("b", None))), PLAIN).rows

    assert (zero.x, zero.width, zero.value) == (0.0, 0.0, "0")
    assert (unknown.x, unknown.value) == (None, "")


@given(st.lists(st.tuples(points(), points()), max_size=6), UNITS)
def test_any_dumbbell_stays_within_its_box(pairs, unit):
    rows = tuple(Pair(one, two, "unclear") for one, two in pairs)
    drawing = dumbbell_drawing(Dumbbell(title="", unit=unit, rows=rows, before="a", after="b"), PLAIN)

    for row, pair in zip(drawing.rows, rows, strict=True):
        assert (row.before is None, row.after is None) == (pair.before.value is None, pair.after.value is None)
        assert all(in_percent(one.x, one.low, one.high) for one in (row.before, row.after) if one)


@pytest.mark.parametrize(
    ("verdict", "better", "tone"),
    [
        ("higher", "higher", "better"),
        ("higher", "lower", "worse"),
        ("lower", "lower", "better"),
        ("unclear", "higher", "neutral"),
        ("unknown", "higher", "neutral"),
        ("higher", "", "neutral"),
    ],
)
def test_only_a_real_change_in_a_direction_that_matters_has_a_colour(verdict, better, tone):
    pair = Pair(Point("Hafen", 10), Point("Hafen", 20), verdict)
    chart = Dumbbell(title="", rows=(pair,), before="a", after="b", better=better)

    assert dumbbell_drawing(chart, PLAIN).rows[0].tone == tone


@given(ROWS, st.lists(st.none() | st.integers(1, 4), min_size=8, max_size=8), UNITS)
def test_any_ranking_stays_within_its_box(own, ranks, unit):
    places = tuple(Place(point, rank) for point, rank in zip(own, ranks, strict=False))
    drawing = ranking_drawing(Ranking(title="", unit=unit, places=places), PLAIN)

    rows = [row for tie in drawing.ties for row in tie.rows]
    assert len(rows) == len(places)
    assert all(in_percent(row.dot.x, row.dot.low, row.dot.high) for row in rows if row.dot)


def test_those_who_cannot_be_told_apart_share_a_bracket():
    drawing = ranking_drawing(EXAMPLES["ranking"], PLAIN)

    assert [(tie.tied, [row.rank for row in tie.rows]) for tie in drawing.ties] == [
        (True, ["1", "1", "1"]),
        (False, ["4"]),
        (False, ["5"]),
        (False, [""]),
    ]


def test_those_not_ranked_are_not_called_a_tie():
    places = tuple(Place(Point(name, 10, 0, 20, 3, "few"), None) for name in ("Ost", "West"))

    assert not ranking_drawing(Ranking(title="", places=places), PLAIN).any_tied


@given(points(), st.lists(points(), max_size=6), points(), UNITS)
def test_any_waterfall_stays_within_its_box(start, parts, end, unit):
    steps = tuple(Step(part, "rate") for part in parts if abs(part.value or 0) < 1e290)
    drawing = waterfall_drawing(Waterfall(title="", unit=unit, start=start, steps=steps, end=end), PLAIN)

    assert len(drawing.rows) == len(steps) + 2
    assert all(in_percent(row.begin, row.end, row.low, row.high) for row in drawing.rows)


def test_each_part_begins_where_the_last_one_ended_and_the_last_at_the_whole():
    first, *parts, last = waterfall_drawing(EXAMPLES["waterfall"], PLAIN).rows

    assert all(one.end == two.begin for one, two in pairwise([first, *parts, last]))
    assert [part.tone for part in parts] == ["better", "better", "worse", "worse", "worse", "neutral"]


@given(st.lists(st.tuples(*[st.integers(0, 10**9)] * 3), max_size=6))
def test_the_parts_of_any_bar_make_a_whole(counts):
    rows = tuple(Split(str(at), own) for at, own in enumerate(counts))
    drawing = stacked_drawing(StackedShares(title="", parts=("a", "b", "c"), rows=rows), PLAIN)

    for row, own in zip(drawing.rows, counts, strict=True):
        assert len(row.segments) == sum(count > 0 for count in own)
        assert not row.segments or sum(part.width for part in row.segments) == pytest.approx(100, abs=0.05)


def test_a_split_with_a_part_too_few_is_refused():
    with pytest.raises(ValueError, match="Nord"):
        StackedShares(title="", parts=("a", "b"), rows=(Split("Nord", (1,)),))


@given(st.lists(st.integers(0, 10**9), max_size=12))
def test_any_distribution_stays_within_its_box(counts):
    answers = tuple(Answer(str(at), n) for at, n in enumerate(counts))
    drawing = distribution_drawing(Distribution(title="", answers=answers), PLAIN)

    assert all(0 <= column.y <= drawing.bottom and column.height >= 0 for column in drawing.columns)
    assert all(in_percent(column.x, column.x + column.room, column.width) for column in drawing.columns)


def test_groups_span_their_answers_and_add_up():
    groups = distribution_drawing(EXAMPLES["distribution"], PLAIN).groups

    assert [(group.name, group.share, group.basis) for group in groups] == [
        ("Detractors", "18 %", "74 answers"),
        ("Passives", "36 %", "147 answers"),
        ("Promoters", "46 %", "191 answers"),
    ]
    assert groups[0].x + groups[0].width < groups[1].x


def test_answers_in_words_are_drawn_in_rows():
    assert distribution_drawing(EXAMPLES["distribution"], PLAIN).upright
    assert not distribution_drawing(EXAMPLES["distribution of words"], PLAIN).upright


def test_what_is_not_over_has_no_depth_and_the_future_no_cell():
    cells = heat_drawing(EXAMPLES["heat table"], PLAIN).rows[4].cells

    assert [(cell.level is None, cell.state) for cell in cells] == [
        (False, "sure"),
        (False, "sure"),
        (True, "open"),
        (True, ""),
        (True, ""),
        (True, ""),
    ]


def test_a_cell_far_beyond_the_deepest_is_as_deep_as_that():
    row = Cohort("January", 10, (Point("0", 5.7e57), Point("1", 0.0), Point("2", 2.2e-250)))

    drawing = heat_drawing(HeatTable(title="", unit="share", columns=("0", "1", "2"), rows=(row,)), PLAIN)

    assert [cell.level for cell in drawing.rows[0].cells] == [8, 1, 8]


@given(st.lists(st.lists(st.none() | points(), max_size=5).map(tuple), max_size=5), UNITS)
def test_any_cohorts_have_a_cell_for_each_column_and_more_is_deeper(many, unit):
    rows = tuple(Cohort(str(at), 10, cells) for at, cells in enumerate(many))
    drawing = heat_drawing(HeatTable(title="", unit=unit, columns=tuple("01234"), rows=rows), PLAIN)

    cells = [cell for row in drawing.rows for cell in row.cells]
    assert len(cells) == 5 * len(rows)
    levels = [
        (point.value, cell.level)
        for row, own in zip(drawing.rows, many, strict=True)
        for point, cell in zip(own, row.cells, strict=False)
        if point is not None and point.value is not None
    ]
    assert all(1 <= level <= 8 for _, level in levels)
    assert all(one[1] <= two[1] for one, two in pairwise(sorted(levels)))


@pytest.mark.parametrize(
    "wrong", [{"value": float("nan")}, {"value": 1.0, "high": float("inf")}, {"value": 1.0, "low": 3, "high": 2}]
)
def test_what_is_no_number_is_refused_where_it_is_made(wrong):
    with pytest.raises(ValueError, match="Hafen"):
        Point("Hafen", **wrong)
