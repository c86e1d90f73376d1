"""The widget on somebody else's website: another origin, a strict policy, pages that must not be disturbed."""

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.test_every_page import faults
from tests.browser.test_kiosk import DOCUMENT, Shop

LINKS = """
from heedful.cli.opening import opened
with opened("a test"):
    from django.utils import timezone
    from heedful.listen.channels.models import Link
    from heedful.listen.surveys.models import Survey
    survey, now = Survey.objects.get(), timezone.now()
    SETTINGS = {
        "lcorner2345": {"seconds": 0, "pages": ["/shop/*"], "not_pages": ["/shop/cart"], "rest_days": 30},
        "lbutton2345": {"placement": "button", "seconds": None, "label": "Tell us"},
        "levent23456": {"seconds": None, "event": "paid", "modal": True},
        "lscroll2345": {"seconds": None, "scroll": 60},
        "lelsewhere2": {"seconds": 0, "origins": ["https://other.example"]},
    }
    for code, settings in SETTINGS.items():
        link = {"workspace": survey.workspace, "survey": survey, "kind": "web", "name": code, "created_at": now}
        Link.objects.create(code=code, settings=settings, **link)
"""
OTHER_HEIGHT = """(frame, height) => new Promise((found, missed) => {
    const look = () => (Math.abs(frame.getBoundingClientRect().height - height) > 20 ? found() : setTimeout(look, 50));
    look();
    setTimeout(() => missed(Error("it stayed as high as it was")), 20000);
})"""
PAGE = """<!doctype html><html lang="{language}"><head><title>Shop</title>
<script src="{home}/s/{code}/widget.js" async></script></head>
<body><main><h1>Shop</h1><p>{words}</p><a href="#x">A link</a></main></body></html>"""


class Website:
    """A site of its own, with a content security policy that allows nothing but what the docs say."""

    def __init__(self, home):
        site = self

        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                code, _, language = self.path.partition("?")[2].partition("&")
                body = PAGE.format(home=home, code=code, language=language or "en", words="Boots. " * 3000).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said):
                """Nothing on the terminal."""

        self.policy = f"default-src 'none'; script-src {home}; frame-src {home}; require-trusted-types-for 'script'"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("widget") / "home", DOCUMENT)
    shop.told(LINKS)
    shop.start()
    yield shop
    shop.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def website(survey):
    site = Website(survey.address)
    yield site
    site.end()


@pytest.fixture
def visit(chromium, website):
    """Open a page of the website; whatever the browser complained about fails the test."""
    contexts, complaints = [], []

    def made(path, **more):
        context = chromium.new_context(base_url=website.address, **({"locale": "en-GB"} | more))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(path)
        page.wait_for_load_state("load")
        return page

    yield made
    for context in contexts:
        context.close()
    assert complaints == []


# A key of the real keyboard waits for an answer of the frame, which may be gone by then: it would wait for ever.
ESCAPES = (
    "each => void setTimeout(() => each.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})))"
)


def opened(page):
    page.get_by_role("dialog").wait_for()
    page.locator("iframe[style*='height']").wait_for()  # what is in it speaks to what is around it
    return page.frame_locator("iframe")


def stays_shut(page):
    page.evaluate("new Promise((found) => setTimeout(found, 1200))")  # twice as long as it takes to open
    assert page.get_by_role("dialog").count() == 0


def test_a_question_opens_is_answered_and_leaves_nothing_behind(visit, survey):
    survey.before = {key for key, *_ in survey.rows(every=True)}
    page = visit("/shop/boots?lcorner2345")
    inside = opened(page)
    height = page.locator("iframe").bounding_box()["height"]
    inside.get_by_role("radio", name="9", exact=True).check()
    inside.get_by_role("button", name="Next").click()
    inside.get_by_label("Why?").fill("From the shop")
    inside.get_by_role("button", name="Send").click()
    inside.get_by_role("heading", name="Thank you!").wait_for()
    page.locator("iframe").evaluate(OTHER_HEIGHT, height)  # it follows what is in it

    assert survey.responses == [("From the shop", True)]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.get_by_role("button", name="Close").click()
    stays_shut(page)


