"""A program subscribes to what happens, as an automation tool does, and unsubscribes again."""

from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.people.models import Trace, Workspace
from tests.api.test_interactions import is_problem
from tests.api.test_surveys import Program, program  # noqa: F401 - a fixture

ADDRESS = "https://tools.example/hooks/1"
NEW = {"url": ADDRESS, "events": ["response.created"]}


def test_it_subscribes_is_told_its_secret_once_and_unsubscribes(program):  # noqa: F811
    made = program.told("post", "webhooks", NEW, status=201)
    assert made["secret"].startswith("whsec_") and made["include_personal"] is False

    [listed] = program.told("get", "webhooks")["items"]
    assert "secret" not in listed and listed == program.told("get", f"webhooks/{made['id']}")

    program.told("delete", f"webhooks/{made['id']}", status=204)
    assert not Endpoint.objects.exists()
    assert [each.by_name[:4] for each in Trace.objects.filter(what__startswith="webhook")] == ["till", "till"]


def test_what_is_left_out_of_a_change_stays(program):  # noqa: F811
    number = program.told("post", "webhooks", NEW | {"include_personal": True}, status=201)["id"]

    program.told("patch", f"webhooks/{number}", {"events": ["response.updated"]})

    kept = Endpoint.objects.get()
    assert (kept.url, kept.events, kept.include_personal) == (ADDRESS, ["response.updated"], True)


def test_off_it_is_sent_nothing_and_on_again_it_is(program):  # noqa: F811
    number = program.told("post", "webhooks", NEW, status=201)["id"]
    assert program.told("post", f"webhooks/{number}/disable")["disabled_why"] == "by-hand"
    is_problem(program("post", f"webhooks/{number}/test"), 409)

    assert program.told("post", f"webhooks/{number}/enable")["disabled_at"] is None
    sent = program.told("post", f"webhooks/{number}/test", status=201)
    assert program.told("get", f"webhooks/{number}/deliveries")["items"] == [sent]

    Delivery.objects.update(state="failed", attempts=9)
    assert program.told("post", f"webhooks/{number}/deliveries/{sent['id']}/again")["state"] == "waiting"


def test_what_cannot_be_told_is_refused_and_says_why(program):  # noqa: F811
    for wrong, says in (
        ({"url": "https://10.0.0.8/x"}, "private network"),
        ({"url": "http://tools.example/"}, "https://"),
        ({"events": ["world.ended"]}, "response.created"),
        ({"events": []}, "at least 1"),
    ):
        told = is_problem(program("post", "webhooks", NEW | wrong), 422)
        assert says in str(told["errors"]), told
    assert not Endpoint.objects.exists()


def test_another_workspace_and_a_key_that_may_only_read_see_nothing(client, workspace, store, program):  # noqa: F811
    number = program.told("post", "webhooks", NEW, status=201)["id"]
    other = Program(client, Workspace.objects.create(key="other", name="Other"))
    for method, path in (
        ("get", f"webhooks/{number}"),
        ("patch", f"webhooks/{number}"),
        ("delete", f"webhooks/{number}"),
        ("get", f"webhooks/{number}/deliveries"),
        ("post", f"webhooks/{number}/test"),
    ):
        assert other(method, path, {} if method == "patch" else None).status_code == 404
    assert other.told("get", "webhooks")["items"] == []
    assert Program(client, workspace, "read")("get", "webhooks").status_code == 403
