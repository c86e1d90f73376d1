"""What a customer is written from the case, in their language, under the mails before it."""

import pytest
from django.core import mail

from heedful.act.cases.actions import CasesError
from heedful.act.cases.closing import close_case
from heedful.act.cases.merging import merge_cases
from heedful.act.cases.replying import reply_to_case
from heedful.listen.invitations.models import SendingHours, Suppression
from heedful.people.mail.actions import send
from heedful.people.mail.models import Letter
from tests.act.cases.conftest import HOUR, NOW, low_score, make_case, message
from tests.factories import make_customer


@pytest.fixture
def case(workspace, ann, nord):
    return make_case(workspace, customer=ann, location=nord, items=[low_score()])


def test_the_answer_is_a_letter_of_the_company_by_a_person(case, dana, ann):
    letter = reply_to_case(case, "We mended the boiler.\n\nCome and see!", by=dana, now=NOW)
    assert (letter.to, letter.language, letter.kind) == ("ann@example.org", "lt", "case_reply")
    assert "Ann" in letter.text and "We mended the boiler.\n\nCome and see!" in letter.text
    assert letter.text.rstrip().endswith("Dana\nClubs")
    send(letter, now=NOW)
    (sent,) = mail.outbox
    assert "Auto-Submitted" not in sent.message()
    assert sent.message()["From"].startswith("Clubs <")
    assert sent.message()["Message-ID"] == letter.headers["Message-ID"]


def test_later_mails_stand_under_the_first(case, dana):
    first = reply_to_case(case, "One", by=dana, now=NOW).headers
    second = reply_to_case(case, "Two", by=dana, now=NOW + HOUR).headers
    third = reply_to_case(case, "Three", subject="Good news", by=dana, now=NOW + 2 * HOUR)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third.headers["References"] == f"{first['Message-ID']} {second['Message-ID']}"
    assert third.subject == "Good news"
    assert len({first["Message-ID"], second["Message-ID"], third.headers["Message-ID"]}) == 3


def test_answers_go_where_the_company_said(case, dana, workspace):
    SendingHours.objects.create(
        workspace=workspace, begins="09:00", ends="17:00", sender_name="The clubs", reply_to="hello@clubs.example"
    )
    headers = reply_to_case(case, "One", by=dana, now=NOW).headers
    assert headers["Reply-To"] == "hello@clubs.example"
    assert headers["From"].startswith("The clubs <")


def test_a_subject_cannot_smuggle_a_header(case, dana):
    letter = reply_to_case(case, "One", subject="Hello\nBcc: all@example.org", by=dana, now=NOW)
    assert letter.subject == "Hello Bcc: all@example.org"


@pytest.mark.parametrize(("why", "goes"), [("bounced", False), ("complained", False), ("unsubscribed", True)])
def test_who_asked_for_no_more_surveys_is_still_answered(case, dana, workspace, why, goes):
    Suppression.objects.create(workspace=workspace, kind="email", address="ann@example.org", why=why, at=NOW)
    if goes:
        assert reply_to_case(case, "One", by=dana, now=NOW)
        return
    with pytest.raises(CasesError, match="does not arrive"):
        reply_to_case(case, "One", by=dana, now=NOW)
    assert not Letter.objects.exists()


def test_nobody_is_answered_without_an_address_without_words_or_when_it_is_closed(workspace, case, dana):
    nameless = make_case(workspace, customer=make_customer(workspace, "bea"), items=[low_score("a2")])
    with pytest.raises(CasesError, match="No mail address"):
        reply_to_case(nameless, "One", by=dana, now=NOW)
    with pytest.raises(CasesError, match="Write something"):
        reply_to_case(case, "  ", by=dana, now=NOW)
    close_case(case, cause="boiler", remedy="mended", by=dana, now=NOW)
    with pytest.raises(CasesError, match="closed"):
        reply_to_case(case, "One", by=dana, now=NOW)


def test_two_cases_of_one_customer_become_one(workspace, case, dana, ann):
    other = make_case(workspace, customer=ann, items=[message()], priority=1, causes=["boiler"])
    kept = merge_cases(case, other, by=dana, now=NOW + HOUR)
    other.refresh_from_db()
    assert (kept.items.count(), kept.priority, kept.causes) == (2, 1, ["boiler"])
    assert (other.merged_into, other.is_open) == (kept, False)
    assert make_case(workspace, customer=ann, items=[message()]).pk == kept.pk
    with pytest.raises(CasesError, match="merged into #1"):
        merge_cases(kept, other, by=dana, now=NOW)
    with pytest.raises(CasesError, match="two customers"):
        bea = make_customer(workspace, "bea")
        merge_cases(kept, make_case(workspace, customer=bea, items=[low_score("a9")]), by=dana, now=NOW)
    with pytest.raises(CasesError, match="another one"):
        merge_cases(kept, kept, by=dana, now=NOW)
