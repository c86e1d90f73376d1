"""A customer answers a letter of a case: what they wrote themselves comes into the case, once, and opens it again."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from heedful import flow
from heedful.act.cases.closing import close_case
from heedful.act.cases.heard import heard_in
from heedful.act.cases.mailbox import take_answer
from heedful.act.cases.marks import marked
from heedful.act.cases.merging import merge_cases
from heedful.act.cases.models import CaseItem
from heedful.act.cases.replying import reply_to_case
from heedful.act.cases.returned import read_mail
from heedful.act.notifications.models import Notice
from heedful.config.environment import BounceMailbox
from heedful.interactions import loader
from heedful.listen.invitations.models import SendingHours
from heedful.listen.invitations.returns import read_returned_due
from tests.act.cases.conftest import DAY, HOUR, NOW, low_score, make_case, message
from tests.fakes.mailbox import MailboxServer

GMAIL = """It is still cold.
Wednesday, too.

On Wed, 4 Mar 2026 at 12:00, Clubs <heedful@clubs.example> wrote:

> Dear Ann,
> we mended the boiler.
"""
GMAIL_IN_LINES = """Vis dar šalta.

2026-03-04, tr, 12:00 Clubs <heedful@clubs.example>
rašė:

> Sveiki, Ann
"""
OUTLOOK = """Досі холодно.

________________________________
От: Clubs <heedful@clubs.example>
Отправлено: 4 марта 2026 г. 12:00
Кому: ann@example.org
Тема: То, что вы нам рассказали

Здравствуйте, Энн!
"""
OUTLOOK_BOLD = """Still cold.
*From:* Clubs <heedful@clubs.example>
*Sent:* Wednesday, March 4, 2026 12:00
*To:* ann@example.org
*Subject:* What you told Clubs

Dear Ann,
"""
ORIGINAL = """Досі холодно.

-----Исходное сообщение-----
From: Clubs
Hello
"""
YAHOO = """Still cold.

    On Wednesday, March 4, 2026 at 12:00:00 PM GMT+2, Clubs <heedful@clubs.example> wrote:

 Dear Ann,
we mended the boiler.
"""
MAIL_RU = """Досі холодно.

--
Энн

Среда, 4 марта 2026, 12:00 +03:00 от Clubs <heedful@clubs.example>:
>Здравствуйте!
"""
BETWEEN = """> We mended the boiler.
No, you did not.
> Come and see!
I came.
"""
PHONE = """Still cold.

Sent from my iPhone

