"""Alerts and their rules as the team sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heedful import flow
from heedful.act.alerts.conditions import Detractor, Level, Stars, WordsSaid
from heedful.act.alerts.forms import FORMS
from heedful.act.alerts.models import Firing, Rule
from heedful.act.alerts.ready import READY
from heedful.people.members.models import Role
from heedful.people.models import Trace
from tests.act.alerts.conftest import A_DAY, answer, review
from tests.factories import make_member

RULES = "/act/alerts/rules/"


@pytest.fixture(autouse=True)
def passed_on(store):
    flow.begin()


@pytest.fixture
def fired(make_rule, hear) -> Firing:
    make_rule(Detractor())
    hear(
        answer(3, id="sad", thread="r1", text=None),
        answer(2, id="written", text="The showers were cold", scale="nps:0-10"),
    )
    return Firing.objects.get()


def test_alice_sees_what_fires_takes_it_on_and_resolves_it(client, alice, fired):
    client.force_login(alice.user)
    assert "A rule" in client.get("/act/alerts/").content.decode()
    page = client.get(f"/act/alerts/{fired.pk}/").content.decode()
    assert "3 of 10" in page and "The showers were cold" in page and "What caused it: 2 items" in page

    client.post(f"/act/alerts/{fired.pk}/acknowledgement/")
    client.post(f"/act/alerts/{fired.pk}/resolution/", {"why": "Called her"})
    fired.refresh_from_db()
    assert (fired.acknowledged_by, fired.resolved_why) == (alice, "Called her")
    assert {"alert acknowledged", "alert resolved"} <= set(
        Trace.objects.filter(subject=f"firing:{fired.pk}").values_list("what", flat=True)
    )
    assert "Resolved" in client.get("/act/alerts/").content.decode()


def test_bob_may_look_and_charlie_sees_nothing(client, bob, charlie, fired):
    client.force_login(bob.user)
    assert client.get(f"/act/alerts/{fired.pk}/").status_code == 200
    assert client.post(f"/act/alerts/{fired.pk}/resolution/").status_code == 403
    assert client.get(f"{RULES}new/").status_code == 403
    assert client.post(f"{RULES}{fired.rule_id}/off/").status_code == 403
    assert client.get(f"/act/alerts/{fired.pk}/resolution/").status_code == 405
    client.force_login(charlie.user)
    for address in (f"/act/alerts/{fired.pk}/", f"{RULES}{fired.rule_id}/", f"{RULES}{fired.rule_id}/change/"):
        assert client.get(address).status_code == 404
    for address in (f"/act/alerts/{fired.pk}/acknowledgement/", f"{RULES}{fired.rule_id}/removal/"):
        assert client.post(address).status_code == 404
    assert Rule.objects.count() == 1


def test_the_manager_of_sud_sees_what_is_at_sud_and_changes_only_rules_about_it(client, workspace, make_rule, hear):
    everywhere = make_rule(Stars())
    theirs = make_rule(Stars(), locations=["sud"])
    hear(review(1, location="sud"), review(1, location="nord"))
    client.force_login(make_member(workspace, "mara", Role.MANAGER, limited_to=("sud",)).user)

    seen = client.get("/act/alerts/").content.decode()
    firings = {firing.location: firing for firing in Firing.objects.filter(rule=everywhere)}
    assert reverse("act:alert", args=[firings["sud"].pk]) in seen
    assert reverse("act:alert", args=[firings["nord"].pk]) not in seen
    assert client.get(f"/act/alerts/{firings['nord'].pk}/").status_code == 404
    assert client.get(f"{RULES}{everywhere.pk}/").status_code == 404
    assert client.post(f"{RULES}{everywhere.pk}/off/").status_code == 404
    assert client.get(f"{RULES}{theirs.pk}/").status_code == 200
    wrong = client.post(f"{RULES}new/stars/", FILLED | {"locations": ["nord"]})
    assert wrong.status_code == 422
    assert client.post(f"{RULES}new/stars/", FILLED).status_code == 422, "everywhere is not theirs"
    assert client.post(f"{RULES}new/stars/", FILLED | {"locations": ["sud"]}).status_code == 302


FILLED = {
    "name": "Bad reviews",
    "at_most": "2",
    "window_minutes": "60",
    "cooldown_minutes": "0",
    "minimum_n": "1",
    "priority": "3",
}


def test_what_is_wrong_is_said_beside_its_field_and_kept_in_the_form(client, alice, store):
    client.force_login(alice.user)
    for given, says in (
        (FILLED | {"quiet_hours": "at night"}, "Mon-Fri 20:00-8:00"),
        (FILLED | {"minimum_n": "1000"}, "From 1 to 100."),
        (FILLED | {"name": ""}, "field-wrong"),
    ):
        page = client.post(f"{RULES}new/stars/", given)
        assert page.status_code == 422 and says in page.content.decode()
    words = {**FILLED, "words": " \n"}
    assert client.post(f"{RULES}new/words/", words).status_code == 422
    level = {**FILLED, "measure": "nps:0-10", "window_minutes": "10080", "false_alarm_days": "90", "touchpoint": ""} | {
        "at_most": ""
    }
    assert "choose a touchpoint" in client.post(f"{RULES}new/level/", level).content.decode()
    assert not Rule.objects.exists()


def test_every_kind_has_its_form(client, alice, store):
    client.force_login(alice.user)
    for kind in FORMS:
        assert client.get(f"{RULES}new/{kind.replace(' ', '-')}/").status_code == 200
    assert client.get(f"{RULES}new/nonsense/").status_code == 404


def test_a_rule_is_simulated_before_it_is_switched_on(client, alice, hear):
    from django.utils import timezone

    now = timezone.now()
    hear(
        review(1, id="r1", text="Cold showers", occurred_at=now - 20 * A_DAY),
        review(1, id="r2", occurred_at=now - 10 * A_DAY),
        review(2, id="r3", occurred_at=now - 10 * A_DAY + timedelta(minutes=10)),
        review(2, id="r4", occurred_at=now - 300 * A_DAY),
        now=now,
    )
    client.force_login(alice.user)
    answered = client.post(f"{RULES}new/stars/", FILLED)
    rule = Rule.objects.get()
    assert rule.on_since is None and answered.url == f"{RULES}{rule.pk}/"
    page = client.get(answered.url).content.decode()
    assert "This would have fired 2 times in the last quarter" in page and "Cold showers" in page
    assert not Firing.objects.exists()

    client.post(f"{RULES}{rule.pk}/on/")
    rule.refresh_from_db()
    assert rule.on_since is not None
    trail = client.get(f"{RULES}{rule.pk}/").content.decode()
    assert "Switched on" in trail and "Written" in trail


def test_rules_that_are_ready_are_one_click_away(client, alice, store):
    client.force_login(alice.user)
    page = client.get(f"{RULES}new/").content.decode()
    for each in READY:
        assert f'value="{each.key}"' in page
    client.post(f"{RULES}ready/", {"ready": "food"})
    rule = Rule.objects.get()
    assert (rule.condition["looks_for"], rule.priority, rule.on_since) == ("words", 1, None)
    assert client.post(f"{RULES}ready/", {"ready": "nothing"}).status_code == 404


def test_a_rule_is_changed_and_says_what_it_said(client, alice, make_rule):
    rule = make_rule(WordsSaid(words=("refund",)), quiet_hours="Mon-Sun 22:00-7:00")
    client.force_login(alice.user)
    page = client.get(f"{RULES}{rule.pk}/change/").content.decode()
    assert "refund" in page and "Mon-Sun 22:00-7:00" in page
    answered = client.post(f"{RULES}{rule.pk}/change/", FILLED | {"words": "refund\nmoney back", "minimum_n": "2"})
    assert answered.status_code == 302
    rule.refresh_from_db()
    assert rule.condition["words"] == ["refund", "money back"] and rule.on_since is not None
    client.post(f"{RULES}{rule.pk}/removal/")
    assert not Rule.objects.exists()


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_lists_ask_as_much_for_one_as_for_three(
    client, alice, make_rule, hear, how_many, django_assert_num_queries
):
    for number in range(how_many):
        make_rule(Stars(at_most=number + 1))
    hear(review(1))
    client.force_login(alice.user)
    client.get("/act/alerts/")
    with django_assert_num_queries(14):
        client.get("/act/alerts/")
    with django_assert_num_queries(10):
        client.get(RULES)


def test_a_rule_that_holds_a_standard_says_so(client, alice, make_rule, workspace):
    from heedful.understand.goals.actions import promise_standard

    promise_standard(workspace, "Desk", metric="csat", method="top2of5", at_least=0.8)
    rule = make_rule(Level(metric="csat", method="top2of5", touchpoint="Desk"), window_minutes=10080)
    client.force_login(alice.user)
    page = client.get(f"{RULES}{rule.pk}/").content.decode()
    assert "what the touchpoint “Desk” has promised" in page
    assert client.get(f"{RULES}{rule.pk}/change/").status_code == 200
    assert rule.simulated["times"] == 0


def test_texts_are_looked_for_by_theme_too_and_the_rule_says_so(client, alice, workspace, store):
    from heedful.act.alerts.models import Rule
    from heedful.understand.themes.models import NamedTheme, ThemeSet
    from tests.act.alerts.conftest import NOON

    themes = ThemeSet.objects.create(workspace=workspace, changed_at=NOON)
    NamedTheme.objects.create(set=themes, key="lockers", names={"en": "Lockers & keys"}, created_at=NOON)
    client.force_login(alice.user)
    page = client.get("/act/alerts/rules/new/sounds/").content.decode()
    assert '<option value="lockers">Lockers &amp; keys</option>' in page
    given = {"name": "Lockers", "sign": "angry", "theme": "lockers", "window_minutes": 60, "cooldown_minutes": 0,
             "minimum_n": 1, "priority": 3}  # fmt: skip
    assert client.post("/act/alerts/rules/new/sounds/", given).status_code == 302
    assert Rule.objects.get().condition == {"looks_for": "sounds", "sign": "angry", "theme": "lockers"}
    assert "A text about “Lockers &amp; keys” sounds angry." in client.get("/act/alerts/rules/").content.decode()
