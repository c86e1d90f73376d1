import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from heedful.stats.estimate import Estimate
from heedful.ui import charts
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
    Series,
    SmallMultiples,
    Sparkline,
    Split,
    StackedShares,
    Trend,
    Waterfall,
    wording,
)
from heedful.ui.charts.examples import EXAMPLES

TAGS = {
    "Trend": "trend",
    "Sparkline": "sparkline",
    "Bars": "bars",
    "Distribution": "distribution",
    "StackedShares": "stacked_shares",
    "HeatTable": "heat_table",
    "SmallMultiples": "small_multiples",
    "Dumbbell": "dumbbell",
    "Ranking": "ranking",
    "Waterfall": "waterfall",
    "Quadrants": "quadrants",
}
LARGE = [name for name in EXAMPLES if name != "sparkline"]


def drawn(chart) -> str:
    tag = TAGS[type(chart).__name__]
    page = Template(f"{{% load charts %}}{{% {tag} chart %}}").render(Context({"chart": chart}))
    return re.sub(r"[ \n]+", " ", page)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_chart_asks_for_nothing_the_security_policy_refuses(name):
    page = drawn(EXAMPLES[name])

    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("name", LARGE)
def test_a_chart_has_a_title_that_its_drawing_is_labelled_by_and_a_table(name):
    chart = EXAMPLES[name]
    page = drawn(chart)

    assert chart.title in re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page)[1]
    assert len(re.findall(r"<th scope=\"row\"", page)) >= 2
    assert "<caption" in page
    for labelled in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert page.count(f'id="{labelled}"') == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_people_called_their_places_is_only_ever_text(name):
    page = drawn(renamed(EXAMPLES[name], "<script>alert(1)</script>\"'&"))

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def renamed(what, name):
    """The same chart with every name in it replaced."""
    if isinstance(what, tuple):
        return tuple(renamed(one, name) for one in what)
    if not is_dataclass(what):
        return what
    named = {"title", "name", "norm_name", "says", "note", "parts", "before", "after", "columns", "corner"}
    changed = {}
    for field in fields(what):
        value = getattr(what, field.name)
        if field.name in named and isinstance(value, str):
            changed[field.name] = name
        elif field.name in named and value and isinstance(value, tuple):
            changed[field.name] = tuple(f"{name}{at}" for at in range(len(value)))
        elif field.name == "at" and isinstance(value, str):
            changed[field.name] = name
        else:
            changed[field.name] = renamed(value, name)
    return replace(what, **changed)


def test_the_table_behind_says_every_number_of_the_chart():
    chart = Bars(
        title="How easy was it?",
        unit="share",
        points=(
            Point("Desk", 0.81, 0.77, 0.85, 402, href="/understand/ces?touchpoint=desk"),
            Point("App", None, n=0),
            Point("Sauna", 0.5, 0.1, 0.9, 4, "few"),
        ),
    )

    assert table_of(drawn(chart)) == [
        ["Name", "Value", "Interval", "Rests on", "Remark"],
        ["Desk", "81.0\u202f%", "between 77.0\u202f% and 85.0\u202f%", "402 answers", ""],
        ["App", "not known", "–", "0 answers", ""],
        ["Sauna", "50.0\u202f%", "between 10.0\u202f% and 90.0\u202f%", "4 answers", "too few to tell"],
    ]
    assert '<a href="/understand/ces?touchpoint=desk">Desk</a>' in drawn(chart)


def test_the_table_behind_several_lines_has_a_row_for_each_date_that_any_of_them_knows():
    series = (
        Series("Hafen", (Point(date(2025, 1, 1), 10.0), Point(date(2025, 2, 1), None, n=3))),
        Series("Nord", (Point(date(2025, 2, 1), -4.0, -8.0, 0.0, 90),)),
    )

    assert table_of(drawn(Trend(title="NPS", series=series))) == [
        ["When", "Hafen", "Nord"],
        ["January 2025", "+10.0", "not known"],
        ["February 2025", "not known, 3 answers", "−4.0, between −8.0 and 0.0, 90 answers"],
    ]


def test_the_table_behind_two_periods_says_whether_the_change_is_real():
    assert table_of(drawn(EXAMPLES["dumbbell"]))[2][-2:] == ["+4.3", "no clear change"]


def test_the_table_behind_why_it_changed_tells_rate_from_mix():
    rows = table_of(drawn(EXAMPLES["waterfall"]))

    assert rows[3] == ["West", "its own value changed", "+0.9", "between −0.6 and +2.4"]
    assert rows[5][:3] == ["Altstadt", "its part in the whole changed", "−6.1"]
    assert rows[7][2] == "not known"


def test_the_table_behind_cohorts_says_what_is_not_over():
    assert table_of(drawn(EXAMPLES["heat table"]))[-1] == [
        "Jun 2025",
        "104 customers",
        "100.0\u202f%, between 94.0\u202f% and 100.0\u202f%, 104 customers",
        "not known, 104 customers, not over yet",
        "–",
        "–",
        "–",
        "–",
    ]


def table_of(page: str) -> list[list[str]]:
    table = re.search(r'<table class="table">.*?</table>', page)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


