"""Targets said from what was before: +20 % of it, or +5 points."""

import pytest

from heedful.understand.goals.rises import Rise, rise_of
from heedful.understand.setup.amounts import AmountError


@pytest.mark.parametrize(
    ("text", "unit", "rise"),
    [
        ("+20 %", "share", Rise(0.2, True)),
        ("−20%", "share", Rise(-0.2, True)),
        ("-20 %", "seconds", Rise(-0.2, True)),
        ("+5 points", "share", Rise(0.05, False)),
        ("+5 pp", "share", Rise(0.05, False)),
        ("+10 points", "points", Rise(10.0, False)),
        ("- 2,5 points", "points", Rise(-2.5, False)),
        ("−30 min", "seconds", Rise(-1800.0, False)),
        ("+3", "orders", Rise(3.0, False)),
        ("+40", "points", None),
        ("−5", "points", None),
        ("70 %", "share", None),
        ("", "share", None),
    ],
)
def test_what_the_words_mean(text, unit, rise):
    found = rise_of(text, unit)

    assert found == (rise and Rise(pytest.approx(rise.amount), rise.is_share))


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("+20 %", "points", "Write how many points"),
        ("+5", "share", "Say which"),
        ("+much", "orders", "This is not a number."),
    ],
)
def test_what_can_mean_two_things_is_asked_back(text, unit, says):
    with pytest.raises(AmountError, match=says):
        rise_of(text, unit)


@pytest.mark.parametrize(
    ("rise", "unit", "words"),
    [
        (Rise(0.2, True), "share", "+20 %"),
        (Rise(-0.05, False), "share", "−5 points"),
        (Rise(10.0, False), "points", "+10 points"),
        (Rise(-1800.0, False), "seconds", "−30 min"),
        (Rise(3.0, False), "orders", "+3"),
    ],
)
def test_it_is_written_so_that_it_can_be_read_again(rise, unit, words):
    assert rise.written(unit) == words
    assert rise_of(words, unit) == rise


def test_twenty_per_cent_more_loyal_customers_is_a_fifth_more_of_them():
    assert Rise(0.2, True).above(0.5, "share") == pytest.approx(0.6)
    assert Rise(0.2, False).above(0.5, "share") == pytest.approx(0.7)


def test_there_is_no_target_beyond_what_can_be():
    with pytest.raises(AmountError, match="Before, it was 90 %"):
        Rise(0.2, True).above(0.9, "share")
