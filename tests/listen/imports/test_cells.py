"""How cells become moments, numbers and words, one convention at a time."""

import pyarrow as pa
import pytest

from heedful.listen.imports.conventions import Conventions
from heedful.listen.imports.guessing.dates import date_order
from heedful.listen.imports.guessing.decimals import decimal_mark
from heedful.listen.imports.moments import moments, months_earlier
from heedful.listen.imports.numbers import numbers
from heedful.listen.imports.templates import template
from tests.listen.imports.conftest import ANSWERS


@pytest.mark.parametrize(
    ("text", "dates", "zone", "utc"),
    [
        ("2024-02-29", "year-first", "UTC", "2024-02-29 00:00:00"),
        ("2024-02-29T10:30:05.25Z", "year-first", None, "2024-02-29 10:30:05.250000"),
        ("2018-05-22 22:07:12 -0400", "year-first", None, "2018-05-23 02:07:12"),
        ("2019-10-01 02:50:00 UTC", "year-first", None, "2019-10-01 02:50:00"),
        ("2024/1/5 7:05", "year-first", "UTC", "2024-01-05 07:05:00"),
        ("29.2.2024 01:16", "day-first", "Europe/Vilnius", "2024-02-28 23:16:00"),
        ("1/2/24", "day-first", "UTC", "2024-02-01 00:00:00"),
        ("1/2/24", "month-first", "UTC", "2024-01-02 00:00:00"),
        ("1/2/69", "month-first", "UTC", "1969-01-02 00:00:00"),
        ("12/31/1999 09:30:00 AM", "month-first", "UTC", "1999-12-31 09:30:00"),
        ("12/31/1999 12:05 pm", "month-first", "UTC", "1999-12-31 12:05:00"),
        ("12/31/1999 12:05 am", "month-first", "UTC", "1999-12-31 00:05:00"),
        ("2024-01-31", "day-first", "UTC", "2024-01-31 00:00:00"),
        ("19970101", "%Y%m%d", "UTC", "1997-01-01 00:00:00"),
        ("5 Mar 2024", "%d %b %Y", "UTC", "2024-03-05 00:00:00"),
        ("1713418460", "unix", None, "2024-04-18 05:34:20"),
        ("1713418460123", "unix-milliseconds", None, "2024-04-18 05:34:20.123000"),
        ("45292.5", "excel", "UTC", "2024-01-01 12:00:00"),
        # Vilnius, 2024-10-27: 03:30 came twice, at 00:30 and 01:30 UTC; 2024-03-31: 03:30 never was
        ("2024-10-27 03:30", "year-first", "Europe/Vilnius", "2024-10-27 00:30:00"),
        ("2024-03-31 03:30", "year-first", "Europe/Vilnius", "2024-03-31 01:00:00"),
    ],
)
def test_a_moment_in_every_writing(text, dates, zone, utc):
    read = moments(pa.array([text]), Conventions(dates=(dates,), time_zone=zone))

    assert str(read.values[0].as_py()) == utc
    assert not read.zoneless.any()


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13-01", "2024-04-31", "2024-01-01 24:01", "2024-01-01 10:60"])
def test_a_moment_that_never_was(text):
    read = moments(pa.array([text]), Conventions(time_zone="UTC"))

    assert read.values[0].as_py() is None
    assert read.impossible.tolist() == [True]


@pytest.mark.parametrize("text", ["soon", "2024", "12:30", "20240101", "2024-01-01x"])
def test_a_text_that_is_no_moment(text):
    read = moments(pa.array([text]), Conventions(time_zone="UTC"))

    assert read.unreadable.tolist() == [True]


def test_one_broken_date_does_not_change_how_the_others_are_read():
    read = moments(pa.array(["2024-01-05", "x", "2024-01-05T10:00+02:00"]), Conventions(time_zone="Europe/Vilnius"))

    assert [str(at) for at in read.values.to_pylist()] == ["2024-01-04 22:00:00", "None", "2024-01-05 08:00:00"]


def test_a_month_earlier_ends_on_the_months_last_day():
    dates = pa.array(["2024-03-31 10:00", "2024-01-15 00:00"]).cast(pa.timestamp("us"))

    earlier = months_earlier(dates, pa.array([1.0, 13.0]).to_numpy())

    assert [str(at) for at in earlier.to_pylist()] == ["2024-02-29 10:00:00", "2022-12-15 00:00:00"]


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "number"),
    [
        ("12", ".", "", 12), ("-3.50", ".", "", -3.5), ("1e3", ".", "", 1000), (".5", ".", "", 0.5),
        ("1,234.50", ".", ",", 1234.5), ("1.234,50", ",", ".", 1234.5), ("1 234,50", ",", " ", 1234.5),
        ("12,5", ",", "", 12.5), ("€ 12", ".", "", 12), ("12 €", ".", "", 12), ("-$3.20", ".", "", -3.2),
        ("1'234.5", ".", "'", 1234.5),
    ],
)  # fmt: skip
def test_a_number_in_every_writing(text, decimal, thousands, number):
    found, bad = numbers(pa.array([text]), Conventions(decimal=decimal, thousands=thousands))

    assert found.to_pylist() == [number]
    assert not bad.any()


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        ("1,23", ".", ","),
        ("12 apples", ".", ""),
        ("nan", ".", ""),
        ("inf", ".", ""),
        ("1.5", ",", ""),
        ("--1", ".", ""),
    ],
)
def test_a_text_that_is_no_number(text, decimal, thousands):
    found, bad = numbers(pa.array([text, None]), Conventions(decimal=decimal, thousands=thousands))

    assert found.to_pylist() == [None, None]
    assert bad.tolist() == [True, False]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2024-01-31", "2024-02-01"], "year-first"),
        (["31/01/2024", "01/02/2024"], "day-first"),
        (["01/31/2024", "01/02/2024"], "month-first"),
        (["01/02/2024"], None),
        (["31/01/2024", "01/31/2024"], None),
        (["20240131"], None),
        (["2024-01-31", "never"], "year-first"),
        ([], "year-first"),
    ],
)
def test_what_dates_prove_of_their_order(texts, order):
    assert date_order([pa.array(texts, pa.string())]).order == order


