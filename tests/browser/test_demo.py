"""`heedful demo`, as a stranger meets it."""

import os
import re
import subprocess
import sys


def test_one_command_shows_every_measure_the_demo_allows(chromium, tmp_path):
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    environment = inherited | {"HEEDFUL_HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "heedful", "demo", "--port", "0"]
    demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        said = [demo.stdout.readline() for _ in range(3)]
        email, password = re.search(r"Sign in as (\S+) with the password (\S+)", said[1]).groups()
        address = re.search(r"http://\S+/", said[2])[0]
        page = chromium.new_context(base_url=address, locale="en-GB").new_page()
        page.goto("/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click(no_wait_after=True)

        page.wait_for_url("**/understand/overview/", timeout=120_000)
        page.goto("/understand/metrics/")
        cards = page.locator(".metric-card")
        headings = cards.get_by_role("heading").all_inner_texts()
        assert {"Net Promoter Score", "Retention", "Churn", "First response time"} <= set(headings)
        assert page.locator(".metric-card .estimate-basis").count() >= len(headings) >= 12
    finally:
        demo.terminate()
        demo.communicate(timeout=60)
    assert int(re.search(r"([\d,]+) interactions", said[0])[1].replace(",", "")) > 250_000
