"""When, how often and whom not to ask: a program says it as a person does on the page."""

from heedful.listen.invitations.models import SendingHours, Suppression, Throttle
from heedful.people.models import Workspace
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import Program, program, pulse  # noqa: F401 - fixtures


def test_until_somebody_says_otherwise_the_usual_hours_hold(program):  # noqa: F811
    told = program.told("get", "sending-rules")
    assert (told["begins"], told["ends"], told["weekdays"], told["rests"]) == (
        "09:00",
        "20:00",
        [0, 1, 2, 3, 4, 5, 6],
        [],
    )


def test_what_is_changed_is_kept_and_what_is_left_out_stays(program, pulse):  # noqa: F811
    program.told("patch", "sending-rules", {"begins": "10:00", "weekdays": [0, 1], "reply_to": "desk@clubs.example"})
    told = program.told(
        "patch",
        "sending-rules",
        {"daily_cap": 500, "rests": [{"days": 90, "measure": "nps"}, {"days": 7, "survey": pulse}, {"days": 14}]},
    )

    assert (told["begins"], told["weekdays"], told["daily_cap"]) == ("10:00", [0, 1], 500)
    assert SendingHours.objects.get().reply_to == "desk@clubs.example"
    assert {(each.measure, bool(each.survey), each.days) for each in Throttle.objects.all()} == {
        ("nps", False, 90), ("", True, 7), ("", False, 14),
    }  # fmt: skip

    program.told("patch", "sending-rules", {"rests": [{"days": None, "survey": pulse}]})
    assert Throttle.objects.count() == 2


def test_hours_that_end_before_they_begin_and_rests_of_nothing_are_refused(program, pulse):  # noqa: F811
    for wrong in (
        {"begins": "21:00"},
        {"rests": [{"days": None}]},
        {"rests": [{"days": 3, "measure": "nps", "survey": pulse}]},
        {"reply_to": "nobody"},
        {"weekdays": [7]},
    ):
        is_problem(program("patch", "sending-rules", wrong), 422)
    is_problem(program("patch", "sending-rules", {"rests": [{"days": 3, "survey": "none"}]}), 404)
    assert not SendingHours.objects.exists() and not Throttle.objects.exists()


def test_an_address_goes_on_the_list_once_and_comes_off_again(program):  # noqa: F811
    made = program.told("post", "suppressions", {"kind": "email", "address": "Ann@Example.org"}, status=201)
    assert (made["address"], made["why"]) == ("ann@example.org", "by-hand")
    is_problem(program("post", "suppressions", {"kind": "email", "address": "ann@example.org"}), 409)
    assert program.told("get", "suppressions")["items"] == program.told("get", "suppressions?q=ANN")["items"] == [made]
    assert program.told("get", "suppressions?q=bob")["items"] == []
    is_problem(program("get", "suppressions?query=ann"), 422)

    program.told("delete", f"suppressions/{made['id']}", status=204)
    assert not Suppression.objects.exists()


def test_what_is_no_address_is_refused(program):  # noqa: F811
    for wrong in ({"kind": "email", "address": "ann"}, {"kind": "phone", "address": "112"}):
        is_problem(program("post", "suppressions", wrong), 422)


def test_another_workspace_sees_and_lifts_nothing(client, store, program):  # noqa: F811
    number = program.told("post", "suppressions", {"kind": "phone", "address": "+37061234567"}, status=201)["id"]
    other = Program(client, Workspace.objects.create(key="other", name="Other"))
    assert other.told("get", "suppressions")["items"] == []
    assert other("delete", f"suppressions/{number}").status_code == 404


def test_a_draft_goes_back_and_forth(program, pulse):  # noqa: F811
    before = program.told("get", f"surveys/{pulse}")["draft"]
    shorter = before["document"] | {"questions": before["document"]["questions"][:1]}
    program.told("put", f"surveys/{pulse}/draft", {"document": shorter, "step": before["step"]})

    assert program.told("post", f"surveys/{pulse}/draft/undo")["draft"] == before
    assert len(program.told("post", f"surveys/{pulse}/draft/redo")["draft"]["document"]["questions"]) == 1
