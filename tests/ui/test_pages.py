"""What holds for every page."""

import re
from pathlib import Path

import pytest
from django.test import Client

import heedful

SOURCE = Path(heedful.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_holds_inline_style_or_script(template):
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:", text)
    assert is_mail(template) or " style=" not in text
    assert len(text.splitlines()) <= 200


def is_mail(template: Path) -> bool:
    """Mail programs take no style sheet: in a mail each element carries its own."""
    return template.name.lstrip("_").startswith("mail") or "mail" in template.parts


def test_nothing_may_run_that_is_not_ours(client, db):
    answer = client.get("/people/sign-in/")

    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_the_careful_headers_are_there(client, db, header, value):
    assert client.get("/people/sign-in/")[header] == value


def test_cookies_are_out_of_scripts_reach(client, alice):
    alice.user.set_password("quiet-harbour-42")
    alice.user.save()

    cookies = client.post("/people/sign-in/", {"email": "alice@example.org", "password": "quiet-harbour-42"}).cookies

    assert {"sessionid", "csrftoken", "last-person"} == set(cookies)
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_page_that_is_not_there_says_so_in_our_own_words(client, alice):
    client.force_login(alice.user)

    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "There is no such page, or it is not for you to see." in answer.content.decode()


def test_what_a_role_does_not_include_says_whom_to_ask(rf, bob):
    from heedful.ui.errors import forbidden

    request = rf.get("/")
    request.user, request.member = bob.user, bob

    answer = forbidden(request, exception=PermissionError())

    assert answer.status_code == 403
    assert "Ask an owner of the workspace." in answer.content.decode()


def test_a_broken_page_is_drawn_without_the_database(rf):
    from heedful.ui.errors import broken

    answer = broken(rf.get("/"))

    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Sign in"), ("ru", "Вход"), ("uk", "Вхід"), ("lt", "Prisijungimas")]
)
def test_the_page_speaks_the_language_of_the_browser(client, db, language, heading):
    answer = client.get("/people/sign-in/", headers={"Accept-Language": language})

    assert f'<html lang="{language}">' in answer.content.decode()
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_a_chosen_language_stays(client, db):
    answer = client.post("/language/", {"language": "lt", "next": "/people/sign-in/"})

    assert answer["Location"] == "/people/sign-in/"
    assert "<h1>Prisijungimas</h1>" in client.get("/people/sign-in/").content.decode()


def test_choosing_a_language_never_leads_to_another_site(client, db):
    answer = client.post("/language/", {"language": "lt", "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_a_form_of_another_site_cannot_choose_it(db):
    assert Client(enforce_csrf_checks=True).post("/language/", {"language": "lt"}).status_code == 403


def test_one_can_jump_over_the_head_to_the_content(client, db):
    page = client.get("/people/sign-in/").content.decode()

    assert page.index('href="#content"') < page.index("<header")
    assert '<main id="content"' in page


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_two_places_to_jump_to_have_one_name(template):
    """A named section is such a place, and so is the frame of a table in it."""
    text = template.read_text(encoding="utf-8")
    sections = set(re.findall(r'<section[^>]*aria-labelledby="([\w-]+)"', text))

    assert sections.isdisjoint(re.findall(r'role="region"[^>]*aria-labelledby="([\w-]+)"', text))
