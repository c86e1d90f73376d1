"""The log as plain Python, whichever store keeps it."""

from typing import Any

import pyarrow as pa

from heedful.interactions.schema import LOG
from heedful.interactions.store import Store


def table(store: Store, workspace: str, **options: Any) -> pa.Table:
    frame = store.frame(workspace, **options)
    return (frame.to_arrow_table() if hasattr(frame, "to_arrow_table") else frame.to_pyarrow()).cast(LOG)


def log(store: Store, workspace: str) -> list[dict[str, Any]]:
    """Every row in the one order that rows have, the workspace left out."""
    rows = table(store, workspace).drop_columns(["workspace"]).to_pylist()
    return sorted(rows, key=lambda row: (row["occurred_at"], row["received_at"], row["id"]))


def customers(store: Store, workspace: str) -> dict[str, str | None]:
    return {row["id"]: row["customer"] for row in log(store, workspace)}
