import re
from dataclasses import replace
from datetime import date, timedelta
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
    Event,
    HeatTable,
    Pair,
    Place,
    Point,
    Ranking,
    Series,
    SmallMultiples,
    Sparkline,
    Split,
    StackedShares,
    Step,
    Trend,
    Waterfall,
)
from heedful.ui.charts.bars import bars_drawing
from heedful.ui.charts.distribution import distribution_drawing
from heedful.ui.charts.dumbbell import dumbbell_drawing
from heedful.ui.charts.examples import EXAMPLES, TREND, month
from heedful.ui.charts.heat import heat_drawing
from heedful.ui.charts.lettering import LINE, ROOMY, text_width
from heedful.ui.charts.multiples import multiples_drawing
from heedful.ui.charts.ranking import ranking_drawing
from heedful.ui.charts.sparkline import sparkline_drawing
from heedful.ui.charts.stacked import stacked_drawing
from heedful.ui.charts.trend import trend_drawing
from heedful.ui.charts.waterfall import waterfall_drawing
from tests.ui.charts.plain_words import PLAIN

NUMBERS = st.none() | st.floats(-120, 120) | st.floats(-1e300, 1e300)
UNITS = st.sampled_from(["points", "share", "seconds", "money", "score", "days", "orders", "count"])
NAMES = st.text(max_size=30)
STATES = st.sampled_from(["sure", "few", "open"])


@st.composite
def points(draw, ats=NAMES):
    low, value, high = sorted(
        (draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)), key=lambda number: (number is None, number or 0)
    )
    return Point(draw(ats), value, low, high, draw(st.none() | st.integers(0, 10**9)), draw(STATES))


MONTHS = st.integers(0, 60).map(month)
ROWS = st.lists(points(), max_size=8).map(tuple)


def in_percent(*places: float | None) -> bool:
    return all(place is None or 0 <= place <= 100 for place in places)


def numbers_of(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.e+-]+) ([\d.e+-]+)", path)]


# trend


def line_of(*values: float | None, **chart):
    series = Series("Hafen", tuple(Point(month(at), value) for at, value in enumerate(values)))
    return trend_drawing(Trend(title="NPS", series=(series,), **chart), PLAIN).lines[0]


def test_what_is_not_known_leaves_a_gap():
    line = line_of(10, 20, None, 30, 40)

    assert line.solid.count("M") == 2
    assert [mark.x for mark in line.marks] == [0.0, pytest.approx(25.62, abs=0.1), pytest.approx(75.2, abs=0.1), 100.0]


def test_unknown_is_never_drawn_as_0():
    line = line_of(None, None, 12)

    assert (line.solid, line.dotted) == ("", "")
    assert len(line.marks) == 1


def test_a_point_alone_between_gaps_is_a_dot_with_its_interval():
    series = Series("Hafen", (Point(month(0), None), Point(month(1), 20, 10, 30), Point(month(2), None)))
    mark = trend_drawing(Trend(title="NPS", series=(series,)), PLAIN).lines[0].marks[0]

    assert mark.dot
    assert mark.high < mark.y < mark.low


def test_the_way_to_a_point_that_rests_on_too_few_is_dotted():
    few = Series(
        "Hafen", (Point(month(0), 10), Point(month(1), 20, state="few"), Point(month(2), 30), Point(month(3), 30))
    )
    line = trend_drawing(Trend(title="NPS", series=(few,)), PLAIN).lines[0]

    assert len(numbers_of(line.dotted)) == 3
    assert len(numbers_of(line.solid)) == 2


def test_months_stand_by_their_dates_not_by_their_number():
    series = Series("Hafen", (Point(date(2025, 1, 1), 1), Point(date(2025, 1, 11), 2), Point(date(2025, 4, 11), 3)))
    drawing = trend_drawing(Trend(title="NPS", series=(series,), per="day"), PLAIN)

    assert [mark.x for mark in drawing.lines[0].marks] == [0, 10, 100]


def test_one_point_stands_in_the_middle():
    assert line_of(20).marks[0].x == 50


def test_an_axis_that_does_not_start_at_zero_says_so():
    assert trend_drawing(TREND, PLAIN).off_zero == "10 to 50"
    wide = replace(TREND, goal=-5.0)
    assert trend_drawing(wide, PLAIN).off_zero == ""


def test_a_year_is_written_where_it_begins():
    ticks = trend_drawing(TREND, PLAIN).roomy_ticks

    assert [(tick.text, tick.below) for tick in ticks if tick.below] == [("Jan", "2024"), ("Jan", "2025")]


def test_on_a_phone_fewer_dates_are_written():
    drawing = trend_drawing(TREND, PLAIN)

    assert 2 <= len(drawing.tight_ticks) < len(drawing.roomy_ticks)


