"""A program writes plans, draws, commits and ends them, and reads what came of them: its own workspace's only."""

import pytest

from heedful.act.plans.models import Effect, Plan
from heedful.people.traces.models import Trace
from heedful.understand.effects.design import Found
from tests.api.conftest import NOW
from tests.api.test_surveys import Program
from tests.factories import make_location, make_workspace

PLAN = {
    "name": "New lockers",
    "problem": "Nord scores low",
    "action": "Put up new lockers",
    "metric": "nps",
    "places": ["nord"],
    "starts_on": "2026-05-04",
    "ends_on": "2026-07-26",
    "expected": 10,
}


@pytest.fixture
def program(client, workspace, store):
    return Program(client, workspace)


@pytest.fixture
def plan(program):
    return program.told("post", "plans", PLAN, status=201)


def test_a_plan_is_written_and_changed(program, plan, alice):
    assert (plan["state"], plan["method"], plan["treated"], plan["design"]) == (
        "being written", "0-10", ["nord"], "before and after",
    )  # fmt: skip
    one = f"plans/{plan['id']}"

    changed = program.told("patch", one, {"name": "Lockers", "places": ["sud"], "owner": alice.user.email})

    assert (changed["name"], changed["treated"], changed["owner"]) == ("Lockers", ["sud"], alice.user.email)
    assert (changed["expected"], program.told("get", one)["clashes"]) == (10.0, [])
    assert [each["id"] for each in program.told("get", "plans")["items"]] == [plan["id"]]
    program.told("delete", one, status=204)
    assert program("get", one).status_code == 404
    assert Trace.objects.filter(what="plan removed").get().by_name.startswith("till")


def test_a_plan_is_measured_at_its_touchpoint_or_everywhere(program, plan):
    one = f"plans/{plan['id']}"
    there = program.told("patch", one, {"touchpoint": "showers"})
    anywhere = program.told("patch", one, {"at_touchpoint": False, "touchpoint": "class"})
    assert (there["at_touchpoint"], anywhere["at_touchpoint"]) == (True, False)
    assert program("patch", one, {"touchpoint": "kiosk", "metric": "no such"}).status_code == 422
    assert program.told("get", one)["touchpoint"] == "class"


def test_a_draw_is_kept_through_other_changes(program, workspace, plan):
    make_location(workspace, "ost")
    one = f"plans/{plan['id']}"

    drawn = program.told("post", f"{one}/draw", {"places": ["nord", "sud", "ost"], "how_many": 1})
    again = program.told("post", f"{one}/draw", {"places": ["ost", "sud", "nord"], "how_many": 1})
    later = program.told("patch", one, {"expected": 5})

    assert (drawn["design"], len(drawn["treated"]), len(drawn["compared"])) == ("randomised", 1, 2)
    assert drawn["treated"] == again["treated"] == later["treated"]
    assert drawn["seed"] == later["seed"] is not None
    assert program("post", f"{one}/draw", {"places": ["nord", "sud"], "how_many": 2}).status_code == 409


def test_once_committed_to_it_stands(program, plan):
    one = f"plans/{plan['id']}"
    assert program("post", f"{one}/commit").status_code == 409

    promised = program.told("put", f"{one}/comparison", {"places": ["sud"]})["promised"]
    assert promised["smallest"] is None and promised["cautions"]  # nothing was heard yet
    assert program.told("post", f"{one}/commit")["committed_at"]
    assert program("patch", one, {"places": ["sud"]}).status_code == 409
    assert program("delete", one).status_code == 409
    assert program.told("patch", one, {"hypothesis": "They are full"})["hypothesis"] == "They are full"
    assert program.told("post", f"{one}/end", {"conclusion": "Kept"})["state"] == "over"


def test_what_came_of_it_is_told_with_its_sentence(program, plan):
    found = Found("told", 18.0, 7.0, 29.0, 0.01, 200, 800, "difference in differences", 2, "points", "answers")
    kept = Plan.objects.get(pk=plan["id"])
    Effect.objects.create(plan=kept, as_of=NOW.date(), measured_at=NOW, found=found.document())

    (effect,) = program.told("get", f"plans/{plan['id']}/effects")["items"]

    assert effect["says"].startswith("Net Promoter Score in Nord rose by 18 points more than elsewhere")
    assert (effect["found"]["low"], effect["confounded"]) == (7.0, False)


def test_a_comparison_is_proposed(program, plan):
    assert program.told("get", f"plans/{plan['id']}/comparison")["places"] == []


def test_tasks_are_added_ticked_and_taken_away(program, plan, alice):
    tasks = f"plans/{plan['id']}/tasks"
    made = program.told(
        "post", tasks, {"words": "Order", "owner": alice.user.email, "due_on": "2026-05-01"}, status=201
    )

    assert program.told("patch", f"{tasks}/{made['id']}", {"done": True})["done_at"]
    assert [each["owner"] for each in program.told("get", tasks)] == [alice.user.email]
    program.told("delete", f"{tasks}/{made['id']}", status=204)
    assert program.told("get", tasks) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"metric": "happiness"}, {"metric": None}, {"method": "curve"}, {"metric": "retention"}, {"places": ["moon"]},
        {"ends_on": "2026-05-04"}, {"owner": "nobody@example.org"}, {"goal": 77}, {"name": " "}, {"colour": "red"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(program, wrong):
    assert program("post", "plans", PLAN | wrong).status_code == 422


def test_a_key_that_only_reads_changes_nothing_and_another_company_finds_nothing(client, workspace, plan):
    reader, stranger = Program(client, workspace, "read"), Program(client, make_workspace("bakery"))
    one = f"plans/{plan['id']}"

    assert (reader("get", one).status_code, reader("delete", one).status_code) == (200, 403)
    assert stranger("get", one).status_code == stranger("get", f"{one}/tasks").status_code == 404
    assert stranger.told("get", "plans")["items"] == []
