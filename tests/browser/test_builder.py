"""Ona builds a survey without a mouse: from a template, changed, undone, previewed, published."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (requirements-full)").expect

FIELD = "#id_title"


@pytest.fixture
def builder(signed_in):
    """The builder with a survey that was begun from a template, reached by keys."""
    signed_in.goto("/listen/surveys/new/")
    tab_to(signed_in, "Use this: After a visit")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_selector("#builder")
    signed_in.wait_for_load_state("domcontentloaded")  # its script hears
    return signed_in


def tab_to(page, name: str) -> None:
    """Tab after tab until what has the focus is called so."""
    called = "document.activeElement.labels?.[0]?.innerText || document.activeElement.textContent"
    for _press in range(200):
        page.keyboard.press("Tab")
        said = re.sub(r"\s+", " ", page.evaluate(called)).strip()
        if said == name:
            return
    raise AssertionError(f"No tab leads to {name!r}")


def type_anew(page, words: str) -> None:
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def rows(page):
    return page.locator(".builder-list ol .builder-row-title")


def test_ona_builds_changes_undoes_and_publishes_by_keys_alone(builder):
    tab_to(builder, "Question")
    type_anew(builder, "Would you come again?")
    expect(builder.locator("#survey-phone")).to_contain_text("Would you come again?")  # before it is saved
    builder.keyboard.press("Control+S")
    expect(rows(builder).nth(1)).to_contain_text("Would you come again?")
    expect(builder.locator(FIELD)).to_be_focused()

    builder.keyboard.press("Control+Z")
    expect(rows(builder).nth(1)).to_contain_text("How likely is it")
    builder.keyboard.press("Control+Shift+Z")
    expect(rows(builder).nth(1)).to_contain_text("Would you come again?")

    tab_to(builder, "Save")
    builder.keyboard.press("/")
    builder.keyboard.press("ArrowDown")
    expect(builder.locator(".builder-kind", has_text="Satisfaction")).to_be_focused()
    builder.keyboard.press("Enter")
    expect(rows(builder)).to_have_count(8)
    expect(builder.locator(FIELD)).to_be_focused()
    type_anew(builder, "How was the sauna?")
    builder.keyboard.press("Alt+ArrowUp")
    expect(rows(builder).nth(1)).to_contain_text("How was the sauna?")

    builder.locator("#content").focus()
    tab_to(builder, "Publish…")
    builder.keyboard.press("Enter")
    builder.wait_for_url("**/publication/")
    builder.locator("#content").focus()
    tab_to(builder, "Publish now")
    builder.keyboard.press("Enter")

    expect(builder.get_by_role("heading", name="It can be answered. What next?")).to_be_visible()


def test_what_ona_typed_is_kept_when_a_link_leads_away(builder):
    builder.locator(FIELD).fill("Kept by leaving")
    builder.get_by_role("link", name="Looks").click()
    builder.wait_for_url("**/looks/")
    builder.get_by_role("link", name="Questions", exact=True).click()

    expect(builder.locator(FIELD)).to_have_value("Kept by leaving")


def test_ona_clicks_through_the_phone_while_nothing_of_the_builder_moves(builder):
    phone = builder.locator("#survey-phone")
    phone.locator('input[value="3"]').check()
    phone.get_by_role("button", name="Next").click()
    expect(phone).to_contain_text("What went wrong")
    phone.get_by_role("button", name="lt").click()
    expect(phone).to_contain_text("Apgailestaujame")

    expect(builder.locator(FIELD)).to_have_value(re.compile("How likely"))


def test_a_template_pressed_twice_begins_one_survey(signed_in):
    signed_in.goto("/listen/surveys/")
    before = signed_in.locator(".survey-line").count()
    signed_in.goto("/listen/surveys/new/")
    signed_in.locator(".template-card", has_text="Suggestion box").get_by_role("button").dblclick()
    signed_in.wait_for_selector("#builder")
    signed_in.goto("/listen/surveys/")

    expect(signed_in.locator(".survey-line")).to_have_count(before + 1)


def test_colours_are_judged_while_they_are_chosen(builder):
    builder.get_by_role("link", name="Looks").click()
    builder.wait_for_url("**/looks/")
    builder.get_by_label("Text", exact=True).fill("#dddddd")

    expect(builder.locator("#looks-shown")).to_contain_text("at least 4.5 is needed")


def test_the_builder_works_without_a_script(chromium, server, signed_in):
    context = chromium.new_context(
        base_url=server, java_script_enabled=False, storage_state=signed_in.context.storage_state(), locale="en-GB"
    )
    page = context.new_page()
    page.goto("/listen/surveys/new/")
    page.get_by_role("button", name="Begin empty").click()
    page.get_by_role("button", name=re.compile("Own words")).click()
    page.locator(FIELD).fill("What would you like to see more?")
    page.get_by_role("button", name="Duplicate").click()

    expect(rows(page)).to_have_count(4)
    expect(rows(page).nth(2)).to_contain_text("What would you like to see more?")
    context.close()
