"""Conversations to measure, and a slow, obvious reading of METRICS' definitions to measure them against."""

from datetime import datetime, timedelta

import pyarrow as pa

MONDAY = datetime(2026, 3, 2, 9)  # naive UTC, as in the log
NAMES = (
    "inbound",
    "human_reply",
    "bot_reply",
    "auto_reply",
    "note",
    "campaign",
    "survey",
    "assigned",
    "handoff",
    "snoozed",
    "resolved",
    "reopened",
)
CASE_EVENTS = {"assigned", "handoff", "snoozed", "resolved", "reopened"}
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("thread", pa.string()),
        ("employee", pa.string()),
        ("location", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("received_at", pa.timestamp("us")),
    ]
)


def told(*events, thread="c1"):
    """Rows of one conversation from (minute, name[, employee[, location]])."""
    rows = []
    for number, (minute, name, *who) in enumerate(events):
        employee, location = (*who, None, None)[:2]
        moment = minute if isinstance(minute, datetime) else MONDAY + timedelta(minutes=minute)
        rows.append(row(f"{thread}-{number:03}", name, thread, moment, moment, employee, location))
    return rows


def row(id, name, thread, occurred_at, received_at, employee=None, location=None):  # noqa: A002
    return {
        "id": id,
        "kind": "case" if name in CASE_EVENTS else "message",
        "name": name,
        "thread": thread,
        "employee": employee,
        "location": location,
        "occurred_at": occurred_at,
        "received_at": received_at,
    }


def log(*conversations):
    return pa.Table.from_pylist([event for events in conversations for event in events], schema=SCHEMA)


def threads_of(rows, now):
    found = {}
    for event in sorted(rows, key=lambda each: (each["occurred_at"], each["received_at"], each["id"])):
        if event["thread"] is not None and event["occurred_at"] <= now:
            found.setdefault(event["thread"], []).append(event)
    return found


def whole_seconds(start, end):
    return (end - start) // timedelta(seconds=1)


def waits_by_hand(rows, now):
    """A clerk with a stop-watch, one conversation at a time."""
    return [wait for events in threads_of(rows, now).values() for wait in waits_of_one(events, now)]


def waits_of_one(events, now):
    done, wait = [], None
    someone_wrote = company_began = customer_wrote = False

    def over(outcome, ended_at=None, employee=None):
        done.append(
            {
                "thread": wait["thread"],
                "started_at": wait["since"],
                "ended_at": ended_at,
                "wait_seconds": whole_seconds(wait["since"], ended_at or now),
                "outcome": outcome,
                "first": wait["first"],
                "employee": employee,
                "location": wait["location"],
            }
        )

    for event in events:
        name, at = event["name"], event["occurred_at"]
        came_back = wait and wait["resolved_at"] and name in ("inbound", "reopened")
        if came_back:
            over("resolved", wait["resolved_at"])
        if came_back or (name == "inbound" and wait is None):
            wait = {
                "thread": event["thread"],
                "since": at,
                "first": not someone_wrote and not company_began,
                "location": event["location"],
                "handed": False,
                "resolved_at": None,
            }
        if name == "inbound":
            customer_wrote = True
        elif name in ("campaign", "survey") and not customer_wrote:
            company_began = True
        elif name == "handoff" and wait and wait["first"] and not wait["handed"] and not wait["resolved_at"]:
            wait["since"], wait["handed"] = at, True
        elif name == "resolved" and wait:
            wait["resolved_at"] = wait["resolved_at"] or at
        elif name == "human_reply":
            if wait:
                over("answered", at, event["employee"])
            wait, someone_wrote = None, True
    if wait:
        over("resolved" if wait["resolved_at"] else "open", wait["resolved_at"])
    return done


def resolutions_by_hand(rows, now):
    return [found for events in threads_of(rows, now).values() for found in resolution_of_one(events)]


def resolution_of_one(events):
    """First inbound, every cycle (start, end, who), last resolve: or nothing, if no customer wrote."""
    asked = next((number for number, event in enumerate(events) if event["name"] == "inbound"), None)
    if asked is None:
        return []
    began = events[asked]
    cycles = [{"started_at": began["occurred_at"], "ended_at": None, "employee": None}]
    last = None
    for event in events[asked:]:
        if event["name"] == "resolved":
            last = event
            if cycles[-1]["ended_at"] is None:
                cycles[-1] |= {"ended_at": event["occurred_at"], "employee": event["employee"]}
        elif event["name"] == "reopened" and cycles[-1]["ended_at"] is not None:
            cycles.append({"started_at": event["occurred_at"], "ended_at": None, "employee": None})
    is_open = cycles[-1]["ended_at"] is None
    return [
        {
            "thread": began["thread"],
            "location": began["location"],
            "cycles": cycles,
            "resolved_at": None if is_open else last["occurred_at"],
            "resolver": None if is_open else last["employee"],
        }
    ]
