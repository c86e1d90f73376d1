# ruff: noqa: F811 -- fixtures are asked for by their names
"""What the builder's other pages do, for programs: a file brought along, changes, languages, looks, quotas."""

import pytest

from heedful.listen.surveys.document import parse_document
from heedful.listen.surveys.models import Survey
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import DOCUMENT, Program, finished, program, pulse  # noqa: F401 - fixtures

QSF = {
    "SurveyEntry": {"SurveyName": "Visit", "SurveyLanguage": "EN"},
    "SurveyElements": [
        {"Element": "BL", "Payload": [{"ID": "B", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
        {"Element": "FL", "Payload": {"Flow": [{"Type": "Block", "ID": "B"}]}},
        {"Element": "SQ", "Payload": {
            "QuestionID": "QID1", "QuestionType": "TE", "Selector": "SL",
            "QuestionText": "Why?", "DataExportTag": "why",
        }},
        {"Element": "QO", "Payload": {"Name": "Two hundred"}},
    ],
}  # fmt: skip
DARK = {"page": "#101010", "text": "#1f1f1f"}


def test_a_file_of_qualtrics_becomes_a_draft_and_says_what_stayed_behind(program):
    made = program.told("post", "survey-files?name=Our+visits", QSF, status=201)

    assert (made["key"], made["name"], made["state"]) == ("our-visits", "Our visits", "draft")
    assert [each["key"] for each in made["draft"]["document"]["questions"]] == ["why"]
    assert any("Two hundred" in each for each in made["dropped"])
    assert program.told("post", "survey-files", QSF, status=201)["name"] == "Visit"


@pytest.mark.parametrize("body", [{}, {"SurveyElements": 3}, [], {"SurveyElements": []}])
def test_a_file_of_something_else_is_refused(program, body):
    problem = is_problem(program("post", "survey-files", body), 422)

    assert problem["errors"][0]["field"] == "body" and problem["errors"][0]["reason"]
    assert not Survey.objects.exists()


def test_a_file_in_another_type_or_with_an_unknown_wish_is_refused(program):
    given = {"data": "x", "content_type": "text/xml", "headers": program.headers}
    is_problem(program.client.post("/api/v1/survey-files", **given), 415)
    is_problem(program("post", "survey-files?nme=x", QSF), 422)
    is_problem(program.client.post("/api/v1/survey-files", **given | {"content_type": "application/json"}), 422)


def test_what_stops_a_draft_and_what_is_wrong_in_a_document_is_said_field_by_field(program, pulse):
    without = DOCUMENT | {"questions": [DOCUMENT["questions"][0] | {"title": {}}]}
    program.told("put", "surveys/pulse/draft", {"document": without, "step": 1})
    problem = is_problem(program("post", "surveys/pulse/publish"), 409)
    assert {"field": "questions.recommend.title", "code": "words-missing", "severity": "stops"}.items() <= problem[
        "errors"
    ][0].items()

    wrong = DOCUMENT | {"questions": [DOCUMENT["questions"][0] | {"required": "perhaps"}]}
    problem = is_problem(program("put", "surveys/pulse/draft", {"document": wrong, "step": 2}), 422)
    assert problem["errors"] == [{"field": "document.questions.0.required", "reason": "Expected `bool`, got `str`"}]


def test_only_the_step_that_was_looked_at_is_published(program):
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    program.told("put", "surveys/pulse/draft", {"document": DOCUMENT | {"layout": "all"}, "step": 1})

    is_problem(program("post", "surveys/pulse/publish", **{"If-Match": '"1"'}), 412)
    assert program.told("post", "surveys/pulse/publish", **{"If-Match": '"2"'})["number"] == 1


def test_what_the_draft_has_otherwise_is_told(program, pulse):
    assert program.told("get", "surveys/pulse/changes") == {
        "is_published": True, "breaks": False, "minutes": 1, "changes": [],
    }  # fmt: skip
    other = [DOCUMENT["questions"][0] | {"scale": "1-10"}, *DOCUMENT["questions"][1:2]]
    program.told("put", "surveys/pulse/draft", {"document": DOCUMENT | {"questions": other}, "step": 1})

    told = program.told("get", "surveys/pulse/changes")

    assert (told["is_published"], told["breaks"]) == (False, True)
    assert {(each["what"], each["question"], each["breaks"]) for each in told["changes"]} == {
        ("changed", "recommend", True), ("removed", "what", False),
    }  # fmt: skip
    assert all(each["says"] for each in told["changes"])


def test_a_language_is_added_translated_made_the_first_and_removed(program, pulse):
    one = "surveys/pulse/languages"
    assert [(each["language"], each["is_first"], each["missing"]) for each in program.told("get", one)] == [
        ("en", True, 0), ("lt", False, 0),
    ]  # fmt: skip
    added = program.told("put", f"{one}/uk")
    assert program.told("put", f"{one}/uk") == added  # the same again changes nothing
    said = {each["path"]: each for each in added["words"]}
    assert said["questions.recommend.title"]["text"]  # in the standard words
    assert said["questions.why.title"] == {"path": "questions.why.title", "says": "Why?", "text": ""}

    told = program.told("patch", f"{one}/uk", {"words": {"questions.why.title": "Чому?"}})
    assert told["missing"] == added["missing"] - 1
    assert program.told("patch", f"{one}/uk", {"words": {"questions.why.title": ""}})["missing"] == added["missing"]
    assert program.told("patch", f"{one}/lt", {"is_first": True})["is_first"] is True
    assert program("delete", f"{one}/uk").status_code == 204
    document = program.told("get", "surveys/pulse")["draft"]["document"]
    assert document["languages"] == ["lt", "en"] and "uk" not in document["questions"][0]["title"]


def test_standard_words_fill_only_what_is_missing(program):
    asked = [{"type": "nps", "key": "recommend", "title": {"en": "Would you?", "lt": "Ar?"}}]
    given = {"name": "Pulse", "document": {"languages": ["en", "lt"], "questions": asked}}
    program.told("post", "surveys", given, status=201)

    told = program.told("patch", "surveys/pulse/languages/lt", {"standard_words": True})

    held = program.told("get", "surveys/pulse")["draft"]["document"]["questions"][0]
    assert held["title"]["lt"] == "Ar?" and held["lowest"]["lt"]
    assert told["missing"] == 0


def test_what_no_language_has_is_refused(program, pulse):
    one = "surveys/pulse/languages"
    problem = is_problem(program("patch", f"{one}/lt", {"words": {"questions.colour.title": "Spalva"}}), 422)
    assert problem["errors"][0]["field"] == "words.questions.colour.title"
    is_problem(program("patch", f"{one}/lt", {"words": {"": "Spalva"}}), 422)
    assert is_problem(program("put", f"{one}/zz"), 422)["errors"][0]["field"] == "language"
    is_problem(program("get", f"{one}/uk"), 404)
    is_problem(program("patch", f"{one}/uk", {}), 404)
    is_problem(program("delete", f"{one}/uk"), 404)
    is_problem(program("delete", f"{one}/en"), 409)
    assert program.told("get", "surveys/pulse")["draft"]["step"] == 1


def test_colours_are_tried_kept_and_held_against_one_another(program, pulse):
    before = program.told("get", "surveys/pulse/looks")
    assert all(each["is_enough"] for each in before["contrasts"])

    tried = program.told("get", "surveys/pulse/looks?page=%23101010&text=%231f1f1f")
    assert tried["contrasts"][0]["is_enough"] is False and tried["accent"] == before["accent"]
    assert program.told("get", "surveys/pulse/looks") == before

    kept = program.told("patch", "surveys/pulse/looks", {"accent": "#AA0000", "rounded": False})
    assert (kept["accent"], kept["rounded"], kept["page"]) == ("#aa0000", False, before["page"])
    document = parse_document(program.told("get", "surveys/pulse")["draft"]["document"])
    assert document.theme.accent == "#aa0000"
    for wrong in ({"page": "red"}, {"pge": "#000000"}):
        is_problem(program("patch", "surveys/pulse/looks", wrong), 422)
    is_problem(program("get", "surveys/pulse/looks?page=red"), 422)
    is_problem(program("get", "surveys/pulse/looks?colour=red"), 422)


def test_how_full_the_quotas_are(program):
    quotas = [{"key": "first", "most": 2}, {"key": "second", "most": 1}]
    given = {"name": "Pulse", "document": DOCUMENT | {"quotas": [quotas[0]]}}
    program.told("post", "surveys", given, status=201)
    assert program.told("get", "surveys/pulse/quotas") == [{"key": "first", "most": 2, "taken": 0, "is_full": False}]
    program.told("post", "surveys/pulse/publish")
    for _ in range(2):
        finished(program)
    program.told("put", "surveys/pulse/draft", {"document": DOCUMENT | {"quotas": quotas}, "step": 1})

    assert program.told("get", "surveys/pulse/quotas") == [  # of what is out, not of what is drafted
        {"key": "first", "most": 2, "taken": 2, "is_full": True}
    ]


def test_the_list_says_how_much_was_answered_and_leaves_out_the_archive(program, pulse):
    finished(program)
    [told] = program.told("get", "surveys?archived=false")["items"]
    assert (told["responses"], told["responses_are_more"]) == (1, False) and told["last_response_at"]
    program.told("post", "surveys/pulse/archive")
    assert program.told("get", "surveys?archived=false")["items"] == []
    assert len(program.told("get", "surveys?archived=true")["items"]) == 1
    is_problem(program("get", "surveys?archvied=true"), 422)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "surveys/pulse/changes", None),
        ("get", "surveys/pulse/quotas", None),
        ("get", "surveys/pulse/languages", None),
        ("get", "surveys/pulse/languages/lt", None),
        ("put", "surveys/pulse/languages/uk", None),
        ("patch", "surveys/pulse/languages/lt", {"words": {}}),
        ("delete", "surveys/pulse/languages/lt", None),
        ("get", "surveys/pulse/looks", None),
        ("patch", "surveys/pulse/looks", {"rounded": False}),
    ],
)
def test_charlies_key_finds_nothing_and_a_reading_one_changes_nothing(
    client, program, pulse, charlie, method, path, body
):
    is_problem(Program(client, charlie.workspace)(method, path, body), 404)
    reading = Program(client, Survey.objects.get().workspace, "read")(method, path, body)
    assert reading.status_code == (200 if method == "get" else 403), reading.content
    assert Survey.objects.get().draft.number == 1


def test_a_reading_key_brings_no_file(client, workspace, store):
    is_problem(Program(client, workspace, "read", "write")("post", "survey-files", QSF), 403)
    assert not Survey.objects.exists()
