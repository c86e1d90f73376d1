"""Whether a goal is on track: its interval against the path from what was before to the target."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.stats import Estimate
from heedful.understand.goals.paths import Path, judged

BEGINS, DUE = date(2026, 1, 1), date(2026, 4, 10)  # 100 days
DAY = timedelta(days=1)
BEFORE = Estimate(20.0, 15.0, 25.0, 400)


def path(target=60.0, before=BEFORE, better="higher") -> Path:
    return Path(before, target, better, BEGINS, DUE)


def found(value: float, *, give=5.0, n=400) -> Estimate:
    return Estimate(value, value - give, value + give, n)


def state(now, on=None, *, day=60, since=0, minimum_n=10):
    """Judged from what was measured from the day `since` of the goal to the day `day`."""
    measured = {"since": BEGINS + timedelta(days=since), "until": BEGINS + timedelta(days=day)}
    return judged(now, on or path(), **measured, today=BEGINS + timedelta(days=day), minimum_n=minimum_n)


def test_the_path_is_straight_and_as_sure_as_what_was_before():
    first, middle, last = (path().at(day) for day in (BEGINS, BEGINS + timedelta(days=49), DUE))

    assert first.value == pytest.approx(20.4)
    assert (middle.value, middle.low, middle.high) == pytest.approx((40.0, 37.5, 42.5))
    assert (last.value, last.low, last.high) == (60.0, 60.0, 60.0)
    assert path().at(DUE + timedelta(days=50)).value == 60.0
    assert path().at(BEGINS - timedelta(days=50)).value == 20.0


def test_what_was_measured_over_some_days_is_held_against_their_middle():
    assert path().over(BEGINS, BEGINS + timedelta(days=98)) == path().at(BEGINS + timedelta(days=49))


@pytest.mark.parametrize(
    ("value", "give", "expected"),
    [
        (70.0, 5.0, "reached"),
        (62.0, 5.0, "on track"),  # beyond the path, the target within the interval
        (32.0, 5.0, "on track"),  # on the path, and surely better than before
        (29.0, 3.0, "on track"),  # a little short of the path, which may be chance
        (25.0, 12.0, "too early"),  # as near to the path as to what was before
        (18.0, 5.0, "at risk"),
        (22.0, 2.0, "at risk"),  # surely short of it, though perhaps better than before
    ],
)
def test_a_goal_is_judged_by_its_interval(value, give, expected):
    assert path().over(BEGINS, BEGINS + timedelta(days=60)).value == pytest.approx(32.4)
    assert state(found(value, give=give)) == expected


def test_lower_is_better_where_it_is():
    on = path(target=10.0, before=Estimate(40.0, 37.0, 43.0, 400), better="lower")

    assert state(found(30.0, give=3.0), on) == "on track"
    assert state(found(42.0, give=3.0), on) == "at risk"
    assert state(found(5.0, give=3.0), on) == "reached"


def test_too_few_are_judged_neither_well_nor_badly():
    assert state(found(-80.0, n=9)) == "too early"
    assert state(Estimate.unknown()) == "too early"
    assert state(found(-80.0, n=9), day=150) == "unsure"


def test_without_a_before_only_the_target_tells():
    on = path(before=Estimate.unknown())

    assert on.at(BEGINS) == Estimate.unknown()
    assert state(found(10.0), on) == "too early"
    assert state(found(70.0), on) == "reached"
    assert state(found(10.0), on, day=150) == "missed"


def test_a_goal_that_holds_what_is_has_a_level_path():
    on = path(target=10.0)

    assert on.at(BEGINS).value == on.at(DUE).value == 10.0
    assert state(found(0.0, give=3.0), on) == "at risk"
    assert state(found(12.0, give=5.0), on) == "too early"
    assert state(found(20.0, give=5.0), on) == "reached"


def test_when_its_time_is_over_it_is_reached_missed_or_unsure():
    assert state(found(50.0), day=150, since=60) == "missed"
    assert state(found(58.0), day=150, since=60) == "unsure"
    assert state(found(66.0), day=150, since=60) == "reached"


def test_the_earlier_the_surer():
    """What is told at the end is not told from as much a month before, and never from less."""
    told = [day for day in range(100) if state(found(20.0, give=3.0), path(target=30.0), day=day) == "at risk"]

    assert told and told[0] > 30
    assert told == list(range(told[0], 100))


@pytest.mark.parametrize("window", [28, 90])
def test_a_goal_that_keeps_to_its_path_is_rarely_said_to_be_at_risk(window):
    """Looked at every week for half a year: without a boundary, one in four to eight would be."""
    chance = np.random.default_rng([7, window])
    assert sum(is_once_at_risk(chance, days=182, window=window) for _ in range(200)) <= 16


def is_once_at_risk(chance, *, days, window, spread=20.0, target=20.0) -> bool:
    """Measured day by day where it is to be, but for chance, and looked at over the last days of the window."""
    give = 1.96 * spread / np.sqrt(90)
    before = chance.normal(0, give / 1.96)
    on = Path(Estimate(before, before - give, before + give, 90), target, "higher", BEGINS, BEGINS + days * DAY - DAY)
    told = target * np.arange(1, days + 1) / days + chance.normal(0, spread, days)
    return any(
        looked_at(on, told, first=max(0, last - window + 1), last=last, spread=spread) == "at risk"
        for last in range(6, days, 7)
    )


def looked_at(on, told, *, first, last, spread):
    n = last - first + 1
    now, until = found(told[first : last + 1].mean(), give=1.96 * spread / np.sqrt(n), n=n), BEGINS + last * DAY
    return judged(now, on, since=BEGINS + first * DAY, until=until, today=until, minimum_n=1)


BETTER = {"reached": 3, "on track": 2, "too early": 1, "at risk": 0}


@given(st.floats(-50, 90), st.floats(0.5, 30), st.floats(0, 20), st.integers(1, 99))
def test_a_better_number_is_never_judged_worse(value, give, more, day):
    assert BETTER[state(found(value + more, give=give), day=day)] >= BETTER[state(found(value, give=give), day=day)]
