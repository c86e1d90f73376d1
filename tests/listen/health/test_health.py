"""Whether all that was heard is in the log, in a sentence; and what to do about what was turned away."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from heedful.interactions import loader, rejected, spool
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.interactions.schema import Heard
from heedful.listen.health.models import Discard

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
ORDER = {"kind": "order", "occurred_at": "2026-03-14T10:00:00Z", "value": 12}


def words_of(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split())


def hear(workspace, number=1):
    item = Heard(id=f"{number}", kind="order", value=9.0, occurred_at=NOON, received_at=NOON)
    spool.hear(workspace.key, [item])


@pytest.fixture
def desk(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def turned_away(workspace):
    def reject(count=1, *, reason="the score is off its scale", item=ORDER, **said):
        raw = item if isinstance(item, str) else json.dumps(item)
        return [rejected.reject(workspace.key, raw, reason, "value", "api", now=NOON, **said) for _ in range(count)]

    return reject


def test_when_all_is_well_one_sentence_says_so(desk, workspace, store):
    hear(workspace)
    loader.load(store, now=NOON)

    said = words_of(desk.get(reverse("listen:health")))

    assert "All that was heard is in the log, as of" in said
    assert '<th scope="row">Orders</th><td class="number">1</td>' in said
    assert "Nothing: all that was sent could be understood." in said


def test_what_is_on_its_way_is_counted(desk, workspace):
    hear(workspace, 1)
    hear(workspace, 2)
    SpoolEntry.objects.update(received_at=timezone.now())

    assert "2 interactions are on their way into the log" in words_of(desk.get(reverse("listen:health")))


def test_what_waits_long_is_said_with_the_time_since_and_what_to_do(desk, workspace):
    hear(workspace)
    SpoolEntry.objects.update(received_at=timezone.now() - timedelta(minutes=5))

    said = words_of(desk.get(reverse("listen:health")))

    assert "1 interaction waits since" in said
    assert "Nothing is lost: the loader tries again by itself." in said


def test_the_sentence_alone_comes_as_a_fragment(desk):
    said = words_of(desk.get(reverse("listen:health"), headers={"HX-Request": "true"}))

    assert said.startswith('<section class="card health-now"')
    assert "<h1>" not in said


def test_a_kind_is_counted_again_only_after_it_changed(desk, workspace, store, monkeypatch):
    hear(workspace, 1)
    loader.load(store, now=NOON)
    desk.get(reverse("listen:health"))
    asked = []
    frame = type(store).frame
    monkeypatch.setattr(type(store), "frame", lambda *given, **more: asked.append(more) or frame(*given, **more))

    desk.get(reverse("listen:health"))
    assert asked == []

    hear(workspace, 2)
    loader.load(store, now=NOON)
    assert '<td class="number">2</td>' in words_of(desk.get(reverse("listen:health")))
    assert asked == [{"kinds": ["order"]}]


def test_rejected_items_stand_with_reason_field_source_and_their_own_words(desk, turned_away):
    turned_away()

    said = words_of(desk.get(reverse("listen:rejected")))

    assert "the score is off its scale" in said
    assert "<dd>value</dd>" in said
    assert "<dd>api</dd>" in said
    assert '{"kind": "order", "occurred_at"' in said


def test_what_can_be_understood_by_now_goes_in_and_off_the_list(desk, turned_away, workspace, store):
    (item,) = turned_away()

    answer = desk.post(reverse("listen:rejected-retry"), {"item": item.pk}, follow=True)

    assert "1 item went in." in words_of(answer)
    assert not Rejected.objects.exists()
    assert loader.load(store, now=NOON).added == 1


def test_what_the_loader_turned_away_is_tried_as_what_it_was(desk, turned_away, store):
    item = {"id": "1", "received_at": "2026-03-14T12:00:00Z", **ORDER}
    turned_away(item=item)

    desk.post(reverse("listen:rejected-retry"), {"item": Rejected.objects.get().pk})

    assert loader.load(store, now=NOON).added == 1


def test_what_is_still_wrong_stays_with_its_reason(desk, turned_away):
    turned_away(item="no JSON at all")

    answer = desk.post(reverse("listen:rejected-retry"), {"item": Rejected.objects.get().pk}, follow=True)

    assert "1 is still wrong." in words_of(answer)
    kept = Rejected.objects.get()
    assert (kept.retries, "is not JSON" in kept.reason) == (1, True)


def test_all_of_one_reason_can_be_tried_again_and_no_other(desk, turned_away):
    turned_away(2)
    turned_away(1, reason="missing")

    answer = desk.post(reverse("listen:rejected-retry"), {"reason": "the score is off its scale"}, follow=True)

    assert "2 items went in." in words_of(answer)
    assert Rejected.objects.get().reason == "missing"


def test_discarding_leaves_who_did_it_and_why_and_no_word_of_the_item(desk, turned_away, alice):
    turned_away(3)

    answer = desk.post(reverse("listen:rejected-discard"), {"reason": "the score is off its scale"}, follow=True)

    assert "3 items were discarded." in words_of(answer)
    trace = Discard.objects.get()
    assert (trace.by, trace.items, trace.reason) == (alice, 3, "the score is off its scale")
    assert "3 items, by Alice" in words_of(answer)
    assert not Rejected.objects.exists()


def test_nothing_said_is_nothing_done(desk, turned_away):
    turned_away()

    assert desk.post(reverse("listen:rejected-discard"), {}).status_code == 404
    assert desk.post(reverse("listen:rejected-retry"), {"item": "seven"}).status_code == 404
    assert Rejected.objects.count() == 1


def test_bob_sees_how_the_data_are_but_not_what_was_rejected(client, bob, store, turned_away):
    turned_away()
    client.force_login(bob.user)

    assert "the score is off its scale" in words_of(client.get(reverse("listen:health")))
    assert client.get(reverse("listen:rejected")).status_code == 403
    assert client.post(reverse("listen:rejected-retry"), {"reason": "x"}).status_code == 403
    assert client.post(reverse("listen:rejected-discard"), {"reason": "x"}).status_code == 403


def test_charlie_of_another_company_sees_and_changes_nothing(client, charlie, store, turned_away, workspace):
    (item,) = turned_away()
    hear(workspace)
    client.force_login(charlie.user)

    assert "All that was heard is in the log" in words_of(client.get(reverse("listen:health")))
    assert "the score is off its scale" not in words_of(client.get(reverse("listen:rejected")))
    assert client.post(reverse("listen:rejected-discard"), {"item": item.pk}).status_code == 404
    client.post(reverse("listen:rejected-discard"), {"reason": item.reason})
    assert Rejected.objects.count() == 1


def test_deeds_are_posted(desk):
    assert desk.get(reverse("listen:rejected-retry")).status_code == 405
    assert desk.get(reverse("listen:rejected-discard")).status_code == 405
    assert desk.post(reverse("listen:health")).status_code == 405


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(desk, turned_away, items):
    turned_away(items)

    with CaptureQueriesContext(connection) as asked:
        answer = desk.get(reverse("listen:rejected"))

    assert words_of(answer).count('id="rejected-item-') == items
    assert len([query for query in asked if "interactions_rejected" in query["sql"]]) == 2  # the rows, and how many


def test_a_long_list_is_paged_by_where_the_last_page_ended(desk, turned_away):
    turned_away(30)

    first = desk.get(reverse("listen:rejected"))
    turned_away(5)  # what comes meanwhile moves nothing
    second = desk.get(reverse("listen:rejected") + "?" + first.context["page"].later)

    numbers = [item.pk for page in (first, second) for item in page.context["page"].rows]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(numbers), len(set(numbers))) == (30, 30)
