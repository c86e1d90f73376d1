import re

import pytest
from django.template import Context, Template
from django.utils import translation

from heedful.stats import Change
from heedful.ui.intervals import interval_picture
from heedful.ui.numbers import UNITS, difference, shown


def drawn(source: str, **context) -> str:
    return re.sub("[ \n]+", " ", Template("{% load numbers %}" + source).render(Context(context))).strip()


@pytest.mark.parametrize(
    ("value", "unit", "reads"),
    [
        (34, "points", "+34.0"),
        (-12.25, "points", "−12.3"),
        (0.04, "points", "0.0"),
        (-0.04, "points", "0.0"),
        (0.684210526, "share", "68.4\u202f%"),
        (0.0005, "share", "0.1\u202f%"),
        (42.4, "seconds", "42 s"),
        (600, "seconds", "10 min"),
        (7800, "seconds", "2 h 10 min"),
        (273600, "seconds", "3 d 4 h"),
        (0, "seconds", "0 s"),
        (4.125, "score", "4.13"),
        (1.85, "orders", "1.85"),
        (1, "days", "1.0 day"),
        (31.25, "days", "31.3 days"),
        (13612, "count", "13,612"),
    ],
)
def test_a_number_reads_as_a_person_says_it(value, unit, reads):
    assert shown(value, unit) == reads


def test_half_rounds_away_from_zero_on_both_sides():
    assert shown(2.25, "points") == "+2.3"
    assert shown(-2.25, "points") == "−2.3"


def test_money_keeps_its_currency():
    assert shown(9747747.933, "money", "GBP") == "9,747,747.93\u202fGBP"


@pytest.mark.parametrize("language", ["ru", "uk", "lt"])
def test_the_decimal_sign_is_the_language_s_own(language):
    with translation.override(language):
        assert shown(0.684, "share").startswith("68,4")


def test_an_estimate_shows_value_interval_and_what_it_rests_on():
    page = drawn("{% estimate 34.0 26.0 42.0 412 'points' of='answers' %}")

    assert "+34.0" in page
    assert "between +26.0 and +42.0" in page
    assert "412 answers" in page
    assert "<svg" in page


def test_a_long_number_is_told_apart_to_fit_its_card():
    assert "estimate-long" in drawn("{% estimate 12835.29 None None 9 'money' currency='EUR' %}")
    assert "estimate-long" not in drawn("{% estimate 0.3529 None None 9 'share' %}")
    assert "estimate-long" not in drawn("{% estimate None None None 9 'money' currency='EUR' %}")


def test_too_few_answers_say_how_many_more_it_takes():
    page = drawn("{% estimate None None None 2 'points' of='answers' minimum_n=10 %}")

    assert "Not enough to tell yet: it takes 8 answers more" in page
    assert "2 answers" in page


def test_unknown_is_never_zero():
    page = drawn("{% estimate None None None 0 'share' of='customers' %}")

    assert "Not known yet" in page
    assert 'class="estimate-value"' not in page


def test_zero_is_a_number():
    assert "0.0\u202f%" in drawn("{% estimate 0.0 0.0 0.03 120 'share' of='customers' %}")


def test_an_unknown_cell_is_a_dash():
    assert drawn("{% number None 'points' %}") == "–"


def test_the_picture_puts_the_ends_of_the_scale_at_its_ends():
    picture = interval_picture(0.0, -100.0, 100.0, "points")

    assert (picture.low, picture.value, picture.high, picture.zero) == (5.0, 100.0, 195.0, 100.0)


def test_a_share_has_no_zero_line_and_stays_within_the_picture():
    picture = interval_picture(1.0, 0.5, 1.2, "share")

    assert (picture.low, picture.value, picture.high, picture.zero) == (100.0, 195.0, 195.0, None)


def test_a_duration_has_no_scale_to_be_drawn_on():
    assert interval_picture(60.0, 50.0, 70.0, "seconds") is None


def test_the_picture_is_drawn_with_points_in_every_language():
    with translation.override("ru"):
        page = drawn("{% estimate 0.333 0.3 0.4 100 'share' of='answers' %}")

    assert 'x1="68.27"' in page


def test_every_unit_of_the_catalogue_can_be_shown():
    from typing import get_args

    metric = pytest.importorskip("heedful.understand.metrics.metric")

    assert set(get_args(metric.Unit)) <= set(UNITS)


@pytest.mark.parametrize(
    ("value", "unit", "reads"),
    [
        (8.14, "points", "+8.1"),
        (-8.14, "points", "−8.1"),
        (0.01, "points", "0.0"),
        (0.0234, "share", "+2.3 percentage points"),
        (-0.0234, "share", "−2.3 percentage points"),
        (-3600.0, "seconds", "−1 h"),
        (12.5, "money", "+12.50\u202fEUR"),
    ],
)
def test_a_difference_has_its_sign_and_shares_differ_in_percentage_points(value, unit, reads):
    assert difference(value, unit, "EUR" if unit == "money" else "") == reads


def test_fewer_hours_of_waiting_are_better():
    faster = Change(value=-3600.0, low=-5400.0, high=-1800.0, p=0.001, n_before=90, n_after=95, verdict="lower")

    html = drawn('{% change found "seconds" "lower" %}', found=faster)

    assert "change-better" in html
    assert "Better" in html
    assert "−1 h (−1 h 30 min to −30 min)" in html


def test_too_few_answers_show_no_difference():
    html = drawn('{% change found "points" "higher" %}', found=Change.unknown(3, 400, value=40.0))

    assert "Too few to tell" in html
    assert "40" not in html


def test_the_ends_of_a_difference_do_not_repeat_its_unit():
    fell = Change(value=-0.034, low=-0.06, high=-0.008, p=0.01, n_before=380, n_after=412, verdict="lower")

    html = drawn('{% change found "share" "higher" %}', found=fell)

    assert "−3.4 percentage points (−6.0 to −0.8)" in html
