"""The API does what its description says, whatever is thrown at it: no answer is a 500, none is undocumented."""

import os

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed (HEEDFUL_FULL=1 make test)")

from django.test import Client  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from heedful import flow  # noqa: E402
from heedful.api.urls import api  # noqa: E402
from heedful.config.wsgi import application  # noqa: E402
from heedful.interactions import loader  # noqa: E402
from tests.api.conftest import NOW, bearer  # noqa: E402
from tests.api.test_alerts import STARS, hear_a_bad_review  # noqa: E402
from tests.api.test_goals import NEW as GOAL  # noqa: E402
from tests.api.test_notifications import SLACK  # noqa: E402
from tests.api.test_plans import PLAN  # noqa: E402
from tests.api.test_surveys import DOCUMENT, Program, finished  # noqa: E402

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("HEEDFUL_EXAMPLES", "12"))

described = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
OPERATIONS = [operation.ok() for operation in described.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_no_request_breaks_it_and_no_answer_is_undocumented(operation, workspace, store):
    # The tool reads answers as they come over the wire: unpacked ones.
    headers = {**bearer(workspace, "read", "write", "manage"), "Host": "localhost", "Accept-Encoding": "identity"}

    @given(
        st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def answers(case) -> None:
        response = case.call(app=application, base_url="http://localhost", headers=headers)
        case.validate_response(response, checks=CHECKS)

    answers()


@pytest.fixture
def there(client, workspace, store) -> dict[str, dict[str, object]]:
    """One of each, by the beginning of its addresses: what is found can break in more ways than what is not."""
    program = Program(client, workspace)
    program.told("post", "surveys", {"name": "Pulse", "document": DOCUMENT}, status=201)
    program.told("post", "surveys/pulse/publish")
    number = program.told("post", "audiences", {"name": "Members"}, status=201)["id"]
    program.told("post", f"audiences/{number}/people", [{"id": "ann", "email": "ann@example.org"}])
    sending = program.told("post", "surveys/pulse/sendings", {"name": "All", "channel": "link"}, status=201)["id"]
    program.told("post", f"sendings/{sending}/start")
    program.told("post", f"sendings/{sending}/invitations", {"customer": "ann"}, status=201)
    link = program.told("post", "surveys/pulse/links", {"name": "Door", "kind": "web"}, status=201)["code"]
    kept = finished(program, customer="ann", answers={"recommend": 9, "why": "Warm"})["id"]
    loader.load(store, now=NOW)
    hook = program.told("post", "webhooks", {"url": "https://t.example/", "events": ["response.created"]}, status=201)
    sent = program.told("post", f"webhooks/{hook['id']}/test", status=201)
    stopped = program.told("post", "suppressions", {"kind": "email", "address": "bob@example.org"}, status=201)
    program.told("post", "themes", {"names": {"en": "Showers"}, "keywords": {"en": ["warm"]}}, status=201)
    plan = program.told("post", "plans", PLAN, status=201)["id"]
    task = program.told("post", f"plans/{plan}/tasks", {"words": "Order lockers"}, status=201)["id"]
    rule = program.told("post", "alert-rules", STARS, status=201)["id"]
    program.told("post", f"alert-rules/{rule}/on")
    flow.begin()
    hear_a_bad_review()
    flow.end()
    [alert] = program.told("get", "alerts")["items"]
    program.told("post", "cases", {"title": "A cold sauna", "customer": "ann"}, status=201)
    case = program.told("post", "cases/1/tasks", {"words": "Ring the plumber"})
    person = program.told("post", "strategy/personas", {"name": "Ann"}, status=201)["id"]
    moment = program.told("post", "strategy/touchpoints", {"name": "Desk", "stage": "use"}, status=201)["id"]
    promise = program.told("put", "standards", {"touchpoint": "desk", "measure": "csat", "at_least": 0.7})["id"]
    return {
        "alert-rules": {"number": rule},
        "alerts": {"number": alert["id"]},
        "cases": {"number": 1, "task": case["tasks"][0]["id"]},
        "goals": {"number": program.told("post", "goals", GOAL, status=201)["id"]},
        "standards": {"number": promise},
        "personas": {"number": person},
        "touchpoints": {"number": moment},
        "notification-channels": {"number": program.told("post", "notification-channels", SLACK, status=201)["id"]},
        "plans": {"number": plan, "task": task},
        "surveys": {"key": "pulse", "number": 1, "language": "lt"},
        "responses": {"key": "pulse", "number": kept},
        "audiences": {"number": number, "customer": "ann"},
        "sendings": {"number": sending},
        "invitations": {"number": program.told("get", "invitations")["items"][0]["id"]},
        "links": {"code": link},
        "customers": {"key": "ann"},
        "drivers": {"measure": "nps"},
        "suppressions": {"number": stopped["id"]},
        "themes": {"key": "showers"},
        "voices": {"id": f"{kept}:why"},
        "webhooks": {"number": hook["id"], "delivery": sent["id"]},
    }


@pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS if "{" in operation.path and "metrics" not in operation.path],
    ids=lambda operation: f"{operation.method} {operation.path}",
)
def test_nor_does_one_about_something_that_is_there(operation, workspace, there):
    headers = {**bearer(workspace, "read", "write", "manage"), "Host": "localhost", "Accept-Encoding": "identity"}
    parts = operation.path.split("/")
    known = there["responses" if "responses" in parts else parts[4] if parts[3] == "strategy" else parts[3]]

    @given(operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def answers(case) -> None:
        case.path_parameters = {**case.path_parameters, **{k: v for k, v in known.items() if k in case.path_parameters}}
        response = case.call(app=application, base_url="http://localhost", headers=headers)
        case.validate_response(response, checks=CHECKS)

    answers()


def test_the_description_is_served(workspace):
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Heedful"
