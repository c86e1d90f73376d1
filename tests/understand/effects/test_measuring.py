"""A panel in, what was done out: made-up panels whose truth is known."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm

from heedful.understand.effects import chance
from heedful.understand.effects.design import Found
from heedful.understand.effects.difference import difference
from heedful.understand.effects.foreseeing import any_draw, outlook_of
from heedful.understand.effects.measuring import measured
from heedful.understand.effects.panel import Panel, panel_of
from heedful.understand.effects.terms import Terms
from heedful.understand.effects.words import any_draw_told
from tests.full import times

spec = importlib.util.spec_from_file_location("_clubs", Path(__file__).parents[3] / "bench" / "truth" / "_clubs.py")
clubs = importlib.util.module_from_spec(spec)
sys.modules["_clubs"] = clubs
spec.loader.exec_module(clubs)

MANY = times(150, 25)


def chain(seed: int = 3, **more: object) -> Panel:
    return clubs.heard(clubs.Chain(**more), np.random.default_rng(seed))


def four_cells(*, after: float = 9.0) -> Panel:
    rows = [("a", "1", 1.0, 50.0), ("a", "2", after, 60.0), ("b", "1", 3.0, 70.0), ("b", "2", 4.0, 80.0)]
    return panel_of(rows, treated=("a",), begins="2", noise={"a": 4.0, "b": 4.0})


def test_four_means_make_one_difference_in_differences():
    found = measured(four_cells(), Terms())
    assert found.value == pytest.approx((9 - 1) - (4 - 3))
    assert found.se == pytest.approx((4 / 50 + 4 / 60 + 4 / 70 + 4 / 80) ** 0.5)
    assert found.inference == "answers"
    assert "few places" in [caution.key for caution in found.cautions]


def test_the_estimate_is_that_of_a_weighted_regression_with_levels_of_places_and_weeks():
    panel = chain()
    w = chance.weights(panel)
    place, week = np.nonzero(w > 0)
    columns = [panel.treated[place] & panel.after[week]]
    columns += [place == i for i in range(len(panel.places))] + [week == t for t in range(1, len(panel.periods))]
    fitted = sm.WLS(panel.value[place, week], np.array(columns, dtype=float).T, weights=w[place, week]).fit()
    assert difference(panel, w) == pytest.approx(fitted.params[0])
    assert chance.chance(panel, w, seed=1).effect == pytest.approx(fitted.params[0])


@pytest.mark.parametrize("effect", [-30.0, 30.0])
def test_a_large_effect_is_told_with_its_sign(effect):
    found = measured(clubs.lifted(chain(), effect), Terms())
    assert found.state == "told"
    assert np.sign(found.value) == np.sign(effect)
    assert found.low < effect < found.high
    assert found.placebo.low < found.placebo.value < found.placebo.high
    assert {lead.period < 0 for lead in found.study} == {True, False}
    assert found.placebo.share < 0.05


def test_an_effect_moves_the_estimate_by_itself_and_leaves_the_interval_as_wide():
    without, lifted = (measured(clubs.lifted(chain(), by), Terms(), checked=False) for by in (0.0, 25.0))
    assert lifted.value - without.value == pytest.approx(25)
    assert lifted.high - lifted.low == pytest.approx(without.high - without.low)


def test_neither_the_order_nor_the_names_of_places_matter():
    panel = chain()
    turned = replace(
        panel,
        places=tuple(reversed(panel.places)),
        value=panel.value[::-1],
        n=panel.n[::-1],
        noise=panel.noise[::-1],
        treated=panel.treated[::-1],
    )
    one, other = measured(panel, Terms(), checked=False), measured(turned, Terms(), checked=False)
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_false_alarms_are_rare_and_what_was_promised_is_told():
    """Drifting clubs with weeks of their own and customers who answer again; bench/truth has 400 of each kind."""
    alarms, told = [], []
    for seed in range(MANY):
        panel = chain(seed, before=26)
        promised = outlook_of(panel.of_periods(~panel.after), 8, Terms()).smallest(0.95, 0.8)
        alarms.append(measured(panel, Terms(), checked=False).apart)
        told.append(measured(clubs.lifted(panel, promised), Terms(), checked=False).apart)
    assert np.mean(alarms) <= 0.12
    assert np.mean(told) == pytest.approx(0.8, abs=0.15)


def test_what_a_draw_could_tell_is_known_before_it_is_drawn():
    panel = chain(clubs=5, before=26)
    history = panel.of_periods(~panel.after)
    marked = [replace(history, treated=np.isin(np.arange(5), each)) for each in combinations(range(5), 2)]
    smallest = [outlook_of(each, 8, Terms()).smallest(0.95, 0.8) for each in marked]

    found = any_draw(history, 2, Terms(kind="randomised", weeks=8))

    assert (found.how_many, found.places, found.tried) == (2, 5, 10)
    assert (found.usual, found.worst) == pytest.approx((np.mean(smallest), max(smallest)))
    assert "any 2 of these 5 places" in any_draw_told(found, "points")


def test_of_many_draws_some_are_tried_and_the_same_again():
    panel = chain(clubs=8, before=26)
    found = any_draw(panel.of_periods(~panel.after), 4, Terms(kind="randomised", weeks=8))
    assert found.tried == 16
    assert 0 < found.usual < found.worst
    assert found == any_draw(panel.of_periods(~panel.after), 4, Terms(kind="randomised", weeks=8))


def test_looking_early_asks_for_more():
    panel = clubs.lifted(chain(), 20.0)
    levels = [measured(panel, Terms(done=done), checked=False).level for done in (0.1, 0.5, 0.9, 1.0)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 0.95
    assert levels[1] == pytest.approx(0.9944, abs=0.0001)


def test_a_small_effect_says_how_much_more_it_takes():
    panel = chain()
    none = measured(panel, Terms(), checked=False)
    reach = none.high - none.value
    found = measured(clubs.lifted(panel, 0.8 * reach - none.value), Terms(units="answers"), checked=False)
    assert found.state == "cannot be told yet"
    assert found.needed == pytest.approx(found.n * (1 / 0.8**2 - 1), abs=1)


def test_nothing_to_be_found_is_told_with_how_large_it_could_be():
    panel = chain()
    none = measured(panel, Terms(), checked=False).value
    found = measured(clubs.lifted(panel, -none + 0.1), Terms(), checked=False)
    assert (found.state, found.apart) == ("told", False)
    assert found.low < 0 < found.high


def test_a_place_that_was_heard_for_some_weeks_only_counts_for_these():
    panel = chain()
    n = panel.n.copy()
    silent = int(np.flatnonzero(~panel.treated)[0])
    n[silent, -4:] = 0
    found = measured(replace(panel, n=n, value=np.where(n > 0, panel.value, np.nan)), Terms(), checked=False)
    assert np.isfinite(found.low)
    assert panel.places[silent] in dict(found.comparison)


@pytest.mark.parametrize(
    ("terms", "key"), [(Terms(), "no history"), (Terms(kind="before and after"), "no history")], ids=str
)
def test_without_a_past_no_change_is_seen(terms, key):
    panel = panel_of([("a", "1", 1.0, 9.0), ("b", "1", 2.0, 9.0)], treated=("a",), begins="1")
    found = measured(panel, terms)
    assert (found.state, found.cautions[0].key) == ("not possible", key)


def test_a_short_past_of_its_own_says_nothing():
    panel = chain(clubs=1, before=6)
    found = measured(panel, Terms(kind="before and after"))
    assert (found.state, found.cautions[0].key) == ("not possible", "short history")


def test_every_number_that_is_told_can_be_kept_as_json():
    for panel in (four_cells(), four_cells(after=1.0), chain(), chain(clubs=2)):
        found = measured(panel, Terms())
        assert Found.of(json.loads(json.dumps(found.document(), allow_nan=False))) == found


def test_identical_cells_are_no_proof_of_anything():
    """No noise at all: nothing to judge chance by."""
    rows = [(place, str(week), 5.0, 10.0) for place in "abc" for week in range(6)]
    found = measured(panel_of(rows, treated=("a",), begins="4"), Terms())
    assert not found.apart
    assert found.value in (None, pytest.approx(0, abs=1e-9))


@pytest.mark.parametrize("seed", [71, 127, 164, 197, *range(times(60, 8))])
def test_whatever_was_heard_there_is_an_answer_that_can_be_kept(seed):
    """Weeks without answers, places heard once, everybody of one mind, a plan that has run for a moment."""
    drawn = np.random.default_rng(seed)
    places, weeks = int(drawn.integers(1, 6)), int(drawn.integers(1, 18))
    rows = [
        (f"p{place}", f"{week:02d}", float(drawn.choice([100.0, drawn.normal(20, 30)])), float(drawn.integers(1, 40)))
        for place in range(places)
        for week in range(weeks)
        if drawn.random() < 0.7
    ] or [("p0", "00", 1.0, 1.0)]
    noise = {f"p{place}": 900.0 for place in range(places)} if drawn.random() < 0.7 else None
    treated = [f"p{place}" for place in range(int(drawn.integers(0, places + 1)))]
    panel = panel_of(rows, treated=treated, begins=f"{int(drawn.integers(0, weeks + 1)):02d}", noise=noise)
    kind = str(drawn.choice(["randomised", "compared", "before and after"]))
    found = measured(panel, Terms(kind=kind, minimum_n=int(drawn.integers(0, 20)), done=float(drawn.uniform(0, 1.2))))
    json.dumps(found.document(), allow_nan=False)
    assert (found.value is None) == (found.se is None)
