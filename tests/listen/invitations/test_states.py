"""What becomes of an invitation: each step noted once, only forward, whatever order it is told in."""

from datetime import timedelta

import pytest

from heedful.listen.invitations import reasons, states
from heedful.listen.invitations.models import Filtered, Invitation
from tests.listen.invitations.conftest import NOON, make_person

State = Invitation.State
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def invitation(sending, workspace) -> Invitation:
    return make_invitation(sending, make_person(workspace))


def make_invitation(sending, customer, **fields) -> Invitation:
    given = {"language": "en", "token": f"i{customer.key:x<22}", "due_at": NOON, "created_at": NOON} | fields
    return Invitation.objects.create(
        workspace=sending.workspace,
        sending=sending,
        survey=sending.survey,
        customer=customer,
        channel=sending.channel,
        address=f"{customer.key}@example.org",
        occasion="once",
        **given,
    )


def fresh(invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


def test_each_step_has_its_moment(invitation):
    for minutes, note in enumerate((states.note_sent, states.note_opened, states.note_scored, states.note_answered)):
        note(invitation, now=NOON + timedelta(minutes=minutes))

    kept = fresh(invitation)
    moments = [kept.sent_at, kept.opened_at, kept.scored_at, kept.answered_at]
    assert moments == [NOON + timedelta(minutes=minutes) for minutes in range(4)]
    assert kept.state == invitation.state == State.ANSWERED


@pytest.mark.parametrize(
    ("note", "moment"),
    [
        (states.note_sent, "sent_at"),
        (states.note_opened, "opened_at"),
        (states.note_scored, "scored_at"),
        (states.note_answered, "answered_at"),
    ],
)
def test_the_same_step_told_again_changes_nothing(invitation, note, moment, django_assert_num_queries):
    note(invitation, now=NOON)

    with django_assert_num_queries(0):
        note(invitation, now=LATER)
    note(fresh(invitation), now=LATER)

    assert getattr(fresh(invitation), moment) == NOON


def test_what_another_process_noted_meanwhile_stays(invitation):
    seen_before = fresh(invitation)
    states.note_opened(invitation, now=NOON)

    states.note_opened(seen_before, now=LATER)

    assert fresh(invitation).opened_at == NOON


def test_steps_told_out_of_order_lead_only_forward(invitation):
    states.note_answered(invitation, now=NOON)
    states.note_scored(invitation, now=LATER)
    states.note_sent(invitation, message_id="<late@x>", now=LATER)
    states.note_bounced(invitation, now=LATER)
    states.note_unsubscribed(invitation, now=LATER)

    kept = fresh(invitation)
    assert (kept.state, kept.answered_at, kept.ended_at) == (State.ANSWERED, NOON, None)
    assert (kept.sent_at, kept.scored_at, kept.reason) == (LATER, LATER, "")


def test_one_who_answers_after_a_bounce_has_answered(invitation):
    states.note_sent(invitation, now=NOON)
    states.note_bounced(invitation, said="550 5.1.1 No such user", now=NOON)
    assert (fresh(invitation).state, fresh(invitation).reason) == (State.BOUNCED, reasons.BOUNCED)

    states.note_answered(invitation, now=LATER)

    kept = fresh(invitation)
    assert (kept.state, kept.ended_at, kept.reason) == (State.ANSWERED, None, "")


def test_looking_at_what_still_waits_does_not_keep_it_from_being_sent(invitation):
    states.note_opened(invitation, now=NOON)

    assert (fresh(invitation).state, fresh(invitation).opened_at) == (State.QUEUED, NOON)


def test_one_who_scored_is_not_reminded(invitation):
    Invitation.objects.update(next_reminder_at=LATER)
    states.note_opened(fresh(invitation), now=NOON)
    assert fresh(invitation).next_reminder_at == LATER

    states.note_scored(fresh(invitation), now=NOON)

    assert fresh(invitation).next_reminder_at is None


def test_only_what_waits_can_be_dropped(invitation):
    states.note_sent(invitation, now=NOON)
    states.note_dropped(invitation, reason=reasons.SURVEY_CLOSED, now=LATER)
    assert fresh(invitation).state == State.SENT


def test_what_was_dropped_stays_so(invitation):
    states.note_dropped(invitation, reason=reasons.SURVEY_CLOSED, now=NOON)
    states.note_opened(fresh(invitation), now=LATER)

    assert (fresh(invitation).state, fresh(invitation).reason) == (State.DROPPED, reasons.SURVEY_CLOSED)


def test_what_a_mail_server_wrote_at_length_is_cut(invitation):
    states.note_failed(invitation, reason=reasons.REFUSED, said="x" * 1000, now=NOON)

    assert len(fresh(invitation).said) == 300


def test_what_was_filtered_is_kept_once_with_what_it_would_have_said(invitation):
    for _ in range(3):
        states.note_filtered(invitation, "trap", said={"score": "9"}, agent="Scanner/1", now=NOON)
    states.note_filtered(invitation, "trap", said={"score": "10"}, agent="Scanner/1", now=NOON)

    assert list(Filtered.objects.values_list("why", "said", "agent")) == [
        ("trap", {"score": "9"}, "Scanner/1"),
        ("trap", {"score": "10"}, "Scanner/1"),
    ]


def test_a_scanner_that_never_stops_fills_no_table(invitation):
    for score in range(50):
        states.note_filtered(invitation, "trap", said={"score": score}, now=NOON)

    assert Filtered.objects.count() == states.MOST_FILTERED
