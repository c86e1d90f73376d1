from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from heedful.interactions import loader
from heedful.people.keys.actions import create_key

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)


def bearer(workspace, *scopes: str) -> dict[str, str]:
    """The headers of a program that has a key of the workspace."""
    _, token = create_key(workspace, name="till", scopes=scopes, by=None, now=NOW)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def reading(workspace) -> dict[str, str]:
    return bearer(workspace, "read")


@pytest.fixture
def writing(workspace) -> dict[str, str]:
    return bearer(workspace, "write")


@pytest.fixture
def post(client, store, writing) -> Callable[..., Any]:
    """Post interactions as a program does, and load what was taken."""

    def posted(body: Any, *, kind: str = "application/json", headers: dict[str, str] | None = None, **more: str) -> Any:
        answer = client.post("/api/v1/interactions", body, content_type=kind, headers={**(headers or writing), **more})
        loader.load(store, now=NOW)
        return answer

    return posted


def score(value: float, **more: Any) -> dict[str, Any]:
    """An answer to "would you recommend us", as a program sends it."""
    given = {"kind": "answer", "name": "recommend", "scale": "nps:0-10", "value": value}
    return {"occurred_at": "2026-04-01T12:00:00Z", **given, **more}
