"""Who else keeps something of a customer, and forgets it when they are erased: each room says so once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from heedful.people.workspaces.models import Workspace

Forget = Callable[[Workspace, Sequence[str]], int]
"""Forget all that is kept under these names; how many lines of files went. Doing it twice changes nothing."""

_forgetters: dict[str, Forget] = {}


def forget_also_by(name: str, forget: Forget) -> None:
    _forgetters[name] = forget


def forgotten_elsewhere(workspace: Workspace, names: Sequence[str]) -> int:
    return sum(forget(workspace, names) for forget in _forgetters.values())
