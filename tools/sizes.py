"""Measure functions and files against the house's limits; the exceptions may only shrink.

python tools/sizes.py [FOLDER]      0: within the limits; 1: something is too long, or an exception is stale
"""

from __future__ import annotations

import ast
import statistics
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = {".py": 400, ".html": 200, ".css": 400}
FUNCTION_LINES = 60
STATISTIC_LINES = 80
KINDS = {".py": "Python file", ".html": "template", ".css": "CSS file"}
LEFT_OUT = {"migrations", "__pycache__", "node_modules"}


@dataclass(frozen=True)
class Size:
    what: str  # "function" or a kind of file
    where: str  # src/heedful/stats/scores.py or src/heedful/stats/scores.py::nps
    lines: int
    limit: int


def main() -> int:
    root = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT
    measured = sorted(sizes(root), key=lambda size: size.where)
    print(*_medians(measured), sep="\n")
    faults = list(faulty(measured, exceptions(root)))
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


def sizes(root: Path) -> Iterator[Size]:
    for path in sorted(path for folder in ("src", "tests", "tools", "bench") for path in (root / folder).rglob("*")):
        if path.suffix not in LINES or LEFT_OUT & set(path.parts):
            continue
        where, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        yield Size(KINDS[path.suffix], where, len(text.splitlines()), LINES[path.suffix])
        if path.suffix == ".py":
            limit = STATISTIC_LINES if where.startswith("src/heedful/stats/") else FUNCTION_LINES
            yield from functions(ast.parse(text), where, limit)


def functions(tree: ast.AST, where: str, limit: int) -> Iterator[Size]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Size("function", f"{where}::{node.name}", _length(node), limit)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    last = node.end_lineno or node.lineno
    docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
    spared = (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1 if docstring else 0
    return last - node.lineno + 1 - spared


def exceptions(root: Path) -> dict[str, int]:
    """Where → the lines it may have; every one gives its reason."""
    path = root / "tools" / "sizes_exceptions.toml"
    listed = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    unexplained = [where for where, entry in listed.items() if not entry.get("reason")]
    if unexplained:
        raise SystemExit(f"{path.name}: no reason given for {', '.join(unexplained)}")
    return {where: entry["lines"] for where, entry in listed.items()}


def faulty(measured: list[Size], allowed: dict[str, int]) -> Iterator[str]:
    """One sentence per thing that is too long, or allowed more lines than it has."""
    longest: dict[str, Size] = {}
    for size in measured:
        if size.where not in longest or size.lines > longest[size.where].lines:
            longest[size.where] = size
    for size in longest.values():
        if size.lines > max(size.limit, allowed.get(size.where, 0)):
            yield f"{size.where}: {size.lines} lines; a {size.what} has at most {size.limit}"
    for where, lines in allowed.items():
        have = longest[where].lines if where in longest else 0
        if have < lines:
            yield f"{where}: allowed {lines} lines and has {have}; lower or remove its exception"


def _medians(measured: list[Size]) -> Iterator[str]:
    for what in ("function", *KINDS.values()):
        lines = [size.lines for size in measured if size.what == what and size.where.startswith("src/") and size.lines]
        if lines:
            yield f"{what}s in src: {len(lines)}, median {statistics.median(lines):g} lines, longest {max(lines)}"


if __name__ == "__main__":
    sys.exit(main())
