"""The process's open store."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from heedful.interactions.store import Store, StoreRefused

_lock = threading.Lock()
_open: dict[str, Store] = {}


def current() -> Store:
    """The store of settings.INTERACTIONS_URL, opened once in a process."""
    url = settings.INTERACTIONS_URL
    with _lock:
        if url not in _open:
            _open[url] = open_store(url)
        return _open[url]


def close_current() -> None:
    """Close what `current` opened; the next call opens it again."""
    with _lock:
        for store in _open.values():
            store.close()
        _open.clear()


def open_store(url: str) -> Store:
    """Open `duckdb:///path`, `clickhouse://user:password@host:port/database` or `chdb:///folder`."""
    scheme = urlsplit(url).scheme
    if scheme == "duckdb":
        from heedful.interactions.duckdb_store import DuckdbStore

        path = Path("/" + url.removeprefix("duckdb:").lstrip("/"))
        return DuckdbStore(path, memory=os.environ.get("HEEDFUL_MEMORY"), threads=os.environ.get("HEEDFUL_THREADS"))
    if scheme in ("clickhouse", "clickhouses", "chdb"):
        from heedful.interactions.clickhouse_store import ClickhouseStore

        return ClickhouseStore(url)
    raise StoreRefused(f"INTERACTIONS_URL begins with duckdb://, clickhouse://, clickhouses:// or chdb://, not {url!r}")
