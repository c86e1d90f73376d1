"""From a log of answers to what an action did, as a plan asks it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from heedful.understand.effects.design import Design, Foresight, Found
from heedful.understand.effects.queries import draw, foresee, measure, suggest
from heedful.understand.effects.words import sentence
from heedful.understand.metrics.setup import Setup

PLACES = ("nord", "sued", "ost", "west")
BEGINS = date(2026, 3, 18)  # a Wednesday; the clocks change on the 29th
DESIGN = Design("nps", "0-10", ("nord",), BEGINS, date(2026, 5, 12), compared=("sued", "ost", "west"), seed=7)


def answers(*, lift: float = 0.0, places: tuple[str, ...] = PLACES, a_day: int = 4) -> list[dict[str, Any]]:
    """Sixteen weeks before and eight after; of those at Nord, more are happy from the beginning on."""
    drawn = np.random.default_rng(11)
    rows = []
    for day in range(-112, 56):
        at = datetime(2026, 3, 18, 11, tzinfo=UTC) + timedelta(days=day)
        for number, place in enumerate(places):
            happy = 0.45 + 0.03 * number + (lift if place == "nord" and day >= 0 else 0.0)
            scores = np.where(drawn.random(a_day) < happy, 10.0, drawn.choice([3.0, 7.0], a_day))
            shared = {"name": "recommend", "scale": "nps:0-10", "location": place, "occurred_at": at}
            rows += [shared | {"value": float(score)} for score in scores]
    return rows


@pytest.fixture
def desk(workspace, store) -> dict[str, Any]:
    return {"workspace": workspace.key, "store": store, "setup": Setup(), "tz": "Europe/Berlin",
            "now": datetime(2026, 5, 20, 12, tzinfo=UTC)}  # fmt: skip


def test_a_lift_at_one_club_is_found_against_the_others(heard, desk):
    heard(answers(lift=0.35))
    found = measure(DESIGN, **desk)
    assert (found.state, found.method, found.trust) == ("told", "difference in differences", 2)
    assert found.low < 52 < found.high
    assert found.low > 0
    assert dict(found.comparison).keys() == {"sued", "ost", "west"}
    assert sentence(found, measure="NPS", places=["Nord"]).startswith("NPS in Nord rose by ")
    assert "95 % confidence" in sentence(found, measure="NPS", places=["Nord"])


def test_weeks_are_counted_from_the_beginning_and_none_lies_on_both_sides(heard, desk):
    heard(answers())
    found = measure(DESIGN, **desk)
    begun = [point.period for point in found.series if point.after]
    assert begun[0] == "2026-03-18"
    assert begun[-1] == "2026-05-06"
    assert {point.n_treated for point in found.series} == {28}  # every week has its seven local days, the short one too
    assert found.n == 8 * 28


def test_what_is_found_survives_being_kept(heard, desk):
    heard(answers(lift=0.2))
    found = measure(DESIGN, **desk)
    assert Found.of(json.loads(json.dumps(found.document()))) == found
    foreseen = foresee(DESIGN, expected=20.0, **desk)
    assert Foresight.of(json.loads(json.dumps(foreseen.document()))) == foreseen
    assert Design.of(json.loads(json.dumps(DESIGN.document()))) == DESIGN


def test_the_same_question_has_the_same_answer(heard, desk):
    heard(answers())
    assert measure(DESIGN, **desk) == measure(DESIGN, **desk)


def test_before_it_begins_the_smallest_effect_is_said_and_how_long_an_expected_one_takes(heard, desk):
    heard(answers())
    foreseen = foresee(DESIGN, expected=60.0, **desk | {"now": datetime(2026, 3, 10, 12, tzinfo=UTC)})
    assert 10 < foreseen.smallest < 60
    assert foreseen.chance > 0.8
    assert 7 <= foreseen.days_needed <= 56
    assert foreseen.n_expected == 8 * 28


def test_a_plan_that_has_only_begun_cannot_be_told_yet(heard, desk):
    heard(answers(lift=0.35))
    found = measure(DESIGN, **desk | {"now": datetime(2026, 3, 20, 12, tzinfo=UTC)})
    assert (found.state, found.value) == ("cannot be told yet", None)
    assert sentence(found, measure="NPS", places=["Nord"]) == "This cannot be told yet: it takes about 10 answers more."


def test_looking_early_the_interval_is_wider(heard, desk):
    heard(answers(lift=0.35))
    early = measure(DESIGN, as_of=date(2026, 4, 14), **desk)
    assert early.level > 0.99
    assert "early" in [caution.key for caution in early.cautions]


def test_a_comparison_that_closes_is_named(heard, desk):
    rows = [row for row in answers() if row["location"] != "ost" or row["occurred_at"].date() < date(2026, 4, 1)]
    heard(rows)
    found = measure(DESIGN, **desk)
    closed = next(caution for caution in found.cautions if caution.key == "closed")
    assert closed.values == {"places": ["ost"]}
    assert "ost" in closed.words


def test_another_plan_at_the_place_is_said_to_confound(heard, desk):
    heard(answers())
    found = measure(DESIGN, others=("New lockers",), **desk)
    assert "New lockers" in found.cautions[0].words


def test_alone_it_is_held_against_its_own_past_which_is_trusted_least(heard, desk):
    heard(answers(lift=0.35))
    found = measure(Design("nps", "0-10", ("nord",), BEGINS, date(2026, 5, 12), kind="before and after"), **desk)
    assert (found.method, found.trust) == ("interrupted time series", 4)
    assert found.low > 0
    assert "its own past" in sentence(found, measure="NPS", places=["Nord"])


def test_everywhere_at_once_is_possible_against_the_past(heard, desk):
    heard(answers())
    found = measure(Design("nps", "0-10", (), BEGINS, date(2026, 5, 12), kind="before and after"), **desk)
    assert found.n == 8 * 28 * len(PLACES)


def test_untouched_places_are_suggested_and_silent_ones_left_out(heard, desk):
    heard([row for row in answers() if row["location"] != "west" or row["occurred_at"].date() < date(2025, 12, 20)])
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    found = suggest(DESIGN, untouched=("sued", "ost", "west"), **desk | {"now": now})
    assert set(found.places) == {"sued", "ost"}
    assert found.left_out == (("west", "silent"),)
    assert found.why.startswith("2 untouched places")


def test_a_measure_of_whole_histories_has_no_weeks(desk):
    design = Design("clv", "model", ("nord",), BEGINS, date(2026, 5, 12), compared=("sued",))
    found = measure(design, **desk)
    assert found.state == "not possible"
    assert "whole histories" in found.cautions[0].words
    assert foresee(design, **desk).smallest is None


def test_with_nothing_heard_nothing_is_told(desk):
    assert measure(DESIGN, **desk).value is None
    assert foresee(DESIGN, **desk).smallest is None
    assert suggest(DESIGN, untouched=("sued",), **desk).compared == ()


def test_a_member_of_one_place_learns_nothing_of_others(heard, desk):
    heard(answers(lift=0.35))
    found = measure(DESIGN, **desk, locations=("nord",))
    assert found.n_compared == 0
    assert found.comparison == ()


def test_a_draw_is_the_same_again_and_leaves_some():
    assert draw(PLACES, 2, 5) == draw(reversed(PLACES), 2, 5)
    assert len({draw(PLACES, 2, seed) for seed in range(60)}) == 6
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw(PLACES, 4, 5)
