"""The tutorial's commands, run in order in an empty home, print what the tutorial says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.full import FULL

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-true-number.md"


@pytest.mark.skipif(not FULL, reason="the tutorial is walked in the full run (HEEDFUL_FULL=1)")
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed; the tutorial asks over HTTP with it")
def test_the_tutorial_prints_what_it_says(tmp_path):
    run = subprocess.run(
        [sys.executable, ROOT / "tools" / "console.py", TUTORIAL], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, (
        f"python tools/console.py {TUTORIAL.relative_to(ROOT)} --write\n{run.stdout}{run.stderr}"
    )


def test_a_page_that_says_something_else_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\ntwo\n```\n", encoding="utf-8")
    console = [sys.executable, ROOT / "tools" / "console.py", page]

    assert subprocess.run(console, capture_output=True, check=False).returncode == 1
    assert subprocess.run([*console, "--write"], capture_output=True, check=False).returncode == 0
    assert page.read_text(encoding="utf-8") == "```console\n$ echo one\none\n```\n"
