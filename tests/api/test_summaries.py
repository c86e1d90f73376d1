"""A program reads what was answered to each question, with the interval of every number."""

import pytest

from heedful.interactions import loader
from heedful.listen.surveys.models import Survey
from tests.api.conftest import NOW, bearer
from tests.api.test_interactions import is_problem
from tests.listen.responses.conftest import NOON, make_response, make_survey


@pytest.fixture
def survey(workspace):
    return make_survey(workspace)


@pytest.fixture
def summed(client, store, reading, survey):
    def asked(**query) -> dict:
        loader.load(store, now=NOW)
        answer = client.get(f"/api/v1/surveys/{survey.key}/summary", query, headers=reading)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return asked


def question(summary, key):
    return next(each for each in summary["questions"] if each["key"] == key)


def test_a_score_comes_with_its_interval_its_answers_and_what_it_rests_on(survey, summed):
    for score in (10, 9, 9, 8, 3):
        make_response(survey, {"nps": score})

    nps = question(summed(), "nps")

    assert (nps["type"], nps["n"], nps["unit"]) == ("nps", 5, "points")
    assert nps["estimate"]["value"] == pytest.approx(40)  # three promoters, one detractor, of five
    assert nps["estimate"]["low"] < 40 < nps["estimate"]["high"]
    assert {each["name"]: each["n"] for each in nps["answers"] if each["n"]} == {"10": 1, "9": 2, "8": 1, "3": 1}


def test_it_tells_who_began_who_finished_and_through_which_channel(survey, summed):
    make_response(survey)
    make_response(survey, finished=False)
    make_response(survey, channel="qr")

    summary = summed()

    assert (summary["begun"], summary["finished"], summary["counted"]) == (3, 2, None)
    assert summary["rate"]["value"] == pytest.approx(2 / 3)
    assert [(each["channel"], each["begun"], each["finished"]) for each in summary["channels"]] == [
        ("link", 2, 1),
        ("qr", 1, 1),
    ]
    assert summary["invited"] == []


def test_the_filters_of_the_list_narrow_it(survey, summed):
    make_response(survey, {"nps": 10})
    make_response(survey, {"nps": 2}, channel="qr")

    assert question(summed(channel="qr"), "nps")["estimate"]["value"] == -100
    assert summed(band="good")["begun"] == 1
    assert summed(**{"from": "2020-01-01", "to": "2020-01-02"})["begun"] == 0


def test_what_is_no_filter_of_it_is_refused_by_name(client, store, reading, survey):
    path = f"/api/v1/surveys/{survey.key}/summary"

    assert "survey" in is_problem(client.get(path, {"survey": "visit"}, headers=reading), 422)["detail"]
    is_problem(client.get(path, {"from": "2026-02-02", "to": "2026-02-01"}, headers=reading), 422)
    is_problem(client.get(path, {"location": "nowhere"}, headers=reading), 422)


def test_before_it_is_published_there_is_nothing_to_sum(client, store, reading, workspace):
    Survey.objects.create(workspace=workspace, key="draft", name="Draft", created_at=NOON)

    is_problem(client.get("/api/v1/surveys/draft/summary", headers=reading), 409)


def test_a_key_of_charlies_finds_no_summary(client, store, charlie, survey):
    is_problem(client.get(f"/api/v1/surveys/{survey.key}/summary", headers=bearer(charlie.workspace, "read")), 404)
