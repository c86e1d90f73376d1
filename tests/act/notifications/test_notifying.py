"""Who is told, how, and that nobody is told twice or of what is not theirs to see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from heedful.act.notifications.actions import notify, take_back
from heedful.act.notifications.events import EVENTS, said
from heedful.act.notifications.hours import when_not_quiet
from heedful.act.notifications.models import Channel, Notice, QuietHours, Wish
from heedful.act.notifications.receivers import receivers
from heedful.people.members.models import Role
from tests.factories import make_member

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
FIRED = {"rule": "Unhappy at the desk", "place": "Nord", "count": 3, "quotes": ["The lockers are broken"]}


def tell(workspace, *members, event="alert.fired", key="alert.fired:1", words=FIRED, **more):
    given = {"subject": "firing:1", "href": "/act/alerts/1/", "now": NOW} | more
    return notify(workspace, event, key=key, words=words, members=members, **given)


def ways(member) -> set[str]:
    return set(Notice.objects.filter(member=member).values_list("way", flat=True))


def test_a_member_reads_it_here_and_gets_a_mail(workspace, alice):
    assert tell(workspace, alice) == 2
    assert ways(alice) == {"here", "mail"}


def test_nobody_is_told_twice_of_the_same(workspace, alice, bob):
    tell(workspace, alice)
    assert tell(workspace, alice, bob) == 2  # only Bob's are new
    assert tell(workspace, alice, bob) == 0


@pytest.mark.parametrize(
    ("how", "told"), [("not", set()), ("here", {"here"}), ("at once", {"here", "mail"}), ("daily", {"here"})]
)
def test_each_is_told_as_they_wish(workspace, alice, how, told):
    Wish.objects.create(member=alice, event="alert.fired", how=how)
    tell(workspace, alice)
    assert ways(alice) == told


def test_who_is_limited_to_another_place_is_told_nothing(workspace):
    nord = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    sud = make_member(workspace, "samuel", Role.MANAGER, limited_to=("sud",))
    assert tell(workspace, nord, sud, location="nord") == 2
    assert ways(sud) == set()


def test_what_insults_or_threatens_is_not_passed_on(workspace, alice):
    tell(workspace, alice, words=FIRED | {"quotes": ["You idiots, I will find you", "Cold showers"]})
    assert Notice.objects.first().words["quotes"] == ["Cold showers"]
    tell(workspace, alice, event="case.assigned", key="b", words={"number": 7, "title": "You idiots, I will find you"})
    assert Notice.objects.filter(event="case.assigned").first().words["title"] == ""


def test_mail_waits_until_quiet_hours_are_over(workspace, alice):
    QuietHours.objects.create(member=alice, hours="Mon-Sun 22:00-7:00")
    late = datetime(2026, 5, 5, 21, 30, tzinfo=UTC)  # half past midnight in Vilnius
    tell(workspace, alice, now=late)
    mail, here = Notice.objects.get(way="mail"), Notice.objects.get(way="here")
    assert mail.next_attempt_at == datetime(2026, 5, 6, 4, tzinfo=UTC)
    assert here.state == "sent"


@pytest.mark.parametrize(
    ("at", "quiet", "until"),
    [
        ("2026-03-29T00:30", "Sun 2:00-5:00", "2026-03-29T02:00"),  # the night on which clocks go forward, in Vilnius
        ("2026-05-09T10:00", "Sat,Sun 8:00-8:00; Mon-Fri 20:00-8:00", "2026-05-11T05:00"),
        ("2026-05-06T10:00", "Mon-Fri 20:00-8:00", "2026-05-06T10:00"),
        ("2026-05-06T10:00", "Mon-Sun 0:00-24:00", "2026-05-06T10:00"),  # quiet for ever holds nothing back
        ("2026-05-06T10:00", "", "2026-05-06T10:00"),
    ],
)
def test_quiet_hours_end_as_the_clock_on_the_wall_says(at, quiet, until):
    moment, expected = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (at, until))
    assert when_not_quiet(moment, quiet, "Europe/Vilnius") == expected


@pytest.fixture
def slack(workspace):
    return Channel.objects.create(workspace=workspace, kind="slack", name="#nord", secret="x", created_at=NOW)


def test_a_rule_names_members_a_role_and_channels(workspace, alice, bob, slack):
    told = [
        {"to": "members", "members": [bob.pk]},
        {"to": "role", "role": "owner"},
        {"to": "channel", "channel": slack.pk},
    ]
    assert receivers(told, workspace, "nord") == ([alice, bob], [slack])


def test_at_the_place_means_whoever_answers_for_it_else_for_all(workspace, alice):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    max_ = make_member(workspace, "max", Role.MANAGER)
    told = [{"to": "role", "role": "manager", "at_place": True}]
    assert receivers(told, workspace, "nord")[0] == [nora]
    assert receivers(told, workspace, "sud")[0] == [max_]
    assert receivers(told, workspace, None)[0] == [max_]


def test_a_limited_member_is_never_told_of_another_place_or_of_the_whole_company(workspace):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    told = [{"to": "members", "members": [nora.pk]}]
    assert [receivers(told, workspace, place)[0] for place in ("nord", "sud", None)] == [[nora], [], []]


def test_neither_a_channel_that_is_off_nor_anybody_elses_is_told(workspace, charlie, slack):
    theirs = Channel.objects.create(workspace=charlie.workspace, kind="slack", name="#x", secret="x", created_at=NOW)
    told = [{"to": "channel", "channel": slack.pk}, {"to": "channel", "channel": theirs.pk},
            {"to": "members", "members": [charlie.pk]}]  # fmt: skip
    assert receivers(told, workspace) == ([], [slack])
    slack.off_at = NOW
    slack.save()
    assert receivers(told, workspace) == ([], [])


def test_a_channel_waits_until_the_rules_own_quiet_hours_are_over(workspace, slack):
    tell(workspace, channels=[slack], due_at=NOW + timedelta(hours=3))
    assert Notice.objects.get().next_attempt_at == NOW + timedelta(hours=3)


def test_what_is_erased_is_taken_back(workspace, alice):
    tell(workspace, alice)
    assert take_back(workspace, "firing:1") == 2


WORDS = {
    "alert": FIRED | {"found": {"metric": "nps", "value": 12.0, "low": 3.0, "high": 21.0, "n": 140, "limit": 30.0}},
    "case": {"number": 7, "title": "Cold showers", "place": "Nord", "due": "14:30"},
    "plan": {"plan": "New lockers", "task": "Order them", "sentence": "NPS rose by 18 points.", "due": "1 May"},
    "goal": {"metric": "nps", "found": {"metric": "nps", "value": 12.0, "target": 30.0}},
    "channel": {"channel": "#nord", "why": "refused"},
}


@pytest.mark.parametrize("event", list(EVENTS))
def test_every_event_makes_sentences(event):
    with translation.override("en"):
        told = said(event, WORDS[event.split(".")[0]])
    assert told.title
    assert "%" not in told.title


def test_a_number_is_told_with_its_interval_n_and_limit():
    told = said("alert.fired", WORDS["alert"])
    assert told.title == "Alert: Unhappy at the desk · Nord"
    assert told.lines[0] == "3 items"
    assert told.lines[1].endswith("+12.0 (+3.0 to +21.0), n = 140; the limit is +30.0")
