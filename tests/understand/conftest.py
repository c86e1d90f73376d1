from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.understand.metrics.answer import Answer
from heedful.understand.metrics.forms import question
from heedful.understand.metrics.queries import ask

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)


@pytest.fixture
def heard(workspace, store) -> Callable[..., None]:
    """Put rows into the log: each a mapping of what matters to the test, or scores in short."""
    numbers = count(1)

    def put(rows: Iterable[dict[str, Any]], *, key: str = workspace.key) -> None:
        defaults = {"occurred_at": datetime(2026, 4, 1, 12, tzinfo=UTC), "received_at": NOW, "kind": "answer"}
        spool.hear(key, [Heard(**({"id": f"i{next(numbers)}"} | defaults | row)) for row in rows])
        loader.load(store, now=NOW)

    return put


@pytest.fixture
def answer(workspace, store) -> Callable[..., Answer]:
    """Ask in strings, as the command line and HTTP do."""

    def asked(key: str, *, now: datetime = NOW, locations: tuple[str, ...] | None = None, **fields: Any) -> Answer:
        given = {name.rstrip("_"): [value] if isinstance(value, str) else list(value) for name, value in fields.items()}
        return ask(
            question(key, given, workspace=workspace.key, now=now, tz=workspace.time_zone, locations=locations),
            store=store,
        )

    return asked


def nps(*scores: int, **more: Any) -> list[dict[str, Any]]:
    return [{"name": "recommend", "scale": "nps:0-10", "value": float(score), **more} for score in scores]
