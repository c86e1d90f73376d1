"""What is promised counts in the team's working time, stands still when it should, and is warned of ahead."""

from datetime import UTC, datetime

import pytest

from heedful.act.cases.actions import CasesError, add_task, finish_task, prioritise_case, rest_case, wake_case
from heedful.act.cases.clock import look_at_due
from heedful.act.cases.closing import close_case, reopen_case
from heedful.act.cases.models import Case, CaseEvent
from heedful.act.cases.opening import hear_more
from heedful.act.cases.replying import reply_to_case
from heedful.act.notifications.models import Notice
from heedful.understand.metrics.actions import set_up_measures
from tests.act.cases.conftest import DAY, HOUR, MINUTE, NOW, low_score, make_case, message, promise

FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def due(workspace, customer, opened: datetime, **told) -> datetime | None:
    return make_case(workspace, customer=customer, items=[low_score(at=opened)], now=opened, **told).answer_due_at


def told(event: str) -> int:
    return Notice.objects.filter(event=event, way="here").count()


def test_friday_evenings_hour_is_over_on_monday_morning(workspace, ann):
    promise(workspace, answer=3600)
    assert due(workspace, ann, FRIDAY) == MONDAY


@pytest.mark.parametrize(
    ("hours", "zone", "opened", "seconds", "over"),
    [
        ("Mon-Fri 9:00-17:00", "UTC", "2026-03-04T07:00+00:00", 7200, "2026-03-04T11:00+00:00"),
        ("Mon-Fri 8:00-12:00 13:30-18:00", "UTC", "2026-03-04T11:30+00:00", 3600, "2026-03-04T14:00+00:00"),
        ("Mon-Sun 0:00-24:00", "Europe/Vilnius", "2026-03-29T02:30+02:00", 3600, "2026-03-29T04:30+03:00"),  # no 3 a.m.
        ("", "UTC", "2026-03-07T03:00+00:00", 3600, "2026-03-07T04:00+00:00"),  # no week: the clock counts
    ],
)  # fmt: skip
def test_a_promise_falls_due_by_the_teams_own_week(workspace, ann, hours, zone, opened, seconds, over):
    promise(workspace, answer=seconds, hours=hours, zone=zone)
    assert due(workspace, ann, at(opened)) == at(over)


def test_nobody_works_on_a_holiday(workspace, ann):
    promise(workspace, answer=3600, zone="Europe/Vilnius")
    set_up_measures(workspace, {"holidays_country": "LT"})
    assert due(workspace, ann, at("2026-03-10T16:30+02:00")) == at("2026-03-12T09:30+02:00")  # the 11th is one


def test_the_most_fitting_promise_holds(workspace, ann, nord, sud):
    promise(workspace, answer=4 * 3600)
    promise(workspace, answer=3 * 3600, priority=1)
    promise(workspace, answer=2 * 3600, location=nord)
    promise(workspace, answer=3600, location=nord, priority=1)
    opened = datetime(2026, 3, 4, 10, tzinfo=UTC)
    lengths = [
        (make_case(workspace, customer=ann, now=opened, **told).answer_due_at - opened) / HOUR
        for told in ({}, {"priority": 1}, {"location": nord}, {"location": nord, "priority": 1}, {"location": sud})
    ]
    assert lengths == [4, 3, 2, 1, 4]


def test_a_team_has_hours_of_its_own(workspace, ann, nord):
    promise(workspace, answer=3600, location=nord, working_hours="Sat 10:00-14:00")
    assert due(workspace, ann, FRIDAY, location=nord) == datetime(2026, 3, 7, 11, tzinfo=UTC)


def test_nobody_can_be_answered_who_is_not_known(workspace):
    promise(workspace, answer=3600, close=7200)
    case = make_case(workspace, items=[low_score()])
    assert (case.answer_due_at, case.close_due_at) == (None, NOW + 2 * HOUR)


def test_after_our_answer_the_clock_stands_still_until_they_write(workspace, ann, dana):
    promise(workspace, answer=3600, close=4 * 3600)
    case = make_case(workspace, customer=ann, items=[message()])
    reply_to_case(case, "Sorry!", by=dana, now=NOW + HOUR)
    case.refresh_from_db()
    assert (case.answer_due_at, case.close_due_at, case.close_left_seconds) == (None, None, 3 * 3600)
    look_at_due(NOW + 30 * DAY)
    case.refresh_from_db()
    assert case.broken_at is None
    again = NOW + 7 * DAY
    hear_more(case, [message("m2", at=again)], now=again)
    case.refresh_from_db()
    assert (case.answer_due_at, case.close_due_at) == (again + HOUR, again + 3 * HOUR)
    assert case.answered_at == NOW + HOUR


