# ruff: noqa: F811 -- fixtures are asked for by their names
"""A sending looked at closely by a program: before it begins, while it runs, and what was no person."""

import pytest

from heedful.listen.invitations import states
from heedful.listen.invitations.models import Invitation, Sending
from tests.api.conftest import NOW
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import DOCUMENT, Program, finished, program, pulse  # noqa: F401 - fixtures


@pytest.fixture
def members(program, pulse):
    number = program.told("post", "audiences", {"name": "Members"}, status=201)["id"]
    people = [{"email": "ann@example.org", "name": "Ann"}, {"email": "bea@example.org"}, {"phone": "+37061234567"}]
    program.told("post", f"audiences/{number}/people", people)
    return number


def made(program, audience=None, **more):
    given = {"name": "To all", "audience": audience} | more
    return f"sendings/{program.told('post', 'surveys/pulse/sendings', given, status=201)['id']}"


def started(program, audience, **more):
    one = made(program, audience, channel="link", **more)
    program.told("post", f"{one}/start")
    for who in ("ann@example.org", "bea@example.org"):
        program.told("post", f"{one}/invitations", {"customer": who}, status=201)
    return one


def test_before_it_begins_it_says_whom_it_would_ask_and_in_which_words(program, members):
    one = made(program, members, words={"lt": {"subject": "Sveiki", "intro": "Vienas klausimas"}})

    told = program.told("get", f"{one}/outlook")
    letters = program.told("get", f"{one}/letters")

    assert (told["people"], told["asked"], told["occasions"]) == (3, 2, None)
    assert [each["n"] for each in told["not_asked"]] == [1] and told["not_asked"][0]["says"] and told["first_at"]
    assert [(each["language"], each["subject"]) for each in letters] == [("en", "Your visit"), ("lt", "Sveiki")]
    assert "Vienas klausimas" in letters[1]["text"] and "Vienas klausimas" in letters[1]["html"]
    assert not Invitation.objects.exists()


def test_what_has_begun_has_no_outlook_and_what_writes_no_mail_no_letters(program, members):
    one = started(program, members)
    is_problem(program("get", f"{one}/outlook"), 409)
    is_problem(program("get", f"{one}/letters"), 409)
    program.told("post", "surveys", {"name": "Draft", "document": DOCUMENT}, status=201)
    draft = program.told("post", "surveys/draft/sendings", {"name": "All"}, status=201)["id"]
    is_problem(program("get", f"sendings/{draft}/letters"), 409)
    trigger = made(program, kind="trigger", trigger={"kind": "order"})
    assert program.told("get", f"{trigger}/outlook")["occasions"] == 0


def test_anything_can_change_until_it_begins(program, members):
    one = made(program, members)
    changed = {"kind": "waves", "cadence_days": 90, "audience": None, "begins_at": "2030-01-01T00:00:00Z"}
    told = program.told("patch", one, changed)
    assert (told["kind"], told["cadence_days"], told["audience"]) == ("waves", 90, None)
    told = program.told("patch", one, {"kind": "trigger", "trigger": {"kind": "order", "location": "nord"}})
    assert told["trigger"] == {"kind": "order", "location": "nord"} and told["begins_at"]
    assert program.told("patch", one, {"begins_at": None})["begins_at"] is None

    for wrong, field in (({"audience": 999}, "audience"), ({"kind": None}, "kind"), ({"sample_percent": 0},) * 2):
        problem = is_problem(program("patch", one, wrong), 422)
        assert problem["errors"][0]["field"] == (field if isinstance(field, str) else "sample_percent")
    is_problem(program("patch", one, {"kind": "waves", "cadence_days": None}), 409)
    program.told("post", f"{one}/start")
    is_problem(program("patch", one, {"kind": "once"}), 409)
    assert program.told("patch", one, {"daily_cap": 10})["daily_cap"] == 10
    assert Sending.objects.get().kind == "trigger"


def test_how_far_it_is_with_its_share_and_its_reasons(program, members):
    one = started(program, members)
    program.told("post", f"{one}/invitations", {"customer": "nobody@example.org", "occasion": "x"}, status=201)
    Invitation.objects.filter(address="").update(state="sent")

    told = program.told("get", one)

    assert sum(told["states"].values()) == 3
    assert told["answered"] == {"value": 0.0, "low": 0.0, "high": pytest.approx(0.6, abs=0.2), "n": 3}
    assert told["not_asked"] == []


def test_looks_of_programs_are_listed_with_what_gave_them_away(program, members):
    one = started(program, members)
    ann = Invitation.objects.get(customer__key="ann@example.org")
    states.note_filtered(ann, "trap", agent="ScanBot/1", now=NOW)
    states.note_filtered(ann, "too-fast", said={"recommend": "9"}, agent="ScanBot/1", now=NOW)

    first = program.told("get", f"{one}/filtered?limit=1")
    second = program.told("get", f"{one}/filtered?limit=1&after={first['next']}")

    [fast], [trap] = first["items"], second["items"]
    assert (fast["why"], fast["score"], fast["agent"], fast["invitation"]) == ("too-fast", "9", "ScanBot/1", ann.pk)
    assert (trap["why"], trap["score"], second["next"]) == ("trap", "", None)
    assert fast["says"] != trap["says"] and fast["at"]
    assert program.told("get", f"invitations/{ann.pk}")["filtered"] == 2
    is_problem(program("get", f"{one}/filtered?after=x"), 422)


