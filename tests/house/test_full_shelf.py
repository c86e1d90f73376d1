"""With HEEDFUL_FULL=1, as in CI, no shelf may be skipped because something is not installed."""

import importlib.util
import os
import shutil
from ctypes.util import find_library

import pytest

FULL = bool(os.environ.get("HEEDFUL_FULL"))

pytestmark = pytest.mark.skipif(
    not FULL, reason="HEEDFUL_FULL is not set: chDB, Spark and the browser need the full install (.ci/run)"
)


@pytest.mark.parametrize(
    "package",
    [
        "chdb",
        "clickhouse_connect",
        "ibis",
        "pyspark",
        "playwright",
        "axe_playwright_python",
        "lifelines",
        "schemathesis",
    ],
)
def test_the_package_is_there(package):
    assert importlib.util.find_spec(package)


@pytest.mark.parametrize("command", ["java", "chromium"])
def test_the_program_is_there(command):
    assert shutil.which(command)


def test_what_pdfs_are_drawn_with_is_there():
    assert find_library("pangoft2-1.0")