def test_what_is_put_aside_rests_and_comes_back_by_itself(workspace, ann, dana):
    promise(workspace, answer=2 * 3600)
    case = make_case(workspace, customer=ann, items=[low_score()])
    rest_case(case, NOW + DAY, by=dana, now=NOW + HOUR)
    look_at_due(NOW + DAY - MINUTE)
    case.refresh_from_db()
    assert (case.answer_due_at, case.rests_until) == (None, NOW + DAY)
    look_at_due(NOW + DAY)
    look_at_due(NOW + DAY)
    case.refresh_from_db()
    assert (case.answer_due_at, case.rests_until) == (NOW + DAY + HOUR, None)
    assert case.events.filter(what="woken").count() == 1


def test_what_is_taken_up_by_hand_goes_on(workspace, ann, dana):
    promise(workspace, answer=2 * 3600)
    case = make_case(workspace, customer=ann, items=[low_score()])
    rest_case(case, NOW + DAY, by=dana, now=NOW)
    case = wake_case(case, by=dana, now=NOW + HOUR)
    assert case.answer_due_at == NOW + 3 * HOUR
    with pytest.raises(CasesError, match="still to come"):
        rest_case(case, NOW, by=dana, now=NOW)


def test_the_owner_is_warned_once_before_and_told_once_after(workspace, ann, dana):
    promise(workspace, answer=2 * 3600, close=6 * 3600)
    case = make_case(workspace, customer=ann, items=[low_score()], by=dana)
    look_at_due(NOW + 89 * MINUTE)
    assert told("case.warned") == 0
    for _ in range(2):
        look_at_due(NOW + 90 * MINUTE)
    assert told("case.warned") == 1
    for _ in range(2):
        look_at_due(NOW + 2 * HOUR)
    assert told("case.broken") == 1
    look_at_due(NOW + 5 * HOUR + 30 * MINUTE)
    assert told("case.warned") == 2  # of the other promise
    case.refresh_from_db()
    assert case.broken_at == NOW + 2 * HOUR
    assert list(case.events.filter(what__in=["warned", "broken"]).values_list("what", flat=True)) == [
        "warned", "broken", "warned",
    ]  # fmt: skip


def test_a_warning_comes_in_working_time(workspace, ann, dana):
    promise(workspace, answer=3600, warn=2700)
    case = make_case(workspace, customer=ann, items=[low_score(at=FRIDAY)], now=FRIDAY, by=dana)
    assert case.warn_at == FRIDAY + 15 * MINUTE


def test_another_priority_has_another_promise_counted_from_the_beginning(workspace, ann, dana):
    promise(workspace, answer=4 * 3600)
    promise(workspace, answer=3600, priority=1)
    case = make_case(workspace, customer=ann, items=[low_score()])
    case = prioritise_case(case, 1, by=dana, now=NOW + 30 * MINUTE)
    assert case.answer_due_at == NOW + HOUR


def test_a_closed_case_owes_nothing_and_an_opened_one_starts_again(workspace, ann, dana):
    promise(workspace, answer=3600, close=2 * 3600)
    case = make_case(workspace, customer=ann, items=[low_score()])
    close_case(case, cause="boiler", remedy="mended", by=dana, now=NOW + MINUTE)
    look_at_due(NOW + 30 * DAY)
    case.refresh_from_db()
    assert (case.broken_at, case.close_due_at, case.answer_due_at) == (None, None, None)
    with pytest.raises(CasesError, match="Dana has closed"):
        rest_case(case, NOW + 2 * DAY, by=dana, now=NOW + DAY)
    case = reopen_case(case, by=dana, now=NOW + 5 * DAY)
    assert (case.answer_due_at, case.close_due_at) == (None, NOW + 5 * DAY + 2 * HOUR)
    with pytest.raises(CasesError, match="open already"):
        reopen_case(case, by=dana, now=NOW)


def test_a_task_is_done_once(workspace, dana, nora, sud):
    case = make_case(workspace, location=sud)
    task = add_task(case, "Ring the plumber", owner=dana, by=dana, now=NOW)
    assert [finish_task(task, by=dana, now=NOW) for _ in range(2)] == [True, False]
    assert CaseEvent.objects.filter(what="done").count() == 1
    with pytest.raises(CasesError, match="do not see"):
        add_task(case, "Ring again", owner=nora, by=dana, now=NOW)
    assert Case.objects.get().tasks.count() == 1


def test_the_page_says_which_promise_was_broken(workspace, ann, nord, dana, client):
    promise(workspace, answer=3600, close=7200, hours="")
    case = make_case(workspace, customer=ann, location=nord, items=[low_score()])
    look_at_due(NOW + 2 * DAY)
    client.force_login(dana.user)
    page = client.get(f"/act/cases/{case.number}/").content.decode()
    assert "a promise was broken: the answer" in page and "a promise was broken: the closing" in page
