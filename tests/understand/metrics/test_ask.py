"""From rows in the log to numbers with their honesty."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.stats import nps as nps_of
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.catalogue import METRICS
from heedful.understand.metrics.models import MeasureSetup
from heedful.understand.metrics.queries import ask
from tests.understand.conftest import NOW, nps


def day(text: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=UTC)


@pytest.mark.parametrize("key", METRICS)
def test_an_empty_log_knows_nothing_and_never_says_0(answer, key):
    for method in METRICS[key].methods:
        found = answer(key, method=method)

        assert [(row.estimate.value, row.estimate.low, row.estimate.n) for row in found.rows] == [(None, None, 0)]
        assert found.impossible


@pytest.mark.parametrize("every", ["day", "week", "month", "quarter", "year"])
def test_an_empty_series_is_one_row_that_knows_nothing(answer, every):
    assert [row["value"] for row in answer("nps", every=every).as_rows()] == [None]


def test_nps_is_that_of_the_paper_with_its_interval(answer, heard):
    # Rocks (2016): n+3, P+3/4, D+3/4
    heard(nps(*[10] * 10))

    [row] = answer("nps").as_rows()

    assert row["value"], row["n"] == (100.0, 10)
    assert row["low"] == pytest.approx(47.5, abs=0.1)
    assert row["state"] == "known"


def test_a_row_carries_exactly_the_documented_parts(answer, heard):
    heard(nps(10, location="nord"))

    [row] = answer("nps", by="location").as_rows()

    named = ["key", "method", "unit", "location", "period", "value", "low", "high", "n", "state", "needed"]
    assert list(row) == named
    assert (row["state"], row["needed"]) == ("too few", 9)


def test_rows_without_a_name_come_last_and_are_not_lost(answer, heard):
    heard(nps(10, location="sud") + nps(9, 1) + nps(0, location="nord"))

    rows = answer("nps", by="location").as_rows()

    assert [(row["location"], row["n"]) for row in rows] == [("nord", 1), ("sud", 1), (None, 2)]


def test_one_person_counts_once_where_the_latest_answer_is_asked_for(answer, heard):
    early = nps(0, 0, alias="ana", occurred_at=day("2026-03-01"))
    heard(early + nps(10, alias="ana") + nps(9, alias="bo") + nps(8))

    everyone, latest = answer("nps").as_rows()[0], answer("nps", method="0-10-latest").as_rows()[0]

    assert (everyone["value"], everyone["n"]) == (0.0, 5)
    assert (latest["value"], latest["n"]) == (pytest.approx(200 / 3), 3)


def test_the_latest_answer_of_a_series_is_that_of_each_period(answer, heard):
    heard(nps(0, alias="ana", occurred_at=day("2026-03-01")) + nps(10, alias="ana"))

    rows = answer("nps", method="0-10-latest", every="month").as_rows()

    assert [(row["period"], row["value"]) for row in rows] == [("2026-03", -100.0), ("2026-04", 100.0)]


def test_a_skipped_question_does_not_hide_the_answer_before_it(answer, heard):
    skipped = {"name": "recommend", "scale": "nps:0-10", "alias": "ana"}
    heard([*nps(10, alias="ana", occurred_at=day("2026-03-01")), skipped])

    assert answer("nps", method="0-10-latest").as_rows()[0]["value"] == 100.0


def test_where_another_scale_was_answered_its_methods_are_named(answer, heard):
    heard([{"name": "recommend", "scale": "nps:1-10", "value": 9.0}])

    assert "1-10, 1-10-latest" in str(answer("nps").impossible)
    assert answer("nps", method="1-10").as_rows()[0]["value"] == 100.0


def test_several_answers_of_a_person_widen_the_interval(answer, heard):
    heard([row for who in range(20) for row in nps(*[10 if who % 2 else 0] * 10, alias=f"c{who}")])

    [row] = answer("nps").as_rows()
    naive = nps_of(100, 0, 100)

    assert row["n"] == 200
    assert row["high"] - row["low"] > 2 * (naive.high - naive.low)


def test_days_are_those_of_the_workspaces_clock(answer, heard):
    # 22:30 UTC on 31 March is 1:30 on 1 April in Vilnius
    heard(nps(10, occurred_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)))

    assert [row["period"] for row in answer("nps", every="month").as_rows()] == ["2026-04"]
    assert answer("nps", from_="2026-04-01").rows[0].estimate.n == 1
    assert answer("nps", to="2026-03-31").rows[0].estimate.n == 0


def test_a_series_has_a_row_for_a_month_in_which_nobody_answered(answer, heard):
    heard(nps(10, occurred_at=day("2026-01-15")) + nps(9, occurred_at=day("2026-03-15")))

    rows = answer("nps", every="month").as_rows()

    assert [(row["period"], row["value"]) for row in rows] == [
        ("2026-01", 100.0),
        ("2026-02", None),
        ("2026-03", 100.0),
    ]


def test_a_change_is_called_one_only_when_it_is(answer, heard):
    heard(nps(*[10] * 60, *[3] * 40, occurred_at=day("2026-02-10")))
    heard(nps(*[10] * 90, *[3] * 10, location="nord", occurred_at=day("2026-03-10")))
    heard(nps(10, 10, occurred_at=day("2026-01-10")))

    asked = {"from_": "2026-03-01", "to": "2026-03-31"}
    grown = answer("nps", **asked, compare_to="2026-02-01/2026-02-28").as_rows()[0]["change"]
    unknown = answer("nps", **asked, compare_to="2026-01-01/2026-01-31").as_rows()[0]["change"]
    cut = answer("nps", **asked, compare_to="2026-02-01/2026-02-28", by="location").as_rows()[0]["change"]

    assert (grown["value"], grown["before"], grown["verdict"]) == (60.0, 20.0, "higher")
    assert unknown["verdict"] == "unknown"
    assert cut["verdict"] == "unknown"  # nobody answered there before


def test_where_holds_together_over_dimensions(answer, heard):
    heard(nps(10, location="nord", channel="email") + nps(9, location="nord", channel="sms") + nps(0, location="sud"))

    def n(*where: str) -> int:
        return answer("nps", where=where).rows[0].estimate.n

    assert n("location=nord") == 2
    assert n("location=nord", "location=sud") == 3
    assert n("location=nord", "channel=sms") == 1
    assert n("location=nowhere") == 0


def test_a_limited_member_gets_their_locations_whatever_is_asked(answer, heard):
    heard(nps(10, 10, location="nord") + nps(0, location="sud") + nps(5))

    assert answer("nps", locations=("nord",)).as_rows()[0]["value"] == 100.0
    assert [row["location"] for row in answer("nps", by="location", locations=("nord",)).as_rows()] == ["nord"]
    assert answer("nps", where="location=sud", locations=("nord",)).rows[0].estimate.n == 0
    assert answer("nps", locations=()).rows[0].estimate.n == 0


def test_another_workspaces_rows_are_never_counted(answer, heard, charlie):
    heard(nps(0, 0, 0), key=charlie.workspace.key)
    heard(nps(10))

    assert answer("nps").as_rows()[0]["value"] == 100.0


def test_an_answer_is_kept_until_a_row_it_rests_on_changes(answer, heard, django_assert_num_queries):
    heard(nps(10))
    first = answer("nps")

    assert answer("nps").rows is first.rows
    heard([{"kind": "page", "name": "/prices"}])
    assert answer("nps").rows is first.rows  # a page is nothing that NPS reads
    heard(nps(0))
    assert answer("nps").as_rows()[0]["value"] == 0.0


def test_an_answer_from_the_cache_says_the_moment_it_was_asked(answer, heard):
    heard(nps(10))
    answer("nps")

    assert answer("nps", now=NOW + timedelta(minutes=3)).as_of == NOW + timedelta(minutes=3)


def test_a_changed_setup_is_a_changed_answer(answer, heard, workspace):
    heard([{"kind": "event", "name": "joined", "alias": "ana", "occurred_at": day("2025-01-10")}])
    assert answer("churn", method="contractual").rows[0].estimate.n == 0

    MeasureSetup.objects.create(workspace=workspace, opening_event="joined")

    found = answer("churn", method="contractual", from_="2025-03-01", to="2025-04-01")
    assert (found.rows[0].estimate.value, found.rows[0].estimate.n) == (0.0, 1)


def conversation(thread: str, *events: tuple[str, str], **more) -> list[dict]:
    return [
        {
            "kind": "case" if name in ("resolved", "reopened", "handoff") else "message",
            "name": name,
            "thread": thread,
            "occurred_at": datetime.fromisoformat(at).replace(tzinfo=UTC),
            **more,
        }
        for name, at in events
    ]


def test_the_first_response_of_a_reopened_case_is_the_agents(answer, heard):
    # METRICS: created Mon 09:00, bot resolves 09:05, reopened Fri 14:00, agent 14:10 → 10 minutes
    heard(
        conversation(
            "c1",
            ("inbound", "2026-03-02T09:00"),
            ("bot_reply", "2026-03-02T09:05"),
            ("resolved", "2026-03-02T09:05"),
            ("reopened", "2026-03-06T14:00"),
            ("inbound", "2026-03-06T14:00"),
            ("human_reply", "2026-03-06T14:10"),
            location="nord",
        )
    )

    assert answer("first_response").rows[0].estimate.value == 600
    assert answer("first_response", where="location=nord").rows[0].estimate.n == 1
    assert answer("first_response", locations=("sud",)).rows[0].estimate.n == 0
    assert answer("reopen").rows[0].estimate.value == 1.0
    assert answer("first_response", from_="2026-03-06").rows[0].estimate.n == 1
    assert answer("first_response", to="2026-03-05").rows[0].estimate.n == 0


def test_working_time_is_not_possible_without_hours_and_right_with_them(answer, heard, workspace):
    # Asked on Friday 16:30, answered on Monday 9:30; open Mon-Fri 9-17 in Vilnius (UTC+2)
    heard(conversation("c1", ("inbound", "2026-03-06T14:30"), ("human_reply", "2026-03-09T07:30")))
    missing = answer("first_response", method="business-median")
    assert missing.rows[0].estimate.value is None
    assert "working hours" in str(missing.impossible)

    MeasureSetup.objects.create(workspace=workspace, working_hours="Mon-Fri 9:00-17:00")

    assert answer("first_response", method="business-median").rows[0].estimate.value == 3600


def test_conversations_are_no_messages_and_have_no_name(answer, heard):
    heard(conversation("c1", ("inbound", "2026-03-02T09:00")))

    assert "no name" in str(answer("first_response", by="name").impossible)


def test_open_conversations_of_a_silent_log_do_not_age(answer, heard):
    heard(conversation("c1", ("inbound", "2020-03-02T09:00"), ("human_reply", "2020-03-02T09:30")))
    heard(conversation("c2", ("inbound", "2020-03-02T10:00")))

    assert answer("first_response").rows[0].estimate.n == 2
    assert answer("first_response", method="mean").rows[0].estimate.value == 1800


def order(customer: str, at: str, amount: float = 10.0, **more) -> dict:
    return {"kind": "order", "alias": customer, "occurred_at": day(at), "value": amount, "currency": "EUR", **more}


def test_money_of_two_currencies_is_never_added_up(answer, heard):
    heard([order("ana", "2026-03-01"), order("bo", "2026-03-02", currency="USD")])

    mixed = answer("clv", method="simple")

    assert mixed.rows[0].estimate.value is None
    assert "EUR, USD" in str(mixed.impossible)
    assert answer("clv", method="simple", where="currency=EUR").rows[0].estimate.n == 1
    assert {row["currency"] for row in answer("clv", method="simple", by="currency").as_rows()} == {"EUR", "USD"}


def test_what_winning_a_customer_cost_is_taken_from_the_rough_value(answer, heard, workspace):
    MeasureSetup.objects.create(workspace=workspace, relationship_years=2.0)
    orders = [order("ana", "2025-04-01", 100.0), order("ana", "2026-03-31", 100.0)]
    asked = {"method": "simple", "from_": "2025-04-01", "to": "2026-03-31"}
    heard(orders)
    before = answer("clv", **asked)

    heard([{"kind": "cost", "name": "acquisition", "value": 30.0, "currency": "EUR", "occurred_at": day("2025-05-01")}])
    after = answer("clv", **asked)

    assert before.rows[0].estimate.value - after.rows[0].estimate.value == pytest.approx(30)
    assert any("none are subtracted" in str(warning) for warning in before.warnings)
    assert not any("none are subtracted" in str(warning) for warning in after.warnings)


def test_a_model_that_cannot_be_fitted_says_why(answer, heard):
    heard([order("ana", "2026-03-01"), order("ana", "2026-03-09")])

    assert "come back" in str(answer("churn", method="model").impossible)
    assert "come back" in str(answer("clv", method="model").impossible)


def test_a_cohort_has_a_row_for_each_age_and_none_for_what_still_runs(answer, heard):
    heard(
        [order("ana", "2026-01-10"), order("ana", "2026-02-10"), order("bo", "2026-01-20"), order("bo", "2026-04-01")]
    )

    rows = [(row["cohort"], row["age"], row["value"], row["n"]) for row in answer("retention").as_rows()]

    assert rows == [
        ("2026-01-01", 0, 1.0, 2),
        ("2026-01-01", 1, 0.5, 2),
        ("2026-01-01", 2, 0.0, 2),
        ("2026-01-01", 3, None, 0),
    ]


def test_too_many_periods_to_ask_one_by_one_is_said(answer, heard):
    heard([order("ana", "2025-01-10"), order("ana", "2026-02-10")])

    assert "more than 120" in str(answer("churn", method="silence", every="day").impossible)


def test_consistency_counts_touchpoints_that_keep_their_own_standard(answer, heard, workspace):
    def satisfied(touchpoint: str, yes: int, no: int) -> list[dict]:
        rows = [5.0] * yes + [2.0] * no
        return [{"name": "q", "scale": "csat:1-5", "value": value, "touchpoint": touchpoint} for value in rows]

    heard(satisfied("till", 18, 2) + satisfied("gym", 8, 12) + satisfied("spa", 2, 0))
    for touchpoint in ("till", "gym", "spa"):
        Standard.objects.create(
            workspace=workspace, touchpoint=touchpoint, metric="csat", method="top2of5", at_least=0.8
        )

    [row] = answer("consistency").as_rows()
    [spread] = answer("consistency", method="spread").as_rows()

    assert (row["value"], row["n"]) == (0.5, 2)  # the spa has too few answers to be judged
    assert spread["value"] == pytest.approx(0.6)


def test_a_question_costs_few_database_queries(answer, heard, workspace, store, django_assert_num_queries):
    heard(nps(10))
    asked = answer("nps").question

    with django_assert_num_queries(2):  # the workspace's setup and its standards
        ask(asked, store=store)


def test_twenty_ratings_of_four_people_whom_nobody_knows_are_not_twenty_people(answer, heard):
    # Satisfied with 5, 4, 1 and 0 of five things: s_c - p n_c = 2.5, 1.5, -1.5, -2.5; their squares 17 in all.
    # Variance 4/3 * 17/20^2 = .056667 over .25/19 = 4.3067; (t19/t3)^2 = .43254; n* = 20/4.3067 * .43254 = 2.0087.
    # Wilson at p = .5: half of 1.96/sqrt(n* + 1.96^2) = .4052 to each side; of twenty people it were .2007.
    for who, satisfied in enumerate((5, 4, 1, 0)):
        heard(
            {"name": f"q{nth}", "scale": "csat:1-5", "thread": f"row-{who}", "value": 5.0 if nth < satisfied else 2.0}
            for nth in range(5)
        )

    [row] = answer("csat").as_rows()

    assert (row["value"], row["n"]) == (0.5, 20)
    assert (row["low"], row["high"]) == pytest.approx((0.0948, 0.9052), abs=0.0001)
