"""Alice begins from a trade, changes what differs, and sees what the log shows of each step."""

from ctypes.util import find_library
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from heedful.listen.audiences.actions import create_audience
from heedful.listen.audiences.segments import Segment
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import survey_document
from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.strategy.beginning import Chosen, begin_strategy
from heedful.understand.strategy.models import Persona, Strategy, Touchpoint
from heedful.understand.strategy.steps import strategy_look
from heedful.understand.strategy.trades import trade
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

PAGE = "/understand/strategy/"
MOMENT = {"name": "Front desk", "key": "reception", "stage": "use", "channel": "club", "owner": "", "words": "A smile"}

CHOSEN = {"touchpoints": ["booking"], "standards": ["booking", "arrival"]}


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def begun(alice, store):
    return begin_strategy(trade("clubs"), Chosen.all_of(trade("clubs")), by=alice, store=store, now=NOW)


def moment(workspace, key="reception", **more) -> Touchpoint:
    return Touchpoint.objects.create(workspace=workspace, key=key, **{"name": key.title(), "stage": "use"} | more)


def step(member, store, key, now=NOW):
    return strategy_look(member, store=store, now=now).steps[key]


def test_a_trade_becomes_real_touchpoints_standards_goals_and_drafts(begun, workspace, alice):
    clubs = trade("clubs")

    assert [each.key for each in workspace.touchpoints.all()] == [each.key for each in clubs.touchpoints]
    reception = Standard.objects.get(touchpoint="reception")
    assert (reception.metric, reception.method, reception.at_least) == ("csat", "top2of5", 0.8)
    assert {each.metric for each in Goal.objects.all()} == {"nps", "positive_reviews", "churn"}
    assert all(each.owner == alice for each in Goal.objects.all())
    visit = Survey.objects.get(template="after-visit")
    assert visit.published is None
    assert survey_document(visit).touchpoint == "visit"
    assert Strategy.objects.get().trade == "clubs"
    assert len(begun.surveys) == 5


def test_the_same_again_adds_nothing_and_says_nothing_over(begun, workspace, alice, store):
    workspace.touchpoints.filter(key="reception").update(name="Our desk")
    Strategy.objects.update(audience="Those who climb")

    again = begin_strategy(trade("clubs"), Chosen.all_of(trade("clubs")), by=alice, store=store, now=NOW)

    assert not any((again.personas, again.touchpoints, again.standards, again.surveys, again.goals))
    assert workspace.touchpoints.get(key="reception").name == "Our desk"
    assert Strategy.objects.get().audience == "Those who climb"


def test_a_goal_is_counted_from_what_was_before_where_that_is_known(alice, store, heard):
    heard(nps(*[10] * 60, *[3] * 40, occurred_at=datetime(2026, 3, 1, tzinfo=UTC)))

    begin_strategy(trade("clubs"), Chosen.all_of(trade("clubs")), by=alice, store=store, now=NOW)

    goal = Goal.objects.get(metric="nps")
    assert (goal.baseline, goal.target, goal.rise) == (20.0, 30.0, 10.0)
    assert Goal.objects.get(metric="churn").target == pytest.approx(0.04)


def test_it_is_written_in_the_readers_language(alice, store):
    with override("lt"):
        begin_strategy(trade("cafe"), Chosen.all_of(trade("cafe")), by=alice, store=store, now=NOW)

    assert Touchpoint.objects.get(key="welcome").name == "Sutikimas"
    assert survey_document(Survey.objects.get(template="after-visit")).languages[0] == "lt"


def test_alice_takes_over_only_what_she_chose(as_alice):
    form = as_alice.get(f"{PAGE}trades/salon/").context["form"]
    assert len(form["touchpoints"].initial) == 9

    answer = as_alice.post(f"{PAGE}trades/salon/", CHOSEN, follow=True)

    assert "0 goals" in answer.content.decode()
    assert [each.name for each in Touchpoint.objects.all()] == ["Booking"]
    assert Standard.objects.get().touchpoint == "booking"
    assert not Goal.objects.exists()
    assert not Survey.objects.exists()
    assert not Persona.objects.exists()


