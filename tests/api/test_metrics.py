"""GET /api/v1/metrics: the rows that the page and the terminal show, to those who may see them."""

import csv
import io
import json

import pytest

from heedful.people.members.models import Role
from tests.api.conftest import bearer, score
from tests.api.test_interactions import is_problem
from tests.factories import make_member


@pytest.fixture
def scores(post):
    """Nord has 10 promoters of 11, Sud 3 of 4."""
    nord = [score(10, id=f"n{n}", location="nord") for n in range(10)] + [score(0, location="nord")]
    sud = [score(9, id=f"s{n}", location="sud") for n in range(3)]
    post(json.dumps(nord + sud + [score(7, location="sud", id="p")]))


def rows(client, address: str, headers: dict | None = None) -> list[dict]:
    answer = client.get(f"/api/v1/metrics/{address}", headers=headers or {})
    assert answer.status_code == 200, answer.content
    return answer.json()["rows"]


def test_a_program_gets_rows_with_their_honesty(client, scores, reading):
    answer = client.get("/api/v1/metrics/nps?by=location&from=2026-04-01&to=2026-04-30", headers=reading).json()

    assert [(row["location"], row["n"]) for row in answer["rows"]] == [("nord", 11), ("sud", 4)]
    assert answer["rows"][0]["value"] == pytest.approx(100 * 9 / 11)
    assert answer["rows"][0]["low"] < answer["rows"][0]["value"] < answer["rows"][0]["high"]
    assert (answer["impossible"], answer["warnings"]) == (None, [])
    assert answer["definition"] == "share of 9–10 less share of 0–6, in points"
    assert answer["as_of"].endswith("+00:00")


def test_csv_holds_the_same_rows(client, scores, reading):
    answer = client.get("/api/v1/metrics/nps?by=location&format=csv", headers=reading)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    expected = rows(client, "nps?by=location", reading)
    assert list(found[0]) == list(expected[0])
    assert [(row["location"], float(row["value"])) for row in found] == [(r["location"], r["value"]) for r in expected]


def test_csv_holds_no_formula(client, post, reading):
    post(json.dumps(score(9, location='=HYPERLINK("http://evil")')))

    [row] = csv.DictReader(
        io.StringIO(client.get("/api/v1/metrics/nps?by=location&format=csv", headers=reading).content.decode())
    )

    assert row["location"].startswith("'=")


def test_the_page_http_and_the_terminal_give_the_same_numbers(client, scores, reading, alice, tmp_path, store):
    [over_http] = rows(client, "nps?from=2025-04-02&to=2026-04-01", reading)
    client.force_login(alice.user)
    [for_a_member] = rows(client, "nps?from=2025-04-02&to=2026-04-01")
    page = client.get("/understand/metrics/").content.decode()

    assert for_a_member == over_http
    assert over_http["value"] == pytest.approx(100 * 12 / 15)
    assert "+80.0" in page
    assert "15 answers" in page


def test_nothing_is_known_of_an_empty_log(client, store, reading):
    answer = client.get("/api/v1/metrics/nps", headers=reading).json()

    assert answer["rows"][0]["value"] is None
    assert answer["impossible"]


def test_all_mistakes_of_a_question_are_told_at_once(client, store, reading):
    problem = is_problem(client.get("/api/v1/metrics/nps?method=x&from=y&by=club&sort=up", headers=reading), 422)

    assert {error["field"] for error in problem["errors"]} == {"method", "from", "by", "sort"}
    is_problem(client.get("/api/v1/metrics/nps?format=xml", headers=reading), 422)
    unknown = is_problem(client.get("/api/v1/metrics/npss", headers=reading), 404)
    assert "did you mean “nps”" in unknown["detail"]


def test_charlies_key_sees_nothing_of_alices_workspace(client, scores, charlie):
    [row] = rows(client, "nps", bearer(charlie.workspace, "read"))

    assert (row["value"], row["n"]) == (None, 0)


def test_a_member_of_one_club_gets_that_clubs_rows_only(client, scores, workspace):
    client.force_login(make_member(workspace, "ema", Role.MANAGER, limited_to=("sud",)).user)

    assert [row["location"] for row in rows(client, "nps?by=location")] == ["sud"]
    assert rows(client, "nps?where=location=nord")[0]["n"] == 0


def test_nobody_asks_without_a_key_or_a_seat(client, store, writing):
    is_problem(client.get("/api/v1/metrics/nps"), 401)
    is_problem(client.get("/api/v1/metrics/nps", headers=writing), 403)
    is_problem(client.get("/api/v1/metrics"), 401)


def test_the_list_names_every_measure_and_method(client, store, reading):
    listed = client.get("/api/v1/metrics", headers=reading).json()

    assert [metric["key"] for metric in listed][:3] == ["nps", "csat", "ces"]
    assert listed[0]["methods"][0] == {
        "method": "0-10",
        "name": "On the standard scale 0–10",
        "says": "share of 9–10 less share of 0–6, in points",
        "unit": "points",
        "minimum_n": 10,
    }


def test_the_description_is_there_for_everybody(client, store):
    described = client.get("/api/v1/openapi.json").json()

    assert {"/api/v1/interactions", "/api/v1/metrics", "/api/v1/metrics/{key}"} <= set(described["paths"])


def test_the_terminal_lists_refuses_and_says_what_is_not_possible(typed):
    listed, wrong = typed("metrics"), typed("metrics", "nps", "--method", "x", "--from", "y")
    nothing = typed("metrics", "nps", "--format", "json")

    assert listed.returncode == 0
    assert "first_response: First response time" in listed.stdout
    assert wrong.returncode == 2
    assert "method: nps has no method “x”" in wrong.stderr
    assert "from: “y” is not a date" in wrong.stderr
    assert nothing.returncode == 1
    assert "Not possible on this data" in nothing.stderr
    assert json.loads(nothing.stdout)[0]["value"] is None


def test_the_terminal_gives_the_rows_that_http_gives(typed, scores, client, reading):
    told = typed("metrics", "nps", "--by", "location", "--format", "json")

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == rows(client, "nps?by=location", reading)


def test_no_browser_keeps_what_a_member_was_told(client, scores, reading):
    for address in ("/api/v1/metrics/nps", "/api/v1/metrics/none"):
        assert client.get(address, headers=reading)["Cache-Control"] == "no-store"