def test_personal_links_are_told_to_a_managing_key_alone(client, workspace, program, members):
    one = started(program, members)

    first = program.told("get", f"{one}/links?limit=1")
    second = program.told("get", f"{one}/links?limit=1&after={first['next']}")

    tokens = {each.customer.key: each.token for each in Invitation.objects.select_related("customer")}
    told = [*first["items"], *second["items"]]
    assert {each["customer"] for each in told} == set(tokens)
    assert all(each["link"].endswith(f"/s/{tokens[each['customer']]}/") for each in told)
    is_problem(Program(client, workspace, "read")("get", f"{one}/links"), 403)
    is_problem(program("get", f"{made(program, members)}/links"), 409)  # it writes by itself


def test_one_invitation_in_full(program, members):
    started(program, members)
    ann = Invitation.objects.get(customer__key="ann@example.org")
    told = program.told("get", f"invitations/{ann.pk}")
    assert (told["customer"], told["state"], told["says"], told["language"]) == ("ann@example.org", "sent", "", "en")
    Invitation.objects.filter(pk=ann.pk).update(state="dropped", reason="suppressed")
    assert program.told("get", f"invitations/{ann.pk}")["says"]
    is_problem(program("get", "invitations/999"), 404)


def test_an_address_is_asked_by_hand_once_in_a_while(program, pulse):
    first = program.told("post", "surveys/pulse/invitations", {"email": "Ann@Example.org"}, status=201)
    again = program.told("post", "surveys/pulse/invitations", {"email": "ann@example.org"}, status=201)

    assert (first["customer"], first["state"], first["channel"]) == ("ann@example.org", "queued", "email")
    assert (again["state"], bool(again["reason"])) == ("dropped", True)
    assert is_problem(program("post", "surveys/pulse/invitations", {"email": "ann"}), 422)["errors"] == [
        {"field": "email", "reason": "no address of a mailbox"}
    ]
    program.told("post", "surveys/pulse/close")
    is_problem(program("post", "surveys/pulse/invitations", {"email": "bea@example.org"}), 409)


def test_the_team_tries_it_as_often_as_they_like(program, pulse, alice):
    is_problem(program("get", "surveys/pulse/tries?member=alice@example.org"), 404)
    first, second = (
        program.told("post", "surveys/pulse/tries", {"member": "Alice@example.org"}, status=201) for _ in range(2)
    )

    assert first["invitation"]["id"] != second["invitation"]["id"]
    assert (second["invitation"]["state"], second["is_awaited"], second["response"]) == ("queued", True, None)
    assert program.told("get", "surveys/pulse/tries?member=alice@example.org") == second
    answered = Invitation.objects.get(pk=second["invitation"]["id"])
    kept = finished(program, customer="alice@example.org")
    answered.survey.responses.filter(key=kept["id"]).update(invitation=answered)
    told = program.told("get", "surveys/pulse/tries?member=alice@example.org")
    assert (told["response"], told["score"], told["measure"]) == (kept["id"], 9.0, "nps")


def test_only_the_team_tries_and_only_what_is_open(program, pulse, alice, charlie):
    for who in (charlie.user.username, "nobody@example.org"):
        problem = is_problem(program("post", "surveys/pulse/tries", {"member": who}), 422)
        assert problem["errors"][0]["field"] == "member"
    is_problem(program("get", "surveys/pulse/tries"), 422)
    program.told("post", "surveys/pulse/close")
    is_problem(program("post", "surveys/pulse/tries", {"member": "alice@example.org"}), 409)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "{one}/outlook", None),
        ("get", "{one}/letters", None),
        ("get", "{one}/filtered", None),
        ("patch", "{one}", {"name": "x"}),
        ("get", "invitations/{ann}", None),
        ("post", "surveys/pulse/invitations", {"email": "ann@example.org"}),
        ("post", "surveys/pulse/tries", {"member": "alice@example.org"}),
    ],
)
def test_charlies_key_finds_nothing_and_a_reading_one_changes_nothing(
    client, workspace, program, members, alice, charlie, method, path, body
):
    asked = program.told("post", "surveys/pulse/invitations", {"email": "ann@example.org"}, status=201)["id"]
    path, theirs = path.format(one=made(program, members), ann=asked), Program(client, charlie.workspace)

    is_problem(theirs(method, path, body), 404)
    reading = Program(client, workspace, "read")(method, path, body)

    assert reading.status_code == (200 if method == "get" else 403), reading.content
    assert theirs.told("get", "invitations")["items"] == [] and Invitation.objects.count() == 1
