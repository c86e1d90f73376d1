from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heedful.interactions import loader
from heedful.interactions.schema import Heard
from heedful.interactions.store import Store
from tests.interactions.engines import ENGINES

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with ENGINES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def load(store: Store, db: None) -> Callable[[], loader.Loaded]:
    return lambda: loader.load(store, now=NOON)


@pytest.fixture
def heard() -> Callable[..., Heard]:
    def item(number: str, **given: Any) -> Heard:
        return Heard(**{"id": number, "kind": "answer", "occurred_at": NOON, "received_at": NOON} | given)

    return item
