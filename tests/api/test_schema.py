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

from heedful.api.urls import api  # noqa: E402
from heedful.config.wsgi import application  # noqa: E402
from tests.api.conftest import bearer  # noqa: E402

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("HEEDFUL_EXAMPLES", "40"))

described = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
OPERATIONS = [operation.ok() for operation in described.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_no_request_breaks_it_and_no_answer_is_undocumented(operation, workspace, store):
    # The tool reads answers as they come over the wire: unpacked ones.
    headers = {**bearer(workspace, "read", "write"), "Host": "localhost", "Accept-Encoding": "identity"}

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


def test_the_description_is_served(workspace):
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Heedful"
