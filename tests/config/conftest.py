"""Real commands in real processes, each on a home of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

SECRET = "quiet-harbour-42"
Command = Callable[..., subprocess.CompletedProcess]
Value = TypeVar("Value")


def environment_of(home: Path) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    return inherited | {"HEEDFUL_HOME": str(home), "PYTHONWARNINGS": "ignore"}


def run_command(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "heedful", *map(str, arguments)]
    return subprocess.run(
        command, env=environment_of(home) | more, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def heedful(home) -> Command:
    """`heedful("doctor")` as a person would type it."""
    return partial(run_command, home)


@pytest.fixture(scope="session")
def first_install(tmp_path_factory) -> Path:
    """An install with one workspace, Clubs, of Ona: made once, copied for each test."""
    home = tmp_path_factory.mktemp("install") / "home"
    made = run_command(home, "workspace", "create", "Clubs", "--owner", "ona@example.org", "--password", SECRET)
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture
def installed(first_install, home, heedful) -> Command:
    shutil.copytree(first_install, home)
    return heedful


@contextmanager
def running(home: Path, *arguments: object, **more: str) -> Iterator[subprocess.Popen]:
    """A command in a process of its own, until the block ends."""
    command = [sys.executable, "-m", "heedful", *map(str, arguments)]
    process = subprocess.Popen(
        command, env=environment_of(home) | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def started(home) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a command and leave it running until the test ends."""
    with ExitStack() as left:

        def start(*arguments: object, **more: str) -> subprocess.Popen:
            return left.enter_context(running(home, *arguments, **more))

        yield start


def wait_until(true: Callable[[], Value], *, seconds: float = 60.0) -> Value:
    """What it says at last."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
    return value
