"""Bars on the terminal while something long runs; plain silence where there is no terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def progress_of_bytes(what: str) -> Iterator[Callable[[int, int], None]]:
    with _bar("DownloadColumn") as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def progress_of_steps() -> Iterator[Callable[[str, int, int], None]]:
    """Told which step it is at, how much of it is done, and of how much."""
    with _bar("MofNCompleteColumn") as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


def _bar(amount: str) -> "Progress":
    from rich import progress  # slow to import, and most commands draw no bar
    from rich.console import Console

    columns = "{task.description}", progress.BarColumn(), getattr(progress, amount)(), progress.TimeRemainingColumn()
    console = Console(stderr=True)
    return progress.Progress(*columns, console=console, disable=not console.is_terminal)
