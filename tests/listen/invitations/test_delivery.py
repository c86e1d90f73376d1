"""Mail goes out once, in its hours, to everybody whom it may go to; one bad address keeps nobody else waiting."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from heedful.listen.channels.models import Gateway
from heedful.listen.invitations import delivery, reasons, states
from heedful.listen.invitations.carriers import MailCarrier
from heedful.listen.invitations.delivery import deliver_due, remind_due
from heedful.listen.invitations.models import Invitation, Sending, SendingHours, Suppression
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey
from tests.listen.invitations.test_states import fresh, make_invitation

State = Invitation.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(sending, workspace):
    """`asked("ann", "ben")`: who waits to be asked."""

    def ask(*names, of=sending, **fields) -> list[Invitation]:
        return [make_invitation(of, make_person(of.workspace, name), **fields) for name in names]

    return ask


def states_of(*invitations) -> list[str]:
    return [fresh(each).state for each in invitations]


def test_everybody_who_is_due_is_written_to_on_one_connection(asked, post_office):
    people = asked("ann", "ben", "cem")

    assert deliver_due(NOON) == 3

    assert post_office.receivers == ["ann@example.org", "ben@example.org", "cem@example.org"]
    assert states_of(*people) == [State.SENT] * 3
    assert fresh(people[0]).sent_at == NOON
    assert post_office.connections == 1


def test_nobody_is_written_to_twice(asked, post_office):
    asked("ann")
    for minutes in range(3):
        deliver_due(NOON + minutes * MINUTE)

    assert post_office.receivers == ["ann@example.org"]


def test_what_is_due_later_waits(asked, post_office):
    asked("ann", due_at=NOON + A_DAY)

    assert deliver_due(NOON) == 0
    deliver_due(NOON + A_DAY)

    assert post_office.receivers == ["ann@example.org"]


@pytest.mark.parametrize(
    ("answer", "state", "reason", "is_listed"),
    [
        ("550 5.1.1 No such user", State.BOUNCED, reasons.UNREACHABLE, True),
        ("550 No such user here", State.BOUNCED, reasons.UNREACHABLE, True),
        ("552 5.2.2 Mailbox full", State.BOUNCED, reasons.REFUSED, False),
        ("554 5.7.1 Not from you", State.BOUNCED, reasons.REFUSED, False),
    ],
)
def test_an_address_that_is_refused_keeps_nobody_else_from_being_asked(
    asked, post_office, answer, state, reason, is_listed
):
    ann, ben, cem = asked("ann", "ben", "cem")
    post_office.says["ben@example.org"] = answer

    deliver_due(NOON)

    assert post_office.receivers == ["ann@example.org", "cem@example.org"]
    assert (fresh(ben).state, fresh(ben).reason, fresh(ben).said) == (state, reason, answer)
    assert Suppression.objects.filter(address="ben@example.org", why="bounced").exists() is is_listed
    assert states_of(ann, cem) == [State.SENT] * 2


def test_a_message_that_is_refused_fails_with_what_was_said(asked, post_office):
    ann, ben = asked("ann", "ben")
    post_office.says_to_data["ann@example.org"] = "554 5.6.0 Looks like spam"

    deliver_due(NOON)

    assert (fresh(ann).state, fresh(ann).reason) == (State.FAILED, reasons.NOT_TAKEN)
    assert fresh(ann).said == "554 5.6.0 Looks like spam"
    assert fresh(ben).state == State.SENT


def test_one_who_is_not_taken_now_is_tried_less_and_less_often_and_at_last_given_up(asked, post_office, workspace):
    SendingHours.objects.create(workspace=workspace, begins="00:00", ends="23:59")
    ann, _ben = asked("ann", "ben")
    post_office.says["ann@example.org"] = "451 4.7.1 Greylisted"

    tries = []
    for _ in range(5):
        tries.append(fresh(ann).due_at)
        deliver_due(tries[-1])

    waited = [later - earlier for earlier, later in pairwise(tries)]
    assert waited == [timedelta(minutes=minutes) for minutes in (5, 30, 120, 480)]
    assert (fresh(ann).state, fresh(ann).reason, fresh(ann).attempts) == (State.FAILED, reasons.GAVE_UP, 5)
    assert "Greylisted" in fresh(ann).said
    assert post_office.receivers == ["ben@example.org"]


def test_a_server_that_is_away_costs_nobody_their_mail(asked, post_office, settings):
    people = asked("ann", "ben")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1

    deliver_due(NOON)

    assert states_of(*people) == [State.QUEUED] * 2
    assert fresh(people[0]).attempts == 0
    assert "ConnectionRefused" in fresh(people[0]).said
    settings.EMAIL_PORT = port
    assert deliver_due(NOON + MINUTE / 2) == 0  # it is left alone for a minute
    deliver_due(NOON + MINUTE)
    assert states_of(*people) == [State.SENT] * 2


def test_a_server_that_will_not_have_our_sender_is_left_alone(asked, post_office):
    people = asked("ann", "ben")
    post_office.says_to_sender = "550 5.7.1 Sender not allowed"

    assert deliver_due(NOON) == 1

    assert states_of(*people) == [State.QUEUED] * 2
    assert "Sender not allowed" in fresh(people[0]).said


def test_a_mail_that_may_have_been_taken_is_not_sent_again(asked, post_office):
    ann, _ben = asked("ann", "ben")
    post_office.drops = {"ann@example.org"}

    deliver_due(NOON)
    deliver_due(NOON + A_DAY)

    assert (fresh(ann).state, fresh(ann).reason) == (State.FAILED, reasons.NOT_KNOWN)
    assert post_office.receivers == ["ann@example.org", "ben@example.org"]


def test_what_was_being_sent_when_everything_stopped_is_said_to_be_unknown(asked, post_office, monkeypatch):
    """Killed between the mail server's yes and our keeping it."""
    (ann,) = asked("ann")
    hand_over = MailCarrier.hand_over

    def killed(carrier, message):
        hand_over(carrier, message)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MailCarrier, "hand_over", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(NOON)
    assert fresh(ann).state == State.SENDING

    deliver_due(NOON + MINUTE)
    assert fresh(ann).state == State.SENDING
    deliver_due(NOON + delivery.CUT_SHORT + MINUTE)

    assert (fresh(ann).state, fresh(ann).reason) == (State.FAILED, reasons.NOT_KNOWN)
    assert post_office.receivers == ["ann@example.org"]
    states.note_opened(fresh(ann), now=NOON + A_DAY)
    assert fresh(ann).state == State.OPENED


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_over_is_marked_on_the_disk_before(asked, post_office, monkeypatch):
    people = asked("ann")
    seen = []
    hand_over = MailCarrier.hand_over

    def looked(carrier, message):
        seen.extend((transaction.get_connection().in_atomic_block, *states_of(*people)))
        return hand_over(carrier, message)

    monkeypatch.setattr(MailCarrier, "hand_over", looked)
    deliver_due(NOON)

    assert seen == [False, State.SENDING]
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        asked("ben")
        deliver_due(NOON)
    assert post_office.receivers == ["ann@example.org"]


