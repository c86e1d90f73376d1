"""A customer who is erased is erased from what imports left behind, too."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from heedful.interactions.rejected import naming
from heedful.listen.imports.models import Import
from heedful.listen.imports.rejects import COLUMNS
from heedful.listen.imports.steps import throw_away
from heedful.people.workspaces.models import Workspace

UNNAMED: Final = "a file"
_PARTIAL: Final = ".partial"


def forget_in_imports(workspace: Workspace, names: Sequence[str], *, home: Path) -> int:
    """Remove every row of the rejects files that names the customer, the names of files that do, and files that wait.

    Returns the number of lines. To be done before the customer is erased elsewhere: a crash in between is repeated.
    """
    word = naming([name for name in names if name])
    folder = home / "imports"
    for left in folder.glob(f"*{_PARTIAL}"):
        left.unlink()
    gone = sum(_forget_in_file(path, word) for path in _rejects_files(workspace, folder))
    for run in Import.objects.filter(workspace=workspace).exclude(seen={}):
        throw_away(run)  # a file that waits may name them anywhere, and what was seen of it does
    for run in Import.objects.filter(workspace=workspace):
        if _is_called(run.file_name, word):
            run.file_name = UNNAMED
            run.save(update_fields=["file_name"])
    return gone


def _rejects_files(workspace: Workspace, folder: Path) -> list[Path]:
    """Those of the workspace, and those of runs that nobody knows any more."""
    others = set(Import.objects.exclude(workspace=workspace).values_list("pk", flat=True))
    return sorted(path for path in folder.glob("*-rejects.csv") if _run_of(path) not in others)


def _run_of(path: Path) -> int | None:
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() else None


def _says(text: str, word: re.Pattern[str]) -> bool:
    return word.search(text) is not None


def _is_called(name: str, word: re.Pattern[str]) -> bool:
    """In a file's name, - and _ stand for spaces, unless they are the person's own."""
    return _says(name, word) or _says(re.sub("[-_]", " ", name), word)


def _forget_in_file(path: Path, word: re.Pattern[str]) -> int:
    """All that is told of a row goes with the line that names them. The file is replaced whole, or not at all."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file) if line][1:]
    theirs = {line[0] for line in lines if any(_says(cell, word) for cell in line[1:])}
    kept = [line for line in lines if line[0] not in theirs]
    number, _, stem = path.name.removesuffix("-rejects.csv").partition("-")
    unnamed = path.with_name(f"{number}-rejects.csv") if _is_called(stem, word) else path
    if not kept:
        path.unlink()
    elif theirs or unnamed != path:
        _write(unnamed, kept)
        if unnamed != path:
            path.unlink()
    return len(lines) - len(kept)


def _write(path: Path, lines: list[list[str]]) -> None:
    partial = path.with_name(path.name + _PARTIAL)
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *lines])
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