def test_what_is_no_part_of_a_trade_is_refused(as_alice):
    answer = as_alice.post(f"{PAGE}trades/salon/", {"touchpoints": ["moon"]})

    assert answer.status_code == 422
    assert "not one of the available choices" in answer.content.decode()
    assert as_alice.get(f"{PAGE}trades/bakery/").status_code == 404


def test_a_moment_is_added_changed_and_removed(as_alice, alice, workspace):
    as_alice.post(f"{PAGE}touchpoints/new/", MOMENT)
    kept = Touchpoint.objects.get()
    assert (kept.key, kept.name, kept.owner) == ("reception", "Front desk", None)

    as_alice.post(f"{PAGE}touchpoints/{kept.pk}/", MOMENT | {"name": "Desk", "key": "other", "owner": str(alice.pk)})
    kept.refresh_from_db()
    assert (kept.key, kept.name, kept.owner) == ("reception", "Desk", alice)

    as_alice.post(f"{PAGE}touchpoints/{kept.pk}/removal/")
    assert not Touchpoint.objects.exists()
    assert [each.what for each in Trace.objects.filter(subject=f"touchpoint:{kept.pk}")] == [
        "touchpoint removed",
        "touchpoint set",
        "touchpoint set",
    ]


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"stage": "moon"}, "stage", "not one of the available choices"),
        ({"owner": "999999"}, "owner", "not one of the available choices"),
        ({"key": "taken"}, "key", "There is a touchpoint with this key already."),
        ({"key": "", "name": "?"}, "key", "Give it a key"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, workspace, sent, field, says):
    moment(workspace, "taken")

    answer = as_alice.post(f"{PAGE}touchpoints/new/", MOMENT | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Touchpoint.objects.count() == 1


def test_people_and_words_are_kept_and_shown(as_alice):
    as_alice.post(f"{PAGE}personas/new/", {"name": "The newcomer", "wants": "A plan", "worries": "", "segment": ""})
    as_alice.post(f"{PAGE}audience/", {"words": "Those who live near"})
    as_alice.post(f"{PAGE}plan/", {"words": "Ask first"})
    page = as_alice.post(f"{PAGE}roll-out/", {"words": "Club by club"}, follow=True).content.decode()

    assert all(
        words in page for words in ("The newcomer", "A plan", "Those who live near", "Ask first", "Club by club")
    )

    persona = Persona.objects.get()
    as_alice.post(f"{PAGE}personas/{persona.pk}/", {"name": "Ann", "wants": "", "worries": "", "segment": ""})
    assert Persona.objects.get().name == "Ann"
    as_alice.post(f"{PAGE}personas/{persona.pk}/removal/")
    assert not Persona.objects.exists()


def test_a_step_is_shown_by_the_log_and_not_by_words(alice, workspace, store, heard):
    kept = moment(workspace, owner=alice)
    Standard.objects.create(workspace=workspace, touchpoint="reception", metric="nps", method="0-10", at_least=20)
    assert step(alice, store, "moments").state == "begun"

    heard(nps(*[10] * 30, touchpoint="reception"))
    assert step(alice, store, "moments").state == "shown"

    assert step(alice, store, "moments", now=NOW + timedelta(days=120)).state == "begun"
    kept.owner = None
    kept.save()
    assert [check.is_met for check in step(alice, store, "moments").checks] == [False, True, True, True]


def test_goals_are_shown_where_somebody_answers_for_them_and_before_is_known(alice, workspace, store, begun):
    checks = step(alice, store, "goals").checks

    assert [check.is_met for check in checks] == [True, True, False]
    assert "0 of 3" in checks[2].words


def test_the_roll_out_is_shown_when_every_place_is_heard(alice, store, heard):
    heard(nps(9, location="nord"))
    first = step(alice, store, "roll-out")
    assert first.state == "open"
    assert "Sud" in first.checks[0].words

    heard(nps(9, location="sud"))
    assert step(alice, store, "roll-out").state == "shown"


def test_whom_you_serve_is_shown_when_they_said_something(alice, workspace, store, begun, heard):
    assert step(alice, store, "whom").state == "begun"

    heard(nps(9, alias="ann@example.org"))

    assert step(alice, store, "whom").state == "shown"


def test_one_of_nord_reads_what_was_heard_at_nord(workspace, store, heard):
    moment(workspace)
    heard(nps(9, touchpoint="reception", location="sud"))
    ema = make_member(workspace, "ema", Role.MANAGER, limited_to=("nord",))

    look = strategy_look(ema, store=store, now=NOW)

    assert look.heard.touchpoints == {}
    assert list(look.places) == ["nord"]


def test_the_document_is_a_pdf(as_alice, begun):
    if not find_library("pangoft2-1.0"):
        pytest.skip("Pango is not installed (apt-get install libpango-1.0-0 libpangoft2-1.0-0)")
    answer = as_alice.get(f"{PAGE}strategy.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]


def test_bob_reads_and_changes_nothing(client, bob, store, begun):
    client.force_login(bob.user)
    kept, person = Touchpoint.objects.first(), Persona.objects.first()

    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Add a key moment" not in page.content.decode()
    for address in (
        "audience/",
        "plan/",
        "roll-out/",
        "personas/new/",
        f"personas/{person.pk}/",
        "touchpoints/new/",
        f"touchpoints/{kept.pk}/",
        "trades/salon/",
    ):
        assert client.get(PAGE + address).status_code == client.post(PAGE + address, MOMENT).status_code == 403
    for address in (f"personas/{person.pk}/removal/", f"touchpoints/{kept.pk}/removal/"):
        assert client.post(PAGE + address).status_code == 403


def test_charlie_meets_none_of_alices(client, charlie, begun):
    kept, person = Touchpoint.objects.first(), Persona.objects.first()
    client.force_login(charlie.user)

    assert client.get(PAGE).context["look"].is_empty
    for address in (f"touchpoints/{kept.pk}/", f"personas/{person.pk}/"):
        assert client.get(PAGE + address).status_code == 404
        assert client.post(f"{PAGE}{address}removal/").status_code == 404


def test_wrong_methods_are_refused(as_alice, workspace):
    kept = moment(workspace)

    assert as_alice.post(PAGE).status_code == 405
    assert as_alice.post(f"{PAGE}strategy.pdf").status_code == 405
    assert as_alice.put(f"{PAGE}touchpoints/{kept.pk}/").status_code == 405
    assert as_alice.get(f"{PAGE}touchpoints/{kept.pk}/removal/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(
    as_alice, alice, workspace, heard, number, django_assert_num_queries
):
    for key in ("reception", "sauna", "pool")[:number]:
        moment(workspace, key, owner=alice)
        Standard.objects.create(workspace=workspace, touchpoint=key, metric="nps", method="0-10", at_least=20)
        Persona.objects.create(workspace=workspace, name=key)
    heard(nps(9, touchpoint="reception", occurred_at=timezone.now()))
    as_alice.get(PAGE)

    with django_assert_num_queries(24):
        page = as_alice.get(PAGE)

    assert len(page.context["look"].moments) == number


def test_typical_people_are_counted_by_the_audience_that_holds_them(as_alice, alice, store, heard):
    heard(nps(*[10] * 3))
    create_audience(alice.workspace, name="Everybody", segment=Segment(), by=alice, now=NOW)
    for name, segment in (("The newcomer", "Everybody"), ("The runner", "Gone"), ("The guest", "")):
        Persona.objects.create(workspace=alice.workspace, name=name, segment=segment)

    found = {each.persona.name: each for each in strategy_look(alice, store=store, now=NOW).personas}
    there = found["The newcomer"].people
    assert there is not None
    assert {name: (each.people, each.is_gone) for name, each in found.items()} == {
        "The newcomer": (there, False), "The runner": (None, True), "The guest": (None, False)
    }  # fmt: skip
    page = as_alice.get(PAGE).content.decode()
    assert f"{there} people today" in page and "there is no such audience any more" in page


def test_who_sees_a_part_of_it_all_is_told_no_number_of_people(alice, workspace, store):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    create_audience(workspace, name="Everybody", segment=Segment(), by=alice, now=NOW)
    Persona.objects.create(workspace=workspace, name="The newcomer", segment="Everybody")

    (person,) = strategy_look(nora, store=store, now=NOW).personas
    assert (person.people, person.is_gone) == (None, False)
