"""A respondent's pages in a real browser, with scripts switched off: by keyboard, by axe, on a small screen.

Pictures are kept in HEEDFUL_PICTURES (or the test's own folder), to be looked at.
"""

import os
import signal
from pathlib import Path

import pytest

from tests.browser.test_every_page import faults
from tests.listen.answering.test_served import Server

LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "contrast": {"viewport": {"width": 375, "height": 700}, "forced_colors": "active"},
    "arabic": {"viewport": {"width": 375, "height": 700}, "locale": "ar-EG"},
}


def both(en, ar):
    return {"en": en, "ar": ar}


def options(*titles):
    return [{"key": f"o{n}", "title": both(*title)} for n, title in enumerate(titles)]


NEAR = both("Not at all likely", "غير مرجح إطلاقًا")
FAR = both("Extremely likely", "مرجح جدًا")
SATISFIED = ("Very dissatisfied", "Dissatisfied", "Neither nor", "Satisfied", "Very satisfied")
QUESTIONS = [
    {
        "type": "nps",
        "key": "recommend",
        "required": True,
        "title": both(
            "How likely are you to recommend Six Clubs to a friend or colleague?", "ما مدى احتمال أن توصي بنا؟"
        ),
        "lowest": NEAR,
        "highest": FAR,
    },
    {
        "type": "csat",
        "key": "smiles",
        "look": "smileys",
        "title": both("How satisfied are you with the changing rooms?", "ما مدى رضاك؟"),
        "labels": [both(words, "راضٍ") for words in SATISFIED],
    },
    {"type": "csat", "key": "stars", "look": "stars", "title": both("How was the coach?", "كيف كان المدرب؟")},
    {
        "type": "ces",
        "key": "ease",
        "title": both("It was easy to book.", "كان الحجز سهلًا."),
        "lowest": NEAR,
        "highest": FAR,
    },
    {
        "type": "choice",
        "key": "one",
        "title": both("What did you come for?", "لماذا أتيت؟"),
        "other": True,
        "options": options(("Swimming", "سباحة"), ("Sauna", "ساونا")),
    },
    {
        "type": "choice",
        "key": "many",
        "many": True,
        "title": both("What would you like to see more of?", "ماذا تريد أكثر؟"),
        "hint": both("Think of the last month.", "فكر في الشهر الماضي."),
        "options": options(("Classes", "دروس"), ("Lockers", "خزائن"), ("Light", "ضوء")),
    },
    {
        "type": "grid",
        "key": "rate",
        "points": 5,
        "title": both("Please rate", "قيّم من فضلك"),
        "rows": options(("Front desk", "الاستقبال"), ("Showers", "الاستحمام")),
        "lowest": both("Poor", "سيئ"),
        "highest": both("Excellent", "ممتاز"),
    },
    {"type": "text", "key": "short", "title": both("In one word?", "بكلمة واحدة؟")},
    {"type": "text", "key": "long", "long": True, "title": both("What should we change?", "ماذا نغير؟")},
    {
        "type": "number",
        "key": "visits",
        "whole": True,
        "title": both("How often did you come?", "كم مرة أتيت؟"),
        "unit": both("times", "مرات"),
    },
    {"type": "date", "key": "day", "title": both("When were you here last?", "متى كنت هنا؟")},
    {
        "type": "statement",
        "key": "nearly",
        "title": both("Nearly done.", "أوشكت."),
        "hint": both("Two left.", "بقي اثنان."),
    },
    {"type": "contact", "key": "who", "fields": ["name", "email", "phone"], "title": both("Who are you?", "من أنت؟")},
    {"type": "consent", "key": "news", "title": both("You may write to me about new classes.", "يمكنكم مراسلتي.")},
]
KEYS = {  # what somebody presses who has come to the first field by the tab key
    "recommend": "Space ArrowRight",
    "smiles": "Space ArrowRight",
    "stars": "Space ArrowRight",
    "ease": "Space ArrowRight",
    "one": "Space ArrowDown",
    "many": "Space Tab Space",
    "rate": "Space Tab Space ArrowRight",
    "short": "W a r m",
    "long": "L i g h t",
    "visits": "1 2",
    "day": "0 1 0 2 2 0 2 6",
    "nearly": "",
    "who": "A n n",
    "news": "Space",
}
DOCUMENT = {
    "languages": ["en", "ar"],
    "title": both("Your last visit", "زيارتك الأخيرة"),
    "intro": both("Three minutes, and it helps.", "ثلاث دقائق."),
    "questions": QUESTIONS,
    "endings": [{"key": "end", "title": both("Thank you!", "شكرًا!"), "offers_help": True}],
    "reviews": [{"name": "Review us", "href": "https://reviews.example/us"}],
    "theme": {"page": "#f4f7f6", "text": "#17211f", "accent": "#0d6b58", "on_accent": "#ffffff"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("answering") / "home", DOCUMENT)
    server.start()
    yield server
    server.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> Path:
    folder = Path(os.environ.get("HEEDFUL_PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()


@pytest.fixture
def opened(chromium, server):
    contexts, complaints = [], []

    def made(**more):
        contexts.append(chromium.new_context(base_url=server.address, **({"locale": "en-GB"} | more)))
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda asked: complaints.append(asked.url) if server.address not in asked.url else None)
        page.goto("/s/lopen23456/")
        return page

    yield made
    for context in contexts:
        context.close()
    assert not [each for each in complaints if "responded with a status of 4" not in each]  # no fault, no other host


def asked(page):
    found = page.locator("input[name=asked]")
    return found.first.input_value() if found.count() else None


@pytest.mark.parametrize("look", LOOKS)
def test_every_kind_of_question_is_answered_by_keyboard_and_sound(look, opened, axe, pictures):
    page = opened(**LOOKS[look])
    wrong = []
    while key := asked(page):
        wrong += [f"{look} {key}: {fault}" for fault in faults(page, axe)]
        page.screenshot(path=pictures / f"answering-{look}-{key}.png", full_page=True)
        answer_by_keyboard(page, key)
    wrong += [f"{look}, the end: {fault}" for fault in faults(page, axe)]
    page.screenshot(path=pictures / f"answering-{look}-end.png", full_page=True)

    assert wrong == []
    assert page.get_by_role("heading", level=1).inner_text() in ("Thank you!", "شكرًا!")


def answer_by_keyboard(page, key):
    """Tab to the first field, answer, tab to the button that goes on, and press it."""
    for _ in range(4):
        if key == "nearly" or page.evaluate("document.activeElement.name || ''").startswith("a-"):
            break
        page.keyboard.press("Tab")
    for pressed in KEYS[key].split():
        page.keyboard.press(pressed)
    for _ in range(8):
        if page.evaluate("document.activeElement.value") == "on":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "on", f"{key}: the button is not reached"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".error").count() == 0, f"{key}: {page.locator('.error').first.inner_text()}"


def test_what_is_wrong_is_said_read_out_and_led_to(opened, axe, pictures):
    page = opened(viewport={"width": 375, "height": 700})
    page.get_by_role("button", name="Next").click()

    assert "Please choose an answer to go on." in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Please look again")
    assert page.get_by_role("group").get_attribute("aria-describedby") == "a-recommend-error"
    assert list(faults(page, axe)) == []
    page.screenshot(path=pictures / "answering-wrong.png", full_page=True)
    page.get_by_role("link", name="Please choose an answer to go on.").click()
    page.get_by_role("radio", name="9", exact=True).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Next").click()
    assert asked(page) == "smiles"


def test_targets_are_large_enough_for_a_thumb(opened):
    page = opened(viewport={"width": 320, "height": 640})
    for place in page.locator(".points label, .button").all():
        box = place.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 40, place.inner_text()


def test_the_phone_works_as_well_without_scripts_and_back_again(opened):
    page = opened(viewport={"width": 375, "height": 700}, java_script_enabled=False)
    page.get_by_role("radio", name="9", exact=True).check()
    page.get_by_role("button", name="Next").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Back").click()

    assert page.get_by_role("radio", name="9", exact=True).is_checked()


def test_what_does_not_work_is_a_sound_page_too(opened, server, axe):
    page = opened()
    for path in ("/s/lnobody234/", "/s/lopen23456/AAAA/"):
        page.goto(path)
        assert list(faults(page, axe)) == []
