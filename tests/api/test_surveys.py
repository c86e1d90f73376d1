"""A program runs surveys as a person does on pages: the same steps, the same refusals, its own workspace only."""

import json
from uuid import uuid4

import pytest

from heedful.act.webhooks.models import Delivery
from heedful.interactions import loader
from heedful.listen.responses.models import Response
from heedful.listen.surveys.models import Survey
from heedful.people.models import Customer, Trace
from tests.api.conftest import NOW, bearer
from tests.api.test_interactions import is_problem, rows
from tests.factories import make_customer

DOCUMENT = {
    "languages": ["en", "lt"],
    "title": {"en": "Your visit", "lt": "Jūsų apsilankymas"},
    "thanks": {"en": "Thank you", "lt": "Ačiū"},
    "questions": [
        {"type": "nps", "key": "recommend", "required": True, "title": {"en": "Would you recommend us?", "lt": "Ar?"},
         "lowest": {"en": "No", "lt": "Ne"}, "highest": {"en": "Yes", "lt": "Taip"}},
        {"type": "text", "key": "why", "title": {"en": "Why?", "lt": "Kodėl?"}},
        {"type": "choice", "key": "what", "title": {"en": "What?", "lt": "Kas?"}, "options": [
            {"key": "sauna", "title": {"en": "Sauna", "lt": "Sauna"}},
            {"key": "pool", "title": {"en": "Pool", "lt": "Baseinas"}}]},
    ],
}  # fmt: skip


