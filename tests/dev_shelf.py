"""`-p tests.dev_shelf`: the tests meet what requirements-dev.lock installs, also where more than that is installed."""

import sys

import pytest

ONLY_IN_FULL = (
    "axe_playwright_python",
    "chdb",
    "clickhouse_connect",
    "ibis",
    "lifelines",
    "playwright",
    "pyspark",
    "schemathesis",
)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """The first that pytest asks of a plugin."""
    pluginmanager.set_blocked("schemathesis")  # it would come by itself, as a plugin
    sys.modules.update(dict.fromkeys(ONLY_IN_FULL))