def test_events_outside_of_the_time_shown_are_left_to_their_own_time():
    later = replace(TREND, events=(*TREND.events, Event(date(2031, 1, 1), "A later one")))

    assert [event.name for event in trend_drawing(later, PLAIN).events] == [event.name for event in TREND.events]


def test_events_on_one_day_do_not_write_over_each_other():
    same = tuple(Event(date(2024, 6, 3), f"Event with a long name, number {number}") for number in range(5))
    drawing = trend_drawing(replace(TREND, events=same), PLAIN)
    written = [event for event in drawing.events if event.text]

    assert len({event.y for event in written}) == len(written)
    assert drawing.lists_events
    assert [event.number for event in drawing.events] == [1, 2, 3, 4, 5]


def test_the_year_before_is_laid_under_this_one():
    drawing = trend_drawing(EXAMPLES["trend with a year before"], PLAIN)
    before, now = drawing.lines

    assert before.kind == "before"
    assert [mark.x for mark in before.marks] == [mark.x for mark in now.marks]


@given(
    st.lists(st.lists(points(MONTHS), max_size=12).map(tuple), max_size=7),
    UNITS,
    st.lists(st.builds(Event, MONTHS, st.text(max_size=60)), max_size=6),
    st.none() | st.floats(-1e6, 1e6),
)
def test_any_trend_stays_within_its_box(many, unit, events, goal):
    series = tuple(Series(f"Place {at}", own) for at, own in enumerate(many))
    drawing = trend_drawing(Trend(title="", unit=unit, series=series, events=tuple(events), goal=goal), PLAIN)

    for line in drawing.lines:
        for x, y in numbers_of(line.solid + line.dotted + line.band):
            assert 0 <= x <= 1000
            assert drawing.top <= y <= drawing.bottom
        assert in_percent(*(mark.x for mark in line.marks))
    assert in_percent(*(tick.at for tick in (*drawing.roomy_ticks, *drawing.tight_ticks)))
    assert all(drawing.top <= end.y <= drawing.bottom <= drawing.height for end in drawing.ends)
    assert all(0 <= event.y < drawing.bottom and in_percent(event.x) for event in drawing.events)
    assert len(drawing.lines) == len(series)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=14))
def test_names_at_the_ends_of_lines_do_not_overlap(values):
    series = tuple(Series(f"{at}", (Point(month(0), 0), Point(month(1), value))) for at, value in enumerate(values))
    ends = sorted(end.y for end in trend_drawing(Trend(title="", series=series, goal=0.0), PLAIN).ends)

    assert all(two - one >= LINE - 0.02 for one, two in pairwise(ends))


@given(st.dates(date(1999, 1, 1), date(2030, 1, 1)), st.integers(2, 800), st.sampled_from(["day", "week", "month"]))
def test_dates_on_an_axis_do_not_overlap(first, count, per):
    days = {"day": 1, "week": 7, "month": 30}[per]
    own = tuple(Point(first + timedelta(days=days * at), 1.0) for at in range(count))
    ticks = trend_drawing(Trend(title="", series=(Series("", own),), per=per), PLAIN).roomy_ticks
    places = [(tick.at / 100 * (ROOMY - 120), text_width(tick.text)) for tick in ticks]

    assert ticks
    assert all(right - two / 2 > left + one / 2 for (left, one), (right, two) in pairwise(places))


@given(st.lists(points(MONTHS), max_size=30).map(tuple), UNITS)
def test_any_sparkline_stays_within_its_word(own, unit):
    drawing = sparkline_drawing(Sparkline(title="", unit=unit, points=own))

    assert all(0 <= mark.y <= drawing.height and in_percent(mark.x) for mark in drawing.line.marks)


@given(st.lists(st.lists(points(MONTHS), max_size=9).map(tuple), max_size=7), UNITS)
def test_any_small_multiples_share_one_scale(many, unit):
    series = tuple(Series(f"Place {at}", own) for at, own in enumerate(many))
    drawing = multiples_drawing(SmallMultiples(title="", unit=unit, series=series), PLAIN)

    ys = [y for panel in drawing.panels for _, y in numbers_of(panel.line.solid + panel.line.dotted + panel.line.band)]
    assert all(0 <= y <= drawing.bottom for y in ys)
    assert len(drawing.panels) == len(series)


def test_the_same_value_stands_equally_high_in_every_small_panel():
    series = tuple(
        Series(name, (Point(month(0), other), Point(month(1), 20))) for name, other in (("A", -50), ("B", 70))
    )
    drawing = multiples_drawing(SmallMultiples(title="", series=series), PLAIN)

    assert len({panel.line.marks[-1].y for panel in drawing.panels}) == 1


# rows


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


# distributions and cohorts


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
