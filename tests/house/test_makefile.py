"""The four targets install what they need, from locked requirements only, and say clearly when they cannot."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def made(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    outer = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "HEEDFUL_FULL"}
    }
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=outer | environment)


@pytest.mark.parametrize(
    ("target", "locks", "environment"),
    [
        ("demo", ["requirements.lock"], {}),
        ("test", ["requirements.lock", "requirements-dev.lock"], {}),
        ("check", ["requirements.lock", "requirements-dev.lock"], {}),
        (
            "check",
            ["requirements.lock", "requirements-dev.lock", "requirements-full.lock"],
            {"HEEDFUL_FULL": "1"},
        ),
        ("bench", ["requirements.lock", "requirements-dev.lock", "requirements-full.lock"], {}),
    ],
)
def test_a_target_installs_its_locks_with_hashes_and_nothing_else(tmp_path, target, locks, environment):
    planned = made("--dry-run", target, f"VENV={tmp_path / 'venv'}", **environment).stdout
    installs = re.findall(r"-m pip .*install.*", planned)

    assert re.findall(r"--require-hashes -r (\S+)", planned) == locks
    assert len(installs) == len(locks) + 1
    assert [
        line for line in installs if "--require-hashes" not in line and "--no-deps --no-build-isolation" not in line
    ] == []


def test_too_old_a_python_is_told_so(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    run = made("test", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}")

    assert run.returncode != 0
    assert "Heedful needs Python 3.11 or newer" in run.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_without_venv_is_told_what_to_install(tmp_path):
    bare = tmp_path / "python3"
    bare.write_text('#!/bin/sh\n[ "$1" = -c ]\n')
    bare.chmod(0o755)

    run = made("test", f"PYTHON={bare}", f"VENV={tmp_path / 'venv'}")

    assert run.returncode != 0
    assert "apt-get install python3-venv" in run.stderr


def test_ci_begins_with_what_the_readme_promises():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    calls = [line for line in lines if "make test" in line or "make check" in line]

    assert [call for call in calls if not call.startswith(("echo", "#"))] == ["make test", "HEEDFUL_FULL=1 make check"]
