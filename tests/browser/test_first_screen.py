import pytest

from tests.browser.conftest import OWNER, SECRET

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (requirements-full)").expect


def test_an_owner_signs_in_sees_the_score_and_signs_out(page):
    page.goto("/")
    assert page.url.endswith("/people/sign-in/?next=/")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/understand/overview/")

    page.goto("/understand/metrics/")
    card = page.locator("#metric-card-nps")
    assert card.get_by_role("heading").inner_text() == "Net Promoter Score"
    # 60 % less 20 %; adjusted Wald with n+3: 38.83 ± 15.5 around it
    assert card.locator(".estimate-value").first.inner_text() == "+40.0"
    assert "between +23." in card.locator(".estimate-range").first.inner_text()
    assert card.locator(".estimate-basis").first.inner_text() == "100 answers"

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/people/sign-in/")
    page.goto("/understand/metrics/")
    assert page.url.endswith("/people/sign-in/?next=/understand/metrics/")


def test_the_keyboard_alone_suffices(page):
    page.goto("/people/sign-in/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(OWNER)
    page.keyboard.press("Tab")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url("**/understand/overview/")

    page.keyboard.press("Tab")

    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_have_css("outline-style", "solid")
    page.keyboard.press("Enter")
    page.wait_for_url("**/understand/overview/#content")


@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize(
    "path", ["/people/sign-in/", "/understand/overview/", "/understand/metrics/", "/understand/metrics/nps/"]
)
def test_nothing_has_to_be_scrolled_sideways(signed_in, path, width):
    signed_in.set_viewport_size({"width": width, "height": 700})

    signed_in.goto(path)

    assert signed_in.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "page_is"), [("light", "rgb(250, 248, 245)"), ("dark", "rgb(20, 19, 17)")])
def test_light_and_dark_follow_the_system(page, scheme, page_is):
    page.emulate_media(color_scheme=scheme)

    page.goto("/people/sign-in/")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == page_is


def test_a_language_is_chosen_on_any_page(signed_in):
    signed_in.goto("/understand/metrics/")
    signed_in.get_by_label("Language").select_option("lt")
    signed_in.get_by_role("button", name="Change").click()

    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Rodikliai")
    expect(signed_in.locator("html")).to_have_attribute("lang", "lt")
    signed_in.locator("#language-choice").select_option("en")  # the others who visit this server read English
    signed_in.locator("#language-choice ~ button, form:has(#language-choice) button").first.click()
    expect(signed_in.locator("html")).to_have_attribute("lang", "en")


def test_a_wrong_password_keeps_the_address_and_says_what_is_wrong(chromium, server):
    context = chromium.new_context(base_url=server, locale="en-GB")  # a 422 is a complaint of the browser, too
    page = context.new_page()
    page.goto("/people/sign-in/")
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Sign in").click()

    wrong = page.get_by_label("Password")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert page.get_by_label("E-mail").input_value() == OWNER
    assert page.locator(f"#{wrong.get_attribute('aria-describedby')}").inner_text() == (
        "This e-mail and password do not go together."
    )
    context.close()
