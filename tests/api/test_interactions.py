"""POST /api/v1/interactions: what a program tells is kept once, or refused with its reason; never a 500."""

import gzip
import json
import os

import pytest
from django.db import connection

from heedful import measures
from heedful.api.bodies import LIMIT
from heedful.interactions.models import Rejected, SpoolEntry
from tests.api.conftest import bearer, score


def rows(store, workspace) -> list[dict]:
    return measures.lazy(store.frame(workspace.key)).collect(backend="pyarrow").rows(named=True)


def is_problem(answer, status: int) -> dict:
    """RFC 9457: the media type, and the members that every problem has."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"] and problem["detail"]
    return problem


def test_what_was_told_is_in_the_log(post, store, workspace):
    answer = post(
        json.dumps(score(9, id="a1", customer=17, location="nord", text="Šilta sauna!", properties={"seat": 3}))
    )

    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    [row] = rows(store, workspace)
    assert (row["id"], row["value"], row["customer"], row["location"]) == ("a1", 9.0, "17", "nord")
    assert (row["text"], row["properties"]) == ("Šilta sauna!", '{"seat":3}')


def test_an_array_and_lines_and_gzip_are_all_understood(post, store, workspace):
    lines = "\n".join(json.dumps(score(8, id=f"l{n}")) for n in range(3))

    assert post(json.dumps([score(9, id="a"), score(2, id="b")])).json()["accepted"] == 2
    assert post(lines, kind="application/x-ndjson").json()["accepted"] == 3
    assert post(gzip.compress(lines.replace('"l', '"g').encode()), kind="application/x-ndjson").json()["accepted"] == 3
    packed = gzip.compress(json.dumps(score(1, id="z")).encode())
    assert post(packed, **{"Content-Encoding": "gzip"}).json()["accepted"] == 1
    assert post(packed + gzip.compress(b"\n"), kind="application/gzip").json()["accepted"] == 1
    assert len(rows(store, workspace)) == 9


def test_told_twice_is_heard_once(post, store, workspace):
    for _ in range(2):
        post(json.dumps([score(9, id="a1"), score(3)]))  # the second gives no id: its content is its id

    assert len(rows(store, workspace)) == 2


def test_each_refused_item_is_named_with_its_place_field_and_reason(post, store, workspace):
    answer = post(json.dumps([score(9), score(11), {**score(9), "occured_at": "x"}, 7]))

    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 1,
        "rejected": [
            {"index": 1, "field": "value", "reason": "11 is off the scale nps:0-10: 0 to 10"},
            {"index": 2, "field": "occured_at", "reason": "no such field: did you mean occurred_at?"},
            {"index": 3, "field": "", "reason": "an interaction is a JSON object"},
        ],
    }
    assert Rejected.objects.filter(workspace=workspace.key).count() == 3
    assert len(rows(store, workspace)) == 1


def test_a_line_that_is_no_json_does_not_cost_the_others(post):
    answer = post(json.dumps(score(9)) + "\n{oops\n", kind="application/x-ndjson")

    assert answer.status_code == 202
    assert answer.json()["accepted"] == 1
    assert answer.json()["rejected"][0]["reason"].startswith("the line is not JSON")


def test_nothing_right_at_all_is_a_problem_that_lists_everything(post):
    problem = is_problem(post(json.dumps([score(11)])), 422)

    assert (problem["accepted"], len(problem["rejected"])) == (0, 1)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("", "application/json", 400),
        ("{", "application/json", 400),
        ('{"value": NaN}', "application/json", 400),
        ('{"value": Infinity}', "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (gzip.compress(b"[]", mtime=0)[:-4], "application/json", 400),
        (b"\x1f\x8bnothing of the kind", "application/json", 400),
        ("kind=answer", "application/x-www-form-urlencoded", 415),
        ("<answer/>", "text/xml", 415),
    ],
)
def test_a_body_that_is_none_is_a_problem_and_nothing_is_kept(post, body, kind, status):
    is_problem(post(body, kind=kind), status)

    assert not SpoolEntry.objects.exists()
    assert not Rejected.objects.exists()


def test_another_packing_than_gzip_is_refused(post):
    is_problem(post("x", **{"Content-Encoding": "br"}), 415)


def test_a_bomb_is_refused_at_the_limit(post):
    # 200 MB of blanks pack to 200 kB: what counts is the size unpacked, and it is never held in memory.
    bomb = gzip.compress(b" " * (10 * LIMIT), compresslevel=1)

    is_problem(post(bomb), 413)


def test_more_than_the_limit_is_refused_unpacked_too(post):
    is_problem(post(b" " * (LIMIT + 1)), 413)


def test_a_stranger_and_a_reader_may_not_write(client, post, workspace, reading):
    stranger = post(json.dumps(score(9)), headers={"Authorization": "Bearer hf_00000000_nothing"})

    is_problem(stranger, 401)
    assert stranger["WWW-Authenticate"].startswith("Bearer")
    is_problem(client.post("/api/v1/interactions", "[]", content_type="application/json"), 401)
    is_problem(post(json.dumps(score(9)), headers=reading), 403)
    assert not SpoolEntry.objects.exists()


def test_what_charlies_till_tells_is_charlies(post, store, workspace, charlie):
    post(json.dumps(score(1, id="of charlie")), headers=bearer(charlie.workspace, "write"))

    assert rows(store, workspace) == []
    assert [row["id"] for row in rows(store, charlie.workspace)] == ["of charlie"]


def test_another_method_or_address_is_a_problem_too(client, writing):
    wrong = client.delete("/api/v1/interactions", headers=writing)

    is_problem(wrong, 405)
    assert "POST" in wrong["Allow"]
    is_problem(client.get("/api/v1/nothing", headers=writing), 404)
    is_problem(client.get("/api/v2/metrics", headers=writing), 404)


def test_bytes_that_are_no_utf_8_are_refused_and_cost_their_own_line_only(post):
    assert "not UTF-8" in is_problem(post(b'"\xff"'), 400)["detail"]

    answer = post(json.dumps(score(9)).encode() + b'\n{"kind": "\xff"}', kind="application/x-ndjson").json()

    assert (answer["accepted"], len(answer["rejected"])) == (1, 1)
    assert "not UTF-8" in answer["rejected"][0]["reason"]


def test_of_a_request_that_is_nearly_all_wrong_nothing_is_taken_or_kept(post):
    said = is_problem(post(json.dumps([score(9), *[7] * 10_001])), 422)["detail"]

    assert "More than 10,000" in said and "The first is number 1: an interaction is a JSON object" in said
    assert not Rejected.objects.exists()
    assert not SpoolEntry.objects.exists()


def test_a_full_disk_is_said_and_nothing_is_kept(post):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then says what it says of a full disk
        try:
            said = is_problem(post(json.dumps(score(9, text=os.urandom(40_000).hex()))), 507)
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")

    assert "nothing of this request was kept" in said["detail"]
    assert not SpoolEntry.objects.exists()
