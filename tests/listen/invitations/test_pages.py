"""From a survey to people who are asked, as its owner goes; and who may not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.audiences.models import Audience
from heedful.listen.invitations.models import Invitation, Sending, SendingHours, Throttle
from heedful.listen.invitations.planning import ask
from heedful.listen.invitations.rounds import plan_due
from heedful.listen.invitations.states import note_filtered
from tests.factories import make_member
from tests.listen.invitations.conftest import make_person, make_sending, make_survey

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


def given(**more) -> dict:
    return {
        "name": "To all", "audience": "", "channel": "email", "kind": "once", "begins_at": "", "cadence_days": "90",
        "occasion": "order", "other_kind": "order", "other_name": "", "location": "", "delay_hours": "2",
        "sample_percent": "100", "daily_cap": "", "reminders": "",
    } | more  # fmt: skip


def new(survey) -> str:
    return reverse("listen:new-sending", args=[survey.pk])


def sending_page(number, name="sending") -> str:
    return reverse(f"listen:{name}", args=[number])


class TestMakingOne:
    def test_whom_when_and_words_then_a_look_then_the_start(self, owner, workspace, survey):
        make_person(workspace)
        make_person(workspace, "bert", email=False)
        assert owner.get(new(survey)).status_code == 200
        words = {"subject_en": "How was it, {{person:name}}?", "reminders": "3, 7", "daily_cap": "50"}
        made = owner.post(new(survey), given(**words), follow=True)
        page = made.content.decode()
        assert "This would ask <strong>1</strong> person of 2." in page
        assert "<strong>1</strong> There is no address to write to." in page.replace("\n", "")
        assert "How was it" in page
        sending = Sending.objects.get()
        assert (sending.started_at, sending.reminders, sending.daily_cap) == (None, [3, 7], 50)
        assert not Invitation.objects.exists()

        owner.post(sending_page(sending.pk, "sending-start"))
        plan_due(timezone.now())
        assert sorted(Invitation.objects.values_list("customer__key", "state")) == [
            ("ann", "queued"),
            ("bert", "dropped"),
        ]
        page = owner.get(sending_page(sending.pk)).content.decode()
        assert "not asked" in page and "There is no address to write to." in page

    def test_waves_and_a_trigger_keep_what_belongs_to_them_alone(self, owner, survey, workspace):
        owner.post(new(survey), given(kind="waves", cadence_days="30", sample_percent="10"))
        owner.post(new(survey), given(kind="trigger", occasion="event:visit", location="nord", delay_hours="1.5"))
        trigger, waves = Sending.objects.order_by("-pk")
        assert (waves.cadence_days, waves.trigger, waves.sample_percent) == (30, {}, 100)
        assert trigger.trigger == {"kind": "event", "name": "visit", "location": "nord"}
        assert (trigger.delay_minutes, trigger.cadence_days) == (90, None)

    def test_before_a_trigger_starts_it_says_how_often_that_happened_lately(self, owner, survey, store):
        at = timezone.now() - timedelta(days=2)
        orders = [
            Heard(id=str(n), kind="order", alias=f"p{n % 3}", occurred_at=at, received_at=at, location="nord")
            for n in range(7)
        ]
        spool.hear("clubs", orders)
        loader.load(store, now=at)
        page = owner.post(new(survey), given(kind="trigger", location="nord"), follow=True).content.decode()
        assert "In the last 30 days that happened 7 times, to 3 different people" in page

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("reminders", "soon", "Write whole numbers of days"),
            ("reminders", "1,2,3,4,5,6", "Up to five reminders"),
            ("sample_percent", "0", "greater than or equal to 1"),
            ("name", "", "required"),
            ("audience", "999", "Select a valid choice"),
        ],
    )
    def test_what_cannot_be_is_said_beside_the_field(self, owner, survey, field, value, says):
        answer = owner.post(new(survey), given(**{field: value}))
        assert answer.status_code == 422
        assert says in answer.content.decode().split(f'id="field-{field}"')[1].split('id="field-')[0]

    def test_links_are_not_given_out_in_waves(self, owner, survey):
        answer = owner.post(new(survey), given(kind="waves", channel="link"))
        assert answer.status_code == 422 and "made once" in answer.content.decode()

    def test_once_it_runs_whom_it_asks_stays_and_its_words_may_change(self, owner, survey):
        sending = make_sending(survey)
        changed = given(subject_en="New words", daily_cap="9")
        assert owner.post(sending_page(sending.pk, "sending-form"), changed).status_code == 302
        sending.refresh_from_db()
        assert (sending.daily_cap, sending.words) == (9, {"en": {"subject": "New words"}})
        refused = owner.post(sending_page(sending.pk, "sending-form"), given(channel="sms"))
        assert refused.status_code == 422 and "It has started" in refused.content.decode()

    def test_a_closed_survey_is_not_started(self, owner, survey):
        survey.closed_at = timezone.now()
        survey.save()
        sending = make_sending(survey, started_at=None)
        page = owner.post(sending_page(sending.pk, "sending-start"), follow=True).content.decode()
        assert "takes no answers" in page
        sending.refresh_from_db()
        assert sending.started_at is None


class TestWatchingOne:
    def test_pause_go_on_and_end(self, owner, survey):
        sending = make_sending(survey, "waves", cadence_days=30, planned_until=timezone.now() - timedelta(days=40))
        owner.post(sending_page(sending.pk, "sending-pause"))
        sending.refresh_from_db()
        assert sending.paused_at
        owner.post(sending_page(sending.pk, "sending-start"))
        sending.refresh_from_db()
        assert sending.paused_at is None and sending.planned_until > timezone.now() - timedelta(minutes=1)
        owner.post(sending_page(sending.pk, "sending-end"))
        sending.refresh_from_db()
        assert sending.ended_at
        assert "It has ended" in owner.post(sending_page(sending.pk, "sending-start"), follow=True).content.decode()

    def test_how_many_answered_stands_with_its_interval(self, owner, workspace, survey, sending):
        now = timezone.now()
        for n in range(19):
            invitation = ask(sending, make_person(workspace, f"p{n}"), occasion="once", context={}, due_at=now, now=now)
            Invitation.objects.filter(pk=invitation.pk).update(state="answered" if n < 13 else "sent", sent_at=now)
        page = owner.get(sending_page(sending.pk)).content.decode()
        assert "68" in page and "19 customers" in page
        assert "68" in owner.get(reverse("listen:survey-sendings", args=[survey.pk])).content.decode()

    def test_looks_by_programs_are_shown_with_what_gave_them_away(self, owner, workspace, sending):
        address = reverse("listen:sending", args=[sending.pk])
        now = timezone.now()
        ann = ask(sending, make_person(workspace), occasion="once", context={}, due_at=now, now=now)
        assert "look by a program" not in owner.get(address).content.decode()

        note_filtered(ann, "trap", said={"score": "10"}, agent="Scanner/1.0", now=now)

        page = owner.get(address).content.decode()
        assert "1 look by a program, which counts nowhere" in page
        assert "It followed a link that nobody can see." in page
        assert "<td>10</td>" in page
        assert "Scanner/1.0" in page

    def test_the_list_shows_whom_by_state_whole_or_the_part_alone(self, owner, workspace, sending):
        now = timezone.now()
        for key, email in (("ann", True), ("bert", False)):
            ask(sending, make_person(workspace, key, email=email), occasion="once", context={}, due_at=now, now=now)
        address = sending_page(sending.pk, "invitations")
        page = owner.get(address).content.decode()
        assert "Ann" in page and "Bert" in page and "<html" in page
        part = owner.get(address, {"state": "dropped"}, headers={"HX-Request": "true"}).content.decode()
        assert "Bert" in part and "Ann" not in part and "<html" not in part
        assert "There is no address to write to." in part
        assert "Nobody." in owner.get(address, {"state": "sent"}).content.decode()
        assert "Ann" in owner.get(address, {"state": "nonsense", "after": "nonsense"}).content.decode()

    @pytest.mark.parametrize("many", [1, 3])
    def test_lists_take_as_many_queries_for_three_as_for_one(
        self, owner, workspace, survey, many, django_assert_num_queries
    ):
        now = timezone.now()
        sending = make_sending(survey)
        for n in range(many):
            ask(sending, make_person(workspace, f"p{n}"), occasion="once", context={}, due_at=now, now=now)
            make_sending(survey, name=f"more {n}") if n else None
        owner.get("/")
        with django_assert_num_queries(8):
            owner.get(sending_page(sending.pk, "invitations"))
        with django_assert_num_queries(9):
            owner.get(reverse("listen:survey-sendings", args=[survey.pk]))

    def test_personal_links_come_as_a_table_that_no_spreadsheet_runs(self, owner, workspace, survey):
        sending = make_sending(survey, channel="link")
        make_person(workspace, "=ann", email=False)
        plan_due(timezone.now())
        answer = owner.get(sending_page(sending.pk, "sending-links"))
        lines = b"".join(answer.streaming_content).decode().splitlines()
        token = Invitation.objects.get().token
        assert lines[0] == "id,name,link"
        assert lines[1].startswith("'=ann,") and lines[1].endswith(f"/s/{token}/")


class TestRules:
    def test_they_are_kept_and_shown(self, owner, workspace, survey):
        page = owner.get(reverse("listen:sending-rules")).content.decode()
        assert 'value="30"' in page and "Pulse" in page
        rules = {"which": "throttles", "any": "14", "nps": "60", "csat": "", "ces": "", f"survey_{survey.pk}": "90"}
        owner.post(reverse("listen:sending-rules"), rules)
        kept = Throttle.objects.order_by("days").values_list("days", "measure", "survey")
        assert list(kept) == [(14, "", None), (60, "nps", None), (90, "", survey.pk)]
        owner.post(reverse("listen:sending-rules"), rules | {"nps": ""})
        assert not Throttle.objects.filter(measure="nps").exists()
        hours = {"which": "hours", "begins": "08:30", "ends": "17:00", "weekdays": ["0", "1"], "daily_cap": "500"}
        owner.post(reverse("listen:sending-rules"), hours)
        assert SendingHours.objects.get().weekdays == [0, 1]

    def test_hours_that_end_before_they_begin_are_refused(self, owner):
        hours = {"which": "hours", "begins": "17:00", "ends": "08:00", "weekdays": ["0"]}
        answer = owner.post(reverse("listen:sending-rules"), hours)
        assert answer.status_code == 422 and "The hours end before they begin." in answer.content.decode()


POSTS = ("sending-start", "sending-pause", "sending-end")
PAGES = ("sending", "sending-form", "invitations", *POSTS)


class TestDoors:
    def test_a_viewer_looks_and_changes_nothing(self, client, bob, survey, sending):
        client.force_login(bob.user)
        for name in ("sending", "invitations"):
            assert client.get(sending_page(sending.pk, name)).status_code == 200
        assert client.get(reverse("listen:survey-sendings", args=[survey.pk])).status_code == 200
        assert client.get(reverse("listen:sending-rules")).status_code == 200
        assert client.post(reverse("listen:sending-rules"), {"which": "hours"}).status_code == 403
        assert client.post(new(survey), given()).status_code == 403
        assert client.get(sending_page(sending.pk, "sending-form")).status_code == 403
        assert {client.post(sending_page(sending.pk, name)).status_code for name in POSTS} == {403}
        assert client.get(sending_page(sending.pk, "sending-links")).status_code == 403

    def test_somebody_of_another_company_finds_nothing(self, client, charlie, survey, sending):
        client.force_login(charlie.user)
        for name in PAGES:
            method = client.post if name in POSTS else client.get
            assert method(sending_page(sending.pk, name)).status_code == 404, name
        assert client.get(new(survey)).status_code == 404
        assert client.get(reverse("listen:survey-sendings", args=[survey.pk])).status_code == 404
        link = make_sending(survey, channel="link")
        assert client.get(sending_page(link.pk, "sending-links")).status_code == 404

    def test_nor_can_they_be_asked_through_another_companys_audience(self, client, charlie, workspace):
        client.force_login(charlie.user)
        other = Audience.objects.create(workspace=workspace, name="Theirs", kind="list", created_at=timezone.now())
        own = make_survey(charlie.workspace)
        assert client.post(new(own), given(audience=str(other.pk))).status_code == 422

    def test_who_sees_one_place_only_sees_none_of_it(self, client, workspace, survey, sending):
        limited = make_member(workspace, "nora", "manager", limited_to=("nord",))
        client.force_login(limited.user)
        assert client.get(reverse("listen:survey-sendings", args=[survey.pk])).status_code == 403
        assert client.get(sending_page(sending.pk)).status_code == 404
        assert client.get(reverse("listen:sending-rules")).status_code == 403
        assert client.get(new(survey)).status_code == 403

    def test_the_wrong_method_is_refused(self, owner, sending):
        for name in POSTS:
            assert owner.get(sending_page(sending.pk, name)).status_code == 405
        assert owner.post(sending_page(sending.pk)).status_code == 405


def test_a_customers_page_says_whether_they_were_asked(owner, workspace, sending):
    make_person(workspace)
    page = owner.get(reverse("people:customer", args=["ann"])).content.decode()
    assert "“To all” may ask them “Pulse” now." in page
