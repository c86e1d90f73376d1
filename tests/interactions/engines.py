"""The stores that the suite runs on, each behind a context manager that opens a fresh one in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from heedful.interactions import stores
from heedful.interactions.store import Store


@contextmanager
def duckdb(folder: Path) -> Iterator[Store]:
    store = stores.open_store(f"duckdb://{folder / 'log.duckdb'}")
    try:
        yield store
    finally:
        store.close()


ENGINES = {"duckdb": duckdb}
