"""One mail of the day or the week, for whoever wishes so: told once, in their language, with pictures that every mail
program shows."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from heedful.act.notifications.digests import write_digests_due
from heedful.act.notifications.figures import last_week
from heedful.act.notifications.models import Notice, QuietHours, Wish
from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.people.account.models import Preference
from heedful.people.mail.models import Letter
from heedful.people.members.models import Role
from tests.act.notifications.conftest import FIRED, tell
from tests.factories import make_member

MONDAY = datetime(2026, 5, 4, 5, tzinfo=UTC)  # eight o'clock in Vilnius
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def wish(member, how, event="alert.fired"):
    return Wish.objects.create(member=member, event=event, how=how)


def letters() -> list[Letter]:
    return list(Letter.objects.filter(kind="digest").order_by("pk"))


def test_who_wishes_for_it_gets_the_day_in_one_mail(workspace, alice):
    wish(alice, "daily")
    for number in range(3):
        tell(workspace, key=f"alert.fired:{number}", members=[alice], now=MONDAY - HOUR)
    assert write_digests_due(MONDAY) == 1
    (letter,) = letters()
    assert letter.to == "alice@example.org"
    assert letter.subject == "Clubs: the day, as of 4 May 2026"
    assert letter.text.count("Alert: Unhappy at the desk · Nord") == 3
    assert letter.html.count("The lockers are broken &amp; &lt;cold&gt;") == 3
    assert not Notice.objects.filter(way="mail", state="waiting").exists()


def test_nobody_gets_the_same_twice(workspace, alice):
    wish(alice, "daily")
    tell(workspace, key="a", members=[alice], now=MONDAY - HOUR)
    assert [write_digests_due(MONDAY + hours * HOUR) for hours in (0, 0, 1, 5)] == [1, 0, 0, 0]
    tell(workspace, key="b", members=[alice], now=MONDAY + HOUR)
    write_digests_due(MONDAY + DAY)
    assert [each.text.count("Alert:") for each in letters()] == [1, 1]


def test_without_news_there_is_no_mail(alice):
    wish(alice, "daily")
    assert write_digests_due(MONDAY) == 1
    assert letters() == []
    assert write_digests_due(MONDAY + HOUR) == 0


def test_nothing_is_lost_while_the_server_is_down(workspace, alice):
    wish(alice, "daily")
    write_digests_due(MONDAY)
    tell(workspace, members=[alice], now=MONDAY + HOUR)
    write_digests_due(MONDAY + 3 * DAY)
    assert len(letters()) == 1


@pytest.mark.parametrize(("hours", "written"), [(-2, 0), (0, 1), (11, 1), (12, 0), (24, 0)])
def test_the_week_is_told_on_mondays_by_day(workspace, alice, hours, written):
    wish(alice, "weekly")
    tell(workspace, members=[alice], now=MONDAY - 3 * DAY)
    assert write_digests_due(MONDAY + hours * HOUR) == written


def test_it_waits_until_quiet_hours_are_over(workspace, alice):
    wish(alice, "daily")
    QuietHours.objects.create(member=alice, hours="Mon-Sun 20:00-9:30")
    assert [write_digests_due(MONDAY + hours * HOUR) for hours in (0, 1, 2)] == [0, 0, 1]


def test_only_what_was_wished_for_stands_in_it(workspace, alice):
    wish(alice, "daily")
    tell(workspace, key="a", event="case.assigned", words={"number": "#7"}, members=[alice], now=MONDAY - HOUR)
    write_digests_due(MONDAY)
    assert letters() == []


def test_harsh_texts_and_other_places_never_stand_in_it(workspace):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    wish(nora, "daily")
    harsh = FIRED | {"quotes": ["You idiots, I will find you"]}
    tell(workspace, key="a", members=[nora], words=harsh, location="nord", now=MONDAY - HOUR)
    tell(workspace, key="b", members=[nora], location="nord", now=MONDAY - HOUR)
    Notice.objects.filter(key__startswith="b").update(location="sud")  # limited since
    write_digests_due(MONDAY)
    (letter,) = letters()
    assert letter.text.count("Alert:") == 1
    assert "idiots" not in letter.text + letter.html


def test_it_is_written_in_the_members_language(workspace, alice):
    Preference.objects.create(user=alice.user, language="lt")
    wish(alice, "daily")
    tell(workspace, members=[alice], now=MONDAY - HOUR)
    write_digests_due(MONDAY)
    assert letters()[0].language == "lt"
    assert "2026 m. gegužės 4 d." in letters()[0].text


@pytest.fixture
def heard(workspace, store):
    """Ten weeks of answers, each week a little better; the last whole one is from 27 April."""
    items = [
        Heard(id=f"{week}-{number}", kind="answer", name="recommend", scale="nps:0-10",
              value=float(10 if number < 20 + 4 * week else 3), location="nord",
              occurred_at=datetime(2026, 2, 23, 12, tzinfo=UTC) + timedelta(weeks=week), received_at=MONDAY)
        for week in range(10)
        for number in range(60)
    ]  # fmt: skip
    spool.hear(workspace.key, items)
    loader.load(store, now=MONDAY)


def test_the_week_comes_with_numbers_and_bars_that_need_nothing_from_outside(heard, alice):
    wish(alice, "weekly", "numbers")
    write_digests_due(MONDAY)
    (letter,) = letters()
    assert "+86.7 (between" in letter.text
    assert "n = 60" in letter.text
    widths = [int(each) for each in re.findall(r'width="(\d+)%" height="14" bgcolor', letter.html)]
    assert len(widths) == 8
    assert widths == sorted(widths) and widths[-1] == 43  # of −100 to 100
    assert not re.search(r"<img|<link|<script|src=|url\(|@import", letter.html)


def test_who_sees_one_club_gets_its_numbers_alone(heard, workspace):
    sam = make_member(workspace, "sam", Role.MANAGER, limited_to=("sud",))
    wish(sam, "weekly", "numbers")
    write_digests_due(MONDAY)
    assert all("86.7" not in letter.text for letter in letters())


def test_the_last_whole_week_ends_on_sunday():
    week = last_week(MONDAY, "Europe/Vilnius")
    assert (str(week.start), str(week.end)) == ("2026-04-27", "2026-05-03")
