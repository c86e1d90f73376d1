"""The stores that the suite runs on, each behind a context manager that opens a fresh one in a folder."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heedful.interactions import stores
from heedful.interactions.store import Store, StoreRefused


@contextmanager
def duckdb(folder: Path) -> Iterator[Store]:
    store = stores.open_store(f"duckdb://{folder / 'log.duckdb'}")
    try:
        yield store
    finally:
        store.close()


@contextmanager
def clickhouse(folder: Path) -> Iterator[Store]:
    """The real engine inside this process. It can hold one folder open at a time: a database of our own in it."""
    pytest.importorskip("chdb", reason="chDB is not installed (HEEDFUL_FULL=1 make test)")
    pytest.importorskip("ibis", reason="Ibis is not installed (HEEDFUL_FULL=1 make test)")
    database = f"test_{uuid.uuid4().hex[:12]}"
    try:
        store = stores.open_store(f"chdb://{folder / 'log.chdb'}?database={database}")
    except StoreRefused as refused:
        held = re.search(r"initialized with path '([^']+)'", str(refused))
        if not held:
            raise
        store = stores.open_store(f"chdb://{held[1]}?database={database}")
    try:
        yield store
    finally:
        store.close()


ENGINES = {"duckdb": duckdb, "clickhouse": clickhouse}
