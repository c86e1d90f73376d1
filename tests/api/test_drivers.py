"""GET /api/v1/drivers: what goes with a score, as the page shows it."""

import json

import pytest

from tests.api.conftest import bearer, score
from tests.api.test_interactions import is_problem


@pytest.fixture
def clubs(post):
    """Sud is worse than the others."""
    rows = [score(10, id=f"n{n}", location="nord") for n in range(30)]
    rows += [score(9, id=f"w{n}", location="west") for n in range(30)]
    rows += [score(2, id=f"s{n}", location="sud") for n in range(30)]
    post(json.dumps(rows))


def test_a_program_gets_the_drivers_with_their_honesty(client, clubs, reading):
    told = client.get("/api/v1/drivers/nps?kind=location&from=2026-03-01&to=2026-04-30", headers=reading).json()

    first = told["drivers"][0]
    assert (first["key"], first["direction"]) == ("sud", "lower")
    assert first["weight"]["low"] <= first["weight"]["value"] <= first["weight"]["high"]
    assert first["among"]["value"] == -100
    assert first["difference"]["value"] == -200
    assert told["explained"]["value"] == pytest.approx(1.0)
    assert (told["n"], told["of_texts"], told["left_out"]) == (90, False, [])


def test_of_another_company_nothing_is_told(client, clubs, charlie):
    told = client.get("/api/v1/drivers/nps", headers=bearer(charlie.workspace, "read")).json()

    assert (told["n"], told["drivers"]) == (0, [])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("nps?kind=luck", 422),
        ("nps?method=luck", 422),
        ("nps?from=2026-05-01&to=2026-04-01", 422),
        ("nps?luck=1", 422),
        ("luck", 422),
    ],
)
def test_what_cannot_be_understood_is_said(client, clubs, reading, address, status):
    is_problem(client.get(f"/api/v1/drivers/{address}", headers=reading), status)


def test_a_key_that_may_only_write_is_refused(client, clubs, writing):
    is_problem(client.get("/api/v1/drivers/nps", headers=writing), 403)
