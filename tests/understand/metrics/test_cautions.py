from datetime import UTC, datetime

from heedful.understand.metrics.actions import set_up_measures


def order(alias: str, month: int) -> dict:
    return {
        "kind": "order",
        "alias": alias,
        "value": 50.0,
        "currency": "EUR",
        "occurred_at": datetime(2026, month, 1, 12, tzinfo=UTC),
    }


def test_the_rough_value_says_how_long_it_took_a_relationship_to_be(answer, heard):
    heard([order(person, month) for person in ("ana", "bo") for month in (1, 4)])

    said = [str(each) for each in answer("clv", method="simple").warnings]

    # 1 January to 1 April are 90 of 365.25 days
    assert any("the 0.25 seen so far" in each for each in said)


def test_where_the_owner_told_the_years_they_are_not_remarked_on(answer, heard, workspace):
    set_up_measures(workspace, {"relationship_years": 3.0})
    heard([order(person, month) for person in ("ana", "bo") for month in (1, 4)])

    assert not any("seen so far" in str(each) for each in answer("clv", method="simple").warnings)


def test_a_year_is_not_compared_with_the_nine_days_before_it_that_were_heard(answer, heard):
    heard([order(person, month) for person in ("ana", "bo") for month in (1, 2, 3, 4)])

    found = answer("retention", method="rate", from_="2026-01-10", to="2026-04-10")

    assert [row["value"] for row in found.as_rows()] == [None]
    assert "too late" in str(found.impossible)


def test_the_rate_stands_where_the_period_before_was_heard_whole(answer, heard):
    heard([order(person, month) for person in ("ana", "bo") for month in (1, 2, 3, 4)])

    [row] = answer("retention", method="rate", from_="2026-03-01", to="2026-03-31").as_rows()

    assert row["value"] == 1.0
