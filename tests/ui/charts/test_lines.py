from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.ui.charts import (
    Event,
    Point,
    Series,
    SmallMultiples,
    Sparkline,
    Trend,
)
from heedful.ui.charts.examples import EXAMPLES, TREND, month
from heedful.ui.charts.lettering import LINE, ROOMY, text_width
from heedful.ui.charts.multiples import multiples_drawing
from heedful.ui.charts.sparkline import sparkline_drawing
from heedful.ui.charts.trend import trend_drawing
from tests.ui.charts.any_points import MONTHS, UNITS, in_percent, numbers_of, points
from tests.ui.charts.plain_words import PLAIN


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

    assert len({event.y for event in drawing.events if event.text}) == sum(bool(event.text) for event in drawing.events)
    assert len({event.tight_y for event in drawing.events if event.tight}) == 3
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


def test_one_point_alone_has_its_date_once():
    own = (Series("Hafen", (Point(month(0), 40.0, 30.0, 50.0, 100),)),)
    trend = trend_drawing(Trend(title="NPS", series=own), PLAIN)
    small = multiples_drawing(SmallMultiples(title="NPS", series=own), PLAIN)

    assert [len(drawn) for drawn in (trend.roomy_ticks, trend.tight_ticks, small.ticks)] == [1, 1, 1]