def test_nobody_is_written_to_in_the_night(asked, post_office):
    people = asked("ann")
    midnight = datetime(2026, 5, 5, 21, tzinfo=UTC)  # in Vilnius

    assert deliver_due(midnight) == 0
    assert states_of(*people) == [State.QUEUED]

    deliver_due(midnight + timedelta(hours=9, minutes=1))
    assert states_of(*people) == [State.SENT]


def test_no_more_than_the_cap_go_out_in_a_day(asked, post_office, sending):
    asked("ann", "ben", "cem")
    Sending.objects.filter(pk=sending.pk).update(daily_cap=2)

    for minutes in range(3):
        deliver_due(NOON + minutes * MINUTE)
    assert len(post_office.receivers) == 2

    deliver_due(NOON + A_DAY)
    assert len(post_office.receivers) == 3


def test_a_batch_is_only_so_large(asked, post_office):
    asked("ann", "ben", "cem")

    assert deliver_due(NOON, 2) == 2
    assert len(post_office.receivers) == 2


def test_one_companys_many_do_not_keep_anothers_few_waiting(asked, post_office, charlie):
    asked("ann", "ben", "cem")
    theirs = make_sending(make_survey(charlie.workspace))
    asked("dan", of=theirs)

    deliver_due(NOON, 2)

    assert sorted(post_office.receivers) == ["ann@example.org", "dan@example.org"]


def test_those_whose_hours_are_over_take_no_share_of_the_others(asked, post_office, charlie, sending):
    SendingHours.objects.create(workspace=charlie.workspace, begins="00:00", ends="01:00")
    for number in range(3):
        asked(f"late{number}", of=make_sending(make_survey(charlie.workspace, f"s{number}")))
    asked("ann", "ben", "cem", of=sending)

    deliver_due(NOON, 3)

    assert post_office.receivers == ["ann@example.org", "ben@example.org", "cem@example.org"]


def test_those_who_said_no_meanwhile_are_dropped_with_the_reason(asked, post_office, workspace):
    ann, _ben = asked("ann", "ben")
    Suppression.objects.create(
        workspace=workspace, kind="email", address="ann@example.org", why="unsubscribed", at=NOON
    )

    deliver_due(NOON)

    assert (fresh(ann).state, fresh(ann).reason) == (State.DROPPED, reasons.SUPPRESSED)
    assert post_office.receivers == ["ben@example.org"]


