"""Nobody is asked more often than a rule allows, whatever happens in whichever order."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heedful.listen.invitations.history import Asked
from heedful.listen.invitations.hours import EVERY_DAY, Hours
from heedful.listen.invitations.models import Invitation, Sending, SendingHours, Suppression, Throttle
from heedful.listen.invitations.planning import ask
from heedful.listen.invitations.rounds import plan_due
from heedful.listen.invitations.throttling import (
    Rule,
    digest,
    forget_suppressed,
    free_from,
    hours_of,
    left_today,
    may_send_now,
    reason_not_to_ask,
    rules_of,
    suppressed_among,
    what_stops,
)
from heedful.listen.responses.models import Response
from heedful.people.customers.actions import erase_customer
from heedful.people.workspaces.models import Workspace
from tests.full import times
from tests.listen.invitations.clock import deliver
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey

VILNIUS = ZoneInfo("Europe/Vilnius")


def sent(sending, customer, *, at=NOON, occasion="before") -> Invitation:
    invitation = ask(sending, customer, occasion=occasion, context={}, due_at=at, now=at)
    invitation.state, invitation.sent_at = "sent", at
    invitation.save()
    return invitation


def asked_again(sending, customer, at) -> str:
    return ask(sending, customer, occasion=f"{at}", context={}, due_at=at, now=at).reason


class TestRules:
    def test_a_rule_of_a_measure_holds_between_surveys_that_ask_for_it(self, workspace):
        Throttle.objects.create(workspace=workspace, days=0)
        Throttle.objects.create(workspace=workspace, measure="nps", days=60)
        nps, other_nps, csat = (make_survey(workspace, key, measure=key[:3]) for key in ("nps", "nps2", "csa"))
        csat.published.document["questions"][0]["type"] = "csat"
        csat.published.save()
        ann = make_person(workspace)
        sent(make_sending(nps), ann)
        assert asked_again(make_sending(other_nps), ann, NOON + 59 * A_DAY) == "measure-asked-recently"
        assert asked_again(make_sending(csat), ann, NOON + A_DAY) == ""

    def test_a_rule_of_a_survey_holds_for_that_survey(self, workspace, survey, sending):
        Throttle.objects.create(workspace=workspace, days=1)
        Throttle.objects.create(workspace=workspace, survey=survey, days=90)
        ann = make_person(workspace)
        sent(sending, ann)
        assert asked_again(make_sending(make_survey(workspace, "other")), ann, NOON + 2 * A_DAY) == ""
        assert asked_again(sending, ann, NOON + 89 * A_DAY) == "survey-asked-recently"
        assert asked_again(sending, ann, NOON + 92 * A_DAY) == ""

    def test_until_the_company_says_otherwise_a_month_lies_between_two_questions(self, survey):
        assert [(rule.days, rule.level) for rule in rules_of(survey)] == [(30, "workspace")]

    def test_no_days_is_no_rule(self, workspace, survey):
        Throttle.objects.create(workspace=workspace, days=0)
        assert rules_of(survey) == ()

    def test_whoever_answered_by_another_way_is_not_asked_again(self, workspace, survey, sending):
        ann = make_person(workspace)
        Response.objects.create(
            workspace=workspace,
            survey=survey,
            version=survey.published,
            key="0198c5a4-1111-7000-8000-000000000001",
            customer=ann,
            channel="qr",
            language="en",
            started_at=NOON,
            updated_at=NOON,
            finished_at=NOON,
        )
        assert asked_again(sending, ann, NOON + A_DAY) == "already-answered"
        assert asked_again(sending, ann, NOON + 31 * A_DAY) == ""

    @given(
        st.lists(st.tuples(st.integers(0, 100), st.sampled_from([1, 2])), max_size=8),
        st.integers(1, 40),
        st.integers(0, 60),
    )
    def test_the_moment_from_which_one_is_free_is_free_and_none_before_it_is(self, past, days, start):
        rules = (Rule(days), Rule(2 * days, "survey", surveys=frozenset([1])))
        asked = [Asked(survey, NOON + day * A_DAY, True) for day, survey in past]
        free = free_from(rules, asked, NOON + start * A_DAY)
        assert what_stops(rules, asked, free) is None
        earlier = (NOON + step * A_DAY for step in range(start, (free - NOON).days))
        assert all(what_stops(rules, asked, moment) for moment in earlier)


class TestHours:
    @given(
        st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        st.sampled_from(["Europe/Vilnius", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
        st.sets(st.sampled_from(EVERY_DAY), min_size=1),
        st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda hours: hours[0] < hours[1]),
    )
    def test_the_next_moment_is_within_the_hours_and_no_later_than_it_must_be(self, at, zone, weekdays, clock):
        hours = Hours(ZoneInfo(zone), time(clock[0]), time(clock[1]), tuple(weekdays))
        found = hours.next_moment(at)
        assert found >= at and hours.holds(found)
        assert found == at or not hours.holds(found - timedelta(seconds=1)) or found - at < timedelta(hours=2)
        assert found - at <= timedelta(days=8)

    def test_the_morning_after_the_clocks_are_put_forward_begins_at_nine_on_the_wall(self):
        hours = Hours(VILNIUS)
        night = datetime(2026, 3, 28, 22, tzinfo=UTC)
        assert hours.next_moment(night) == datetime(2026, 3, 29, 6, tzinfo=UTC)  # 9:00 in summer time
        assert hours.begin_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 7, tzinfo=UTC)

    def test_outside_of_its_hours_the_company_writes_to_nobody(self, workspace):
        SendingHours.objects.create(workspace=workspace, begins="10:00", ends="12:00", weekdays=[0])
        monday = datetime(2026, 5, 4, 8, tzinfo=UTC)  # 11:00
        workspace = Workspace.objects.get(pk=workspace.pk)
        assert may_send_now(workspace, now=monday)
        assert not may_send_now(workspace, now=monday + timedelta(hours=1))
        assert not may_send_now(workspace, now=monday + A_DAY)


class TestCaps:
    def test_without_a_cap_there_is_no_end(self, sending):
        assert left_today(sending, now=NOON) is None

    def test_the_smaller_of_the_two_caps_holds_and_yesterday_counts_no_more(self, workspace, survey):
        SendingHours.objects.create(workspace=workspace, begins="09:00", ends="20:00", daily_cap=3)
        one, other = make_sending(survey, daily_cap=2), make_sending(survey)
        sent(one, make_person(workspace, "ann"))
        assert (left_today(one, now=NOON), left_today(other, now=NOON)) == (1, 2)
        sent(other, make_person(workspace, "bert"))
        sent(other, make_person(workspace, "cilia"))
        assert (left_today(one, now=NOON), left_today(other, now=NOON)) == (0, 0)
        midnight = datetime(2026, 5, 5, 21, tzinfo=UTC)  # in Vilnius
        assert (left_today(one, now=midnight), left_today(other, now=midnight)) == (2, 3)


class TestLastLook:
    @pytest.fixture
    def invitation(self, workspace, sending) -> Invitation:
        return ask(sending, make_person(workspace), occasion="once", context={}, due_at=NOON, now=NOON)

    def test_nothing_speaks_against_it(self, invitation):
        assert reason_not_to_ask(invitation, now=NOON) is None

    def test_the_survey_closed_meanwhile(self, invitation, survey):
        survey.closed_at = NOON
        survey.save()
        assert reason_not_to_ask(Invitation.objects.get(), now=NOON) == "survey-closed"

    def test_the_sending_ended_meanwhile(self, invitation):
        Sending.objects.update(ended_at=NOON)
        assert reason_not_to_ask(Invitation.objects.get(), now=NOON) == "sending-ended"

    def test_they_unsubscribed_meanwhile(self, invitation, workspace):
        Suppression.objects.create(
            workspace=workspace, kind="email", address="ann@example.org", why="unsubscribed", at=NOON
        )
        assert reason_not_to_ask(invitation, now=NOON) == "suppressed"

    def test_a_question_about_an_order_does_not_come_weeks_later(self, workspace, survey):
        trigger = make_sending(survey, "trigger", trigger={"kind": "order"})
        invitation = ask(trigger, make_person(workspace), occasion="o1", context={}, due_at=NOON, now=NOON)
        assert reason_not_to_ask(invitation, now=NOON + 7 * A_DAY) is None
        assert reason_not_to_ask(invitation, now=NOON + 8 * A_DAY) == "too-late"


class TestSuppression:
    def test_an_erased_customer_is_still_not_written_to_and_their_address_is_gone(self, workspace, sending, store):
        ann = make_person(workspace)
        Suppression.objects.create(
            workspace=workspace, kind="email", address="ann@example.org", why="unsubscribed", at=NOON
        )
        erase_customer(workspace, "ann", by=None, now=NOON)
        kept = Suppression.objects.get().address
        assert kept == digest(workspace.pk, "email", "Ann@example.org")
        assert "ann" not in kept and not Invitation.objects.exists()
        again = make_person(workspace, "anna", email=False)
        again.identities.create(workspace=workspace, kind="email", value="ann@example.org")
        assert asked_again(sending, again, NOON) == "suppressed"
        assert ann.key == "ann"

    def test_forgetting_twice_changes_nothing(self, workspace):
        Suppression.objects.create(workspace=workspace, kind="phone", address="+37060000000", why="by-hand", at=NOON)
        for _ in range(2):
            forget_suppressed(workspace, ["+370 600 00000"])
        Suppression.objects.create(workspace=workspace, kind="phone", address="+37060000000", why="by-hand", at=NOON)
        forget_suppressed(workspace, ["+370 600 00000"])
        assert suppressed_among(workspace.pk, "sms", ["+37060000000", "+37060000001"]) == {"+37060000000"}
        assert Suppression.objects.count() == 1


STEP = timedelta(hours=6)
EVENTS = st.one_of(
    st.tuples(st.just("order"), st.integers(0, 3), st.integers(0, 1)),
    st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
    st.tuples(st.just("once"), st.integers(0, 1), st.just(0)),
)


class TestWhateverHappens:
    """Orders, waves and one-off sendings of two surveys, in any order, over the weeks in which the clocks change."""

    @pytest.mark.usefixtures("store")
    @settings(max_examples=times(15, 4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(EVENTS, max_size=14),
        st.integers(0, 20),
        st.integers(0, 40),
        st.integers(1, 3),
        st.sampled_from([datetime(2026, 3, 20, 9, tzinfo=UTC), datetime(2026, 10, 15, 9, tzinfo=UTC)]),
    )
    def test_nobody_is_asked_more_often_than_any_rule_allows(self, workspace, events, general, measure, cap, start):
        with transaction.atomic():
            once = lived(workspace, events, general, measure, cap, start)
            check(workspace, once, general, measure, cap)
            transaction.set_rollback(True)
        with transaction.atomic():
            assert lived(workspace, events, general, measure, cap, start) == once  # the same weeks, lived again
            transaction.set_rollback(True)


Sent = tuple[str, str, str, datetime]


def lived(workspace, events, general, measure, cap, start) -> list[Sent]:
    """Live through the events; who was sent what when."""
    Throttle.objects.create(workspace=workspace, days=general)
    Throttle.objects.create(workspace=workspace, measure="nps", days=measure)
    SendingHours.objects.create(workspace=workspace, begins="09:00", ends="17:00", weekdays=[0, 1, 2, 4], daily_cap=cap)
    people = [make_person(workspace, f"p{n}") for n in range(4)]
    surveys = [make_survey(workspace, key, at=start) for key in ("one", "two")]
    make_sending(surveys[0], "waves", cadence_days=30, at=start, pk=1_001)
    triggers = [make_sending(each, "trigger", trigger={"kind": "order"}, at=start, name="after") for each in surveys]
    now = start
    for number, (what, first, second) in enumerate(events):
        if what == "order":
            ask(triggers[second], people[first], occasion=f"o{number}", context={}, due_at=now + STEP, now=now)
        elif what == "once":
            make_sending(surveys[first], at=now, name="once")
        for _ in range(first if what == "wait" else 1):
            now += STEP
            plan_due(now)
            deliver(now)
    rows = Invitation.objects.filter(state="sent").order_by("sent_at", "customer__key")
    return list(rows.values_list("customer__key", "survey__key", "sending__name", "sent_at"))


def check(workspace, rows: list[Sent], general: int, measure: int, cap: int) -> None:
    hours = hours_of(workspace)
    for (one, _, _, earlier), (other, _, _, later) in combinations(rows, 2):
        if one == other:  # both surveys ask for NPS
            assert later - earlier >= timedelta(days=max(general, measure))
    assert all(hours.holds(at) for *_, at in rows)
    assert max(Counter(hours.day_of(at) for *_, at in rows).values(), default=0) <= cap
