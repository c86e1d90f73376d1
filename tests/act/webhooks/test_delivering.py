"""It arrives, signed, once or more often but never less; whatever the other end does, nobody else waits for it."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from heedful.act.webhooks import delivering
from heedful.act.webhooks.actions import create_endpoint, disable_endpoint, enable_endpoint, send_again, send_test
from heedful.act.webhooks.couriers import Couriers
from heedful.act.webhooks.delivering import deliver, endpoints_due, tidy
from heedful.act.webhooks.events import EVENTS
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.listen import outgoing
from heedful.people.mail.models import Letter
from tests.act.webhooks.conftest import NOW, answer
from tests.fakes import receiver as receivers


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def go(self, **by):
        self.now += timedelta(**by)


def rounds(clock) -> int:
    return sum(deliver(endpoint, clock=clock) for endpoint in endpoints_due(clock()))


def test_it_arrives_signed_as_the_standard_says(hook, receiver):
    clock = Clock(datetime.now(UTC))
    made = send_test(hook, now=clock())

    assert rounds(clock) == 1

    assert receiver.verified(hook.told_once)["type"] == "test"
    assert receiver.got[0].id == made.event_id
    assert receiver.got[0].headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        receiver.verified("whsec_" + "A" * 44)
    made.refresh_from_db()
    assert (made.state, made.last_status, made.attempts, made.next_attempt_at) == ("delivered", 204, 1, None)
    assert rounds(clock) == 0


def test_what_happened_arrives_in_its_order(survey, hook, receiver):
    key = answer(survey, {"nps": 9}).key
    answer(survey, {"why": "Šilta"}, key=key)
    rounds(Clock(NOW + timedelta(days=300)))

    assert [json.loads(got.body)["type"] for got in receiver.got] == ["response.created", "response.updated"]
    assert json.loads(receiver.got[1].body)["data"]["answers"]["why"] == "Šilta"


def test_who_answers_500_is_tried_again_later_and_later_under_the_same_id_then_given_up(hook, receiver):
    receiver.status, receiver.says = 500, "nothing here for ćlients".encode() * 100
    made, clock = send_test(hook, now=NOW), Clock()
    waits = []
    for _ in range(20):
        rounds(clock)
        made.refresh_from_db()
        if made.state != "waiting":
            break
        waits.append(made.next_attempt_at - clock())
        clock.now = made.next_attempt_at

    assert waits == list(delivering.PAUSES)
    assert len(receiver.got) == 10
    assert {got.id for got in receiver.got} == {made.event_id}
    assert (made.state, made.last_status, len(made.said)) == ("failed", 500, 500)


def test_a_success_after_failures_begins_anew(hook, receiver):
    receiver.status = 503
    clock = Clock()
    send_test(hook, now=NOW)
    rounds(clock)
    assert Endpoint.objects.get().failures == 1
    receiver.status = 200
    clock.go(seconds=6)
    rounds(clock)

    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since, hook.rests_until) == (0, None, None)


def test_while_one_fails_the_others_of_that_endpoint_wait_and_none_is_lost(hook, receiver):
    receiver.status = 500
    clock = Clock()
    for _ in range(5):
        send_test(hook, now=NOW)
    assert rounds(clock) == 1
    assert rounds(clock) == 0  # it rests
    receiver.status = 200
    clock.go(minutes=1)

    assert rounds(clock) == 5
    assert {each.state for each in Delivery.objects.all()} == {"delivered"}


def test_410_turns_it_off_and_the_owners_are_written_to(hook, receiver, alice, bob):
    receiver.status = 410
    send_test(hook, now=NOW)
    rounds(Clock())

    hook.refresh_from_db()
    assert (hook.disabled_why, hook.disabled_at) == ("gone", NOW)
    assert [letter.to for letter in Letter.objects.all()] == ["alice@example.org"]
    assert f"/act/webhooks/{hook.pk}/" in Letter.objects.get().text
    assert hook.url in Letter.objects.get().text


def test_five_days_without_a_success_turn_it_off_once(hook, receiver, alice):
    receiver.status = 500
    clock = Clock()
    for _ in range(12):  # something happens every half day
        send_test(hook, now=clock())
        rounds(clock)
        clock.go(hours=12)

    hook.refresh_from_db()
    assert (hook.disabled_why, hook.disabled_at - NOW) == ("failing", timedelta(days=5))
    assert Letter.objects.count() == 1
    assert endpoints_due(clock()) == []

    enable_endpoint(hook, by=alice, now=clock())
    receiver.status = 200
    waiting = Delivery.objects.filter(state="waiting").count()
    assert waiting > 0
    assert rounds(clock) == waiting


def test_a_redirect_is_not_followed(hook, receiver):
    with receivers.Open() as inside:
        receiver.status, receiver.redirects_to = 302, inside.url
        made = send_test(hook, now=NOW)
        rounds(Clock())

        assert inside.got == []
    made.refresh_from_db()
    assert (made.state, made.last_status) == ("waiting", 302)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.7", "169.254.169.254", "0.0.0.0"])
def test_a_private_address_is_never_reached(hook, receiver, settings, host):
    settings.PRIVATE_HOSTS = ()
    Endpoint.objects.update(url=f"http://{host}:{receiver.port}/")
    made = send_test(hook, now=NOW)
    rounds(Clock())

    made.refresh_from_db()
    assert receiver.got == []
    assert made.last_status is None
    assert "private network" in made.said


def test_a_name_that_points_inside_later_is_not_followed_there(hook, receiver, settings, monkeypatch):
    """The address that was looked at is the one that is spoken to; a second look-up is never made."""
    settings.PRIVATE_HOSTS = ()
    seen = []

    def looked_up(host, port, **_):
        seen.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(seen) > 1 else "192.0.2.1", port))]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(outgoing, "is_public", lambda address: address != "127.0.0.1")
    assert outgoing.address_of(f"http://rebinding.example:{receiver.port}/") == "192.0.2.1"
    with pytest.raises(outgoing.NotReachable):
        outgoing.address_of(f"http://rebinding.example:{receiver.port}/")


@pytest.mark.parametrize("how", ["hangs", "drips"])
def test_who_never_finishes_to_answer_is_left_after_a_while(hook, receiver, monkeypatch, how):
    monkeypatch.setattr(outgoing, "TIMEOUT_SECONDS", 0.5)
    setattr(receiver, how, True)
    made = send_test(hook, now=NOW)
    rounds(Clock())

    made.refresh_from_db()
    assert (made.state, made.last_status) == ("waiting", None)
    assert "Timeout" in made.said


def test_killed_between_the_request_and_its_note_it_is_sent_again_under_the_same_id(hook, receiver, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    made, clock = send_test(hook, now=NOW), Clock()
    with monkeypatch.context() as dying:
        dying.setattr(delivering, "_noted", die)
        with pytest.raises(Killed):
            rounds(clock)
    assert rounds(clock) == 0  # perhaps somebody is still sending it
    clock.go(minutes=3)
    assert rounds(clock) == 1

    assert [got.id for got in receiver.got] == [made.event_id] * 2


def test_what_arrived_can_be_sent_again(hook, receiver):
    made, clock = send_test(hook, now=NOW), Clock()
    rounds(clock)
    made.refresh_from_db()
    send_again(made, now=clock())
    rounds(clock)

    assert [got.body for got in receiver.got] == [made.payload.encode()] * 2


def test_an_endpoint_turned_off_or_removed_meanwhile_is_left_alone(hook, receiver):
    send_test(hook, now=NOW)
    disable_endpoint(hook, by=None, now=NOW)

    assert rounds(Clock()) == 0
    hook.delete()
    assert rounds(Clock()) == 0


def test_what_is_over_for_a_month_goes_and_what_waits_stays(hook, receiver):
    clock = Clock()
    send_test(hook, now=NOW)
    rounds(clock)
    receiver.status = 500
    send_test(hook, now=NOW)
    rounds(clock)

    assert tidy(NOW + timedelta(days=31)) == 1
    assert [each.state for each in Delivery.objects.all()] == ["waiting"]


def test_one_that_hangs_keeps_no_other_waiting_and_is_not_begun_twice(workspace, hook, receiver):
    other, _ = create_endpoint(workspace, url=receiver.url, events=list(EVENTS), by=None, now=NOW)
    for endpoint in (hook, other):
        send_test(endpoint, now=NOW)
    begun, arrived, let_go = [], threading.Event(), threading.Event()

    def serves(endpoint, *, clock):
        begun.append(endpoint)
        if endpoint == hook.pk:
            assert let_go.wait(10)
        else:
            arrived.set()

    couriers = Couriers(clock=Clock(), serves=serves)
    couriers.send_due()
    assert arrived.wait(10)
    couriers.send_due()
    let_go.set()
    couriers.close()

    assert begun.count(hook.pk) == 1
    assert begun.count(other.pk) >= 1


def test_no_more_are_served_at_once_than_there_are_couriers(workspace, receiver):
    for _ in range(5):
        made, _ = create_endpoint(workspace, url=receiver.url, events=list(EVENTS), by=None, now=NOW)
        send_test(made, now=NOW)
    begun, let_go = [], threading.Event()

    def serves(endpoint, *, clock):
        begun.append(endpoint)
        assert let_go.wait(10)

    couriers = Couriers(clock=Clock(), serves=serves, at_once=2)
    couriers.send_due()
    couriers.send_due()
    let_go.set()
    couriers.close()

    assert len(begun) == 2
