"""The sizes of DESIGN: hard limits on functions and files, and exceptions that may only shrink."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECK = [sys.executable, str(ROOT / "tools" / "sizes.py")]


def checked(folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run([*CHECK, str(folder)], capture_output=True, text=True, check=False)


def planted(folder: Path, where: str, text: str) -> Path:
    path = folder / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def function_of(lines: int, docstring: int = 0) -> str:
    """The source of one function with so many lines, its docstring of so many lines beside them."""
    said = ['    """Says.', *["    more"] * (docstring - 2), '    """'] if docstring else []
    return "\n".join(["def long():", *said, *["    pass"] * (lines - 1)]) + "\n"


def test_the_project_keeps_its_own_limits():
    run = checked(ROOT)

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("where", "text", "says"),
    [
        ("src/heedful/act/a.py", function_of(61), "a.py::long: 61 lines; a function has at most 60"),
        ("src/heedful/stats/a.py", function_of(81), "a.py::long: 81 lines; a function has at most 80"),
        ("src/heedful/act/a.py", "x = 1\n" * 401, "a.py: 401 lines; a Python file has at most 400"),
        ("src/heedful/ui/templates/a.html", "<p>\n" * 201, "a.html: 201 lines; a template has at most 200"),
        ("src/heedful/ui/static/a.css", "a{}\n" * 401, "a.css: 401 lines; a CSS file has at most 400"),
    ],
)
def test_a_planted_violation_fails_the_check(tmp_path, where, text, says):
    run = checked(planted(tmp_path, where, text))

    assert run.returncode == 1
    assert says in run.stderr


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("src/heedful/act/a.py", function_of(60)),
        ("src/heedful/stats/a.py", function_of(80)),
        ("src/heedful/act/a.py", function_of(60, docstring=20)),
        ("src/heedful/ui/static/a.css", "a{}\n" * 400),
    ],
)
def test_what_just_fits_passes_and_a_docstring_is_free(tmp_path, where, text):
    run = checked(planted(tmp_path, where, text))

    assert run.returncode == 0, run.stderr


def test_a_reasoned_exception_is_let_through_and_an_exception_that_grew_stale_is_not(tmp_path):
    planted(tmp_path, "src/heedful/act/a.py", function_of(61))
    entry = '["src/heedful/act/a.py::long"]\nlines = {}\nreason = "{}"\n'

    planted(tmp_path, "tools/sizes_exceptions.toml", entry.format(61, "a table of cases"))
    assert checked(tmp_path).returncode == 0

    planted(tmp_path, "tools/sizes_exceptions.toml", entry.format(70, "a table of cases"))
    assert "allowed 70 lines and has 61; lower or remove its exception" in checked(tmp_path).stderr

    planted(tmp_path, "tools/sizes_exceptions.toml", entry.format(61, ""))
    assert "no reason given" in checked(tmp_path).stderr