class Program:
    """Sends JSON with a key that may do everything, and says what came back."""

    def __init__(self, client, workspace, *scopes):
        self.client, self.headers = client, bearer(workspace, *(scopes or ("read", "write", "manage")))

    def __call__(self, method, path, body=None, **headers):
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        given = {**self.headers, **headers}
        return getattr(self.client, method)(f"/api/v1/{path}", headers=given, **sent)

    def told(self, method, path, body=None, *, status=200, **headers):
        answer = self(method, path, body, **headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def program(client, workspace, store):
    return Program(client, workspace)


@pytest.fixture
def pulse(program):
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    program.told("post", "surveys/pulse/publish")
    return "pulse"


def finished(program, **more):
    given = {"id": str(uuid4()), "answers": {"recommend": 9}, "finished": True} | more
    return program.told("post", "surveys/pulse/responses", given, status=201)


def test_from_nothing_to_a_published_survey_and_an_answer_in_the_log(program, workspace, store):
    made = program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    assert (made["key"], made["state"], made["version"], made["draft"]["step"]) == ("pulse", "draft", None, 1)
    assert [each for each in program.told("get", "surveys/pulse/problems") if each["severity"] == "stops"] == []
    assert program.told("post", "surveys/pulse/publish")["number"] == 1
    link = program.told("post", "surveys/pulse/links", {"name": "Door", "location": "nord"}, status=201)
    assert link["address"].endswith(f"/s/{link['code']}/")

    kept = finished(program, customer="Ann@Example.org", location="nord", properties={"app": "2.1"})
    loader.load(store, now=NOW)

    assert (kept["customer"], kept["channel"], kept["score"]) == ("ann@example.org", "app", 9)
    [row] = rows(store, workspace)
    assert (row["id"], row["value"], row["channel"], row["location"]) == (
        f"{kept['id']}:recommend", 9.0, "app", "nord",
    )  # fmt: skip
    assert Trace.objects.filter(what=Trace.What.SURVEY_PUBLISHED).get().by_name.startswith("till (hf_")


def test_a_template_begins_a_survey_and_an_unknown_one_names_those_there_are(program):
    keys = [each["key"] for each in program.told("get", "survey-templates")]
    made = program.told("post", "surveys", {"name": "After", "template": keys[0]}, status=201)
    assert (made["template"], made["draft"]["document"]["languages"]) == (keys[0], ["en", "ru", "uk", "lt"])
    wrong = is_problem(program("post", "surveys", {"name": "x", "template": "nothing"}), 422)
    assert keys[0] in wrong["detail"]
    is_problem(program("post", "surveys", {"name": "x", "document": {"questions": [{"type": "x"}]}}), 422)


def test_a_draft_is_never_written_over_unseen(program, pulse):
    read = program("get", "surveys/pulse")
    body = {"document": DOCUMENT | {"title": {"en": "Other"}}}
    is_problem(program("put", "surveys/pulse/draft", body), 428)
    changed = program("put", "surveys/pulse/draft", body, **{"If-Match": read["ETag"]})
    assert changed.json()["step"] == 2
    is_problem(program("put", "surveys/pulse/draft", body, **{"If-Match": read["ETag"]}), 412)
    is_problem(program("put", "surveys/pulse/draft", {"document": DOCUMENT, "step": 1}), 409)
    assert program.told("put", "surveys/pulse/draft", {"document": DOCUMENT, "step": 2})["step"] == 3


def test_what_cannot_work_is_not_published(program):
    program.told("post", "surveys", {"name": "Empty", "document": {}}, status=201)
    problem = is_problem(program("post", "surveys/empty/publish"), 409)
    assert problem["errors"][0]["severity"] == "stops"
    assert program("delete", "surveys/empty").status_code == 204
    is_problem(program("get", "surveys/empty"), 404)


def test_closed_archived_reopened_copied_and_kept_in_versions(program, pulse):
    assert program.told("post", "surveys/pulse/close")["state"] == "closed"
    refused = is_problem(program("post", "surveys/pulse/responses", {"id": str(uuid4()), "answers": {}}), 409)
    assert "closed" in refused["detail"] and not Response.objects.exists()
    assert program.told("post", "surveys/pulse/archive")["state"] == "archived"
    assert program.told("post", "surveys/pulse/reopen")["state"] == "open"
    is_problem(program("delete", "surveys/pulse"), 409)
    copy = program.told("post", "surveys/pulse/copy", {"name": "Again"}, status=201)
    assert copy["draft"]["document"] == program.told("get", "surveys/pulse")["draft"]["document"]
    assert [each["number"] for each in program.told("get", "surveys/pulse/versions")] == [1]
    assert program.told("get", "surveys/pulse/versions/1")["document"]["title"]["en"] == "Your visit"
    is_problem(program("get", "surveys/pulse/versions/2"), 404)
    renamed = program.told("patch", "surveys/pulse", {"name": "Beat", "closes_at": "2030-01-01T00:00:00Z"})
    assert (renamed["name"], renamed["closes_at"]) == ("Beat", "2030-01-01T00:00:00Z")
    assert program.told("patch", "surveys/pulse", {"closes_at": None})["closes_at"] is None


def test_a_list_is_read_page_by_page(program, workspace):
    for number in range(5):
        program.told("post", "surveys", {"name": f"S{number}", "document": {}}, status=201)
    first = program.told("get", "surveys?limit=3")
    second = program.told("get", f"surveys?limit=3&after={first['next']}")
    assert [each["name"] for each in first["items"] + second["items"]] == ["S4", "S3", "S2", "S1", "S0"]
    assert second["next"] is None
    is_problem(program("get", "surveys?after=x"), 422)


def test_the_same_answers_again_are_the_same_response(program, pulse):
    given = {"id": str(uuid4()), "answers": {"recommend": 3}}
    program.told("post", "surveys/pulse/responses", given, status=201)
    again = program.told("post", "surveys/pulse/responses", given)
    done = program.told(
        "patch", f"surveys/pulse/responses/{given['id']}", {"answers": {"why": "Cold"}, "finished": True}
    )
    assert (again["answers"], done["answers"]) == ({"recommend": 3}, {"recommend": 3, "why": "Cold"})
    assert done["finished_at"] is not None
    late = program.told("patch", f"surveys/pulse/responses/{given['id']}", {"answers": {"recommend": 10}})
    assert late["answers"]["recommend"] == 3  # the log has been told
    assert Response.objects.count() == 1


def test_each_wrong_answer_is_named_and_nothing_is_kept(program, pulse):
    answers = {"recommend": 11, "what": "steam", "why": 5, "colour": "red"}
    problem = is_problem(program("post", "surveys/pulse/responses", {"id": str(uuid4()), "answers": answers}), 422)
    assert {each["field"] for each in problem["errors"]} == {f"answers.{key}" for key in answers}
    unfinished = {"id": str(uuid4()), "answers": {"why": "Warm"}, "finished": True}
    problem = is_problem(program("post", "surveys/pulse/responses", unfinished), 422)
    assert problem["errors"] == [{"field": "answers.recommend", "reason": "must be answered to finish"}]
    for more in ({"costumer": "ann"}, {"language": "de"}, {"location": "mars"}, {"started_at": "0001-01-01T00:00:00Z"}):
        is_problem(program("post", "surveys/pulse/responses", {"id": str(uuid4()), "answers": {}} | more), 422)
    assert not Response.objects.exists() and not Customer.objects.exists()


def test_of_an_anonymous_survey_no_customer_is_made(program):
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT | {"anonymous": True}}, status=201)
    program.told("post", "surveys/pulse/publish")
    assert finished(program, customer="ann")["customer"] is None
    assert not Customer.objects.exists()


