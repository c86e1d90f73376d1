"""A world for every test, in a home of its own: nothing a test does can touch a real install."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation
from hypothesis import settings as hypothesis

from tests.full import FULL, times

SLOW = Path(__file__).with_name("slow.txt").read_text(encoding="utf-8").split()

HOME = Path(tempfile.mkdtemp(prefix="heedful-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["HEEDFUL_HOME"] = str(HOME)
os.environ.setdefault("HEEDFUL_VECTORS", "0")  # servers that tests start leave the processor to the tests
os.environ.setdefault("HEEDFUL_RESPONDENTS_APART", "0")
settings.HOME = HOME
settings.VECTORS = True
if not FULL:
    os.environ.setdefault("HEEDFUL_THREADS", "1")  # logs of a few rows are worked on sooner by one
settings.INTERACTIONS_URL = f"duckdb://{HOME / 'interactions.duckdb'}"
settings.SECRET_KEY = "known to every reader of the tests"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; Argon2 has tests of its own

hypothesis.register_profile("ci", hypothesis.get_profile("ci"), max_examples=times(60, 20))

from heedful import flow  # noqa: E402
from heedful.listen.surveys.queries import forget_published  # noqa: E402
from heedful.understand.voices import readers  # noqa: E402
from tests.passed import leave_out_what_passed, pytest_runtest_logreport  # noqa: E402, F401
from tests.terminal import typed  # noqa: E402, F401
from tests.world import *  # noqa: E402, F403


@pytest.fixture(autouse=True)
def begin_anew():
    """No test meets what another left behind: counted sign-ins, the language or the clocks of the last request."""
    cache.clear()
    forget_published()
    readers.forget()
    translation.deactivate()
    timezone.deactivate()
    flow.end()  # unless a test says that its process passes on what it hears


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """`make test` leaves to CI what takes longest; tools/slow.py measures it."""
    slow = frozenset(SLOW)
    for item in items:
        if item.nodeid.split("[")[0] in slow:
            item.add_marker("slow")
    leave_out_what_passed(config, items)


def pytest_terminal_summary(terminalreporter):
    if not FULL:
        terminalreporter.write_line(
            "In part: random cases and kills were few; what needs the full install or public data was skipped. "
            "All of it, with the slow tests too: HEEDFUL_FULL=1 make check, or .ci/run."
        )
