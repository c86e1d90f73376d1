"""An amount is read as it was meant, and what could mean two things is refused."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from heedful.understand.setup.amounts import AmountError, amount_of, written


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("34", "points", 34.0),
        ("−12,5", "points", -12.5),
        ("70", "share", 0.7),
        ("70 %", "share", 0.7),
        ("0.5 %", "share", 0.005),
        ("0", "share", 0.0),
        ("45 min", "seconds", 2700.0),
        ("2 h 30 min", "seconds", 9000.0),
        ("1.5h", "seconds", 5400.0),
        ("1 d", "seconds", 86400.0),
        ("1 204,50", "money", 1204.5),
        ("1,204.50", "money", 1204.5),
        ("4,2", "score", 4.2),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, unit, value):
    assert amount_of(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("101", "points", "between −100 and 100"),
        ("120 %", "share", "between 0 % and 100 %"),
        ("0.7", "share", "in per cent, with the sign"),
        ("1,204", "money", "read in two ways"),
        ("−1", "money", "0 or more"),
        ("45", "seconds", "with its unit"),
        ("2 weeks", "seconds", "with its unit"),
        ("2 h ago", "seconds", "with its unit"),
        ("many", "score", "not a number"),
        ("nan", "score", "not a number"),
        ("9" * 30, "money", "not a number"),
        ("1.2.3", "score", "not a number"),
    ],
)
def test_what_is_none_says_how_to_write_it(text, unit, says):
    with pytest.raises(AmountError, match=says):
        amount_of(text, unit)


@given(st.integers(0, 10**9), st.sampled_from(["share", "seconds", "money", "points"]))
def test_what_is_written_is_read_again_as_the_same(number, unit):
    value = {"share": number / 1e9, "seconds": float(number), "money": number / 100, "points": number / 1e7}[unit]

    assert amount_of(written(value, unit), unit) == pytest.approx(value, abs=1e-9, rel=1e-9)


def test_nothing_is_written_as_nothing():
    assert written(None, "share") == ""


def test_a_language_that_shortens_with_a_full_stop_is_read_again():
    with translation.override("lt"):
        assert amount_of(written(9000.0, "seconds"), "seconds") == 9000.0
