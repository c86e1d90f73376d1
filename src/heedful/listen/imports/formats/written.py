"""A number, date or truth as the text that the file's own conventions would give it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec


def written(value: Any, decimal: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        return text.replace(".", decimal)
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    if isinstance(value, list | dict):
        return msgspec.json.encode(value).decode()
    return str(value)