UNKNOWN = Point(date(2025, 1, 1), None)
NOTHING = [
    Trend(title="NPS", series=()),
    Trend(title="NPS", series=(Series("Hafen", (UNKNOWN,)),), goal=40.0),
    Bars(title="CES", points=()),
    Distribution(title="Answers", answers=(Answer("0", 0), Answer("1", 0))),
    StackedShares(title="Shares", parts=("a", "b"), rows=(Split("Nord", (0, 0)),)),
    SmallMultiples(title="NPS", series=(Series("Hafen", (UNKNOWN,)),)),
    Dumbbell(title="NPS", rows=(Pair(Point("Nord", None), Point("Nord", None)),), before="a", after="b"),
    Ranking(title="NPS", places=(Place(Point("Nord", None), None),)),
    Waterfall(title="Why", start=Point("a", None), steps=(), end=Point("b", 3.0)),
    HeatTable(title="Cohorts", columns=("0", "1"), rows=(Cohort("Jan", 3, (None, None)),)),
]


@pytest.mark.parametrize("chart", NOTHING, ids=lambda chart: type(chart).__name__)
def test_where_nothing_is_known_there_is_a_sentence_and_no_drawing(chart):
    page = drawn(chart)

    assert "There is nothing to draw yet" in page
    assert "<svg" not in page


def test_a_sparkline_says_where_it_begins_and_where_it_ends():
    page = drawn(EXAMPLES["sparkline"])

    assert 'role="img" aria-label="Hafen: January 2024 +22.1, December 2025 +34.0, between +28.0 and +40.0' in page


def test_a_sparkline_of_nothing_is_a_dash():
    assert "<svg" not in drawn(Sparkline(title="Ost", points=()))
    assert "not known" in drawn(Sparkline(title="Ost", points=()))


@pytest.mark.parametrize("language", ["ru", "uk", "lt"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_coordinates_keep_their_point_where_the_language_writes_a_comma(name, language):
    with translation.override(language):
        page = drawn(EXAMPLES[name])

    numbers = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"', page)
    assert all(re.fullmatch(r"-?[\d.]+%?", number) for number in numbers)


def test_dates_and_numbers_are_written_as_the_language_does():
    with translation.override("lt"):
        page = drawn(EXAMPLES["trend"])

    assert "22,1" in page
    assert "January" not in page


@pytest.mark.parametrize(
    ("number", "step", "unit", "reads"),
    [
        (20, 10, "points", "+20"),
        (-2.5, 2.5, "points", "−2.5"),
        (0.25, 0.25, "share", "25\u202f%"),
        (0.025, 0.025, "share", "2.5\u202f%"),
        (5400, 1800, "seconds", "1 h 30 min"),
        (1500, 500, "money", "1,500"),
        (0, 200_000, "money", "0"),
        (1_200_000, 200_000, "money", "1.2 M"),
        (15_000, 5000, "count", "15 k"),
        (30, 10, "days", "30 days"),
        (4.25, 0.25, "score", "4.25"),
    ],
)
def test_an_axis_is_written_as_short_as_can_be(number, step, unit, reads):
    assert wording.tick(number, step, unit) == reads


def test_large_amounts_are_said_in_short_where_there_is_little_room():
    assert wording.brief(1_534_567.5, "money", "EUR") == "1.5 M\u202fEUR"
    assert wording.brief(23_400, "count") == "23.4 k"
    assert wording.brief(950.5, "money", "EUR") == "950.50\u202fEUR"
    assert wording.brief(34.0, "points") == "+34.0"


def test_a_difference_between_shares_counts_in_points():
    assert wording.moved(0.032, "share") == "+3.2"
    assert wording.moved(-90, "seconds") == "−1 min 30 s"
    assert wording.moved(90, "seconds") == "+1 min 30 s"


@pytest.mark.parametrize(
    ("per", "long", "short"),
    [
        ("day", "9 May 2025", ("9 May", "2025")),
        ("week", "week of 9 May 2025", ("9 May", "2025")),
        ("month", "May 2025", ("May", "2025")),
        ("quarter", "Q2 2025", ("Q2", "2025")),
        ("year", "2025", ("2025", "")),
    ],
)
def test_a_date_is_written_as_coarse_as_its_period(per, long, short):
    words = wording.words_for(Trend(title="NPS", series=(), per=per))

    assert (words.at(date(2025, 5, 9)), words.at_tick(date(2025, 5, 9))) == (long, short)


def test_an_estimate_becomes_a_point_that_knows_whether_it_is_enough():
    assert Point.of("Nord", Estimate(34.0, 26.0, 42.0, 412), minimum_n=10) == Point("Nord", 34.0, 26.0, 42.0, 412)
    assert Point.of("Ost", Estimate(34.0, -9.0, 77.0, 7), minimum_n=10).state == "few"
    assert Point.of("Ost", Estimate.unknown(0), over=False) == Point("Ost", None, n=0, state="open")


def test_the_geometry_knows_no_django():
    spoken = {"tables.py", "wording.py"}
    modules = [path for path in Path(charts.__file__).parent.glob("*.py") if path.name not in spoken]

    assert len(modules) > 12
    assert [path.name for path in modules if re.search("django|wording|tables", path.read_text(encoding="utf-8"))] == []
