"""All that CI runs, printed as a list: each step with its command, its time and how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
SETTINGS = "heedful.config.settings"
PART = [] if os.environ.get("HEEDFUL_FULL") else ["-m", "not slow"]  # as `make test` does it
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
        failed = [name for name, command in STEPS.items() if not _passes(name, command)]
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    if name == "tests":
        print("== tests", flush=True)
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    step = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    passed = step.returncode == 0
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    if not passed or name == "sizes":
        print(step.stdout + step.stderr, flush=True)
    return passed


def _shown(command: list[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:]])


if __name__ == "__main__":
    sys.exit(main())
