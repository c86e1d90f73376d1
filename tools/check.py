"""All that CI runs, printed as a list: each step with its command, its time and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
SETTINGS = "heedful.config.settings"
PART = [] if os.environ.get("HEEDFUL_FULL") else ["-p", "tests.dev_shelf", "-m", "not slow"]  # as `make test` does it
LAST_LINES = 30
# "tests" holds the doctests, the docs tests and the house's own rules too; last, so that its summary is what one sees.
STEPS = {
    "lint": [*PYTHON, "ruff", "check", "."],
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "types": [*PYTHON, "mypy"],
    "imports": [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
    "sizes": [sys.executable, "tools/sizes.py"],
    "migrations": [*PYTHON, "django", "makemigrations", "--check", "--dry-run", f"--settings={SETTINGS}"],
    "tests": [*PYTHON, "pytest", "-n", "auto", "--dist", "loadgroup", *PART],
}


def main() -> int:
    print("\n".join(f"  {name:<12}{_shown(command)}" for name, command in STEPS.items()), flush=True)
    with tempfile.TemporaryDirectory(prefix="heedful-check-") as home:
        os.environ["HEEDFUL_HOME"] = home  # nobody's own home is looked at
        said = {name: _fault(name, command) for name, command in STEPS.items()}
    failed = {name: fault for name, fault in said.items() if fault is not None}
    for name, fault in failed.items():  # once more: what was said first is far above the tests by now
        print("\n".join([f"Failed: {name}", *fault.splitlines()[-LAST_LINES:]]), flush=True)
    return 1 if failed else 0


def _fault(name: str, command: list[str]) -> str | None:
    """What a step that failed said, beyond what is shown at once; None if it passed."""
    began = time.monotonic()
    if name == "tests":
        print("== tests", flush=True)
        return "" if _tests_fail(command) else None
    step = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    passed, said = step.returncode == 0, step.stdout + step.stderr
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    if not passed or name == "sizes":
        print(said, flush=True)
    return None if passed else said


def _tests_fail(command: list[str]) -> bool:
    """Interrupted, pytest says what failed so far: it is waited for."""
    with subprocess.Popen(command, cwd=ROOT) as tests:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return tests.wait() != 0


def _shown(command: list[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:]])


if __name__ == "__main__":
    sys.exit(main())
