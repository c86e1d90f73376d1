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

HOME = Path(tempfile.mkdtemp(prefix="heedful-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["HEEDFUL_HOME"] = str(HOME)
settings.HOME = HOME
settings.INTERACTIONS_URL = f"duckdb://{HOME / 'interactions.duckdb'}"
settings.SECRET_KEY = "known to every reader of the tests"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; Argon2 has tests of its own

from tests.world import *  # noqa: E402, F403


@pytest.fixture(autouse=True)
def begin_anew():
    """No test meets what another left behind: counted sign-ins, the language or the clocks of the last request."""
    cache.clear()
    translation.deactivate()
    timezone.deactivate()