def test_after_the_survey_is_closed_nobody_is_asked(asked, post_office, survey):
    (ann,) = asked("ann")
    survey.closed_at = NOON
    survey.save()

    deliver_due(NOON)

    assert (fresh(ann).state, fresh(ann).reason) == (State.DROPPED, reasons.SURVEY_CLOSED)
    assert post_office.receivers == []


def test_a_sending_that_is_paused_waits(asked, post_office, sending):
    people = asked("ann")
    Sending.objects.filter(pk=sending.pk).update(paused_at=NOON)

    assert deliver_due(NOON) == 0
    assert states_of(*people) == [State.QUEUED]


def test_without_a_mail_server_mail_waits_in_the_outbox(asked, settings):
    settings.MAIL_IS_SENT = False
    people = asked("ann")

    assert deliver_due(NOON) == 0
    assert states_of(*people) == [State.QUEUED]


def test_a_personal_link_is_ready_at_any_hour(asked, survey):
    links = make_sending(survey, channel="link")
    people = asked("ann", of=links)

    deliver_due(NOON + timedelta(hours=12))

    assert states_of(*people) == [State.SENT]


def test_a_mail_that_cannot_be_written_keeps_nobody_else_waiting(asked, post_office, sending, caplog):
    ann, ben = asked("ann", "ben")
    Invitation.objects.filter(pk=ann.pk).update(context=["no", "context"])

    deliver_due(NOON)

    assert (fresh(ann).state, fresh(ann).reason) == (State.FAILED, reasons.NOT_TAKEN)
    assert fresh(ben).state == State.SENT
    assert "could not be written" in caplog.text


class TestReminders:
    @pytest.fixture
    def reminded(self, asked, post_office, sending):
        Sending.objects.filter(pk=sending.pk).update(reminders=[3, 7])
        (ann,) = asked("ann")
        deliver_due(NOON)
        return ann

    def test_who_has_not_answered_is_reminded_on_the_days_that_were_said(self, reminded, post_office):
        for days in range(1, 20):
            remind_due(NOON + days * A_DAY)

        assert len(post_office.kept) == 3
        assert post_office.message(1)["Subject"] == "Reminder: Pulse"
        assert (fresh(reminded).state, fresh(reminded).reminded) == (State.SENT, 2)
        assert fresh(reminded).next_reminder_at is None

    @pytest.mark.parametrize("note", [states.note_scored, states.note_answered, states.note_unsubscribed])
    def test_who_began_or_said_no_is_not(self, reminded, post_office, note):
        note(fresh(reminded), now=NOON + A_DAY)

        assert remind_due(NOON + 4 * A_DAY) == 0

    def test_who_only_looked_is(self, reminded, post_office):
        states.note_opened(fresh(reminded), now=NOON + A_DAY)

        remind_due(NOON + 4 * A_DAY)

        assert len(post_office.kept) == 2
        assert fresh(reminded).state == State.OPENED

    def test_after_the_survey_is_closed_nobody_is(self, reminded, post_office, survey):
        survey.closed_at = NOON + A_DAY
        survey.save()

        remind_due(NOON + 4 * A_DAY)

        assert len(post_office.kept) == 1
        assert fresh(reminded).next_reminder_at is None

    def test_a_reminder_that_was_cut_short_is_not_sent_again(self, reminded, post_office, monkeypatch):
        monkeypatch.setattr(MailCarrier, "hand_over", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            remind_due(NOON + 3 * A_DAY)
        monkeypatch.undo()

        assert fresh(reminded).reminded == 1
        assert fresh(reminded).next_reminder_at == NOON + 7 * A_DAY

    def test_a_reminder_that_is_not_taken_now_comes_later(self, reminded, post_office):
        post_office.says["ann@example.org"] = "451 4.7.1 Greylisted"
        remind_due(NOON + 3 * A_DAY)
        post_office.says.clear()

        remind_due(NOON + 3 * A_DAY + timedelta(minutes=30))

        assert (len(post_office.kept), fresh(reminded).reminded) == (2, 1)
        assert fresh(reminded).next_reminder_at == NOON + 7 * A_DAY


def test_the_daily_cap_of_the_workspace_holds_for_all_its_sendings(asked, post_office, survey, workspace):
    SendingHours.objects.create(workspace=workspace, begins="09:00", ends="20:00", daily_cap=1)
    asked("ann")
    asked("ben", of=make_sending(make_survey(workspace, "visit", measure="csat")))

    deliver_due(NOON)

    assert len(post_office.receivers) == 1


def test_short_messages_wait_for_a_gateway(asked, survey, workspace):
    people = asked("ann", of=make_sending(survey, channel="sms"))

    assert deliver_due(NOON) == 0
    assert states_of(*people) == [State.QUEUED]
    assert not Gateway.objects.exists()
