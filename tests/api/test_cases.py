"""A program opens cases, works on them and closes them as a person does, in its own workspace only."""

import pytest

from heedful.act.cases.models import Case, CaseEvent
from heedful.interactions import loader
from heedful.people.customers.models import Identity
from heedful.people.mail.models import Letter
from tests.api.conftest import NOW, bearer, score
from tests.api.test_surveys import Program
from tests.factories import make_customer, make_member, make_workspace


@pytest.fixture
def program(client, workspace, store):
    return Program(client, workspace)


@pytest.fixture
def ann(workspace):
    customer = make_customer(workspace, "ann")
    Identity.objects.create(workspace=workspace, customer=customer, kind="email", value="ann@example.org")
    return customer


@pytest.fixture
def case(program, ann):
    given = {"title": "Rang about the sauna", "customer": "ann@example.org", "location": "nord", "causes": ["boiler"]}
    return program.told("post", "cases", given, status=201)


def test_a_case_is_opened_worked_on_and_closed(program, workspace, case):
    dana = make_member(workspace, "dana", "agent")
    assert (case["number"], case["origin"], case["customer"], case["location"]) == (1, "hand", "ann", "nord")
    changed = program.told("patch", "cases/1", {"owner": dana.user.username, "priority": 1, "title": "No sauna"})
    assert (changed["owner"], changed["priority"], changed["title"], changed["causes"]) == (
        dana.user.username, 1, "No sauna", ["boiler"],
    )  # fmt: skip
    program.told("post", "cases/1/notes", {"text": "The plumber comes."})
    assert program.told("post", "cases/1/replies", {"text": "We are sorry."})["waits_since"] is None
    assert Letter.objects.get().to == "ann@example.org"
    task = program.told("post", "cases/1/tasks", {"words": "Ring the plumber"})["tasks"][0]
    assert program.told("post", f"cases/1/tasks/{task['id']}/done")["tasks"][0]["done_at"]
    assert program.told("post", "cases/1/rest", {"until": "2190-01-01T08:00:00Z"})["rests_until"]
    assert program.told("post", "cases/1/waking")["rests_until"] is None
    closed = program.told("post", "cases/1/closure", {"cause": "boiler", "remedy": "mended"})
    assert closed["closed_at"] and closed["closures"][0]["remedy"] == "mended"
    assert program("post", "cases/1/closure", {"cause": "boiler", "remedy": "mended"}).status_code == 409
    assert program.told("post", "cases/1/reopening")["closed_at"] is None
    told = [each["what"] for each in program.told("get", "cases/1/events")["items"]]
    assert (told[0], told[-1]) == ("reopened", "opened")
    assert CaseEvent.objects.filter(by_name__startswith="till").count() == len(told)


def test_a_case_is_opened_once_from_what_was_heard(program, store, workspace):
    sent = score(2.0, id="a1", customer="ann", location="nord")
    program.told("post", "interactions", sent, status=202)
    loader.load(store, now=NOW)
    first = program.told("post", "cases", {"title": "A detractor", "interaction": "a1"}, status=201)
    again = program.told("post", "cases", {"title": "A detractor", "interaction": "a1"}, status=201)
    assert first["number"] == again["number"] == 1
    assert (first["origin"], first["customer"], first["interactions"]) == ("answer", "ann", ["a1"])
    assert program("post", "cases", {"title": "x", "interaction": "nothing"}).status_code == 404


def test_two_cases_become_one(program, case):
    program.told("post", "cases", {"title": "Again", "customer": "ann"}, status=201)
    kept = program.told("post", "cases/2/merging", {"into": 1})
    assert kept["number"] == 1
    assert program.told("get", "cases/2")["merged_into"] == 1
    assert program("post", "cases/1/merging", {"into": 1}).status_code == 409
    assert program("post", "cases/1/merging", {"into": 99}).status_code == 404


def test_a_list_is_turned_and_narrowed(program, case):
    for n in range(3):
        program.told("post", "cases", {"title": f"Case {n}", "priority": 1}, status=201)
    page = program.told("get", "cases?limit=3")
    assert [each["number"] for each in page["items"]] == [4, 3, 2]
    assert [each["number"] for each in program.told("get", f"cases?after={page['next']}")["items"]] == [1]
    for asked, n in (
        ("priority=1", 3),
        ("location=nord", 1),
        ("cause=boiler", 1),
        ("state=closed", 0),
        ("origin=hand", 4),
    ):
        assert len(program.told("get", f"cases?{asked}")["items"]) == n
    for odd in ("state=x", "priority=9", "evil=1", "location=moon", "after=x"):
        assert program("get", f"cases?{odd}").status_code == 422


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("cases", {"title": ""}), ("cases", {"title": "x", "customer": "nobody"}),
        ("cases", {"title": "x", "location": "moon"}), ("cases", {"title": "x", "evil": 1}),
        ("cases/1/closure", {"cause": "x"}), ("cases/1/rest", {"until": "soon"}),
        ("cases/1/closure", {"cause": "x", "remedy": "y", "ask_again_days": 7}),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(program, case, path, given):
    assert program("post", path, given).status_code == 422
    assert program("patch", "cases/1", {"owner": "nobody@example.org"}).status_code == 422
    assert Case.objects.filter(closed_at=None).count() == 1


def test_another_companys_program_finds_nothing(client, case):
    stranger = Program(client, make_workspace("bakery"))
    assert stranger.told("get", "cases")["items"] == []
    for method, path in (("get", "cases/1"), ("get", "cases/1/events"), ("post", "cases/1/reopening")):
        assert stranger(method, path).status_code == 404


def test_a_key_that_only_reads_changes_nothing(client, workspace, case):
    headers = bearer(workspace, "read")
    assert client.get("/api/v1/cases/1", headers=headers).status_code == 200
    answer = client.post("/api/v1/cases/1/waking", headers=headers)
    assert answer.status_code == 403
