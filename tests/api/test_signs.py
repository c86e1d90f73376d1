"""A program finds what looks like no real answer, and who seems to have answered twice."""

from uuid import uuid4

import pytest

from heedful.listen.responses.models import Repeat
from tests.api.conftest import NOW, bearer
from tests.api.test_interactions import is_problem
from tests.listen.responses.conftest import make_response, make_survey


@pytest.fixture
def found(client, store, reading):
    def asked(**query) -> list[dict]:
        answer = client.get("/api/v1/responses", query, headers=reading)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]

    return asked


@pytest.fixture
def survey(workspace):
    return make_survey(workspace)


def test_how_much_it_looks_like_no_real_answer_is_asked_for_in_points(found, survey):
    for suspicion in (0, 40, 85):
        make_response(survey, suspicion=suspicion)

    assert {each["suspicion"] for each in found(suspicion_from="40")} == {40, 85}
    assert [each["suspicion"] for each in found(suspicion_from="86")] == []
    assert len(found(suspicion_from="0")) == 3


@pytest.mark.parametrize("points", ["-1", "101", "much"])
def test_points_beyond_the_scale_are_refused(client, store, reading, points):
    is_problem(client.get("/api/v1/responses", {"suspicion_from": points}, headers=reading), 422)


def test_who_seems_to_have_answered_twice_is_told_with_the_reason_and_the_earlier_one(found, survey, workspace):
    first, second = make_response(survey), make_response(survey, minutes=1)
    Repeat.objects.create(workspace=workspace, response=second, earlier=first, why="person", found_at=NOW)

    (only,) = found(repeats="true")
    assert only["id"] == str(second.key)
    assert only["repeats"] == {"response": str(first.key), "why": "person", "found_at": "2026-04-15T12:00:00Z"}
    assert [each["repeats"] is None for each in found()] == [False, True]


def test_one_response_tells_it_too(client, store, reading, survey, workspace):
    first, second = make_response(survey), make_response(survey, minutes=1)
    Repeat.objects.create(workspace=workspace, response=second, earlier=first, why="answers", found_at=NOW)

    told = client.get(f"/api/v1/surveys/{survey.key}/responses/{second.key}", headers=reading).json()

    assert told["repeats"]["why"] == "answers"


def test_it_sets_aside_what_repeats_and_takes_it_back(client, store, survey, workspace):
    first, second = make_response(survey), make_response(survey, minutes=1)
    Repeat.objects.create(workspace=workspace, response=second, earlier=first, why="person", found_at=NOW)
    managing, path = bearer(workspace, "read", "manage"), f"/api/v1/surveys/{survey.key}/responses/{second.key}"

    aside = client.post(f"{path}/set-aside", {"why": "duplicate"}, content_type="application/json", headers=managing)
    back = client.post(f"{path}/take-back", headers=managing)

    assert aside.json()["set_aside"] == "duplicate" and aside.json()["repeats"]["response"] == str(first.key)
    assert back.json()["set_aside"] is None and back.json()["repeats"] is not None


def test_a_key_that_may_only_read_sets_nothing_aside(client, store, reading, survey):
    made = make_response(survey, suspicion=85)
    path = f"/api/v1/surveys/{survey.key}/responses/{made.key}/set-aside"

    is_problem(client.post(path, {"why": "spam"}, content_type="application/json", headers=reading), 403)


def test_a_key_of_charlies_finds_none_of_it(client, store, charlie, survey, workspace):
    first, second = make_response(survey, suspicion=85), make_response(survey, minutes=1)
    Repeat.objects.create(workspace=workspace, response=second, earlier=first, why="person", found_at=NOW)
    theirs = bearer(charlie.workspace, "read")

    for query in ({"repeats": "true"}, {"suspicion_from": "50"}):
        assert client.get("/api/v1/responses", query, headers=theirs).json()["items"] == []
    assert client.get(f"/api/v1/surveys/{survey.key}/responses/{uuid4()}", headers=theirs).status_code == 404
