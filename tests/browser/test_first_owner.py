"""The very first page of a new install, and the first step after it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

ZONE = "America/New_York"


@pytest.fixture
def new_install(tmp_path) -> Iterator[str]:
    """The address at which the first owner moves in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "heedful", "serve", "--port", str(port)],
        env=inherited | {"HEEDFUL_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = "".join(process.stdout.readline() for _ in range(2))
        yield re.search(r"http://\S+/people/welcome/\S+", said)[0]
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_the_first_owner_finds_their_own_clocks_filled_in_and_may_change_them(new_install, chromium):
    plain = chromium.new_context(java_script_enabled=False, timezone_id=ZONE).new_page()
    plain.goto(new_install)
    assert plain.get_by_label("Time zone").input_value() == "UTC"
    plain.context.close()

    page = chromium.new_context(locale="en-GB", timezone_id=ZONE).new_page()
    page.goto(new_install)
    assert page.get_by_label("Time zone").input_value() == ZONE

    page.get_by_label("Time zone").select_option("Europe/Vilnius")
    page.get_by_label("Your company’s name").fill("Clubs")
    page.get_by_label("Your name").fill("Ona")
    page.get_by_label("E-mail").fill("ona@example.org")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Move in").click()
    page.locator("#id_password_error").wait_for()
    assert page.get_by_label("Time zone").input_value() == "Europe/Vilnius"  # what they chose, not what we think
    page.get_by_label("Choose a password").fill("quiet-harbour-42")
    page.get_by_role("button", name="Move in").click()

    page.wait_for_url("**/listen/start/")
    assert page.get_by_label("Time zone").count() == 0  # it was said a moment ago
    page.context.close()
