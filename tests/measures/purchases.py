"""A shop's log, small and awkward on purpose: lines of one order, refunds, people and places unknown."""

import random
from datetime import datetime, timedelta

import pyarrow as pa

COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("received_at", pa.timestamp("us")),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("customer", pa.string()),
        ("thread", pa.string()),
        ("location", pa.string()),
        ("value", pa.float64()),
    ]
)
FIRST = datetime(2023, 11, 20)


def shop(seed=7, customers=40):
    """Rows as dictionaries: orders of one or two lines, refunds, costs, and contracts, over eight months."""
    draw = random.Random(seed)
    rows = []

    def add(at, kind, customer, location, **more):
        row = dict.fromkeys(COLUMNS.names) | {"id": f"r{len(rows):04}", "occurred_at": at, "received_at": at}
        rows.append(row | {"kind": kind, "customer": customer, "location": location} | more)

    for number in range(customers):
        who = f"c{number:02}" if number else None
        place = draw.choice(["Nord", "West", None])
        for _ in range(draw.choice([1, 1, 2, 3, 6, 9])):
            at = FIRST + timedelta(days=draw.randrange(240), hours=draw.randrange(24))
            thread = f"o{len(rows)}" if draw.random() < 0.6 else None
            for line in range(2 if thread and draw.random() < 0.4 else 1):
                price = draw.randrange(500, 9000) / 4
                add(at + timedelta(minutes=line), "order", who, place, thread=thread, value=price)
            if draw.random() < 0.15:
                returned = at + timedelta(days=draw.randrange(20))
                add(returned, "refund", who, place, thread=thread or f"unknown{len(rows)}", value=125.0)
        begun = FIRST + timedelta(days=draw.randrange(200))
        for _ in range(draw.choice([0, 1, 1, 2])):
            add(begun, "event", who, place, name="subscribed")
            begun += timedelta(days=draw.randrange(90))
            if draw.random() < 0.6:
                add(begun, "event", who, place, name="cancelled")
                begun += timedelta(days=draw.randrange(1, 30))
    for month in range(8):
        for name in ("retention", "acquisition", "rent"):
            at = FIRST + timedelta(days=30 * month)
            add(at, "cost", None, draw.choice(["Nord", "West", None]), name=name, value=100.0 + month)
    draw.shuffle(rows)
    return rows


def table(rows):
    return pa.Table.from_pylist(rows, schema=COLUMNS)


def grouped(rows, by):
    """Rows per group key; without columns to group by one group, even of nothing."""
    groups = {} if by else {(): []}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in by), []).append(row)
    return groups


def people(rows):
    """Rows per known person, in the log's one order."""
    found = {}
    for row in sorted(rows, key=lambda row: (row["occurred_at"], row["received_at"], row["id"])):
        if row["customer"] is not None:
            found.setdefault(row["customer"], []).append(row)
    return found
