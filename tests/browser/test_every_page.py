"""Walks from link to link through the whole product, and looks at each page as different people see it.

Pictures are kept in HEEDFUL_PICTURES (or the test's own folder), to be looked at.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.demo import Demo, served_demo

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_OTHER_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # the rest is as it was
LOOKS = {  # each page in all of them
    "light": ("light", WIDE, WCAG),
    "dark": ("dark", WIDE, IN_OTHER_COLOURS),
    "phone": ("light", NARROW, WCAG),
}
OF_A_KIND = 2  # pages of one view that are looked at: a measure is drawn like another
MOST = 200
HALVED = 640  # what is left of 1280 pixels at a zoom of 200 %
SPILT = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
UNDER_WAY = "[hx-trigger=load], .htmx-request, .htmx-settling"


@pytest.fixture(scope="module")
def demo(chromium, tmp_path_factory) -> Iterator[Demo]:
    with served_demo(tmp_path_factory.mktemp("demo") / "home") as served:
        yield served


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("HEEDFUL_PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()


def test_every_page_is_sound_however_it_looks(demo, chromium, pictures, axe):
    context = chromium.new_context(
        base_url=demo.address, locale="en-GB", viewport=WIDE, reduced_motion="reduce"
    )  # colours change at once
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, demo)

    wrong: list[str] = []
    seen = 0
    for path, status in walk(page):
        seen += 1
        page.locator(UNDER_WAY).first.wait_for(state="detached")
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
        if status != 200:
            wrong.append(f"{path}: {status}")
        for look, (colours, size, rules) in LOOKS.items():
            page.emulate_media(color_scheme=colours)
            page.set_viewport_size(size)
            page.screenshot(path=pictures / f"{look}-{name}.png", full_page=True)
            wrong += [f"{path} ({look}): {fault}" for fault in faults(page, axe, rules)]
        wrong += [f"{path} at twice the size: {fault}" for fault in too_wide_at(page, HALVED)]
        wrong += [f"{path}: {complaint}" for complaint in complaints]
        complaints.clear()
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
    context.close()

    assert not wrong, "\n".join(wrong)
    assert seen > 10


def test_every_page_reads_and_is_reached_without_javascript(demo, chromium):
    context = chromium.new_context(base_url=demo.address, locale="en-GB", java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    sign_in(page, demo)

    wrong: list[str] = []
    seen = 0
    for path, status in walk(page):
        seen += 1
        if status != 200:
            wrong.append(f"{path}: {status}")
        if page.locator("h1").count() != 1:
            wrong.append(f"{path}: {page.locator('h1').count()} headings of the first rank")
        wrong += [f"{path}: {fault}" for fault in too_wide(page)]
    context.close()

    assert not wrong, "\n".join(wrong)
    assert seen > 10


def sign_in(page, demo: Demo) -> None:
    page.goto("/people/sign-in/")
    page.get_by_label("E-mail").fill(demo.email)
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)
    page.wait_for_selector("#navigation", timeout=120_000)
    begin_a_survey(page)
    add_a_webhook(page)


def add_a_webhook(page) -> None:
    page.goto("/act/webhooks/")
    if page.locator(".endpoint").count():
        return
    page.get_by_label("Address").fill("https://hooks.example.org/heedful")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_selector("#new-webhook")
    page.get_by_role("link", name="Now send it a test").click()
    page.get_by_role("button", name="Send a test").click()
    page.wait_for_selector(".payload")


def begin_a_survey(page) -> None:
    """There is one to walk through, published, where nobody has begun any."""
    page.goto("/listen/surveys/")
    if page.locator(".survey-line").count():
        return
    page.goto("/listen/surveys/new/")
    page.locator(".template-card", has_text="After a visit").get_by_role("button").click()
    page.wait_for_selector("#builder")
    page.goto(f"{page.url.partition('?')[0]}publication/")
    page.get_by_role("button", name="Publish now").click()
    page.wait_for_selector(".survey-tabs")


def walk(page) -> Iterator[tuple[str, int]]:
    """Every page that links lead to, the page open in the browser; a few of those that one view draws."""
    waiting, met, of_a_kind = ["/"], {"/"}, Counter()
    while waiting and sum(of_a_kind.values()) < MOST:
        path = waiting.pop(0)
        answer = page.goto(path)
        of_a_kind[view_of(page.url)] += 1
        yield path, answer.status
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(link)
            if parts.netloc != urlsplit(page.url).netloc or parts.path in met or not is_page(parts.path):
                continue
            met.add(parts.path)
            if sum(view_of(each) == view_of(link) for each in waiting) + of_a_kind[view_of(link)] < OF_A_KIND:
                waiting.append(parts.path)


def view_of(address: str) -> str:
    return resolve(urlsplit(address).path).view_name


def is_page(path: str) -> bool:
    """Not a program's door, a file to keep, or what only a form may send to."""
    return not path.startswith(("/api/", "/static/")) and not re.search(r"\.\w+$|/sign-out/|/download/|/export/", path)


def faults(page, axe, rules=WCAG) -> Iterator[str]:
    for found in axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]:
        yield f"{found['id']}: {found['help']} ({found['nodes'][0]['html'][:160]})"
    for spilt in page.eval_on_selector_all(".estimate-value, .voice-chips a", SPILT):
        yield f"{spilt} is wider than where it stands"
    yield from too_wide(page)


def too_wide_at(page, width: int) -> list[str]:
    as_before = page.viewport_size
    page.set_viewport_size({"width": width, "height": as_before["height"]})
    found = list(too_wide(page))
    page.set_viewport_size(as_before)
    return found


def too_wide(page) -> Iterator[str]:
    width = page.viewport_size["width"]
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        yield f"{wide} pixels wide on a screen of {width}"