@pytest.mark.parametrize(
    ("texts", "decimal", "thousands"),
    [
        (["1", "2"], ".", ""), (["1.5"], ".", ""), (["1,5"], ",", ""), (["1,234.5"], ".", ","), (["1.234,5"], ",", "."),
        (["1,234"], None, ""), (["1.234"], None, ""), (["1,234", "5.25"], ".", ","), (["1.234", "5,25"], ",", "."),
        (["1,234,567"], ".", ","), (["0.125"], ".", ""), (["1234.125"], ".", ""), (["1,5", "1.5"], None, ""),
        (["1 234,5"], ",", " "),
    ],
)  # fmt: skip
def test_what_numbers_prove_of_their_marks(texts, decimal, thousands):
    found = decimal_mark([pa.array(texts)])

    assert found.decimal == decimal
    assert decimal is None or found.thousands == thousands


def test_braces_are_columns_and_doubled_braces_are_braces():
    parsed = template("{{a}} {b}/{c}")

    assert parsed.columns == ("b", "c")
    assert parsed.parts == (("{a} ", False), ("b", True), ("/", False), ("c", True))


HEADER = "date,who,score,comment\n"


def test_codes_become_words_and_unknown_ones_are_told_or_kept(written, take_in, log):
    place = 'location = {{ from = "{{comment}}", words = {{ "1" = "Nord" }}, other = "{other}" }}\n'
    for other in ("keep", "blank"):
        rows = f"2026-03-01,{other},9,1\n2026-03-02,{other},9,7\n"
        take_in(written(HEADER + rows, f"{other}.csv"), ANSWERS + place.format(other=other))

    assert sorted((row["alias"], row["location"] or "") for row in log()) == [
        ("blank", ""), ("blank", "Nord"), ("keep", "7"), ("keep", "Nord"),
    ]  # fmt: skip


def test_conditions_look_at_texts_numbers_dates_and_blanks(written, take_in, log):
    mapping = ANSWERS + (
        'when = [{ column = "who", starts_not_with = "x" }, { column = "score", at_least = 3, below = "{limit}" },'
        ' { column = "date", later_than = "{since}" }, { column = "comment", filled = false }]\n'
    )
    rows = [
        "2026-03-02,ana,5,,8,2026-03-01",
        "2026-03-02,xia,5,,8,2026-03-01",
        "2026-03-02,low,2,,8,2026-03-01",
        "2026-03-02,top,8,,8,2026-03-01",
        "2026-03-01,old,5,,8,2026-03-01",
        "2026-03-02,say,5,hello,8,2026-03-01",
        "2026-03-02,nix,,,8,2026-03-01",
    ]
    take_in(written("date,who,score,comment,limit,since\n" + "\n".join(rows) + "\n"), mapping)

    assert log("alias") == ["ana"]


def test_what_is_left_over_is_kept_as_properties(written, take_in, log):
    mapping = ANSWERS.replace("[[interactions]]", '[[interactions]]\nproperties = "rest"')

    take_in(written('date,who,score,comment,club,note\n2026-03-01,ana,9,,Nord,"a ""b""\\\nc"\n'), mapping)

    assert log("properties") == ['{"club":"Nord","note":"a \\"b\\"\\\\\\nc"}']


def test_all_ratings_of_a_row_are_one_response_where_nobody_is_named(written, take_in, log):
    rated = """
source = "hall"
[file]
time_zone = "UTC"
[common]
kind = "answer"
scale = "csat:1-5"
occurred_at = "{date}"
[[interactions]]
name = "{each.word}"
value = "{each}"
each = { food = "food", shops = "shops" }
"""
    file = written("date,food,shops\n2024-03-01,5,4\n2024-03-01,2,3\n")

    take_in(file, rated)

    threads = log("thread")
    assert None not in threads
    assert [threads.count(thread) for thread in dict.fromkeys(threads)] == [2, 2]


def test_the_only_answer_of_a_row_is_no_part_of_anything(written, take_in, log):
    take_in(written("date,who,score,comment\n2024-03-01,,9,\n"))

    assert log("thread") == [None]
