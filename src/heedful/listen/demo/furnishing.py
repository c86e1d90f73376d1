"""What other rooms add to a demo, said at the start: light, since the start reads it."""

from __future__ import annotations

from collections.abc import Callable

from heedful.people.workspaces.models import Workspace

Furnish = Callable[[Workspace], None]
_furnishers: list[Furnish] = []


def furnish_with(furnish: Furnish) -> None:
    """Let another room add what its pages need, as the measures their working hours and standards."""
    _furnishers.append(furnish)


def furnish(workspace: Workspace) -> None:
    for each in _furnishers:
        each(workspace)
