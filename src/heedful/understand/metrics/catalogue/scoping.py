"""What counting functions are told of the scope, by the names they take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heedful.understand.metrics.metric import Scope

AT: Final = "local_at"


def period(scope: Scope) -> Mapping[str, Any]:
    """By its bounds in UTC: where no day is told from another, no local time is needed."""
    return {"start": scope.first, "end": scope.last}


def until(scope: Scope) -> Mapping[str, Any]:
    return {"end": scope.end, "at": AT}
