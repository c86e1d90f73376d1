"""Names and places: what the house never calls a thing, and what never stands in its files."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
FOLDERS = ("src", "tests", "tools", "bench", "docs", ".ci")
FILES = sorted(
    path
    for place in (*(ROOT / folder for folder in FOLDERS), *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile")
    for path in ([place] if place.is_file() else place.rglob("*"))
    if path.is_file() and path.suffix not in {".pyc", ".png", ".mo", ".woff2", ".ico", ".xlsx", ".parquet"}
)
VAGUE_FILES = {"utils", "util", "helpers", "helper", "common", "misc"}
VAGUE_CLASS = re.compile(r"(Service|Manager|Handler|Helper|Processor)$")
CAPABILITY_FILES = {"models", "actions", "queries", "forms", "views", "urls", "tasks", "__init__"}
HOME_OF_SOMEONE = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work)/[\w.-]+")


def shown(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_no_file_or_folder_has_a_name_that_says_nothing():
    places = [*CODE, *{path.parent for path in CODE}]

    assert shown([path for path in places if path.stem in VAGUE_FILES]) == []


def test_no_class_is_named_after_a_pattern():
    vague = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name)
    ]

    assert vague == []


@pytest.mark.parametrize("name", ["CaseService", "LoaderManager", "FormHelper"])
def test_the_rule_on_class_names_would_catch(name):
    assert VAGUE_CLASS.search(name)


def test_views_take_their_rows_through_queries():
    # DESIGN, Names: `visible_*` is the only door for views
    views = [path for path in CODE if path.name == "views.py" or "views" in path.parts]

    assert shown([path for path in views if ".objects" in path.read_text(encoding="utf-8")]) == []


def test_no_file_names_a_place_on_somebodys_machine():
    found = {
        path.relative_to(ROOT).as_posix(): HOME_OF_SOMEONE.findall(path.read_text(encoding="utf-8", errors="replace"))
        for path in FILES
        if path != Path(__file__)
    }

    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize("text", ["open('/home/ada/x.csv')", "cd /Users/ada", "/root/.cache"])
def test_the_rule_on_places_would_catch(text):
    assert HOME_OF_SOMEONE.search(text)


def test_the_locks_name_no_registry_and_hash_every_package():
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
        hashed = re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)

        assert not re.search(r"https?://|--index|--find-links", text), lock.name
        assert len(packages) == len(hashed) > 0, lock.name


def test_each_larger_lock_contains_the_smaller_ones_to_the_version():
    base, dev, full = (
        set(re.findall(r"^([a-z0-9][\w.-]*==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock", "requirements-full.lock")
    )

    assert base <= dev <= full


def test_only_what_belongs_to_the_project_is_tracked():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert [path for path in tracked if re.search(r"\.(duckdb|sqlite3|pyc|log)$|(^|/)\.venv/", path)] == []
