"""The kiosk in a real browser: with a network, without, and where it breaks at the worst moment."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from heedful.listen.surveys.document import parse_document, plain
from heedful.listen.surveys.logic import (
    Known,
    ending_of,
    holds,
    next_question,
    option_order,
    path,
    piped,
    previous_question,
    question_order,
)
from tests.browser.test_answering import QUESTIONS, both
from tests.browser.test_every_page import faults
from tests.listen.answering.test_served import Server
from tests.listen.surveys.documents import GIVEN, KEYS, PERSONS, sound_documents, wild_documents

STATIC = Path(__file__).parents[2] / "src" / "heedful" / "listen" / "static" / "listen"
HOME = "/s/lopen23456/kiosk/"
LOW = {"checks": [{"subject": "recommend", "verb": "between", "values": [0, 6]}]}
DOCUMENT = {
    "languages": ["en", "ar"],
    "title": both("Your visit", "زيارتك"),
    "questions": [
        QUESTIONS[0],
        {"type": "text", "key": "sorry", "title": both("Only {{answer:recommend}}? What went wrong?", "؟")}
        | {"shown_if": LOW},
        {"type": "text", "key": "why", "title": both("Why?", "لماذا؟")},
    ],
    "endings": [
        {"key": "low", "title": both("We are sorry", "آسفون"), "offers_help": True, "when": LOW},
        {"key": "end", "title": both("Thank you!", "شكرًا!")},
    ],
    "theme": {"page": "#f4f7f6", "text": "#17211f", "accent": "#0d6b58", "on_accent": "#ffffff"},
}
AS_KIOSK = """
from heedful.cli.opening import opened
with opened("a test"):
    from heedful.listen.channels.models import Link
    Link.objects.update(kind="kiosk", settings={"thanks_seconds": 60, "idle_seconds": 600})
