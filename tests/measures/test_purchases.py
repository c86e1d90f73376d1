from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import pyarrow as pa
import pytest

import heedful.measures as m
from tests.measures.conftest import rows
from tests.measures.purchases import grouped, people, shop, table

START, END, SPLIT = date(2023, 12, 15), date(2024, 6, 19), date(2024, 4, 1)
WINDOW = {"start": START, "end": END}


def inside(row, start=START, end=END):
    return row["occurred_at"].date() < end and (start is None or row["occurred_at"].date() >= start)


def orders_by_hand(log, by):
    """Per group and person: the days of the orders, each order once, at its first line."""
    found = {}
    for key, group in grouped([row for row in log if row["kind"] == "order" and inside(row)], by).items():
        found[key] = {}
        for who, theirs in people(group).items():
            orders = {}
            for row in theirs:
                orders.setdefault(row["thread"] or row["id"], row["occurred_at"])
            found[key][who] = sorted(at.date().toordinal() for at in orders.values())
    return found


def test_every_engine_counts_the_customers_who_ordered_twice(engine):
    log = shop()

    counts = m.repeat_purchase_counts(m.lazy(engine(table(log))), by=["location"], **WINDOW)

    found = {(row["location"],): (row["customers"], row["repeat_customers"]) for row in rows(counts)}
    assert found == {
        key: (len(orders), sum(len(days) > 1 for days in orders.values()))
        for key, orders in orders_by_hand(log, ["location"]).items()
    }


def test_every_engine_counts_orders_per_customer_and_days_between_them(engine):
    log, frame = shop(), m.lazy(engine(table(shop())))

    [total] = rows(m.orders_per_customer_counts(frame, **WINDOW))
    gaps = {row["days"]: row["gaps"] for row in rows(m.days_between_orders_counts(frame, **WINDOW))}

    [orders] = orders_by_hand(log, []).values()
    numbers = [len(days) for days in orders.values()]
    assert total == {"n": len(numbers), "total": sum(numbers), "total_of_squares": sum(n * n for n in numbers)}
    assert gaps == Counter(after - before for days in orders.values() for before, after in pairwise(days))


def test_every_engine_tells_the_same_purchase_histories(engine):
    log = [row for row in shop() if row["kind"] == "order"]
    frame = m.lazy(engine(table(log)))

    histories = rows(m.history_counts(frame, by=["location"], end=END))
    held_out = rows(m.holdout_counts(frame, split=SPLIT, end=END))

    by_hand, held_by_hand = Counter(), {}
    for (place,), group in grouped([row for row in log if inside(row, None)], ["location"]).items():
        for theirs in people(group).values():
            days = sorted({row["occurred_at"].date().toordinal() for row in theirs})
            age = END.toordinal() - 1 - days[0]
            by_hand[(place, len(days) - 1, days[-1] - days[0], age)] += 1
    for theirs in people([row for row in log if inside(row, None)]).values():
        days = sorted({row["occurred_at"].date().toordinal() for row in theirs})
        before = [day for day in days if day < SPLIT.toordinal()]
        if before:
            key = (len(before) - 1, before[-1] - before[0], SPLIT.toordinal() - 1 - before[0])
            held_by_hand.setdefault(key, []).append(len(days) - len(before))
    found = {
        tuple(row[name] for name in ("location", "frequency", "recency", "age")): row["customers"] for row in histories
    }
    assert found == by_hand
    held = {
        tuple(row[name] for name in ("frequency", "recency", "age")): (
            row["customers"],
            row["bought"],
            row["bought_squared"],
        )
        for row in held_out
    }
    assert held == {key: (len(b), sum(b), sum(x * x for x in b)) for key, b in held_by_hand.items()}


def spend_by_hand(log):
    found = Counter()
    for theirs in people([row for row in log if inside(row, None)]).values():
        made = {}
        for row in theirs:
            if row["kind"] == "order":
                made.setdefault(row["thread"] or row["id"], row["occurred_at"].date().toordinal())
        days, amounts = set(made.values()), Counter()
        if not days:
            continue
        for row in theirs:
            sign = {"order": 1, "refund": -1}.get(row["kind"], 0)
            day = made.get(row["thread"] or row["id"], row["occurred_at"].date().toordinal())
            amounts[day] += sign * (row["value"] or 0)
        again = sum(amount for day, amount in amounts.items() if day > min(days))
        spend = again / (len(days) - 1) if len(days) > 1 else 0.0
        found[len(days) - 1, max(days) - min(days), END.toordinal() - 1 - min(days), round(spend, 6)] += 1
    return found


def test_every_engine_takes_a_refund_from_the_order_it_belongs_to(engine):
    log = [row for row in shop() if row["kind"] in ("order", "refund")]

    counts = rows(m.spend_history_counts(m.lazy(engine(table(log))), end=END))

    found = Counter()
    for row in counts:
        found[row["frequency"], row["recency"], row["age"], round(row["spend"], 6)] += row["customers"]
    assert found == spend_by_hand(log)


def some(*orders):
    """Orders as (id, customer, day of 2024)."""
    return pa.table(
        {
            "id": [number for number, _, _ in orders],
            "customer": [who for _, who, _ in orders],
            "occurred_at": pa.array(
                [datetime.strptime(f"2024-{day}", "%Y-%j") for _, _, day in orders], pa.timestamp("us")
            ),
        }
    )


def test_two_lines_of_one_order_are_not_a_second_purchase():
    lines = some(("1", "Ana", 1), ("2", "Ana", 1)).append_column("thread", pa.array(["O1", "O1"]))

    [answer] = m.repeat_purchase(lines).to_pylist()

    assert (answer["value"], answer["n"]) == (0.0, 1)


def test_an_order_that_was_refunded_was_an_order():
    bought = some(("1", "Ana", 1), ("2", "Ana", 9), ("3", "Ana", 10))
    bought = bought.append_column("kind", pa.array(["order", "order", "refund"]))

    [answer] = m.repeat_purchase(bought).to_pylist()

    assert (answer["value"], answer["n"]) == (1.0, 1)


def test_a_guest_without_a_name_is_not_a_customer():
    [answer] = m.repeat_purchase(some(("1", None, 1), ("2", None, 2), ("3", "Ana", 3))).to_pylist()

    assert (answer["value"], answer["n"]) == (0.0, 1)


def test_no_orders_are_no_share():
    [answer] = m.repeat_purchase(some()).to_pylist()

    assert answer == {"value": None, "low": None, "high": None, "n": 0}


def test_an_order_outside_of_the_window_is_not_counted():
    orders = some(("1", "Ana", 1), ("2", "Ana", 32), ("3", "Bo", 32))

    [answer] = m.repeat_purchase(orders, start=date(2024, 2, 1), end=date(2024, 3, 1)).to_pylist()

    assert (answer["value"], answer["n"]) == (0.0, 2)


def test_a_frame_that_cannot_tell_orders_apart_is_asked_to():
    with pytest.raises(ValueError, match="order="):
        m.repeat_purchase(some(("1", "Ana", 1)).drop(["id"]))
