"""What `make test` has just passed, the slower checks of the same run leave out, unless they ask more of it.

`.ci/run` names a file in HEEDFUL_PASSED: `make test` writes into it, the full run reads it.
"""

import os
from pathlib import Path

import pytest

from tests.full import FULL

NAMED = os.environ.get("HEEDFUL_PASSED", "")
ASK_MORE = {"FULL", "times"}  # names of tests/full.py in a module


def leave_out_what_passed(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not (FULL and NAMED and Path(NAMED).exists()):
        return
    passed = frozenset(Path(NAMED).read_text(encoding="utf-8").splitlines())
    again = [item for item in items if item.nodeid not in passed or asks_more(item)]
    kept = set(again)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = again


def asks_more(item: pytest.Item) -> bool:
    """In full: more random cases, more kills."""
    is_random = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return is_random or bool(ASK_MORE & set(vars(getattr(item, "module", None) or object)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Told to the process that leads, of what its workers ran."""
    if NAMED and not FULL and report.when == "call" and report.passed and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(NAMED).open("a", encoding="utf-8") as passed:
            passed.write(f"{report.nodeid}\n")
