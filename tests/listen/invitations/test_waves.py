from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.invitations.models import Invitation, SendingHours, Suppression
from heedful.listen.invitations.rounds import plan_due
from heedful.people.customers.models import Customer
from tests.listen.invitations.clock import deliver, live
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey

VILNIUS = ZoneInfo("Europe/Vilnius")
pytestmark = pytest.mark.usefixtures("store")


def waves(survey, days=90, **fields):
    return make_sending(survey, "waves", cadence_days=days, **fields)


def crowd(workspace, many: int) -> list[Customer]:
    return Customer.objects.bulk_create(Customer(workspace=workspace, key=f"p{n}@example.org") for n in range(many))


def test_everybody_is_asked_once_a_cadence_spread_over_its_weekdays_and_hours(workspace, survey):
    SendingHours.objects.create(workspace=workspace, begins="09:00", ends="17:00", weekdays=[0, 1, 2, 3, 4])
    crowd(workspace, 220)
    waves(survey, 30)
    live(NOON, days=30)
    sent = [each.sent_at.astimezone(VILNIUS) for each in Invitation.objects.filter(state="sent")]
    assert len(sent) == 220
    assert {each.weekday() for each in sent} == {0, 1, 2, 3, 4}
    assert all(9 <= each.hour < 17 for each in sent)
    a_day = Counter(each.date() for each in sent)
    assert len(a_day) >= 21 and max(a_day.values()) <= 25  # 22 days of ten: none has three times its share
    due = Counter(each.astimezone(VILNIUS).hour for each in Invitation.objects.values_list("due_at", flat=True))
    assert len(due) == 8 and max(due.values()) < 220 / 8 * 2


def test_who_was_asked_two_months_ago_on_a_three_month_cadence_is_asked_in_one_month(workspace, survey):
    ann = make_person(workspace)
    once = make_sending(survey, at=NOON - 60 * A_DAY)
    Invitation.objects.create(
        workspace=workspace,
        sending=once,
        survey=survey,
        customer=ann,
        channel="email",
        language="en",
        token="t",
        occasion="once",
        state="sent",
        due_at=NOON - 60 * A_DAY,
        sent_at=NOON - 60 * A_DAY,
        created_at=NOON - 60 * A_DAY,
    )
    sending = waves(survey, 90)
    live(NOON, days=60)
    assert [each.sent_at for each in sending.invitations.all()] == [NOON + 30 * A_DAY]


def test_each_is_asked_again_a_cadence_after_the_last_time(workspace, survey):
    crowd(workspace, 20)
    waves(survey, 30)
    live(NOON, days=100)
    for customer in Customer.objects.all():
        asked = list(Invitation.objects.filter(customer=customer, state="sent").order_by("sent_at"))
        assert len(asked) >= 3
        gaps = [later.sent_at - earlier.sent_at for earlier, later in pairwise(asked)]
        assert all(timedelta(days=30) <= gap < timedelta(days=31, hours=1) for gap in gaps)


def test_what_a_rule_stops_is_asked_as_soon_as_it_stops_it_no_longer(workspace, survey):
    ann = make_person(workspace)
    other = make_sending(make_survey(workspace, "other"))
    Invitation.objects.create(
        workspace=workspace,
        sending=other,
        survey=other.survey,
        customer=ann,
        channel="email",
        language="en",
        token="t",
        occasion="once",
        state="sent",
        due_at=NOON,
        sent_at=NOON,
        created_at=NOON,
    )
    sending = waves(survey, 30)
    live(NOON, days=62)
    assert min(each.sent_at for each in sending.invitations.filter(state="sent")) >= NOON + 30 * A_DAY
    assert not sending.invitations.filter(state="dropped").exists()


def test_who_cannot_be_reached_is_recorded_once_a_cadence_and_not_each_day(workspace, survey):
    make_person(workspace, email=False)
    Suppression.objects.create(workspace=workspace, kind="email", address="bert@example.org", why="bounced", at=NOON)
    make_person(workspace, "bert")
    waves(survey, 30)
    live(NOON, days=70)
    counted = Counter(Invitation.objects.values_list("customer__key", "reason"))
    assert set(counted) == {("ann", "no-address"), ("bert", "suppressed")}
    assert all(2 <= n <= 3 for n in counted.values())


def test_those_who_join_later_get_their_turn_and_those_who_leave_are_let_be(workspace, survey):
    ann, bert = make_person(workspace), make_person(workspace, "bert")
    some = Audience.objects.create(workspace=workspace, name="Some", kind="list", created_at=NOON)
    Listed.objects.create(audience=some, customer=ann, added_at=NOON)
    sending = waves(survey, 30, audience=some)
    live(NOON, days=35)
    Listed.objects.filter(customer=ann).delete()
    Listed.objects.create(audience=some, customer=bert, added_at=NOON)
    before = sending.invitations.filter(customer=ann).count()
    live(NOON + 36 * A_DAY, days=32)
    assert sending.invitations.filter(customer=ann).count() == before
    assert sending.invitations.filter(customer=bert, state="sent").exists()


def test_waves_wait_until_they_begin(workspace, survey):
    make_person(workspace)
    waves(survey, 30, begins_at=NOON + 10 * A_DAY)
    live(NOON, days=9)
    assert not Invitation.objects.exists()
    live(NOON + 10 * A_DAY, days=31)
    assert Invitation.objects.filter(state="sent").count() == 1


def test_once_asks_everybody_once_however_often_the_timer_looks(workspace, survey):
    crowd(workspace, 30)
    make_sending(survey)
    assert plan_due(NOON) == 30
    assert plan_due(NOON + A_DAY) == 0
    assert Invitation.objects.count() == 30
    deliver(NOON)
    assert Invitation.objects.filter(state="sent").count() == 30


def test_a_sample_of_a_list_is_asked_and_the_rest_counted(workspace, survey):
    crowd(workspace, 200)
    sending = make_sending(survey, sample_percent=10)
    plan_due(NOON)
    asked, left_out = Invitation.objects.count(), sending.left_out.get()
    assert 5 < asked < 40
    assert (left_out.reason, left_out.n) == ("not-sampled", 200 - asked)
