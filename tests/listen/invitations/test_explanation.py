import pytest

from heedful.listen.invitations.explanation import why_asked
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.planning import ask
from heedful.people.customers.actions import merge_customers
from tests.listen.invitations.conftest import A_DAY, NOON, make_person, make_sending, make_survey


@pytest.fixture
def ann(workspace):
    return make_person(workspace)


def says(workspace, customer, *, now=NOON, **more) -> list[str]:
    return [step.says for step in why_asked(workspace, customer, now=now, **more)]


def sent(sending, customer, at=NOON) -> Invitation:
    invitation = ask(sending, customer, occasion="once", context={}, due_at=at, now=at)
    invitation.state, invitation.sent_at = "sent", at
    invitation.save()
    return invitation


def test_nobody_asks_anything_yet(workspace, ann):
    assert says(workspace, ann) == ["Nothing asks them now: no sending runs."]


def test_a_sending_that_runs_may_ask(workspace, sending, ann):
    assert says(workspace, ann) == ["“To all” may ask them “Pulse” now."]


def test_a_rule_stops_it_and_it_says_until_when_and_what_was_asked(workspace, sending, ann):
    sent(sending, ann)
    (step, before) = why_asked(workspace, ann, now=NOON + A_DAY)
    assert (step.code, step.until) == ("asked-recently", NOON + 30 * A_DAY)
    assert step.says == (
        "“To all” does not ask them “Pulse” now. They were asked something not long ago. "
        "They can be asked again from 4 Jun 2026 on."
    )
    assert before.says == "5 May 2026: “To all” asked “Pulse”."


def test_what_was_dropped_says_why(workspace, sending, ann):
    ann.identities.all().delete()
    ask(sending, ann, occasion="once", context={}, due_at=NOON, now=NOON)
    assert says(workspace, ann) == [
        "“To all” does not ask them “Pulse” now. There is no address to write to.",
        "5 May 2026: “To all” did not ask “Pulse”. There is no address to write to.",
    ]


def test_of_one_survey_only_what_concerns_it_is_told(workspace, survey, sending, ann):
    other = make_sending(make_survey(workspace, "other"), name="Other")
    sent(sending, ann)
    assert [step.survey for step in why_asked(workspace, ann, survey=other.survey, now=NOON + A_DAY)] == ["other"]
    assert len(says(workspace, ann, now=NOON + A_DAY)) == 3


def test_what_one_half_of_a_person_was_asked_is_told_of_the_whole(workspace, sending, ann):
    anna = make_person(workspace, "anna")
    sent(sending, anna)
    merge_customers(ann, absorbed=anna, by=None, now=NOON)
    assert "5 May 2026: “To all” asked “Pulse”." in says(workspace, ann, now=NOON + A_DAY)


def test_without_a_sending_it_still_says_from_when_on_they_can_be_asked(workspace, sending, ann):
    sent(sending, ann)
    sending.ended_at = NOON
    sending.save()
    assert says(workspace, ann, now=NOON + A_DAY)[0] == (
        "Nothing asks them now: no sending runs. They can be asked again from 4 Jun 2026 on."
    )


def test_what_waits_says_when_it_will_be_asked(workspace, sending, ann):
    ask(sending, ann, occasion="once", context={}, due_at=NOON + A_DAY, now=NOON)
    assert "6 May 2026: “To all” will ask “Pulse” then." in says(workspace, ann)
