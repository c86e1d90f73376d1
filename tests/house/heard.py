"""What the log heard of Alice's two clubs, and two customers of theirs who are one."""

from datetime import UTC, datetime

from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import Heard
from heedful.people.customers.actions import add_identities, merge_customers
from heedful.people.customers.words import keep_words
from tests.factories import make_customer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def merge_of_two(workspace, alice):
    ann, anna = (make_customer(workspace, key, name=f"Canary {key}") for key in ("canary-ann", "canary-anna"))
    keep_words([ann, anna])
    add_identities(ann, [("email", "canary@example.org")])
    return merge_customers(ann, absorbed=anna, by=alice, now=NOW)


def hear_of_both_clubs(workspace):
    at = {"received_at": NOW, "occurred_at": NOW}
    sud = {"location": "sud", "alias": "canary-ann", "touchpoint": "canary", "channel": "canary", "text": "canary"}
    nord = {"location": "nord", "alias": "bea"}
    items = [
        Heard(id=f"{where['location']}-{kind}-{score}", kind=kind, **at, **where, **more)
        for where in (sud, nord)
        for score in range(10)
        for kind, more in {
            "answer": {"name": "recommend", "scale": "nps:0-10", "value": float(score)},
            "order": {"value": 5.0, "currency": "EUR", "product": "canary" if where is sud else "pass"},
            "event": {"name": "canary" if where is sud else "visit"},
            "message": {"name": "inbound", "thread": f"canary-{score}" if where is sud else f"t-{score}"},
        }.items()
    ]
    spool.hear(workspace.key, items)
    loader.load(stores.current(), now=NOW)
