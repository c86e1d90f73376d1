"""What `make test` leaves to CI is named, and is there."""

import re
from pathlib import Path

import pytest

from tests.conftest import SLOW
from tests.dev_shelf import ONLY_IN_FULL
from tests.house.test_makefile import made

ROOT = Path(__file__).parents[2]


def test_every_test_that_is_left_to_ci_is_a_test():
    missing = []
    for name in SLOW:
        file, function = name.split("::")[0], re.split("::|[.]", name)[-1]
        path = ROOT / file
        if not (path.is_file() and re.search(rf"def {function}\b", path.read_text(encoding="utf-8"))):
            missing.append(name)

    assert not missing, "python tools/slow.py writes the list anew"


def test_what_only_the_full_install_has_is_out_of_sight_of_make_test():
    lines = (ROOT / "requirements-full.in").read_text(encoding="utf-8").splitlines()
    packages = {re.match(r"[\w-]+", line)[0] for line in lines if not line.startswith("-r")} - {"sqlglot"}  # Ibis's own
    hidden = tuple(name.replace("_", "-") for name in ONLY_IN_FULL)

    assert packages == {name for name in packages if name.startswith(hidden)}


@pytest.mark.parametrize(("full", "left"), [("", True), ("1", False)])
def test_ci_leaves_nothing_out(tmp_path, full, left):
    planned = made("--dry-run", "test", f"VENV={tmp_path / 'venv'}", HEEDFUL_FULL=full).stdout

    assert ('-p tests.dev_shelf -m "not slow"' in planned) is left
