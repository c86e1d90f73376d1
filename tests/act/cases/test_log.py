"""The log hears what happens to cases, so that the measures count it; and cases hear what customers do next."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful import flow, measures
from heedful.act.cases import actions
from heedful.act.cases.clock import look_at_due
from heedful.act.cases.closing import close_case, reopen_case
from heedful.act.cases.items import Item
from heedful.act.cases.merging import merge_cases
from heedful.act.cases.models import Case, Closure
from heedful.act.cases.recovery import recovered
from heedful.act.cases.replying import reply_to_case
from heedful.act.notifications.models import Notice
from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.invitations.models import Invitation
from heedful.people.members.models import Role
from heedful.stats import BusinessCalendar
from tests.act.cases.conftest import DAY, HOUR, MINUTE, low_score, make_case, message
from tests.factories import make_member
from tests.listen.invitations.conftest import make_survey

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def log(workspace, store):
    """Load what waits; gives what the log has of the workspace."""

    def load(*items: Heard, now: datetime = LATER):
        if items:
            spool.hear(workspace.key, items)
        loader.load(store, now=now)
        return store.frame(workspace.key)

    return load


def said(number, at, name="inbound", *, thread="mail-7", alias="ann", **more) -> Heard:
    return Heard(
        id=number, occurred_at=at, received_at=at, kind="message", name=name, thread=thread, alias=alias, **more
    )


def score(number, at, value, *, alias="ann", scale="nps:0-10") -> Heard:
    return Heard(
        id=number, occurred_at=at, received_at=at, kind="answer", name="nps", alias=alias, value=value, scale=scale
    )


def seconds(measure, frame, now=LATER) -> list[tuple]:
    naive = now.replace(tzinfo=None)
    rows = measure(frame, now=naive).select("wait_seconds", "ended", "employee").collect(backend="pyarrow").rows()
    return sorted(rows)


def test_a_detractor_waits_from_their_answer_to_the_first_reply_by_a_person(workspace, ann, dana, log):
    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY + 30 * MINUTE)
    actions.assign_case(case, dana, by=None, now=MONDAY + 31 * MINUTE)
    actions.note_on_case(case, "Boiler?", by=dana, now=MONDAY + 32 * MINUTE)
    assert seconds(measures.first_responses, log(), MONDAY + HOUR) == [(3600, False, None)]
    reply_to_case(case, "Sorry!", by=dana, now=MONDAY + HOUR)
    frame = log()
    assert seconds(measures.first_responses, frame) == [(3600, True, "Dana")]
    assert seconds(measures.next_responses, frame) == []


def test_resolutions_and_reopenings_are_counted_from_a_cases_own_steps(workspace, ann, dana, log):
    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    close_case(case, cause="boiler", remedy="mended", by=dana, now=MONDAY + 2 * HOUR)
    assert seconds(measures.full_resolutions, log()) == [(7200, True, "Dana")]
    reopen_case(case, by=dana, now=MONDAY + 3 * HOUR)
    frame = log()
    assert seconds(measures.first_resolutions, frame) == [(7200, True, "Dana")]
    assert [row[1] for row in seconds(measures.full_resolutions, frame)] == [False]
    close_case(case, cause="boiler", remedy="new one", by=dana, now=MONDAY + 4 * HOUR)
    frame = log()
    assert seconds(measures.full_resolutions, frame) == [(14400, True, "Dana")]
    assert measures.reopen(frame).to_pylist()[0]["value"] == 1.0


def test_a_bot_that_resolved_on_monday_makes_nobody_wait_until_friday(workspace, ann, dana, log):
    log(
        said("m1", MONDAY),
        said("m2", MONDAY + 5 * MINUTE, "bot_reply"),
        said("m3", MONDAY + 5 * MINUTE, "resolved"),
        said("m4", FRIDAY),
    )
    case = make_case(workspace, customer=ann, origin="message", items=[message("m4", at=FRIDAY)], now=FRIDAY)
    reply_to_case(case, "Sorry!", by=dana, now=FRIDAY + 10 * MINUTE)
    assert seconds(measures.first_responses, log()) == [(600, True, "Dana")]


def test_a_reply_out_of_hours_took_no_working_time(workspace, ann, dana, log):
    evening = datetime(2026, 3, 6, 18, tzinfo=UTC)
    case = make_case(workspace, customer=ann, items=[low_score(at=evening)], now=evening)
    reply_to_case(case, "Sorry!", by=dana, now=evening + HOUR)
    office = BusinessCalendar.parse("Mon-Fri 9:00-17:00", "UTC")
    assert measures.first_response(log(), calendar=office).to_pylist()[0]["value"] == 0.0
    assert measures.first_response(log()).to_pylist()[0]["value"] == 3600.0


def test_one_reply_answers_both_conversations_of_a_merged_case(workspace, ann, dana, log):
    log(said("m1", MONDAY))
    first = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    second = make_case(workspace, customer=ann, origin="message", items=[message("m1", at=MONDAY)], now=MONDAY)
    kept = merge_cases(first, second, by=dana, now=MONDAY + MINUTE)
    reply_to_case(kept, "Sorry!", by=dana, now=MONDAY + HOUR)
    assert seconds(measures.first_responses, log()) == [(3600, True, "Dana")] * 2


def test_a_case_of_nobody_known_makes_nobody_wait(workspace, dana, log):
    case = make_case(workspace, origin="alert")
    close_case(case, cause="boiler", remedy="mended", by=dana, now=LATER)
    assert seconds(measures.first_responses, log()) == []


def test_who_writes_again_reopens_the_closed_case_and_its_owner_is_told(workspace, ann, dana, log):
    flow.begin()
    case = make_case(workspace, customer=ann, origin="message", items=[message("m1", at=MONDAY)], now=MONDAY, by=dana)
    close_case(case, cause="boiler", remedy="mended", by=dana, now=MONDAY + HOUR)
    for _ in range(2):
        log(said("m2", MONDAY + DAY), now=MONDAY + DAY)
    case.refresh_from_db()
    assert (case.is_open, case.waits_since) == (True, MONDAY + DAY)
    assert [item.interaction for item in case.items.all()] == ["m1", "m2"]
    assert case.events.filter(what="reopened").count() == 1
    assert Notice.objects.filter(event="case.reopened", member=dana, way="here").count() == 1


def test_who_writes_again_in_an_open_case_is_heard_and_wakes_it(workspace, ann, dana, log):
    flow.begin()
    case = make_case(workspace, customer=ann, origin="message", items=[message("m1", at=MONDAY)], now=MONDAY, by=dana)
    actions.rest_case(case, MONDAY + 9 * DAY, by=dana, now=MONDAY)
    log(
        said("m2", MONDAY + DAY), said("m3", MONDAY + DAY + MINUTE), said("x", MONDAY, thread="other"), now=MONDAY + DAY
    )
    case.refresh_from_db()
    assert (case.rests_until, case.items.count(), case.is_open) == (None, 3, True)
    assert Notice.objects.filter(event="case.heard", member=dana, way="here").exists()


def test_an_answer_from_another_program_ends_the_wait_of_the_case(workspace, ann, dana, log):
    flow.begin()
    case = make_case(workspace, customer=ann, origin="message", items=[message("m1", at=MONDAY)], now=MONDAY)
    log(said("m2", MONDAY + HOUR, "human_reply", employee="Eve"), now=MONDAY + HOUR)
    case.refresh_from_db()
    assert (case.waits_since, case.answered_at) == (None, MONDAY + HOUR)


@pytest.mark.parametrize(("after", "value"), [(9.0, 1.0), (7.0, 1.0), (6.0, 0.0)])
def test_a_detractor_is_won_back_when_they_are_one_no_more(workspace, ann, alice, dana, log, after, value):
    flow.begin()
    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    log(score("early", MONDAY + HOUR, 10.0), now=MONDAY + HOUR)
    close_case(case, cause="boiler", remedy="mended", by=dana, now=MONDAY + 2 * HOUR)
    assert recovered(alice, since=MONDAY).share.value is None
    log(score("other", MONDAY + DAY, 9.0, scale="csat:1-10"), score("a2", MONDAY + 2 * DAY, after), now=LATER)
    log(score("a3", MONDAY + 3 * DAY, 0.0), now=LATER)
    told = recovered(alice, since=MONDAY)
    assert (told.share.value, told.share.n, told.closed) == (value, 1, 1)
    rows = measures.lazy(log()).collect(backend="pyarrow").to_native().to_pylist()
    (heard,) = [row for row in rows if row["name"] == "recovery"]
    assert (heard["value"], heard["occurred_at"], heard["customer"]) == (
        value,
        (MONDAY + 2 * DAY).replace(tzinfo=None),
        "ann",
    )


def test_the_customer_is_asked_again_after_some_days_by_the_rules_of_asking(workspace, ann, dana, store):
    survey = make_survey(workspace)
    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    closing = {"cause": "boiler", "remedy": "mended", "ask_again_days": 14, "ask_again_with": survey}
    close_case(case, **closing, by=dana, now=MONDAY)
    look_at_due(MONDAY + 13 * DAY)
    assert not Invitation.objects.exists()
    for _ in range(2):
        look_at_due(MONDAY + 14 * DAY)
    invitation = Invitation.objects.get()
    assert (invitation.customer, invitation.survey, invitation.state) == (ann, survey, "queued")
    other = make_case(workspace, customer=ann, items=[low_score("a2", at=MONDAY)], now=MONDAY)
    close_case(other, **closing, by=dana, now=MONDAY)
    look_at_due(MONDAY + 15 * DAY)
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["dropped", "queued"]  # asked only yesterday


def test_a_case_opened_again_asks_nobody_how_it_is(workspace, ann, dana, store):
    survey = make_survey(workspace)
    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    close_case(case, cause="x", remedy="y", ask_again_days=1, ask_again_with=survey, by=dana, now=MONDAY)
    reopen_case(case, by=dana, now=MONDAY + HOUR)
    look_at_due(MONDAY + 9 * DAY)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("days", "known", "says"), [(0, True, "1 to 365"), (400, True, "1 to 365"), (7, False, "Nobody knows who")]
)
def test_nobody_is_promised_to_be_asked_who_cannot_be(workspace, ann, dana, store, days, known, says):
    case = make_case(workspace, customer=ann if known else None, items=[low_score(at=MONDAY)], now=MONDAY)
    asking = {"ask_again_days": days, "ask_again_with": make_survey(workspace)}
    with pytest.raises(actions.CasesError, match=says):
        close_case(case, cause="x", remedy="y", **asking, by=dana, now=MONDAY)
    assert not Closure.objects.exists()


def test_who_sees_nord_sees_who_was_won_back_at_nord(workspace, ann, nord, sud, dana, alice, log):
    flow.begin()
    for number, place in enumerate((nord, sud)):
        case = make_case(
            workspace, customer=ann, location=place, items=[low_score(f"a{number}", at=MONDAY)], now=MONDAY
        )
        close_case(case, cause="x", remedy="y", by=dana, now=MONDAY)
    log(score("z", MONDAY + DAY, 9.0), now=MONDAY + DAY)
    nora = make_member(workspace, "nell", Role.MANAGER, limited_to=("nord",))
    assert (recovered(alice, since=MONDAY).share.n, recovered(nora, since=MONDAY).share.n) == (2, 1)


def test_a_case_that_cannot_be_written_is_not_told_of_either(workspace, ann, dana):
    """What the log hears is in the transaction of what happened."""
    from heedful.interactions.models import SpoolEntry

    case = make_case(workspace, customer=ann, items=[low_score(at=MONDAY)], now=MONDAY)
    before = SpoolEntry.objects.count()
    with pytest.raises(actions.CasesError):
        close_case(case, cause="", remedy="", by=dana, now=MONDAY)
    assert SpoolEntry.objects.count() == before
    assert Case.objects.get().is_open


def test_an_item_knows_whether_it_is_of_a_conversation():
    assert message().is_message
    assert not low_score(thread="response:1").is_message
    assert not Item("m", "message", MONDAY + timedelta(0)).is_message
