"""Real commands in real processes, each on a home of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

SECRET = "quiet-harbour-42"
Command = Callable[..., subprocess.CompletedProcess]


def environment_of(home: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HEEDFUL", "DJANGO"))}
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


@pytest.fixture
def started(home) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a command and leave it running until the test ends."""
    running: list[subprocess.Popen] = []

    def start(*arguments: str, **more: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "heedful", *map(str, arguments)]
        process = subprocess.Popen(
            command, env=environment_of(home) | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_until(true: Callable[[], object], *, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
