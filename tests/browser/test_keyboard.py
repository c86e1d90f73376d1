"""Somebody who has no mouse: whatever opens, moves or is exchanged on a page, by keys alone."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (requirements-full)").expect

FOCUSED = "document.activeElement"
IS_SEEN = f"getComputedStyle({FOCUSED}).outlineStyle !== 'none' && {FOCUSED} !== document.body"


def tab_to(page, selector: str, *, most: int = 120, key: str = "Tab") -> None:
    """Go on from here until it has the focus; a place that no Tab leads to fails."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            assert page.evaluate(IS_SEEN), f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"{most} times Tab, and {selector} was not met")


def words_in_focus(page) -> str:
    return page.evaluate(f"{FOCUSED}.textContent.trim()")


def is_focused(page, selector: str) -> None:
    """As soon as what was asked for has come."""
    page.locator(f":is({selector}):focus").wait_for()


def settled(page) -> None:
    page.wait_for_load_state("networkidle")


@pytest.fixture
def at_metrics(signed_in):
    signed_in.goto("/understand/metrics/")
    return signed_in


def test_the_finder_holds_the_focus_and_gives_it_back_to_what_opened_it(at_metrics):
    tab_to(at_metrics, ".navigation-find")
    at_metrics.keyboard.press("Enter")
    is_focused(at_metrics, "#finder-words")
    at_metrics.wait_for_selector("#finder-results .finder-link")

    for _ in range(60):
        at_metrics.keyboard.press("Tab")
        where = f"{FOCUSED} === document.body || Boolean({FOCUSED}.closest('#finder-dialog'))"
        assert at_metrics.evaluate(where), "the page behind an open dialog was reached"
    at_metrics.keyboard.press("Escape")

    assert not at_metrics.locator("#finder-dialog").is_visible()
    is_focused(at_metrics, ".navigation-find")


def test_the_finder_opens_from_anywhere_and_its_keys_go_through_what_was_found(at_metrics):
    tab_to(at_metrics, ".metric-card a")
    from_here = words_in_focus(at_metrics)
    at_metrics.keyboard.press("Control+k")
    is_focused(at_metrics, "#finder-words")
    at_metrics.wait_for_selector("#finder-results .finder-link")

    at_metrics.keyboard.press("ArrowDown")
    first = words_in_focus(at_metrics)
    at_metrics.keyboard.press("ArrowDown")
    assert words_in_focus(at_metrics) != first
    assert at_metrics.evaluate(IS_SEEN)
    at_metrics.keyboard.press("ArrowUp")
    assert words_in_focus(at_metrics) == first
    at_metrics.keyboard.press("ArrowUp")
    is_focused(at_metrics, "#finder-words")
    at_metrics.keyboard.press("Escape")

    assert not at_metrics.locator("#finder-dialog").is_visible()
    assert words_in_focus(at_metrics) == from_here


def test_escape_closes_the_finder_with_words_in_it(at_metrics):
    at_metrics.keyboard.press("Control+k")
    at_metrics.keyboard.type("nps")
    at_metrics.wait_for_selector("#finder-results[data-typed=nps]")

    at_metrics.keyboard.press("Escape")

    at_metrics.wait_for_selector("#finder-dialog", state="hidden")


def test_who_types_faster_than_the_finder_looks_still_gets_what_they_typed(at_metrics):
    at_metrics.keyboard.press("Control+k")
    at_metrics.wait_for_selector("#finder-results .finder-link")

    at_metrics.keyboard.type("net promoter")
    at_metrics.keyboard.press("Enter")

    at_metrics.wait_for_url("**/understand/metrics/nps/")


def test_words_that_find_nothing_lead_nowhere(at_metrics):
    at_metrics.keyboard.press("Control+k")
    at_metrics.keyboard.type("there is no such thing")
    at_metrics.wait_for_selector(".finder-nothing")

    at_metrics.keyboard.press("Enter")

    is_focused(at_metrics, "#finder-words")
    assert at_metrics.url.endswith("/understand/metrics/")


def test_the_skip_link_leads_past_the_navigation(at_metrics):
    at_metrics.keyboard.press("Tab")
    assert words_in_focus(at_metrics) == "Skip to the content"
    at_metrics.keyboard.press("Enter")

    at_metrics.keyboard.press("Tab")

    assert at_metrics.evaluate(f"Boolean({FOCUSED}.closest('main'))")


