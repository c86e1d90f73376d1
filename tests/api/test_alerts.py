"""A program writes alert rules, sees what they would do, and answers what fires."""

from datetime import timedelta

from django.utils import timezone

from heedful import flow
from heedful.act.alerts.models import Firing, Rule
from heedful.interactions import loader, spool, stores
from heedful.interactions.schema import Heard
from heedful.people.models import Trace, Workspace
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import Program, program  # noqa: F401 - a fixture

STARS = {"name": "Bad reviews", "condition": {"looks_for": "stars", "at_most": 2}}


def hear_a_bad_review(number: str = "r1") -> None:
    now = timezone.now() + timedelta(seconds=1)
    spool.hear("clubs", [Heard(id=number, kind="review", value=1.0, occurred_at=now, received_at=now)])
    loader.load(stores.current(), now=now + timedelta(seconds=1))


def test_a_rule_is_written_simulated_switched_on_and_fires(program):  # noqa: F811
    flow.begin()
    rule = program.told("post", "alert-rules", STARS, status=201)
    assert rule["on_since"] is None and rule["about"] == "item"
    assert program.told("get", f"alert-rules/{rule['id']}/simulation")["simulated"]["times"] == 0
    assert program.told("post", f"alert-rules/{rule['id']}/on")["on_since"]

    hear_a_bad_review()
    [alert] = program.told("get", "alerts")["items"]
    assert (alert["rule"], alert["state"], alert["items_count"]) == (rule["id"], "firing", 1)
    assert [item["interaction"] for item in program.told("get", f"alerts/{alert['id']}")["items"]] == ["r1"]
    assert program.told("post", f"alert-rules/{rule['id']}/simulate")["simulated"]["times"] in (0, 1)

    taken = program.told("post", f"alerts/{alert['id']}/acknowledge", {"by": "Mara"})
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "Mara")
    assert program.told("get", "alerts?state=firing")["items"] == []
    assert program.told("post", f"alerts/{alert['id']}/resolve", {"why": "answered"})["state"] == "resolved"
    assert [each["id"] for each in program.told("get", "alerts?state=resolved")["items"]] == [alert["id"]]

    program.told("post", f"alert-rules/{rule['id']}/off")
    program.told("delete", f"alert-rules/{rule['id']}", status=204)
    assert not Rule.objects.exists() and not Firing.objects.exists()
    assert Trace.objects.filter(what="alert rule switched").count() == 2


def test_what_is_left_out_of_a_change_stays(program):  # noqa: F811
    number = program.told("post", "alert-rules", STARS | {"minimum_n": 3, "locations": ["nord"]}, status=201)["id"]
    changed = program.told("patch", f"alert-rules/{number}", {"name": "Reviews"})
    assert (changed["name"], changed["minimum_n"], changed["locations"]) == ("Reviews", 3, ["nord"])
    assert changed["condition"] == {"looks_for": "stars", "at_most": 2}


def test_what_cannot_be_looked_for_is_refused_and_says_why(program):  # noqa: F811
    change = {"looks_for": "change", "metric": "nps", "method": "0-10"}
    for wrong, says in (
        ({"condition": {"looks_for": "nonsense"}}, "nonsense"),
        ({"condition": {"looks_for": "stars", "stars": 2}}, "stars"),
        ({"condition": {"looks_for": "words", "words": ["!"]}}, "no word"),
        ({"condition": change}, "1440"),
        ({"condition": change | {"metric": "clv"}, "window_minutes": 1440}, "no such"),
        ({"condition": change | {"false_alarm_days": 0}, "window_minutes": 1440}, "10000"),
        ({"minimum_n": 0}, "greater than"),
        ({"tells": [{"to": "everybody"}]}, "members"),
    ):
        told = is_problem(program("post", "alert-rules", STARS | wrong), 422)
        assert says in str(told["errors"]), told
    assert "20:00" in is_problem(program("post", "alert-rules", STARS | {"quiet_hours": "at night"}), 409)["detail"]
    assert not Rule.objects.exists()


def test_another_workspace_and_a_key_that_may_only_read(client, workspace, store, program):  # noqa: F811
    flow.begin()
    number = program.told("post", "alert-rules", STARS, status=201)["id"]
    program.told("post", f"alert-rules/{number}/on")
    hear_a_bad_review()
    alert = Firing.objects.get().pk
    other = Program(client, Workspace.objects.create(key="other", name="Other"))
    for method, path in (
        ("get", f"alert-rules/{number}"),
        ("patch", f"alert-rules/{number}"),
        ("post", f"alert-rules/{number}/on"),
        ("post", f"alert-rules/{number}/off"),
        ("post", f"alert-rules/{number}/simulate"),
        ("get", f"alert-rules/{number}/simulation"),
        ("delete", f"alert-rules/{number}"),
        ("get", f"alerts/{alert}"),
        ("post", f"alerts/{alert}/acknowledge"),
        ("post", f"alerts/{alert}/resolve"),
    ):
        given = {} if method == "patch" or path.endswith(("acknowledge", "resolve")) else None
        assert other(method, path, given).status_code == 404, path
    assert other.told("get", "alerts")["items"] == other.told("get", "alert-rules")["items"] == []
    reader = Program(client, workspace, "read")
    assert reader("get", "alerts").status_code == 200
    assert reader("post", f"alert-rules/{number}/off").status_code == 403
