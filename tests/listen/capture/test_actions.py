"""A request counts whole or not at all: what is right is spooled, what is not is kept with its reason."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from heedful.interactions import rejected
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.listen.capture import forms
from heedful.listen.capture.actions import Rejection, Unreadable, capture_interactions

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
RIGHT = {"kind": "event", "name": "visit", "occurred_at": "2026-04-01T12:00:00Z"}


def test_the_right_are_spooled_and_the_wrong_are_kept_with_whose_they_are(workspace):
    wrong = {**RIGHT, "kind": "visit", "customer": "ana"}

    done = capture_interactions(workspace.key, [RIGHT, wrong, Unreadable("{oops", "the line is not JSON")], now=NOW)

    assert done.accepted == 1
    assert done.rejected[0].field == "kind"
    assert done.rejected[1] == Rejection(2, "", "the line is not JSON")
    assert [(item.raw, item.alias) for item in Rejected.objects.order_by("pk")][1] == ("{oops", "")
    assert Rejected.objects.get(field="kind").alias == "ana"  # so that it is erased with her


def test_if_keeping_the_wrong_fails_the_right_are_not_taken_either(workspace):
    with connection.cursor() as db:
        db.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON interactions_rejected BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )

    with pytest.raises(DatabaseError, match="disk full"), transaction.atomic():
        capture_interactions(workspace.key, [RIGHT, {}], now=NOW)

    assert not SpoolEntry.objects.exists()


def test_a_rejected_item_can_be_tried_again(workspace):
    capture_interactions(workspace.key, [{**RIGHT, "occurred_at": "2026-04-17T12:00:00Z"}], now=NOW)  # from the future
    [item] = Rejected.objects.all()
    later = datetime(2026, 4, 18, tzinfo=UTC)

    assert rejected.retry(item, lambda raw: forms.heard_again(raw, received_at=later), now=later)

    assert not Rejected.objects.exists()
    assert SpoolEntry.objects.get().items == 1