def test_on_a_phone_the_navigation_opens_and_closes(signed_in):
    signed_in.set_viewport_size({"width": 375, "height": 700})
    signed_in.goto("/understand/metrics/")
    tab_to(signed_in, ".navigation-toggle")

    signed_in.keyboard.press("Enter")
    signed_in.get_by_role("link", name="Overview").wait_for()
    tab_to(signed_in, ".navigation-rooms a")
    tab_to(signed_in, ".navigation-toggle", key="Shift+Tab")
    signed_in.keyboard.press("Enter")

    signed_in.get_by_role("link", name="Overview").wait_for(state="hidden")


@pytest.mark.parametrize("kind", ["trend", "distribution", "ranking"])
def test_every_point_of_a_chart_says_its_words_as_the_arrows_reach_it(signed_in, kind):
    signed_in.goto("/understand/metrics/csat/?period=12m&whole=1")
    drawing = f".chart-{kind} .chart-drawing"
    if kind == "ranking":
        signed_in.goto("/understand/places/?measure=csat&whole=1")
    points = signed_in.locator(f"{drawing} .chart-mark").evaluate_all(
        "all => all.filter(one => one.getClientRects().length).map(one => one.querySelector('title').textContent)"
    )
    tip = signed_in.locator(f".chart-{kind} .chart-tip")

    tab_to(signed_in, drawing)

    assert tip.inner_text() == points[0]
    read = [points[0]]
    for _ in points[1:]:
        signed_in.keyboard.press("ArrowRight")
        read.append(tip.inner_text())
    assert read == points
    assert len(points) > 1
    signed_in.keyboard.press("Home")
    assert tip.inner_text() == points[0]
    signed_in.keyboard.press("End")
    assert tip.inner_text() == points[-1]
    signed_in.keyboard.press("Escape")
    assert tip.is_hidden()


def test_what_stands_behind_a_chart_opens_and_is_reached(signed_in):
    signed_in.goto("/understand/metrics/csat/?period=12m&whole=1")

    tab_to(signed_in, ".chart-trend .chart-table > summary")
    signed_in.keyboard.press("Enter")

    assert signed_in.locator(".chart-trend .chart-table .table-frame").is_visible()
    tab_to(signed_in, ".chart-trend .chart-table .table-frame")


def test_the_filter_is_set_and_sent(signed_in):
    signed_in.goto("/understand/overview/")
    settled(signed_in)

    tab_to(signed_in, "#filter-period")
    signed_in.keyboard.type("12 months")
    tab_to(signed_in, "#filter-bar button")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url(re.compile("period=12m"))
    settled(signed_in)
    assert signed_in.locator("#filter-period").input_value() == "12m"

    tab_to(signed_in, ".filter-clear")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url(lambda address: "12m" not in address)


def test_the_steps_of_a_trend_are_links_to_go_through(signed_in):
    signed_in.goto("/understand/metrics/csat/")

    tab_to(signed_in, "#trend .tabs a:not([aria-current])")
    wanted = words_in_focus(signed_in)
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url(re.compile("every="))

    expect(signed_in.locator("#trend .tabs a[aria-current]")).to_have_text(wanted)


def test_what_loads_by_itself_leaves_the_focus_where_it_is(signed_in):
    """The overview's numbers are exchanged as soon as the rest is worked out: here, as somebody stands among them."""
    release = held_back(signed_in, "whole=1")
    signed_in.goto("/understand/overview/?period=90d")
    tab_to(signed_in, "#overview-numbers .overview-card a")
    here = words_in_focus(signed_in)

    release()
    signed_in.wait_for_selector("#next")

    is_focused(signed_in, "#overview-numbers .overview-card a")
    assert words_in_focus(signed_in) == here
    assert signed_in.evaluate(IS_SEEN)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/understand/overview/?period=30d", "overview-numbers"),
        ("/understand/metrics/nps/?period=30d", "metric-rest"),
        ("/understand/places/?period=30d", "places-beside"),
        ("/understand/places/Harbour/?period=30d", "place-numbers"),
    ],
)
def test_who_stands_on_the_link_to_what_is_being_worked_out_stands_before_it_once_it_is_there(signed_in, path, part):
    release = held_back(signed_in, "whole=1")
    signed_in.goto(path)
    tab_to(signed_in, f"#{part} [hx-trigger=load]")

    release()
    signed_in.wait_for_selector("[hx-trigger=load]", state="detached")

    is_focused(signed_in, f"#{part}")