def test_responses_are_found_by_what_the_page_filters_by(program, pulse):
    good = finished(program, location="nord", language="lt")
    poor = finished(program, answers={"recommend": 2, "why": "Cold water"})

    def found(query):
        return [each["id"] for each in program.told("get", f"responses?survey=pulse&{query}")["items"]]

    assert found("") == [poor["id"], good["id"]]
    assert found("band=poor") == found("q=water") == found("has_words=true") == [poor["id"]]
    assert found("location=nord") == found("language=lt") == [good["id"]]
    assert found("from=2199-01-01") == []
    assert found(f"updated_since={good['updated_at'].replace('+', '%2B')}") == [good["id"], poor["id"]]
    since = "responses?updated_since=2020-01-01T00:00:00Z&limit=1"
    first = program.told("get", since)
    second = program.told("get", f"{since}&after={first['next']}")
    assert [first["items"][0]["id"], second["items"][0]["id"], second["next"]] == [good["id"], poor["id"], None]
    is_problem(program("get", "responses?survey=nothing"), 404)
    is_problem(program("get", "responses?locaton=nord"), 422)
    is_problem(program("get", "responses?location=mars"), 422)
    is_problem(program("get", "responses?from=2026-02-01&to=2026-01-01"), 422)


def test_a_response_is_set_aside_taken_back_noted_on_and_tagged(program, pulse):
    one = f"surveys/pulse/responses/{finished(program)['id']}"
    assert program.told("post", f"{one}/set-aside", {"why": "spam"})["set_aside"] == "spam"
    assert program.told("get", "responses")["items"] == []
    assert len(program.told("get", "responses?set_aside=only")["items"]) == 1
    assert program.told("post", f"{one}/take-back")["set_aside"] is None
    assert program.told("post", f"{one}/set-aside", {"why": "try"})["set_aside"] == "try"
    assert program.told("post", f"{one}/take-back")["set_aside"] is None
    note = program.told("post", f"{one}/notes", {"text": "Called them"}, status=201)
    assert note["by"].startswith("till (hf_")
    assert program.told("get", f"{one}/notes") == [note]
    assert program("delete", f"{one}/notes/{note['id']}").status_code == 204
    assert program.told("put", f"{one}/tags/vip")["tags"] == program.told("put", f"{one}/tags/vip")["tags"] == ["vip"]
    assert program.told("get", one)["tags"] == ["vip"]
    assert program.told("delete", f"{one}/tags/vip")["tags"] == []


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx", "spss"])
def test_responses_leave_as_files(program, pulse, kind):
    finished(program, answers={"recommend": 9, "why": "Warm"})
    answer = program("get", f"responses/export?survey=pulse&format={kind}")
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["X-Rows"]) == (200, "1")
    assert content.startswith({"csv": b"", "parquet": b"PAR1"}.get(kind, b"PK"))
    assert kind != "csv" or b"Warm" in content
    assert Trace.objects.filter(what=Trace.What.RESPONSES_EXPORTED).get().details["rows"] == 1


