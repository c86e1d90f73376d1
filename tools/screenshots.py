"""Pictures of pages of a demo: light, dark and as narrow as a phone.

    .venv/bin/python tools/screenshots.py FOLDER [PATH …]      (without a path: the first page and the sign-in)

Needs Playwright (requirements-full) and Debian's Chromium (`apt-get install chromium`). A demo is made in a home that
goes with the command; give HEEDFUL_HOME to take the pictures in a home that is there already.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "pictures-of-a-demo"
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "narrow": {"color_scheme": "light", "viewport": {"width": 375, "height": 800}},
}
PATHS = ("/people/sign-in/", "/understand/overview/")


@contextmanager
def demo(home: str) -> Iterator[str]:
    """A demo that is being served; gives its address."""
    command = [sys.executable, "-m", "heedful", "demo", "--port", "0", "--password", PASSWORD]
    server = subprocess.Popen(command, env=os.environ | {"HEEDFUL_HOME": home}, stdout=subprocess.PIPE, text=True)
    try:
        for line in server.stdout:
            if address := re.search(r"listens at (\S+)", line):
                yield address[1]
                return
        raise SystemExit("The demo did not start; what it said is above.")
    finally:
        server.terminate()
        server.wait(60)


def picture(browser: Browser, address: str, path: str, look: str, folder: Path) -> Path:
    context = browser.new_context(**LOOKS[look], device_scale_factor=2, locale="en-GB")
    page = context.new_page()
    if not path.startswith("/people/sign-in/"):
        page.goto(f"{address}people/sign-in/")
        page.get_by_label("E-mail").fill("demo@heedful.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_load_state()
    page.goto(address.rstrip("/") + path)
    target = folder / f"{path.strip('/').replace('/', '-') or 'first'}-{look}.png"
    page.screenshot(path=target, full_page=True)
    context.close()
    return target


def main(folder: Path, paths: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = os.environ.get("HEEDFUL_HOME") or temporary
        with demo(home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            for path in paths or PATHS:
                for look in LOOKS:
                    print(picture(browser, address, path, look, folder))
            browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
