"""A real server with a hundred answers in it, and Debian's Chromium in front."""

import gzip
import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds until what should appear is missed: two browsers and two servers share two cores
OWNER, SECRET = "ona@example.org", "quiet-harbour-42"
SCORES = [10] * 60 + [8] * 20 + [3] * 20  # 60 promoters, 20 passives, 20 detractors: +40
PLACES = ("Harbour", "Old Town")


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (requirements-full)")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (apt-get install chromium)")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of a server whose workspace heard a hundred answers, half a year of marks, and a conversation."""
    home = tmp_path_factory.mktemp("browser") / "home"
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    environment = inherited | {"HEEDFUL_HOME": str(home), "PYTHONWARNINGS": "ignore"}

    def heedful(*arguments: str) -> str:
        command = [sys.executable, "-m", "heedful", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    heedful("workspace", "create", "Clubs", "--owner", OWNER, "--password", SECRET)
    token = heedful("key", "create", "till", "--scope", "write")
    command = [sys.executable, "-m", "heedful", "serve", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://\S+/", process.stdout.readline())[0]
        tell(address, token)
        while "spool: empty" not in heedful("doctor"):  # the loader looks every second
            assert process.poll() is None
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=60)


def tell(address: str, token: str) -> None:
    rows = list(told(datetime.now(UTC) - timedelta(days=1)))
    request = urllib.request.Request(
        f"{address}api/v1/interactions",
        data=gzip.compress("\n".join(json.dumps(row) for row in rows).encode()),
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/x-ndjson",
            "Content-Encoding": "gzip",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status in (200, 201, 202)


def told(yesterday: datetime) -> Iterator[dict]:
    def row(number: str, before: timedelta, **more) -> dict:
        return {"id": number, "occurred_at": (yesterday - before).isoformat()} | more

    for n, score in enumerate(SCORES):
        about = {"customer": f"c{n}", "location": PLACES[n % 2]}
        yield row(f"{n}", timedelta(minutes=n), kind="answer", name="nps", scale="nps:0-10", value=score, **about)
    for n in range(120):
        about = {"customer": f"c{n}", "location": PLACES[n % 2], "channel": "mail"}
        yield row(
            f"m{n}", timedelta(days=1.5 * n), kind="answer", name="mark", scale="csat:1-5", value=n % 5 + 1, **about
        )
    for n in range(4):
        about = {"customer": "c0", "thread": "t1", "text": f"The door, number {n}", "location": PLACES[0]}
        yield row(f"w{n}", timedelta(hours=9 - n), kind="message", name="human_reply" if n % 2 else "inbound", **about)


@pytest.fixture
def page(chromium, server):
    """A fresh visitor; whatever the browser complained about fails the test."""
    context = chromium.new_context(base_url=server, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


@pytest.fixture(scope="session")
def seat(chromium, server) -> list[dict]:
    """Ona's cookies. She signs in once: the server lets nobody do so more than thirty times a minute."""
    context = chromium.new_context(base_url=server, locale="en-GB")
    page = context.new_page()
    page.goto("/people/sign-in/")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/understand/overview/")
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def signed_in(page, seat):
    page.context.add_cookies(seat)
    page.goto("/understand/overview/")
    return page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What fails shows the page that it failed on."""
    report = yield
    page = item.funcargs.get("page")
    if report.failed and call.when == "call" and page is not None and not page.is_closed():
        report.sections.append(("the page", f"{page.url}\n{page.locator('body').inner_text(timeout=PATIENCE)[:3000]}"))
    return report
