"""A program sets goals and standards, keeps the strategy, and reads where they stand."""

from datetime import timedelta

from django.utils import timezone

from heedful.people.models import Trace
from heedful.understand.goals.models import Goal, Standard
from heedful.understand.strategy.models import Persona, Touchpoint
from tests.api.conftest import bearer
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import Program, program  # noqa: F401 - a fixture

DUE = f"{timezone.now().date() + timedelta(days=90)}"
NEW = {"measure": "nps", "target": 50, "location": "nord", "due": DUE}


def test_a_goal_is_set_read_changed_and_removed(program: Program, alice):  # noqa: F811
    made = program.told("post", "goals", NEW | {"owner": alice.user.username}, status=201)
    assert (made["method"], made["unit"], made["location"], made["owner"]) == (
        "0-10",
        "points",
        "nord",
        alice.user.username,
    )
    assert (made["state"], made["before"]["value"], made["expected"]["value"]) == ("too early", None, None)
    assert program.told("get", "goals") == [made]

    changed = program.told("patch", f"goals/{made['id']}", {"target": 60})
    assert (changed["target"], changed["due"], changed["owner"]) == (60, DUE, alice.user.username)

    program.told("delete", f"goals/{made['id']}", status=204)
    assert not Goal.objects.exists()
    assert [each.by_name[:4] for each in Trace.objects.filter(subject=f"goal:{made['id']}")] == ["till"] * 3


def test_what_can_be_no_goal_is_refused_and_says_why(program: Program):  # noqa: F811
    for wrong, says in (
        ({"measure": "luck"}, "nps"),
        ({"method": "luck"}, "0-10"),
        ({"target": 150}, "between -100 and 100"),
        ({"target": None}, "either"),
        ({"rise": "+10 points"}, "either"),
        ({"target": None, "rise": "10"}, "with its sign"),
        ({"target": None, "rise": "+10 points"}, "not known yet"),
        ({"due": "2001-01-01"}, "after the first day"),
        ({"from": "2190-01-01"}, "today at the latest"),
        ({"owner": "nobody@example.org"}, "no member"),
    ):
        answer = program("post", "goals", NEW | wrong)
        is_problem(answer, 422)
        assert says in answer.content.decode(), wrong
    assert not Goal.objects.exists()


def test_a_standard_is_set_once_and_told_with_whether_it_is_kept(program: Program, workspace):  # noqa: F811
    Touchpoint.objects.create(workspace=workspace, key="desk", name="Front desk", stage="use")
    program.told("put", "standards", {"touchpoint": "desk", "measure": "csat", "at_least": 0.7})
    told = program.told("put", "standards", {"touchpoint": "desk", "measure": "csat", "at_least": 0.8})

    assert (told["name"], told["kept"], told["now"]["n"]) == ("Front desk", "too few", 0)
    assert [each["at_least"] for each in program.told("get", "standards")] == [0.8]
    is_problem(program("put", "standards", {"touchpoint": "desk", "measure": "clv", "at_least": 1}), 422)
    is_problem(program("put", "standards", {"touchpoint": "desk", "measure": "csat"}), 422)

    program.told("delete", f"standards/{told['id']}", status=204)
    assert not Standard.objects.exists()


def test_a_strategy_begins_from_a_trade_and_is_changed(program: Program):  # noqa: F811
    assert "salon" in [each["key"] for each in program.told("get", "strategy-trades")]
    begun = program.told("post", "strategy-trades", {"trade": "salon"})
    assert (begun["personas"], begun["touchpoints"], begun["goals"]) == (3, 9, 3)
    assert program.told("post", "strategy-trades", {"trade": "salon"})["touchpoints"] == 0
    is_problem(program("post", "strategy-trades", {"trade": "bakery"}), 422)

    told = program.told("patch", "strategy", {"audience": "The neighbours"})
    assert (told["audience"], told["trade"]) == ("The neighbours", "salon")
    assert told["plan"]
    assert [each["key"] for each in told["steps"]] == ["whom", "moments", "goals", "listening", "plan", "roll-out"]


def test_people_and_moments_are_added_changed_and_removed(program: Program, alice):  # noqa: F811
    person = program.told("post", "strategy/personas", {"name": "Ann"}, status=201)["id"]
    assert program.told("put", f"strategy/personas/{person}", {"name": "Anna", "wants": "Rest"})["wants"] == "Rest"
    program.told("delete", f"strategy/personas/{person}", status=204)
    assert not Persona.objects.exists()

    desk = {"name": "Front desk", "stage": "use", "owner": alice.user.username}
    made = program.told("post", "strategy/touchpoints", desk, status=201)
    assert (made["key"], made["owner"]) == ("front-desk", alice.user.username)
    is_problem(program("post", "strategy/touchpoints", desk), 409)
    assert program.told("put", f"strategy/touchpoints/{made['id']}", desk | {"name": "Desk"})["key"] == "front-desk"
    program.told("delete", f"strategy/touchpoints/{made['id']}", status=204)


def test_another_company_and_a_reader_change_nothing(client, program: Program, charlie, reading):  # noqa: F811
    goal = program.told("post", "goals", NEW, status=201)["id"]
    moment = program.told("post", "strategy/touchpoints", {"name": "Desk", "stage": "use"}, status=201)["id"]
    theirs = bearer(charlie.workspace, "read", "manage")

    is_problem(client.get(f"/api/v1/goals/{goal}", headers=theirs), 404)
    is_problem(client.delete(f"/api/v1/strategy/touchpoints/{moment}", headers=theirs), 404)
    is_problem(client.delete(f"/api/v1/goals/{goal}", headers=reading), 403)
    assert client.get("/api/v1/goals", headers=theirs).json() == []
