"""One series and its own past: how far it wanders by itself, beside statsmodels and beside what is known of it."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.statespace.structural import UnobservedComponents

from heedful.understand.effects import series
from tests.full import times

MANY = times(600, 60)
EIGHT = np.full(8, 30.0)


def wandered(seed: int, weeks: int = 60, *, step: float = 0.2) -> np.ndarray:
    drawn = np.random.default_rng(seed)
    return drawn.normal(0, step, weeks).cumsum() + drawn.normal(0, 1.0, weeks)


def test_for_one_wandering_the_level_and_its_doubt_are_those_of_statsmodels():
    before = wandered(4, step=0.8)
    before[[0, 7]] = np.nan
    fitted = UnobservedComponents(before, "llevel", use_exact_diffuse=True).fit(disp=0)
    noise, step = fitted.params
    found = series._filtered(UnobservedComponents(before, "llevel", use_exact_diffuse=True), step / noise)
    coming = fitted.get_forecast(1)
    assert found[1] == pytest.approx(float(coming.predicted_mean[0]), rel=1e-4)
    assert found[2] * noise + step + noise == pytest.approx(float(coming.var_pred_mean[0]), rel=1e-3)
    assert found[3] == pytest.approx(noise, rel=1e-3)  # the likeliest noise at the likeliest wandering
    assert found[4] == 58 - 1


def test_the_likeliest_wandering_is_that_of_statsmodels():
    before = wandered(4, step=0.8)
    noise, step = UnobservedComponents(before, "llevel", use_exact_diffuse=True).fit(disp=0).params
    model = UnobservedComponents(before, "llevel", use_exact_diffuse=True)
    likely = [series._filtered(model, wandering)[0] for wandering in series.WANDERINGS]
    best = int(np.argmax(likely))
    assert series.WANDERINGS[min(best + 1, 23)] <= step / noise <= series.WANDERINGS[max(best - 1, 0)]


def test_a_level_that_wanders_a_little_is_not_taken_for_one_that_stands_still():
    """The likeliest value is "not at all" in many of these; going by it alone finds effects in 13 % of them."""
    alarms = []
    for seed in range(MANY):
        seen = wandered(seed)
        low, high, _ = series.paths(seen[:52], EIGHT, seed=1).around(float(seen[52:].mean()), 0.95)
        alarms.append(low > 0 or high < 0)
    assert np.mean(alarms) <= 0.05 + 2 * (0.05 * 0.95 / MANY) ** 0.5


def test_what_is_promised_is_what_the_paths_do():
    found = series.paths(wandered(9)[:52], EIGHT, seed=1)
    smallest = found.smallest(0.95, 0.8)
    assert found.power(smallest, 0.95) == pytest.approx(0.8, abs=0.01)
    assert found.power(0.0, 0.95) == pytest.approx(0.05, abs=0.002)
    assert found.power(-smallest, 0.95) == found.power(smallest, 0.95)


def test_weeks_in_which_nobody_answered_make_it_less_sure():
    before = wandered(9)[:52]
    holes = before.copy()
    holes[40:] = np.nan
    assert series.paths(holes, EIGHT, seed=1).means.std() > series.paths(before, EIGHT, seed=1).means.std()


def test_a_series_that_never_moved_expects_nothing_else():
    found = series.paths(np.full(20, 7.0), EIGHT, seed=1)
    assert found.means == pytest.approx(7.0)
    assert found.around(7.0, 0.95)[:2] == pytest.approx((0, 0), abs=1e-6)
