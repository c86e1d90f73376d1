"""What a strategy can begin from: complete in four languages, and only of things that there are."""

import pytest

from heedful.listen.surveys.templates import TEMPLATES
from heedful.understand.goals.rises import rise_of
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.setup.amounts import amount_of
from heedful.understand.setup.measures import gives_one_number, unit_of
from heedful.understand.standards.forms import can_be_promised
from heedful.understand.strategy.models import Touchpoint
from heedful.understand.strategy.trades import trades

LANGUAGES = {"en", "ru", "uk", "lt"}
ALL = pytest.mark.parametrize("trade", trades(), ids=lambda each: each.key)


def said(trade):
    yield from (trade.name, trade.audience, trade.plan, trade.roll_out)
    for person in trade.personas:
        yield from (person.name, person.wants, person.worries)
    for moment in trade.touchpoints:
        yield from (moment.name, moment.words)


@ALL
def test_everything_is_said_in_all_languages(trade):
    for words in said(trade):
        assert set(words) == LANGUAGES
        assert all(words.values())
        assert len(set(words.values())) > 1, words


@ALL
def test_there_is_enough_to_begin_with(trade):
    assert len(trade.personas) == 3
    assert 8 <= len(trade.touchpoints) <= 12
    assert len(trade.surveys) >= 3
    assert len({each.key for each in trade.touchpoints}) == len(trade.touchpoints)
    assert {each.stage for each in trade.touchpoints} <= set(Touchpoint.Stage.values)


@ALL
def test_every_standard_goal_and_survey_is_one_that_there_is(trade):
    for promised in (each.standard for each in trade.touchpoints if each.standard):
        metric = METRICS[promised.metric]
        assert can_be_promised(metric, metric.methods[promised.method])
        assert (promised.at_least is None) != (promised.at_most is None)
    for goal in trade.goals:
        assert gives_one_number(METRICS[goal.metric], METRICS[goal.metric].methods[goal.method])
        assert rise_of(goal.target, unit_of(goal.metric, goal.method))
        assert amount_of(goal.otherwise, unit_of(goal.metric, goal.method)) is not None
    assert {each.survey for each in trade.surveys} <= {each.key for each in TEMPLATES}
