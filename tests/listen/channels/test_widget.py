"""The script on a website: its size, its settings, who may frame the survey, and what is kept of what the site says."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from heedful.listen.channels.actions import change_settings, close_link, create_link
from heedful.listen.channels.models import Link
from heedful.listen.channels.widget import origin_of
from heedful.listen.responses.models import Response
from tests.listen.channels.conftest import NOW

MOST_BYTES = 12 * 1024
SAID = {
    "placement": "corner",
    "side": "start",
    "seconds": "30",
    "scroll": "50",
    "event": "paid",
    "sample": "20",
    "rest_days": "90",
    "pages": "/pricing\n/shop/*\n/pricing",
    "not_pages": "/shop/cart",
    "origins": "https://shop.example\nHTTP://localhost:8080/",
}


@pytest.fixture
def widget(survey, alice):
    return create_link(survey, kind="web", name="Website", by=alice, now=NOW)


def told(link):
    script = Client().get(f"/s/{link.code}/widget.js")
    return json.loads(re.search(r"const told = (\{.*\});", script.content.decode())[1])


def settings_of(link):
    return reverse("listen:link-settings", args=[link.pk])


def test_the_whole_widget_is_smaller_than_a_picture_and_sets_no_cookie(widget):
    script = Client().get(f"/s/{widget.code}/widget.js")

    assert len(script.content) < MOST_BYTES
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cache-Control"] == "public, max-age=300"
    assert not script.cookies


def test_alice_says_when_it_opens_and_the_script_knows(client, alice, widget):
    client.force_login(alice.user)

    answer = client.post(settings_of(widget), SAID)

    assert answer.status_code == 302
    script = told(widget)
    assert (script["pages"], script["not"]) == (["/pricing", "/shop/*"], ["/shop/cart"])
    assert (script["seconds"], script["scroll"], script["event"], script["leaving"]) == (30, 50, "paid", False)
    assert (script["sample"], script["days"], script["button"]) == (20, 90, False)
    assert "inset-inline-start: 16px" in script["style"]
    widget.refresh_from_db()
    assert widget.settings["origins"] == ["https://shop.example", "http://localhost:8080"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sample": "0"}, "sample"),
        ({"scroll": "101"}, "scroll"),
        ({"pages": "pricing"}, "pages"),
        ({"not_pages": "/a?b"}, "not_pages"),
        ({"origins": "shop.example"}, "origins"),
        ({"origins": "https://shop.example/path"}, "origins"),
        ({"origins": "https://shop.example; script-src *"}, "origins"),
        ({"placement": "everywhere"}, "placement"),
        ({"seconds": "", "scroll": "", "event": ""}, "seconds"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(client, alice, widget, wrong, field):
    client.force_login(alice.user)

    answer = client.post(settings_of(widget), SAID | wrong)

    assert answer.status_code == 422
    part = answer.content.decode().split(f'id="field-{field}"')[1].split('id="field-')[0]
    assert "field-wrong" in part
    widget.refresh_from_db()
    assert widget.settings == {}


def test_text_in_the_settings_cannot_end_the_script(widget, alice):
    change_settings(widget, {"label": "</script><script>alert(1)"}, by=alice, now=NOW)

    assert b"</script>" not in Client().get(f"/s/{widget.code}/widget.js").content
    assert told(widget)["label"] == "</script><script>alert(1)"


def test_only_a_websites_link_has_a_script_and_only_while_one_can_answer(widget, link, alice):
    close_link(widget, by=alice, now=NOW)

    assert Client().get(f"/s/{link.code}/widget.js").status_code == 404
    closed = Client().get(f"/s/{widget.code}/widget.js")
    assert (closed.status_code, closed.content) == (200, b"/* There is no survey here now. */")


def test_only_a_websites_survey_may_stand_in_a_frame_and_only_where_its_settings_say(widget, survey, alice):
    anywhere = Client().get(f"/s/{widget.code}/", {"embedded": 1})
    change_settings(widget, {"origins": ["https://shop.example"]}, by=alice, now=NOW)
    named = Client().get(f"/s/{widget.code}/", {"embedded": 1})

    assert "frame-ancestors *;" in f"{anywhere['Content-Security-Policy']};"
    assert "frame-ancestors 'self' https://shop.example;" in f"{named['Content-Security-Policy']};"
    assert "X-Frame-Options" not in named
    assert "unsafe" not in named["Content-Security-Policy"]
    for kind in set(Link.Kind.values) - {"web"}:
        other = create_link(survey, kind=kind, name=kind, by=alice, now=NOW)
        for path in ("", "kiosk/") if kind == "kiosk" else ("",):
            page = Client().get(f"/s/{other.code}/{path}", {"embedded": 1})
            assert page["X-Frame-Options"] == "DENY", kind
            assert "frame-ancestors 'none'" in page["Content-Security-Policy"], kind


def test_words_of_the_page_are_kept_with_the_answers_and_identify_nobody(widget):
    browser = Client()
    along = {"embedded": 1, "lang": "lt", "customer": "c17", "plan": "pro", "page": "/pricing"}
    page = browser.get(f"/s/{widget.code}/", along).content.decode()
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    name, value = re.search(r'type="radio" name="([^"]+)" value="([^"]+)"', page).groups()

    browser.post(re.search(r'action="([^"]+)"', page)[1].replace("&amp;", "&"), form | {name: value, "go": "on"})

    kept = Response.objects.get()
    assert kept.properties == {"customer": "c17", "plan": "pro", "page": "/pricing"}
    assert (kept.customer, kept.channel, kept.language) == (None, "web", "lt")
    assert b"listen/embedded.js" in browser.get(f"/s/{widget.code}/").content


def test_the_page_to_try_it_shows_our_own_frame_and_no_other(client, alice, widget, link):
    client.force_login(alice.user)
    page = client.get(reverse("listen:link-trial", args=[widget.pk]))

    assert f'src="/s/{widget.code}/widget.js"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert client.get(reverse("listen:link-trial", args=[link.pk])).status_code == 404


def test_the_line_to_copy_is_on_the_links_page(client, alice, widget, settings):
    settings.PUBLIC_URL = "https://cx.example.org"
    client.force_login(alice.user)

    page = client.get(reverse("listen:link", args=[widget.pk])).content.decode()

    assert f'&lt;script src="https://cx.example.org/s/{widget.code}/widget.js" async&gt;&lt;/script&gt;' in page


def test_bob_looks_and_changes_no_setting_and_charlie_finds_nothing(client, bob, charlie, widget):
    client.force_login(bob.user)
    assert client.post(settings_of(widget), SAID).status_code == 403
    assert client.get(settings_of(widget)).status_code == 302
    assert b'id="settings"' not in client.get(reverse("listen:link", args=[widget.pk])).content

    client.force_login(charlie.user)
    assert client.get(settings_of(widget)).status_code == 404
    assert client.post(settings_of(widget), SAID).status_code == 404
    assert client.get(reverse("listen:link-trial", args=[widget.pk])).status_code == 404


def test_a_poster_has_no_settings(client, alice, link):
    client.force_login(alice.user)

    assert client.post(settings_of(link), SAID).status_code == 404


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Shop.example/", "https://shop.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://*.shop.example", "https://*.shop.example"),
        ("shop.example", None),
        ("https://", None),
        ("https://shop.example:x", None),
        ("https://me@shop.example", None),
        ("javascript:alert(1)", None),
        ("https://shop.example 'unsafe-inline'", None),
    ],
)
def test_the_address_of_a_website_is_read_as_a_browser_names_it(typed, origin):
    assert origin_of(typed) == origin
