"""A file written in a test, and what the log knows after it was taken in."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from heedful.listen.imports.actions import import_file
from heedful.listen.imports.mapping_file import parse_mapping
from heedful.listen.imports.totals import Totals
from tests.full import FULL
from tests.listen.imports.desk import home, page, ready, sent  # noqa: F401 -- fixtures

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)

ANSWERS = """
source = "survey"
[file]
time_zone = "UTC"
[[interactions]]
kind = "answer"
name = "nps"
scale = "nps:0-10"
occurred_at = "{date}"
customer = "{who}"
value = "{score}"
text = "{comment}"
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def take_in(workspace, store, tmp_path) -> Callable[..., Totals]:
    """Import a file into Alice's workspace and load it."""

    def run(path: Path, mapping: str = ANSWERS, **given: Any) -> Totals:
        parsed = parse_mapping(mapping)
        given = {"now": NOW, "store": store} | given
        return import_file(path, parsed, workspace=workspace, home=tmp_path, **given)

    return run


@pytest.fixture
def log(workspace, store) -> Callable[..., list[Any]]:
    """The log's rows in its one order; one column's values when named."""

    def rows(*names: str) -> list[Any]:
        found = store.frame(workspace.key).order("occurred_at, received_at, id").to_arrow_table().to_pylist()
        if len(names) == 1:
            return [row[names[0]] for row in found]
        return [{name: row[name] for name in names} if names else row for row in found]

    return rows


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public data sets, where there is one; large files, so for the full run, or when asked for."""
    if not FULL and "HEEDFUL_DATA" not in os.environ:
        pytest.skip("public data is part of the full run (HEEDFUL_FULL=1, or set HEEDFUL_DATA)")
    default = Path(__file__).parents[4] / "shared" / "data"
    folder = Path(os.environ.get("HEEDFUL_DATA", default))
    if not folder.is_dir():
        pytest.skip("no folder of public data: set HEEDFUL_DATA")
    return folder