"""


CONTROLLED = """() => new Promise((found) => {
    if (navigator.serviceWorker.controller) found();
    navigator.serviceWorker.addEventListener("controllerchange", found);
})"""
SETTLED = """async () => {
    const queue = new KioskQueue("lopen23456", "/s/lopen23456/kiosk/answers");
    for (;;) if (!(await queue.all()).some((each) => each.over)) return;
}"""


class Shop(Server):
    """A server with one kiosk."""

    def __init__(self, home, document=DOCUMENT):
        super().__init__(home, document)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]  # the same after a restart: a tablet knows no other
        self.told(AS_KIOSK)

    def start(self):
        command = [sys.executable, "-m", "heedful", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"http://\S+/", self.process.stdout.readline())[0].rstrip("/")

    def told(self, script):
        subprocess.run([sys.executable, "-c", script], env=self.environment, check=True)

    def rows(self, *, every=False):
        with sqlite3.connect(f"file:{self.home / 'heedful.sqlite3'}?mode=ro", uri=True) as base:
            rows = base.execute("SELECT key, answers, finished_at FROM listen_response").fetchall()
        return [row for row in rows if every or row[0] not in self.before]

    @property
    def responses(self):
        return sorted(
            (json.loads(answers).get("why", ""), finished is not None) for _key, answers, finished in self.rows()
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("kiosk") / "home")
    shop.start()
    yield shop
    shop.end(signal.SIGTERM)


@pytest.fixture
def shop(running):
    """The server, as if nobody had answered yet."""
    running.before = {key for key, *_ in running.rows(every=True)}
    return running


@pytest.fixture
def tablet(chromium, shop):
    context = chromium.new_context(base_url=shop.address, locale="en-GB", viewport={"width": 1024, "height": 768})
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.goto(HOME)
    page.evaluate(CONTROLLED)
    yield page
    context.close()
    assert complaints == []


def answer(page, score, why):
    """As a person does it, from the first question to the thanks, and on to the next person."""
    page.get_by_role("radio", name=str(score), exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you!").wait_for()
    page.get_by_role("button", name="Begin anew").click()


def waiting(page, says):
    page.locator(".kiosk-status", has_text=says).wait_for()


def all_sent(page):
    page.evaluate(SETTLED)
    page.locator(".kiosk-status").wait_for(state="hidden")


def test_three_people_answer_without_a_network_and_each_arrives_once(tablet, shop):
    tablet.context.set_offline(True)
    for number in range(3):
        answer(tablet, 9, f"Person {number}")
    waiting(tablet, "3 answers wait for the network.")
    tablet.reload()
    waiting(tablet, "3 answers wait for the network.")
    assert shop.responses == []

    tablet.context.set_offline(False)
    tablet.evaluate("dispatchEvent(new Event('online'))")
    all_sent(tablet)

    assert shop.responses == [(f"Person {number}", True) for number in range(3)]


def test_an_acknowledgement_that_is_lost_doubles_nothing(tablet, shop):
    lost, broken = [], [True]

    def lose(route):
        if not broken:
            return route.continue_()
        lost.append(route.fetch().status)  # the server has committed; the tablet never hears of it
        return route.abort()

    tablet.context.route("**/kiosk/answers", lose)
    answer(tablet, 8, "Once")
    waiting(tablet, "1 answer waits for the network.")
    broken.clear()
    tablet.reload()
    all_sent(tablet)

    assert set(lost) == {200}
    assert shop.responses == [("Once", True)]


def test_who_walks_away_leaves_what_was_answered_and_the_next_one_finds_the_beginning(tablet, shop):
    tablet.get_by_role("radio", name="8", exact=True).check()
    tablet.get_by_role("button", name="Next").click()
    tablet.get_by_label("Why?").wait_for()
    tablet.reload()
    tablet.get_by_role("radio", name="8", exact=True).wait_for()
    all_sent(tablet)

    assert not tablet.get_by_role("radio", name="8", exact=True).is_checked()
    assert shop.responses == [("", False)]


def test_what_the_server_refuses_is_kept_apart_and_not_sent_for_ever(tablet, shop):
    tablet.evaluate(
        """async () => {
            const queue = new KioskQueue("lopen23456", "/s/lopen23456/kiosk/answers");
            const told = JSON.parse(document.getElementById("kiosk").textContent), now = Date.now();
            await queue.keep({ key: crypto.randomUUID(), version: told.version, step: 1, finished: true, over: true,
              answers: { recommend: 77, why: "Kept" }, begun_at: now, answered_at: now });
            await queue.send();
        }"""
    )
    tablet.reload()
    all_sent(tablet)

    assert shop.responses == [("Kept", False)]
    with sqlite3.connect(f"file:{shop.home / 'heedful.sqlite3'}?mode=ro", uri=True) as base:
        kept = base.execute("SELECT source, field, raw FROM interactions_rejected").fetchall()
    assert [(source, field) for source, field, _raw in kept] == [("kiosk:lopen23456", "recommend")]
    assert "77" in kept[0][2]


def test_the_tablet_outlives_the_server(tablet, shop):
    shop.end(signal.SIGKILL)
    tablet.reload()
    answer(tablet, 9, "While it was away")
    waiting(tablet, "1 answer waits for the network.")
    shop.start()
    tablet.reload()
    all_sent(tablet)

    assert shop.responses == [("While it was away", True)]


def test_names_of_answers_languages_and_endings_are_put_in_by_the_browser(tablet, shop):
    tablet.get_by_role("button", name="العربيّة").click()
    assert tablet.locator("html").get_attribute("dir") == "rtl"
    tablet.get_by_role("button", name="English").click()
    tablet.get_by_role("button", name="Next").click()
    assert "Please choose an answer to go on." in tablet.get_by_role("alert").inner_text()
    tablet.get_by_role("radio", name="2", exact=True).check()
    tablet.get_by_role("button", name="Next").click()
    tablet.get_by_label("Only 2? What went wrong?").fill("<b>cold</b>")
    tablet.get_by_role("button", name="Next").click()
    tablet.get_by_role("button", name="Back").click()
    assert tablet.get_by_label("Only 2? What went wrong?").input_value() == "<b>cold</b>"
    tablet.get_by_role("button", name="Next").click()
    tablet.get_by_role("button", name="Send").click()
    tablet.get_by_label("How we can reach you").fill("ann@example.org")
    tablet.get_by_role("button", name="Please get in touch").click()
    tablet.get_by_text("We have your request, and will get in touch with you.").wait_for()
    all_sent(tablet)

    assert len(shop.rows()) == 1


def test_without_scripts_it_is_a_page_like_any_other_and_leads_back(chromium, shop):
    context = chromium.new_context(base_url=shop.address, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(HOME)
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Why?").fill("By hand")
    with page.expect_response(lambda each: each.request.method == "GET" and each.status == 200) as thanks:
        page.get_by_role("button", name="Send").click()

    assert thanks.value.headers["refresh"] == f"60; url={HOME}"
    assert shop.responses == [("By hand", True)]
    context.close()


@pytest.mark.parametrize("size", [(1024, 768), (375, 700), (320, 640)])
def test_it_is_sound_and_its_targets_are_large(chromium, shop, size, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    folder = Path(os.environ.get("HEEDFUL_PICTURES") or tmp_path)
    context = chromium.new_context(
        base_url=shop.address, locale="en-GB", viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    page.goto(HOME)
    found = list(faults(page, axe))
    page.screenshot(path=folder / f"kiosk-{size[0]}-first.png")
    boxes = [each.bounding_box() for each in page.locator(".points label, .button:visible").all()]
    answer_low(page)
    page.screenshot(path=folder / f"kiosk-{size[0]}-text.png")
    found += faults(page, axe)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Begin anew").wait_for()
    page.screenshot(path=folder / f"kiosk-{size[0]}-end.png")
    found += faults(page, axe)
    context.close()

    assert found == []
    assert all(box["height"] >= 48 and box["width"] >= 40 for box in boxes)


def answer_low(page):
    page.get_by_role("radio", name="2", exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Only 2?").wait_for()


# The same way as on the server


@pytest.fixture(scope="module")
def walk(chromium):
    page = chromium.new_page()
    page.add_script_tag(content=(STATIC / "kiosk-walk.js").read_text().replace("const Walk", "window.Walk", 1))
    yield lambda what, given: page.evaluate(what, given)
    page.close()


WALKED = """({ survey, known, seed, words }) => {
    const order = Walk.questionOrder(survey, seed);
    const choices = (survey.questions ?? []).filter((each) => each.type === "choice");
    return {
        order, way: Walk.path(survey, known, order), ending: Walk.endingOf(survey, known)?.key ?? null,
        next: order.map((key) => Walk.nextQuestion(survey, known, key, order)),
        previous: order.map((key) => Walk.previousQuestion(survey, known, key, order)),
        options: choices.map((each) => Walk.optionOrder(each, seed)),
        said: words.map((each) => Walk.piped(each, known, survey)),
    };
}"""
SAYINGS = [
    f"Dear {{{{person:segment|guest}}}}: {{{{answer:{key}}}}} {{{{ answer:{key}.one | none }}}}!" for key in KEYS
]


@settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(some.one_of(wild_documents(), sound_documents()), GIVEN, PERSONS, some.text(max_size=4))
def test_the_browser_walks_as_the_server_does(walk, document, answers, person, seed):
    known = Known(answers=answers, person=person, location="nord", product="Boots & Co", language="en")
    order = question_order(document, seed=seed)

    walked = walk(
        WALKED,
        {"survey": plain(document), "known": msgspec.to_builtins(known), "seed": seed, "words": SAYINGS},
    )

    ending = ending_of(document, known)
    choices = [each for each in document.questions if type(each).__name__ == "Choice"]
    assert walked == {
        "order": list(order),
        "way": list(path(document, known, order=order)),
        "ending": ending.key if ending else None,
        "next": [next_question(document, known, after=key, order=order) for key in order],
        "previous": [previous_question(document, known, before=key, order=order) for key in order],
        "options": [[option.key for option in option_order(each, seed=seed)] for each in choices],
        "said": [piped(words, known, document) for words in SAYINGS],
    }


@pytest.mark.parametrize(
    ("given_answer", "verb", "values"),
    [
        ("STRASSE und Maß", "contains", ["maß"]),
        ("Δρόμος ΟΔΟΣ", "contains", ["οδος"]),
        ("price is 5.0", "contains", ["5"]),
        (" 7 ", "between", [1, 9]),
        ("2026-03-01", "between", ["2026-01-01", "2026-12-31"]),
        ("Yes", "is", ["yes"]),
        (True, "is", ["yes"]),
        ({"chosen": [], "other": "  "}, "is_answered", []),
        ({"one": 2, "two": 5}, "includes", [5]),
    ],
)
def test_the_browser_reads_an_answer_as_the_server_does(walk, given_answer, verb, values):
    condition = {"checks": [{"subject": "a", "verb": verb, "values": values}]}
    document = parse_document({"questions": [{"type": "statement", "key": "a", "title": {}, "shown_if": condition}]})
    known = Known(answers={"a": given_answer})

    given = {"condition": condition, "known": msgspec.to_builtins(known)}
    said = walk("({ condition, known }) => Walk.holds(condition, known)", given)

    assert said == holds(document.questions[0].shown_if, known)