> On 4 Mar 2026, at 12:00, Clubs <heedful@clubs.example> wrote:
> Dear Ann
"""
LIST = """Three things:
Boiler: cold
Door: broken
Lockers: dirty, as at 10:00 in 2025:
all of them.
"""
PAGES = {
    "gmail": '<div dir="ltr">Still cold.<br></div><br><div class="gmail_quote"><div class="gmail_attr">On Wed Clubs'
    " wrote:<br></div><blockquote><img src=x>Dear Ann<script>alert(1)</script></blockquote></div>",
    "apple": "<html><body>Still cold.<br><div><blockquote type=cite>Dear Ann<br></blockquote></div></body></html>",
    "outlook": '<style>p{}</style><p>Still cold.</p><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg">From: Clubs</div>Dear',
    "bordered": "<p>Still cold.</p><div style='border-top:solid'><p><b>From:</b> Clubs &lt;h@clubs.example&gt;<br>"
    "<b>Sent:</b> Wednesday<br><b>To:</b> Ann<br><b>Subject:</b> Told</p></div><p>Dear Ann</p>",
}


@pytest.fixture
def case(workspace, ann, nord):
    return make_case(workspace, customer=ann, location=nord, items=[low_score()])


@pytest.fixture
def letter(case, dana) -> dict[str, str]:
    return reply_to_case(case, "We mended the boiler.", by=dana, now=NOW).headers


@pytest.fixture
def listen(store):
    """What waits comes into the log, and everybody who listens is told."""
    flow.begin()
    yield lambda now=NOW + 3 * HOUR: loader.load(store, now=now)
    flow.end()


def answer(text="It is still cold.", *, to: dict[str, str] | str, kind="plain", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = headers.pop("From", "Ann <Ann@Example.org>"), headers.pop("To", "heedful@clubs.example")
    mail["Message-ID"], mail["Subject"] = headers.pop("number", "<1@example.org>"), headers.pop("Subject", "Re: told")
    mail["Date"] = "Wed, 04 Mar 2026 13:00:00 +0200"
    mail["In-Reply-To"] = to if isinstance(to, str) else to["Message-ID"]
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype=kind)
    return bytes(mail)


def said_in(case, member, store) -> list[str]:
    return [each.text for each in heard_in(case, member, store=store, bare=True)]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (GMAIL, "It is still cold.\nWednesday, too."), (GMAIL_IN_LINES, "Vis dar šalta."), (OUTLOOK, "Досі холодно."),
        (OUTLOOK_BOLD, "Still cold."), (ORIGINAL, "Досі холодно."), (YAHOO, "Still cold."), (MAIL_RU, "Досі холодно."),
        (BETWEEN, "No, you did not.\nI came."), (PHONE, "Still cold."), (LIST, LIST.strip()),
        ("> only what was quoted", "> only what was quoted"), ("", ""),
    ],
)  # fmt: skip
def test_only_what_they_wrote_themselves_is_kept(text, own):
    assert read_mail(answer(text, to="")).text == own


@pytest.mark.parametrize("name", PAGES)
def test_a_mail_that_is_a_page_becomes_its_words(name):
    assert read_mail(answer(PAGES[name], to="", kind="html")).text == "Still cold."


def test_lines_that_were_broken_for_the_way_are_joined_again():
    raw = answer("It is \nstill cold.\n-- \nAnn", to="").replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    assert read_mail(raw).text == "It is still cold."


def test_an_answer_opens_the_case_again_and_tells_whose_it_is(case, letter, dana, listen, store):
    close_case(case, cause="boiler", remedy="mended", by=dana, now=NOW + HOUR / 2)
    assert take_answer(answer(GMAIL, to=letter), NOW + 2 * HOUR)
    listen()
    case.refresh_from_db()
    assert (case.is_open, case.waits_since) == (True, NOW + 3 * HOUR)
    assert case.items.get(kind="message").occurred_at == NOW + HOUR
    assert "It is still cold.\nWednesday, too." in said_in(case, dana, store)
    assert case.events.filter(what="reopened", details__heard=True).count() == 1
    assert Notice.objects.filter(event="case.reopened").exists()


def test_the_same_mail_again_is_not_heard_again(case, letter, listen):
    for _ in range(2):
        take_answer(answer(to=letter), NOW + 2 * HOUR)
        listen()
    assert case.items.filter(kind="message").count() == case.events.filter(what="heard").count() == 1
    assert case.waits_since is not None


def test_an_answer_to_a_case_that_began_by_hand_or_in_a_conversation_is_heard(
    workspace, ann, nord, dana, listen, store
):
    by_hand = make_case(workspace, customer=ann, location=nord, origin="hand")
    talk = make_case(workspace, customer=ann, location=nord, items=[message()])
    for number, case in enumerate((by_hand, talk)):
        headers = reply_to_case(case, "We are on it.", by=dana, now=NOW).headers
        take_answer(answer(f"Thanks {number}", to=headers, number=f"<{number}@x.org>"), NOW + 2 * HOUR)
    listen()
    assert said_in(by_hand, dana, store) == ["Thanks 0"] and said_in(talk, dana, store) == ["Thanks 1"]
    assert set(CaseItem.objects.filter(case=talk).values_list("thread", flat=True)) == {"mail-7"}
    again = reply_to_case(by_hand, "Gladly.", by=dana, now=NOW + 4 * HOUR)
    assert again.headers["References"].count("@") == 1


def test_an_answer_to_a_case_that_went_into_another_is_heard_there(workspace, case, letter, ann, nord, dana, listen):
    kept = make_case(workspace, customer=ann, location=nord, items=[low_score("a2")], origin="review")
    merge_cases(kept, case, by=dana, now=NOW)
    take_answer(answer(to=letter), NOW + 2 * HOUR)
    listen()
    assert kept.items.filter(kind="message").count() == 1


@pytest.mark.parametrize(
    "automatic",
    [
        {"Auto_Submitted": "auto-replied (vacation)"}, {"Precedence": "Bulk"}, {"X_Autoreply": "yes"},
        {"Return_Path": "<>"}, {"List_Id": "<all.example.org>"}, {"Subject": "Automatic reply: told"},
        {"Subject": "=?utf-8?b?0JDQstGC0L7QvtGC0LLQtdGC?=: told"}, {"Subject": "Automatinis atsakymas: told"},
    ],
)  # fmt: skip
def test_what_a_program_wrote_by_itself_opens_nothing(case, letter, dana, listen, automatic):
    close_case(case, cause="boiler", remedy="mended", by=dana, now=NOW + HOUR / 2)
    assert take_answer(answer(to=letter, **automatic), NOW + 2 * HOUR)
    listen()
    case.refresh_from_db()
    assert not case.is_open and not case.items.filter(kind="message").exists()


def test_who_says_that_no_program_wrote_is_heard(case, letter, listen):
    take_answer(answer(to=letter, Auto_Submitted="no"), NOW + 2 * HOUR)
    listen()
    assert case.items.filter(kind="message").exists()


@pytest.mark.parametrize("changed", ["", "<2@example.org>", "one digit", "another case"])
def test_a_mail_without_our_mark_opens_nothing(case, letter, listen, changed):
    named = letter["Message-ID"]
    forged = {"one digit": named[:-20] + "0" + named[-19:], "another case": named.replace("case.", "case.9", 1)}
    raw = answer(to=forged.get(changed, changed))
    assert marked(named) and not take_answer(raw, NOW + 2 * HOUR)
    listen()
    assert not case.items.filter(kind="message").exists()


def test_our_own_letter_in_the_mailbox_is_no_answer(case, letter, dana):
    second = reply_to_case(case, "Once more.", by=dana, now=NOW + HOUR).headers
    assert not take_answer(answer(to=letter, number=second["Message-ID"]), NOW + 2 * HOUR)


def test_the_address_tells_where_the_way_took_our_number_away(case, dana, settings, workspace, listen):
    settings.BOUNCE_MAILBOX = BounceMailbox("127.0.0.1", 1, "back", "x", "INBOX", False)
    settings.ANSWER_ADDRESS = "answers+*@clubs.example"
    SendingHours.objects.create(workspace=workspace, begins="09:00", ends="17:00", reply_to="hello@clubs.example")
    ours, marked_one = reply_to_case(case, "One", by=dana, now=NOW).headers["Reply-To"].split(", ")
    assert ours == "hello@clubs.example" and marked_one.startswith(f"answers+case.{case.pk}.")
    take_answer(answer(to="<other@provider.example>", To=f"Clubs <{marked_one.upper().lower()}>"), NOW + 2 * HOUR)
    listen()
    assert case.items.filter(kind="message").exists()


def test_a_colleague_who_answers_from_their_own_mailbox_has_answered(case, letter, dana, listen):
    take_answer(answer(to=letter), NOW + 2 * HOUR)
    listen()
    case.refresh_from_db()
    assert case.waits_since is not None
    late = answer("Come at six.", to=letter, From=dana.user.username, number="<3@x.org>").replace(b"04 Mar", b"05 Mar")
    take_answer(late, NOW + 2 * DAY)
    listen(NOW + 2 * DAY)
    case.refresh_from_db()
    assert case.is_open and case.waits_since is None


def test_attachments_are_named_and_not_kept(case, letter, dana, listen, store, client):
    mail = EmailMessage()
    mail["From"], mail["In-Reply-To"], mail["Message-ID"] = "ann@example.org", letter["Message-ID"], "<4@x.org>"
    mail.set_content("See the picture.")
    mail.add_attachment(b"\x89PNG" * 9, maintype="image", subtype="png", filename="душ.png")
    take_answer(bytes(mail), NOW + 2 * HOUR)
    listen()
    (said,) = [each for each in heard_in(case, dana, store=store) if each.attachments]
    assert (said.text, said.attachments) == ("See the picture.", ["душ.png"])
    client.force_login(dana.user)
    assert "душ.png" in client.get(f"/act/cases/{case.number}/").content.decode()


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"a" * 5000, b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x",
            b"Date: never\r\nFrom: =?x?q?\r\nContent-Type: text/plain; charset=none\r\n\r\n\xff"],
)  # fmt: skip
def test_what_is_no_mail_breaks_nothing(db, raw):
    assert not take_answer(raw, NOW)


def test_a_moment_that_cannot_be_is_the_one_when_it_came(case, letter, listen):
    for number, date in enumerate(("Wed, 04 Mar 2099 10:00:00 +0000", "Mon, 01 Jan 1990 10:00:00 +0000", "soon")):
        raw = answer(to=letter, number=f"<d{number}@x.org>").replace(b"Wed, 04 Mar 2026 13:00:00 +0200", date.encode())
        take_answer(raw, NOW + 2 * HOUR)
    listen()
    moments = set(case.items.filter(kind="message").values_list("occurred_at", flat=True))
    assert moments == {NOW, NOW + 2 * HOUR}


def test_the_mailbox_of_bounces_is_the_door(case, letter, listen, settings):
    with MailboxServer(user="back", password="p@ss") as server:
        settings.BOUNCE_MAILBOX = BounceMailbox("127.0.0.1", server.port, "back", "p@ss", "INBOX", False)
        server.put(answer(to=letter), answer(to="<other@example.org>", number="<5@x.org>"))
        assert read_returned_due(NOW + timedelta(hours=2)) == 2
        assert server.seen == [True, True]
    listen()
    assert case.items.filter(kind="message").count() == 1
