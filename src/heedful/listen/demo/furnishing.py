"""What other rooms add to a demo, said at the start: light, since the start reads it."""

from __future__ import annotations

from collections.abc import Callable

from heedful.people.workspaces.models import Workspace

Furnish = Callable[[Workspace], None]
_furnishers: list[Furnish] = []
_at_last: list[Furnish] = []


def furnish_with(furnish: Furnish) -> None:
    """Let another room add what its pages need, as the measures their working hours and standards."""
    _furnishers.append(furnish)


def furnish(workspace: Workspace) -> None:
    for each in _furnishers:
        each(workspace)


def furnish_at_last_with(furnish: Furnish) -> None:
    """The same of what is worked out from the log: done when all of it is there, and it may tell the log more."""
    _at_last.append(furnish)


def furnish_at_last(workspace: Workspace) -> None:
    for each in _at_last:
        each(workspace)