def test_a_kind_of_the_timeline_keeps_the_focus_when_it_is_shown(signed_in):
    signed_in.goto("/people/customers/c0/")

    tab_to(signed_in, "#timeline .tabs a[href*=message]")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url(re.compile("kind=message"))

    is_focused(signed_in, "#timeline .tabs a[aria-current][href*=message]")
    tab_to(signed_in, "#timeline .tabs a[aria-current=page], #timeline .tabs a[href='?']", key="Shift+Tab", most=5)


def test_a_customer_is_searched_for_and_opened(signed_in):
    signed_in.goto("/people/customers/")

    tab_to(signed_in, "#customers-words")
    signed_in.keyboard.type("c77")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url(re.compile("q=c77"))
    is_focused(signed_in, "#customers-words")
    tab_to(signed_in, ".customers-name")
    signed_in.keyboard.press("Enter")

    signed_in.wait_for_url("**/people/customers/c77/")


def test_a_place_chosen_from_the_list_keeps_the_focus(signed_in):
    signed_in.goto("/people/customers/")
    tab_to(signed_in, "#customers-place")

    signed_in.keyboard.type("Old")
    signed_in.wait_for_url(re.compile("location="))
    settled(signed_in)

    is_focused(signed_in, "#customers-place")


def test_the_preview_of_working_hours_keeps_the_focus_in_its_field(signed_in):
    signed_in.goto("/understand/setup/")
    tab_to(signed_in, "#setup-calendar select")
    field = signed_in.evaluate(f"{FOCUSED}.id")

    with signed_in.expect_response(lambda answer: answer.request.method == "POST"):
        signed_in.keyboard.press("ArrowDown")
        signed_in.keyboard.press("Tab")
    settled(signed_in)

    is_focused(signed_in, "body *")
    fields = signed_in.eval_on_selector_all(
        "#setup-calendar :is(input, select, button)", "all => all.map(one => one.id)"
    )
    assert fields.index(signed_in.evaluate(f"{FOCUSED}.id")) - fields.index(field) in (0, 1)


def test_what_is_looked_at_again_and_again_takes_nobodys_focus(signed_in):
    """Data health asks for news every 15 seconds; here it does so at once."""
    signed_in.goto("/listen/health/")
    tab_to(signed_in, "main a, main [tabindex='0']")
    signed_in.evaluate("window.before = document.activeElement")

    with signed_in.expect_response(re.compile("/listen/health/")):
        signed_in.evaluate("htmx.ajax('GET', '/listen/health/', {target: '#health-now', swap: 'outerHTML'})")
    settled(signed_in)

    assert signed_in.evaluate(f"window.before === {FOCUSED}")


def test_nothing_is_removed_before_the_question_is_answered(signed_in):
    signed_in.goto("/people/keys/")
    signed_in.get_by_label("Name").fill("door")
    signed_in.get_by_label("Name").press("Tab")
    signed_in.keyboard.press("Space")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_selector("#key-token")
    revoke = "form[data-asks*=door] button"
    tab_to(signed_in, revoke)

    signed_in.keyboard.press("Enter")
    assert signed_in.get_by_role("alertdialog").inner_text().startswith("Revoke the key door?")
    assert words_in_focus(signed_in) == "Cancel"
    signed_in.keyboard.press("Escape")
    is_focused(signed_in, revoke)
    signed_in.keyboard.press("Enter")
    signed_in.keyboard.press("Enter")
    is_focused(signed_in, revoke)
    assert signed_in.locator(revoke).count() == 1

    signed_in.keyboard.press("Enter")
    tab_to(signed_in, ".asking-yes", key="Shift+Tab", most=2)
    assert words_in_focus(signed_in) == "Revoke door"
    signed_in.keyboard.press("Enter")

    signed_in.wait_for_selector(revoke, state="detached")
    assert signed_in.get_by_text("revoked").count() == 1


def held_back(page, part_of_the_address: str):
    """What is asked for waits until it is let go: nobody else is as slow as somebody who looks at a page."""
    waiting = []
    page.route(lambda address: part_of_the_address in address, lambda route: waiting.append(route))

    def release() -> None:
        for each in waiting:
            each.continue_()

    return release
