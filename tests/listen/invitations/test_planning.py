from datetime import timedelta

import pytest
from django.db import connection

from heedful.listen.invitations.models import Invitation, Suppression
from heedful.listen.invitations.planning import Wanted, ask, plan
from heedful.listen.invitations.rounds import plan_due
from heedful.listen.invitations.throttling import reason_not_to_ask
from heedful.people.customers.actions import merge_customers
from heedful.people.customers.models import Customer
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey


def asked(sending, customer, *, occasion="once", at=NOON, now=NOON, **context) -> Invitation:
    return ask(sending, customer, occasion=occasion, context=context, due_at=at, now=now)


def test_somebody_with_an_address_is_asked_there_in_their_language(workspace, sending):
    invitation = asked(sending, make_person(workspace, language="lt-LT"), location="nord")
    assert (invitation.state, invitation.reason) == ("queued", "")
    assert (invitation.address, invitation.language, invitation.context) == (
        "ann@example.org",
        "lt",
        {"location": "nord"},
    )
    assert invitation.due_at == NOON
    assert invitation.token.startswith("i") and len(invitation.token) == 23


def test_a_language_that_the_survey_does_not_speak_falls_back_to_its_own(workspace, sending):
    assert asked(sending, make_person(workspace, language="uk")).language == "en"


def test_what_is_due_at_night_waits_for_the_morning(workspace, sending):
    midnight = NOON + timedelta(hours=12)
    assert asked(sending, make_person(workspace), at=midnight).due_at == NOON + timedelta(hours=21)  # 9:00 in Vilnius


def test_the_same_occasion_asks_once_however_often_it_is_told(workspace, sending):
    ann = make_person(workspace)
    first = asked(sending, ann)
    assert asked(sending, ann, now=NOON + A_DAY) == first
    assert Invitation.objects.count() == 1


def test_somebody_without_an_address_is_dropped_with_the_reason(workspace, sending):
    invitation = asked(sending, make_person(workspace, email=False))
    assert (invitation.state, invitation.reason, invitation.ended_at) == ("dropped", "no-address", NOON)


def test_a_customer_known_by_their_address_alone_is_written_to_there(workspace, sending):
    assert asked(sending, make_person(workspace, "Ann@Example.org", email=False)).address == "ann@example.org"


def test_a_personal_link_needs_no_address_and_counts_as_given_at_once(workspace, survey):
    invitation = asked(make_sending(survey, channel="link"), make_person(workspace, email=False))
    assert (invitation.state, invitation.sent_at) == ("sent", NOON)


def test_an_address_that_is_not_written_to_any_more_is_not(workspace, sending):
    Suppression.objects.create(
        workspace=workspace, kind="email", address="ann@example.org", why="unsubscribed", at=NOON
    )
    assert asked(sending, make_person(workspace)).reason == "suppressed"


def test_two_surveys_do_not_ask_one_person_within_a_month(workspace, sending):
    ann = make_person(workspace)
    asked(sending, ann)
    other = make_sending(make_survey(workspace, "other"))
    assert asked(other, ann, occasion="a", now=NOON + A_DAY).reason == "asked-recently"
    assert asked(other, ann, occasion="b", at=NOON + 30 * A_DAY).state == "queued"


def test_what_waits_for_a_later_day_counts_too(workspace, sending):
    ann = make_person(workspace)
    asked(sending, ann, at=NOON + 20 * A_DAY)
    assert asked(make_sending(make_survey(workspace, "other")), ann).reason == "asked-recently"


def test_two_occasions_told_together_ask_once(workspace, sending):
    ann = make_person(workspace)
    counted = plan(sending, [Wanted(ann.pk, "order-1", NOON), Wanted(ann.pk, "order-2", NOON)], now=NOON)
    assert counted == {"": 1, "asked-recently": 1}


def test_one_who_is_part_of_another_is_asked_as_the_other(workspace, sending):
    ann, anna = make_person(workspace, "ann"), make_person(workspace, "anna")
    merge_customers(ann, absorbed=anna, by=None, now=NOON)
    assert asked(sending, anna).reason == "merged"
    assert asked(sending, ann).state == "queued"


def test_what_one_half_of_a_person_was_asked_counts_for_the_whole(workspace, sending):
    ann, anna = make_person(workspace, "ann"), make_person(workspace, "anna")
    asked(sending, anna)
    merge_customers(ann, absorbed=anna, by=None, now=NOON)
    assert asked(make_sending(make_survey(workspace, "other")), ann).reason == "asked-recently"


def test_a_closed_survey_asks_nobody(workspace, survey, sending):
    survey.closed_at = NOON
    survey.save()
    assert asked(sending, make_person(workspace)).reason == "survey-closed"


def test_what_was_planned_is_looked_at_once_more_when_it_is_due(workspace, survey, sending):
    invitation = asked(sending, make_person(workspace))
    assert reason_not_to_ask(invitation, now=NOON) is None
    Invitation.objects.create(
        workspace=workspace,
        sending=make_sending(survey),
        survey=survey,
        customer=invitation.customer,
        channel="email",
        language="en",
        token="other",
        occasion="x",
        state="sent",
        due_at=NOON,
        created_at=NOON,
        sent_at=NOON,
    )
    assert reason_not_to_ask(invitation, now=NOON + A_DAY) == "asked-recently"


@pytest.mark.parametrize("many", [2_500])
def test_many_are_planned_with_a_few_queries_a_thousand(workspace, sending, many, django_assert_max_num_queries):
    people = Customer.objects.bulk_create(Customer(workspace=workspace, key=f"p{n}@example.org") for n in range(many))
    with django_assert_max_num_queries(3 * 12 + 3 + 4):  # twelve to look up each thousand, one to keep it
        assert plan(sending, [Wanted(each.pk, "once", NOON) for each in people], now=NOON) == {"": many}


class Cut(BaseException):
    """The power goes, in the middle of it."""


class CutShort:
    """Lets so many writes through, and none after them."""

    def __init__(self, writes: int) -> None:
        self.left = writes

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("INSERT", "UPDATE")):
            return execute(sql, params, many, context)
        for each in [[row] for row in params] if many else [params]:  # in the middle of many, too
            self.left -= 1
            if self.left < 0:
                raise Cut
            done = execute(sql, each, many, context)
        return done


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["once", "waves"])
def test_cut_short_at_any_write_and_begun_again_everybody_is_asked_once(workspace, store, kind):
    Customer.objects.bulk_create(Customer(workspace=workspace, key=f"p{n}@example.org") for n in range(120))
    more = {"sample_percent": 50} if kind == "once" else {"cadence_days": 1}
    sending = make_sending(make_survey(workspace), kind, **more)
    cuts = 0
    for writes in (*range(6), 30, *range(56, 66), *range(118, 126), 500):
        try:
            with connection.execute_wrapper(CutShort(writes)):
                plan_due(NOON)
        except Cut:
            cuts += 1
    assert cuts >= 4
    asked = list(Invitation.objects.values_list("customer", flat=True))
    left_out = sum(sending.left_out.values_list("n", flat=True))
    assert len(asked) == len(set(asked)) and (len(asked) + left_out, len(asked) > 20) == (120, True)
