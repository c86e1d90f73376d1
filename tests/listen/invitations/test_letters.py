"""The mail that asks: whole on the wire, with the headers of its kind, in the person's own language."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import count

import pytest

from heedful.listen.invitations.delivery import deliver_due
from heedful.listen.invitations.letters import Asking, letter_of
from heedful.listen.invitations.messages import reference, referred_to
from heedful.listen.invitations.models import Invitation, Sending, SendingHours
from heedful.listen.surveys.models import SurveyVersion
from tests.listen.invitations.conftest import NOON, make_person
from tests.listen.invitations.test_states import fresh, make_invitation


@pytest.fixture
def invitation(sending, workspace) -> Invitation:
    return make_invitation(sending, make_person(workspace))


@pytest.fixture
def asks(invitation, settings):
    """`asks({...})`: the survey asks this one question, with these words around it."""

    settings.PUBLIC_URL = "https://cx.clubs.example"
    versions = count()

    def put(question, *, languages=("en", "lt", "ru", "uk"), sending=None, **document):
        given = {"format": 1, "languages": list(languages), "title": {"en": "Your visit"}, "questions": [question]}
        at = NOON + timedelta(seconds=next(versions))  # a version never changes: this one is another
        SurveyVersion.objects.update(document=given | document, published_at=at)
        Sending.objects.update(**(sending or {}))
        return Invitation.objects.select_related(
            "sending", "survey__published", "survey__workspace", "workspace", "customer"
        ).get(pk=invitation.pk)

    return put


NPS = {"type": "nps", "key": "recommend", "title": {"en": "How likely?", "ru": "Насколько вероятно?"}}


def letter(invitation, reminder=0):
    return letter_of(Asking(invitation, reminder))


def sent(post_office):
    deliver_due(NOON)
    return post_office.message()


def scores_in(text) -> list[str]:
    return re.findall(r"\?score=(\d+)", text)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_it_arrives_as_text_and_as_a_page_from_the_company(invitation, post_office):
    message = sent(post_office)

    assert message["From"] == "Clubs <heedful@clubs.example>"
    assert message["To"] == "ann@example.org"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert post_office.kept[0][0] == "heedful@clubs.example"


def test_it_can_be_stopped_by_the_mail_program_itself(invitation, post_office):
    message = sent(post_office)

    link = f"https://cx.clubs.example/s/{invitation.token}/unsubscribe/"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.get_body(("plain",)).get_content()
    assert link in message.get_body(("html",)).get_content()


def test_it_asks_no_absence_note_and_is_no_bulk(invitation, post_office):
    message = sent(post_office)

    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Precedence"] is None
    assert message["Content-Language"] == "en"
    assert message["Feedback-ID"].endswith(":clubs:survey:heedful")


def test_its_number_is_kept_and_is_nothing_that_others_could_make_up(invitation, post_office):
    message = sent(post_office)

    assert message["Message-ID"] == fresh(invitation).message_id
    assert re.fullmatch(r"<heedful\.\d+\.[0-9a-f]{24}\.0@clubs\.example>", message["Message-ID"])
    assert referred_to(message["Message-ID"]) == invitation.pk
    assert referred_to(reference(invitation.pk).replace(".", ".1", 1)) is None
    assert invitation.token not in message["Message-ID"]


@pytest.mark.parametrize(("sender", "reply_to"), [("Clubs of Vilnius", "hello@clubs.example"), ("Клубы, «Юг»", "")])
def test_the_workspace_says_from_whom_it_is_and_where_answers_go(invitation, post_office, workspace, sender, reply_to):
    SendingHours.objects.create(
        workspace=workspace, begins="09:00", ends="20:00", sender_name=sender, reply_to=reply_to
    )
    message = sent(post_office)

    (address,) = message["From"].addresses
    assert (address.display_name, address.addr_spec) == (sender, "heedful@clubs.example")
    assert message["Reply-To"] == (reply_to or None)


@pytest.mark.parametrize("language", ["en", "lt", "ru", "uk"])
def test_what_travels_needs_no_server_to_change_it(asks, post_office, language):
    """So that a signature made at the first server holds at the last."""
    words = {
        "ru": "Как вам у нас? " * 40,
        "uk": "Як вам у нас? " * 40,
        "lt": "Kaip pas mus? ąčęėįš " * 20,
        "en": "x " * 900,
    }
    asks(NPS, sending={"words": {language: {"subject": words[language][:150], "intro": words[language]}}})
    Invitation.objects.update(language=language)
    message = sent(post_office)

    raw = post_office.kept[0][2]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n") if b"https://" not in line) <= 78
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100  # an address is not cut
    assert not re.search(rb"(?m)^[\w-]+: ?\r\n", raw.partition(b"\r\n\r\n")[0])
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert message["Subject"] == " ".join(words[language][:150].split())
    assert " ".join(words[language].split()) in " ".join(message.get_body(("plain",)).get_content().split())
    encodings = {part["Content-Transfer-Encoding"] for part in message.iter_parts()}
    assert encodings <= {"base64", "quoted-printable"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (NPS, [str(score) for score in range(11)]),
        (NPS | {"scale": "1-10"}, [str(score) for score in range(1, 11)]),
        ({"type": "csat", "key": "csat", "title": {"en": "Happy?"}, "points": 5, "look": "stars"}, list("12345")),
        ({"type": "csat", "key": "csat", "title": {"en": "Happy?"}, "points": 3, "look": "smileys"}, list("123")),
        ({"type": "ces", "key": "ces", "title": {"en": "Easy?"}, "points": 7}, list("1234567")),
    ],
)
def test_each_score_is_one_click_in_both_parts(asks, question, expected):
    written = letter(asks(question))

    assert scores_in(written.text) == expected
    assert scores_in(written.html) == expected


def test_stars_and_smileys_look_so_and_say_what_they_mean(asks):
    labels = [{"en": "Bad"}, {"en": "Fine"}, {"en": "Great"}]
    smileys = {"type": "csat", "key": "csat", "title": {"en": "Happy?"}, "points": 3, "look": "smileys"}
    assert "🙂 (Great): https://" in letter(asks(smileys | {"labels": labels})).text
    assert 'aria-label="🙂: Great"' in letter(asks(smileys | {"labels": labels})).html
    assert ">3 ★</a>" in letter(asks(smileys | {"look": "stars"})).html


def test_the_ends_of_a_scale_say_what_they_mean(asks):
    written = letter(asks(NPS | {"lowest": {"en": "Not at all"}, "highest": {"en": "Surely"}}))

    assert "0 (Not at all): https://" in written.text
    assert "10 (Surely): https://" in written.text


def test_a_survey_without_a_score_has_one_way_in(asks, invitation):
    written = letter(asks({"type": "text", "key": "why", "title": {"en": "What happened?"}}))

    assert scores_in(written.html) == []
    assert f"https://cx.clubs.example/s/{invitation.token}/\n" in written.text
    assert ">Answer</a>" in written.html


def test_nothing_in_it_is_fetched_so_nothing_tells_that_it_was_opened(asks):
    tags = Tags(letter(asks(NPS)).html).found

    assert not {tag for tag, _ in tags} & {"img", "script", "link", "iframe", "object", "video", "form", "input"}
    assert not any("src" in attrs or "background" in attrs or "url(" in attrs.get("style", "") for _, attrs in tags)


def test_only_a_machine_finds_the_hidden_link(asks, invitation):
    written = letter(asks(NPS))

    ((_, hidden),) = [(tag, attrs) for tag, attrs in Tags(written.html).found if "trap=1" in attrs.get("href", "")]
    assert hidden["style"] == "display:none;"
    assert hidden["tabindex"] == "-1"
    assert "trap" not in written.text


def test_names_and_places_stand_in_its_words(asks, workspace):
    Invitation.objects.update(context={"location": "nord", "product": "Yoga"})
    words = {"en": {"subject": "{{person:name|there}}, how was {{product}}?", "intro": "You were in {{location}}."}}
    written = letter(asks(NPS, sending={"words": words}))

    assert written.subject == "Ann, how was Yoga?"
    assert "You were in Nord." in written.text


def test_a_name_with_markup_or_a_line_break_does_no_harm(asks, post_office, workspace):
    make_person(workspace, "eve")
    invitation = asks(
        NPS,
        sending={"words": {"en": {"subject": "{{person:name}}\r\nBcc: x@evil.example", "intro": "Hi {{person:name}}"}}},
    )
    invitation.customer.name = "<script>alert(1)</script>\r\nBcc: all@evil.example"
    invitation.customer.save()

    message = sent(post_office)

    assert message["Bcc"] is None
    assert message["Subject"].endswith("Bcc: x@evil.example")
    assert post_office.receivers == ["ann@example.org"]
    assert "<script>" not in message.get_body(("html",)).get_content()


def test_what_the_sending_leaves_out_is_ours(asks):
    assert letter(asks(NPS)).subject == "Your visit"
    assert letter(asks(NPS, title={})).subject == "One question from Clubs"


def test_a_language_that_the_survey_does_not_speak_gets_its_own(asks):
    Invitation.objects.update(language="fr")
    assert letter(asks(NPS)).language == "en"


def test_words_of_the_question_are_in_the_persons_language(asks):
    Invitation.objects.update(language="ru")
    written = letter(asks(NPS))

    assert "Насколько вероятно?" in written.text
    assert '<html lang="ru" dir="ltr">' in written.html


def test_a_language_from_right_to_left_reads_so(asks):
    Invitation.objects.update(language="he")
    assert 'dir="rtl"' in letter(asks(NPS, languages=("he", "en"))).html


def test_a_reminder_says_so(asks):
    written = letter(asks(NPS), reminder=1)

    assert written.subject == "Reminder: Your visit"
    assert "A short reminder" in written.text


def test_an_anonymous_survey_says_that_it_is(asks):
    assert "Your answers are anonymous" in letter(asks(NPS, anonymous=True)).text
    assert "anonymous" not in letter(asks(NPS)).text


def test_an_address_in_another_script_has_a_spelling_for_machines(asks, post_office):
    asks(NPS)
    Invitation.objects.update(address="ona@bücher.example")

    deliver_due(NOON)

    assert post_office.receivers == ["ona@xn--bcher-kva.example"]