def test_people_are_put_on_a_list_once_from_json_and_csv(program, workspace):
    number = program.told("post", "audiences", {"name": "Members"}, status=201)["id"]
    people = [{"email": "ann@example.org", "name": "Ann", "club": "Nord"}, {"email": "nobody"}]
    for added in (1, 0):
        told = program.told("post", f"audiences/{number}/people", people)
        assert (told["added"], told["known"], told["rejected"]) == (added, 1 - added, 1)
    csv = "email,name\nbea@example.org,Bea\nann@example.org,Anna\n"
    path = f"/api/v1/audiences/{number}/people"
    told = program.client.post(path, csv, content_type="text/csv", headers=program.headers).json()
    assert (told["added"], told["known"], told["rejected"]) == (1, 1, 0)
    assert program.told("get", f"audiences/{number}")["n"] == 2
    listed = program.told("get", f"audiences/{number}/people?limit=1")
    assert listed["items"][0]["customer"] == "bea@example.org" and listed["next"]
    assert program("delete", f"audiences/{number}/people/bea@example.org").status_code == 204
    assert program.told("get", f"audiences/{number}")["n"] == 1
    is_problem(program("post", f"audiences/{number}/people", [{"email": "x@y.org"}] * 10_001), 413)
    is_problem(program.client.post(path, "x", content_type="text/xml", headers=program.headers), 415)
    is_problem(program("post", "audiences", {"name": "Members"}), 409)
    assert program.told("patch", f"audiences/{number}", {"name": "All"})["name"] == "All"
    assert program("delete", f"audiences/{number}").status_code == 204
    is_problem(program("get", f"audiences/{number}"), 404)


@pytest.mark.parametrize(
    "condition",
    [
        {"about": "moon"},
        {"about": "score", "values": ["happy"]},
        {"about": "score"},
        {"about": "order", "days": 0},
        {"about": "order", "days": 10**12},
        {"about": "reachable", "values": ["fax"]},
        {"about": "list", "audience": 999},
        {"about": "orders", "least": -1},
    ],
)
def test_a_condition_that_is_none_is_refused(program, condition):
    given = {"name": "Some", "kind": "segment", "conditions": [condition]}
    is_problem(program("post", "audiences", given), 422)


def test_a_segment_is_counted_now(program, workspace):
    make_customer(workspace, "ann", language="lt")
    make_customer(workspace, "bea", language="en")
    given = {"name": "Some", "kind": "segment", "conditions": [{"about": "language", "values": ["lt"]}]}
    number = program.told("post", "audiences", given, status=201)["id"]
    assert program.told("get", f"audiences/{number}")["n"] == 1
    is_problem(program("post", f"audiences/{number}/people", [{"email": "x@y.org"}]), 409)


def test_a_sending_is_made_started_and_ended_and_one_person_is_asked(program, pulse):
    given = {"name": "To all", "channel": "link", "words": {"en": {"subject": "Hello"}}}
    sending = program.told("post", "surveys/pulse/sendings", given, status=201)
    one = f"sendings/{sending['id']}"
    assert program.told("post", f"{one}/start")["started_at"]
    for _ in range(2):
        asked = program.told("post", f"{one}/invitations", {"customer": "Ann@example.org"}, status=201)
    assert (asked["customer"], asked["state"]) == ("ann@example.org", "sent")
    assert len(program.told("get", f"invitations?survey=pulse&state=sent&sending={sending['id']}")["items"]) == 1
    assert program.told("get", "invitations?state=dropped")["items"] == []
    assert program.told("get", one)["states"] == {"sent": 1}
    steps = program.told("get", "customers/ann@example.org/asked?survey=pulse")
    assert steps[-1]["code"] == "sent" and len(steps) == 2
    assert program.told("patch", one, {"daily_cap": 5})["daily_cap"] == 5
    assert program.told("post", f"{one}/pause")["paused_at"]
    assert program.told("post", f"{one}/end")["ended_at"]
    is_problem(program("post", f"{one}/start"), 409)
    is_problem(program("get", "customers/nobody/asked"), 404)
    is_problem(program("post", "surveys/pulse/sendings", {"name": "x", "kind": "trigger"}), 409)
    is_problem(program("post", "surveys/pulse/sendings", {"name": "x", "audience": 99}), 422)


