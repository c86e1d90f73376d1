from collections import Counter
from datetime import date, datetime

import pyarrow as pa
import pytest

import heedful.measures as m
from tests.measures.conftest import rows
from tests.measures.purchases import grouped, people, shop, table

WINDOW = {"start": date(2024, 2, 1), "end": date(2024, 6, 1)}
BEGIN, END = datetime(2024, 2, 1), datetime(2024, 6, 1)


def test_every_engine_finds_the_same_revenue_and_relationships(engine):
    log = [row for row in shop() if row["kind"] in ("order", "refund")]

    counts = rows(m.clv_simple_counts(m.lazy(engine(table(log))), by=["location"], **WINDOW))

    by_hand = Counter()
    for (place,), group in grouped([row for row in log if row["occurred_at"] < END], ["location"]).items():
        for theirs in people(group).values():
            bought = [row["occurred_at"] for row in theirs if row["kind"] == "order"]
            if not any(at >= BEGIN for at in bought):
                continue
            paid = sum(
                row["value"] * (1 if row["kind"] == "order" else -1) for row in theirs if row["occurred_at"] >= BEGIN
            )
            days = max(bought).toordinal() - min(bought).toordinal()
            by_hand[place, round(paid * 365.25 / 121, 6), days] += 1
    found = Counter()
    for row in counts:
        found[row["location"], round(row["annual_revenue"], 6), row["relationship_days"]] += row["customers"]
    assert found == by_hand


def test_every_engine_sets_the_same_spend_beside_the_same_customers(engine):
    log, frame = shop(), m.lazy(engine(table(shop())))

    kept = rows(m.retention_cost_counts(frame, by=["location"], **WINDOW))
    won = rows(m.acquisition_cost_counts(frame, **WINDOW))

    by_hand = {}
    for (place,), group in grouped(log, ["location"]).items():
        by_hand[place] = (*spent(group, "retention"), sum(first < BEGIN for first in buyers(group)))
    assert {row["location"]: (row["spend"], row["costs"], row["customers"]) for row in kept} == by_hand
    [only] = won
    assert (only["spend"], only["costs"]) == spent(log, "acquisition")
    assert only["customers"] == sum(first >= BEGIN for first in buyers(log))


def spent(log, tag):
    costs = [
        row["value"]
        for row in log
        if row["kind"] == "cost" and row["name"] == tag and BEGIN <= row["occurred_at"] < END
    ]
    return sum(costs), len(costs)


def buyers(log):
    """First order ever of each known person who ordered in the window."""
    for theirs in people([row for row in log if row["kind"] == "order" and row["occurred_at"] < END]).values():
        if theirs[-1]["occurred_at"] >= BEGIN:
            yield theirs[0]["occurred_at"]


def ledger(*entries, currency=None):
    """Entries as (kind, name, customer, day, value)."""
    kinds, names, customers, days, values = zip(*entries, strict=True)
    columns = {"kind": kinds, "name": names, "customer": customers, "value": values}
    columns["occurred_at"] = pa.array([datetime.fromisoformat(day) for day in days], pa.timestamp("us"))
    columns["id"] = [str(number) for number in range(len(entries))]
    if currency:
        columns["currency"] = currency
    return pa.table(columns)


MAY = {"start": date(2024, 5, 1), "end": date(2024, 6, 1)}
LEDGER = ledger(
    ("order", None, "Ana", "2024-01-09", 20.0),
    ("order", None, "Ana", "2024-05-09", 20.0),
    ("order", None, "Bo", "2024-05-10", 20.0),
    ("order", None, None, "2024-05-10", 20.0),
    ("cost", "retention", None, "2024-05-02", 6.0),
    ("cost", "acquisition", None, "2024-05-02", 15.0),
    ("cost", "acquisition", None, "2024-06-01", 99.0),
)


def test_retained_is_who_had_bought_before_and_new_is_whose_first_order_it_is():
    [kept] = m.retention_cost(LEDGER, **MAY).to_pylist()
    [won] = m.acquisition_cost(LEDGER, **MAY).to_pylist()

    assert kept == {"value": 6.0, "low": None, "high": None, "n": 1}
    assert won == {"value": 15.0, "low": None, "high": None, "n": 1}


def test_without_recorded_costs_keeping_a_customer_is_not_free_but_unknown():
    [kept] = m.retention_cost(LEDGER, **(MAY | {"end": date(2024, 5, 2)})).to_pylist()

    assert kept["value"] is None


def test_the_textbook_value_is_revenue_a_year_times_years_less_the_cost_of_winning():
    orders = ledger(
        *(("order", None, who, day, 50.0) for who in ("Ana", "Bo") for day in ("2020-01-01", "2024-01-01")),
        ("refund", None, "Ana", "2024-01-02", 20.0),
    )
    four_years = {"start": date(2020, 1, 1), "end": date(2024, 1, 2)}

    [value] = m.clv(orders, acquisition_cost=30.0, margin=0.5, **four_years).to_pylist()

    # 100 each over 1,462 days, of which half is kept, for the 4 years (1,461 days) they stayed
    assert value["value"] == pytest.approx(100 * 365.25 / 1462 * 0.5 * 1461 / 365.25 - 30.0)
    assert value["n"] == 2


def test_a_refund_lowers_the_revenue_and_leaves_the_customer():
    orders = ledger(("order", None, "Ana", "2024-01-01", 50.0), ("refund", None, "Ana", "2024-01-05", 50.0))

    [value] = m.clv(orders, start=date(2024, 1, 1), end=date(2024, 12, 31), years=1.0).to_pylist()

    assert (value["value"], value["n"]) == (0.0, 1)


def test_euros_and_pounds_are_not_added_up():
    orders = ledger(
        ("order", None, "Ana", "2024-01-01", 50.0), ("order", None, "Bo", "2024-01-05", 50.0), currency=["EUR", "GBP"]
    )

    with pytest.raises(ValueError, match="EUR, GBP cannot be added up"):
        m.clv(orders)
    assert len(m.clv(orders, by=["currency"], years=1.0)) == 2


def test_a_value_by_no_known_method_is_refused():
    with pytest.raises(ValueError, match="method must be one of simple, model"):
        m.clv(LEDGER, method="magic")
