"""The one parser of questions: right ones become frozen, wrong ones say what is wrong and what would be right."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.understand.metrics.forms import FIELDS, QuestionError, UnknownMetricError, question
from heedful.understand.metrics.question import Period, Question

NOW = datetime(2026, 4, 15, 22, 30, tzinfo=UTC)


def asked(key: str = "nps", **fields) -> Question:
    given = {name.rstrip("_"): [value] if isinstance(value, str) else value for name, value in fields.items()}
    return question(key, given, workspace="clubs", now=NOW, tz="Europe/Vilnius", locations=None)


def problems(key: str = "nps", **fields) -> list[tuple[str, str]]:
    with pytest.raises(QuestionError) as refused:
        asked(key, **fields)
    return [(problem.field, problem.reason) for problem in refused.value.problems]


def test_nothing_but_a_key_asks_for_the_default_of_all_time():
    assert asked() == Question(workspace="clubs", metric="nps", method="0-10", now=NOW, tz="Europe/Vilnius")


def test_everything_that_can_be_asked():
    whole = asked(
        method="0-10-latest",
        by=["location", "channel"],
        where=["location=nord", "location=sud", "channel=email"],
        from_="2026-01-01",
        to="2026-03-31",
        compare_to="previous",
        level="0.9",
    )

    assert whole.by == ("location", "channel")
    assert whole.where == (("channel", ("email",)), ("location", ("nord", "sud")))
    assert whole.period == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert whole.compare_to == Period(date(2025, 10, 3), date(2025, 12, 31))
    assert whole.level == 0.9


def test_the_same_question_in_another_order_is_the_same_question():
    one = asked(where=["location=sud", "location=nord", "channel=email"])

    assert one == asked(where=["channel=email", "location=nord", "location=sud"])
    assert hash(one) == hash(asked(where=["channel=email", "location=nord", "location=sud"]))


def test_an_alias_means_the_method_with_the_full_name():
    assert asked("csat", method="top-box").method == "top2of5"


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"method": "0-11"}, "method", "nps has no method “0-11”: it has 0-10, 0-10-latest"),
        ({"by": "locatoin"}, "by", "unknown dimension “locatoin”: did you mean “location”?"),
        ({"by": "club"}, "by", "it is one of touchpoint, channel, location"),
        ({"where": "location"}, "where", "“location” is not DIMENSION=VALUE, like location=nord"),
        ({"where": "locatoin=nord"}, "where", "did you mean “location”?"),
        ({"where": "location=" + "x" * 501}, "where", "not a name"),
        ({"from_": "2026-02-30"}, "from", "“2026-02-30” is not a date like 2026-01-31"),
        ({"from_": "31.01.2026"}, "from", "not a date like 2026-01-31"),
        ({"to": "0001-01-01"}, "to", "between 1900 and 2199"),
        ({"from_": "2026-03-01", "to": "2026-02-01"}, "to", "ends on 2026-02-01, before it starts on 2026-03-01"),
        ({"every": "fortnight"}, "every", "“fortnight” is not one of day, week, month, quarter, year"),
        ({"compare_to": "previous"}, "compare_to", "needs a period with `from` and `to`"),
        ({"compare_to": "last week"}, "compare_to", "is not previous, year_before or START/END"),
        ({"compare_to": "2026-01-01/2026-02-01", "every": "day"}, "compare_to", "a series compares itself"),
        ({"level": "95"}, "level", "“95” is not a number from 0.5 to 0.999"),
        ({"level": "nan"}, "level", "is not a number from 0.5"),
        ({"from_": ["2026-01-01", "2026-02-01"]}, "from", "given 2 times, once is allowed"),
        ({"form": "json"}, "form", "no such parameter: method, by, where"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(fields, field, says):
    [(found, reason)] = problems(**fields)

    assert found == field
    assert says in reason


def test_all_mistakes_are_told_at_once():
    found = problems(method="x", by="y", from_="z", level="7")

    assert [field for field, _ in found] == ["method", "by", "from", "level"]


def test_a_mistyped_measure_gets_its_nearest_name():
    with pytest.raises(UnknownMetricError, match="did you mean “csat”"):
        asked("cast")
    with pytest.raises(UnknownMetricError, match="the measures are nps, csat"):
        asked("happiness")


def test_a_period_is_whole_local_days():
    # Vilnius is two hours ahead of UTC until 29 March 2026, then three.
    first, last = Period(date(2026, 3, 1), date(2026, 3, 31)).bounds("Europe/Vilnius")

    assert (first, last) == (datetime(2026, 2, 28, 22), datetime(2026, 3, 31, 21))  # noqa: DTZ001 -- naive UTC


def test_a_year_before_a_leap_day_is_the_day_before_march():
    assert Period(date(2024, 2, 29), date(2024, 3, 1)).year_before() == Period(date(2023, 2, 28), date(2023, 3, 1))


def test_today_is_the_date_at_the_workspaces_place():
    assert asked().today == date(2026, 4, 16)


texts = st.lists(
    st.text(max_size=40) | st.sampled_from(["location=nord", "2026-01-01", "month", "previous"]), max_size=3
)


@given(
    key=st.text(max_size=30) | st.just("nps"),
    fields=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=9), texts),
)
def test_whatever_is_typed_is_a_question_or_a_clear_refusal(key, fields):
    try:
        found = question(key, fields, workspace="clubs", now=NOW, tz="Europe/Vilnius", locations=None)
    except QuestionError as refused:
        assert all(problem.reason and str(problem).isprintable() for problem in refused.problems)
    else:
        assert hash(found) is not None