def test_links_are_closed_and_opened_again(program, pulse):
    link = program.told("post", "surveys/pulse/links", {"name": "Door"}, status=201)
    assert program.told("post", f"links/{link['code']}/close")["closed_at"]
    assert program.told("post", f"links/{link['code']}/reopen")["closed_at"] is None
    assert [each["code"] for each in program.told("get", "surveys/pulse/links")["items"]] == [link["code"]]


def test_a_key_does_what_it_was_made_for(client, workspace, program, pulse):
    read, write = Program(client, workspace, "read"), Program(client, workspace, "write")
    answer = {"id": str(uuid4()), "answers": {"recommend": 9}}
    for method, path, body in (
        ("post", "surveys", {"name": "x", "document": {}}),
        ("post", "surveys/pulse/close", None),
        ("post", "audiences", {"name": "x"}),
    ):
        is_problem(read(method, path, body), 403)
        is_problem(write(method, path, body), 403)
    is_problem(read("post", "surveys/pulse/responses", answer), 403)
    is_problem(write("get", "responses"), 403)
    assert write("post", "surveys/pulse/responses", answer).status_code == 201
    assert Survey.objects.count() == 1


def test_charlies_key_finds_nothing_of_alices(client, program, pulse, charlie):
    number = program.told("post", "audiences", {"name": "Members"}, status=201)["id"]
    sending = program.told("post", "surveys/pulse/sendings", {"name": "All", "channel": "link"}, status=201)["id"]
    link = program.told("post", "surveys/pulse/links", {"name": "Door"}, status=201)["code"]
    kept, theirs = finished(program, customer="ann")["id"], Program(client, charlie.workspace)
    named, said = {"name": "x"}, {"id": kept, "customer": "ann"}
    for method, path, *body in (
        ("get", "surveys/pulse"),
        ("patch", "surveys/pulse", named),
        ("put", "surveys/pulse/draft", {"document": DOCUMENT, "step": 1}),
        ("post", "surveys/pulse/publish"),
        ("post", "surveys/pulse/close"),
        ("post", "surveys/pulse/copy", named),
        ("get", "surveys/pulse/versions/1"),
        ("get", "surveys/pulse/links"),
        ("post", "surveys/pulse/links", named),
        ("post", f"links/{link}/close"),
        ("get", f"audiences/{number}"),
        ("patch", f"audiences/{number}", named),
        ("get", f"audiences/{number}/people"),
        ("get", f"sendings/{sending}"),
        ("post", f"sendings/{sending}/end"),
        ("post", f"sendings/{sending}/invitations", {"customer": "ann"}),
        ("post", "surveys/pulse/responses", said),
        ("get", f"surveys/pulse/responses/{kept}"),
        ("patch", f"surveys/pulse/responses/{kept}", {"finished": True}),
        ("post", f"surveys/pulse/responses/{kept}/set-aside", {"why": "spam"}),
        ("post", f"surveys/pulse/responses/{kept}/notes", {"text": "x"}),
        ("put", f"surveys/pulse/responses/{kept}/tags/x"),
        ("get", "customers/ann/asked"),
        ("get", "responses?survey=pulse"),
        ("get", "responses/export?survey=pulse"),
    ):
        assert theirs(method, path, *body).status_code == 404, (method, path)
    for path in ("surveys", "audiences", "invitations", "responses"):
        assert theirs.told("get", path)["items"] == []
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("body", ["{", "[1]", '{"name": NaN}', '"\\ud800"', '{"name": "\\ud800"}', "[" * 100_000])
def test_a_body_that_is_none_is_a_problem(program, body):
    answer = program.client.post("/api/v1/surveys", body, content_type="application/json", headers=program.headers)
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