def test_it_takes_the_focus_gives_it_back_and_closes_by_escape_from_inside_too(visit):
    page = visit("/?lbutton2345")
    button = page.get_by_role("button", name="Tell us")
    button.focus()
    page.keyboard.press("Enter")
    inside = opened(page)
    assert page.get_by_role("dialog", name="Your visit").evaluate("each => each.getRootNode().activeElement === each")
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert button.evaluate("each => each.getRootNode().activeElement === each")

    button.click()
    inside.get_by_role("radio", name="9", exact=True).evaluate(ESCAPES)
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("link", name="A link").click()  # the page itself was never in the way


@pytest.mark.parametrize("path", ["/", "/shop/cart"])
def test_it_stays_away_from_pages_that_are_not_meant(visit, path):
    stays_shut(visit(f"{path}?lcorner2345"))


def test_it_opens_when_the_page_says_what_has_happened_and_then_waits_for_an_answer(visit):
    page = visit("/?levent23456")
    page.evaluate("heedful('event', 'looked')")
    assert page.get_by_role("dialog").count() == 0
    page.evaluate("heedful('person', {customer: 'c17', plan: 'pro', lang: 'xx'}); heedful('event', 'paid')")
    opened(page)

    address = page.locator("iframe").get_attribute("src")
    assert "customer=c17" in address and "plan=pro" in address and "lang=en" in address and "page=%2F" in address
    assert page.evaluate("document.querySelector('[id^=heedful]').shadowRoot.querySelector('dialog').matches(':modal')")


def test_it_opens_when_so_much_of_the_page_was_read(visit):
    page = visit("/?lscroll2345")
    stays_shut(page)
    page.mouse.wheel(0, 100_000)
    opened(page)


def test_whoever_consented_is_not_asked_again_and_may_take_it_back(visit):
    page = visit("/shop/boots?lcorner2345")
    opened(page)
    page.evaluate("heedful('consent', true)")
    assert page.evaluate("Object.keys(localStorage)") == ["heedful:lcorner2345"]
    page.context.add_init_script("window.heedful = { q: [['consent', true]] }")
    page.reload()
    stays_shut(page)

    page.evaluate("heedful('consent', false)")
    assert page.evaluate("localStorage.length") == 0


def test_nonsense_from_the_page_throws_nothing_into_it(visit):
    page = visit("/?lbutton2345")
    page.get_by_role("button", name="Tell us").wait_for()
    page.evaluate("heedful(); heedful('constructor'); heedful('person', null); heedful('event'); heedful(Symbol('x'))")
    page.evaluate("postMessage({ heedful: 'size', height: 1e9 }, '*'); postMessage(null, '*')")
    page.evaluate("heedful('open')")
    opened(page)


def test_a_website_that_is_not_named_shows_no_survey(chromium, website):
    context = chromium.new_context(base_url=website.address, locale="en-GB")
    page = context.new_page()
    page.goto("/?lelsewhere2")
    page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(500)

    assert page.frame_locator("iframe").get_by_role("radio").count() == 0
    context.close()


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 1280, "height": 800}},
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
        {"viewport": {"width": 375, "height": 700}, "has_touch": True},
        {"viewport": {"width": 375, "height": 700}, "reduced_motion": "reduce", "language": "ar"},
    ],
    ids=["light", "dark", "phone", "arabic"],
)
def test_it_is_sound_open_and_shut(visit, look, tmp_path, request):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    folder, name = Path(os.environ.get("HEEDFUL_PICTURES") or tmp_path), request.node.callspec.id
    look = dict(look)
    page = visit(f"/?lbutton2345&{look.pop('language', 'en')}", bypass_csp=True, **look)
    button = page.get_by_role("button", name="Tell us")
    button.wait_for()
    page.screenshot(path=folder / f"widget-{name}-shut.png")
    found = list(faults(page, axe))
    button.click()
    opened(page).get_by_role("radio", name="9", exact=True).wait_for()
    page.wait_for_timeout(400)
    page.screenshot(path=folder / f"widget-{name}-open.png")
    found += faults(page, axe)
    box, width = page.get_by_role("dialog").bounding_box(), look["viewport"]["width"]

    assert [fault for fault in found if "#heedful" in str(fault) or "iframe" in str(fault)] == []
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert (box["x"] < width / 2) == (name == "arabic" or width == 375)
