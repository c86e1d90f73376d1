"""A customer who is erased leaves no trace in cases, and nobody else's goes with them."""

from datetime import UTC, datetime

import pytest
from django.core.serializers import serialize

from heedful.act.cases import actions
from heedful.act.cases.closing import close_case
from heedful.act.cases.items import Item
from heedful.act.cases.models import Case, CaseItem
from heedful.act.cases.replying import reply_to_case
from heedful.act.models import CaseEvent, CaseTask, Closure
from heedful.act.notifications.models import Notice
from heedful.act.webhooks.actions import create_endpoint
from heedful.act.webhooks.models import Delivery
from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.people.customers.actions import erase_customer
from heedful.people.customers.models import Customer
from heedful.people.mail.models import Letter
from tests.act.cases.conftest import NOW, low_score, make_case
from tests.api.test_interactions import rows
from tests.factories import make_customer

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def heard(workspace, store):
    said = [("a1", "ann", "Ann's canary"), ("b1", "bea", "Bea's words")]
    spool.hear(
        workspace.key,
        [
            Heard(id=key, kind="review", occurred_at=AT, received_at=AT, alias=alias, text=text, value=1.0)
            for key, alias, text in said
        ],
    )
    loader.load(store, now=NOW)
    return store


def test_an_erased_customer_leaves_no_trace(workspace, ann, alice, dana, heard):
    create_endpoint(
        workspace, url="https://x.example/", events=["case.opened"], include_personal=True, by=alice, now=NOW
    )
    case = make_case(workspace, title="Canary of Ann", customer=ann, items=[low_score("a1")], by=alice)
    actions.assign_case(case, dana, by=alice, now=NOW)
    actions.note_on_case(case, "Ann is a canary", by=dana, now=NOW)
    actions.add_task(case, "Ring Ann the canary", by=dana, now=NOW)
    reply_to_case(case, "Dear canary", by=dana, now=NOW)
    close_case(case, cause="canary", remedy="canary", by=dana, now=NOW)
    bea = make_case(workspace, title="Bea", customer=make_customer(workspace, "bea"), items=[low_score("b1")])

    erase_customer(workspace, "ann@example.org", by=alice, now=NOW)

    assert [each.pk for each in Case.objects.all()] == [bea.pk]
    kept = [*Case.objects.all(), *CaseItem.objects.all(), *CaseEvent.objects.all(), *CaseTask.objects.all()]
    kept += [*Closure.objects.all(), *Notice.objects.all(), *Delivery.objects.all(), *Letter.objects.all()]
    assert "canary" not in serialize("json", kept).lower()
    assert {row["thread"] for row in rows(heard, workspace) if row["kind"] == "case"} == {bea.thread}
    assert not Customer.objects.filter(key="ann").exists()


def test_a_case_of_nobody_known_forgets_what_they_said(workspace, ann, alice, heard):
    items = [Item(key, "review", AT) for key in ("a1", "b1")]
    both = make_case(workspace, origin="alert", items=items)
    alone = make_case(workspace, origin="alert", items=[Item("a2", "review", AT)])
    spool.hear(workspace.key, [Heard(id="a2", kind="review", occurred_at=AT, received_at=AT, alias="ann", text="x")])
    loader.load(heard, now=NOW)

    erase_customer(workspace, "ann", by=alice, now=NOW)

    assert [item.interaction for item in both.items.all()] == ["b1"]
    assert not Case.objects.filter(pk=alone.pk).exists()
