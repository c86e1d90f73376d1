"""A session that ends in the middle of a form loses nothing that was typed, and gives it to nobody else."""

import time
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heedful.people.unsent.actions import KEPT_SECONDS
from tests.people.conftest import SECRET

FORM = "/people/account/"
TYPED = {"name": "Bob B. «Nord» <b>", "language": "lt"}


def end_all_sessions():
    Session.objects.all().delete()


@pytest.fixture
def left(client, bob, signs_in):
    """Bob typed; his session ended; he pressed the button."""
    signs_in(bob)
    end_all_sessions()
    return client.post(FORM, TYPED | {"password": "secret-1", "csrfmiddlewaretoken": "x"}, headers=page_of_the_form())


def page_of_the_form() -> dict[str, str]:
    return {"Referer": f"http://testserver{FORM}?tab=you"}


def test_it_leads_to_the_sign_in_and_from_there_to_what_was_typed(client, bob, left, signs_in):
    assert left["Location"] == "/people/sign-in/?next=/people/unsent/"

    answer = client.post(
        "/people/sign-in/", {"email": "bob@example.org", "password": SECRET, "next": "/people/unsent/"}
    )
    page = client.get(answer["Location"]).content.decode()

    assert "You were signed out before this was saved." in page
    assert f'action="{FORM}"' in page
    assert 'value="Bob B. «Nord» &lt;b&gt;"' in page
    assert "secret-1" not in page
    bob.user.refresh_from_db()
    assert bob.user.first_name == "Bob"  # nothing is done before the person presses


def test_pressing_the_button_does_it(client, bob, left, signs_in):
    signs_in(bob)

    client.post(FORM, TYPED)

    bob.user.refresh_from_db()
    assert bob.user.get_full_name() == TYPED["name"]


def test_it_can_be_thrown_away(client, bob, left, signs_in):
    signs_in(bob)

    assert client.post("/people/unsent/")["Location"] == f"{FORM}?tab=you"

    assert client.get("/people/unsent/")["Location"] == "/"


def test_nobody_else_at_the_same_screen_gets_to_see_it(client, alice, left, signs_in):
    signs_in(alice)

    assert client.get("/people/unsent/")["Location"] == "/"


def test_after_an_hour_it_is_gone(client, bob, left, signs_in, monkeypatch):
    later = time.time() + KEPT_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    signs_in(bob)

    assert client.get("/people/unsent/")["Location"] == "/"


def test_what_is_kept_cannot_be_read_in_the_database(client, left):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    kept = [str(store(session.session_key).load()) for session in Session.objects.all()]

    assert any("unsent" in one for one in kept)
    assert not any("Nord" in one for one in kept)


def test_a_browser_that_nobody_signed_in_with_has_nothing_kept_in_it(client, db):
    answer = client.post(FORM, TYPED)

    assert answer["Location"] == "/people/sign-in/?next=/"
    assert not Session.objects.exists()


def test_a_book_is_too_long_to_keep(client, bob, signs_in):
    signs_in(bob)
    end_all_sessions()

    answer = client.post(FORM, {"name": "x" * 600_000})

    assert answer["Location"] == "/people/sign-in/?next=/"


def test_of_files_it_is_said_that_they_are_not_kept(client, bob, signs_in):
    signs_in(bob)
    end_all_sessions()
    client.post(FORM, TYPED | {"file": SimpleUploadedFile("answers.csv", b"nps\n9\n")})
    signs_in(bob)

    assert "Files are not kept" in client.get("/people/unsent/").content.decode()


def test_a_file_that_nobody_may_send_is_not_read(client, bob, signs_in, monkeypatch):
    """The page of uploads looks for forgery while it reads: before the sign-in nothing has looked."""
    from django.http.multipartparser import MultiPartParser

    signs_in(bob)
    end_all_sessions()
    monkeypatch.setattr(MultiPartParser, "parse", lambda _: pytest.fail("it was read"))

    answer = client.post(
        "/listen/imports/new/",
        {"file": SimpleUploadedFile("answers.csv", b"nps\n9\n"), "whole": "yes"},
        headers={"Referer": "http://testserver/listen/imports/new/"},
    )

    assert answer["Location"] == "/people/sign-in/?next=/listen/imports/new/"
    assert not Session.objects.exists()


def test_throwing_it_away_never_leads_to_another_site(client, bob, signs_in):
    signs_in(bob)
    end_all_sessions()
    client.post(FORM, TYPED, headers={"Referer": "http://testserver//evil.example/"})
    signs_in(bob)

    assert client.post("/people/unsent/")["Location"] == "/"


def test_many_values_of_one_name_and_long_texts_are_kept_whole(client, bob, signs_in):
    signs_in(bob)
    end_all_sessions()
    client.post(FORM, {"limited_to": ["nord", "sud"], "note": "\nfirst line\nsecond"})
    signs_in(bob)

    page = client.get("/people/unsent/").content.decode()

    assert page.count('name="limited_to"') == 2
    assert "<textarea" in page
    assert ">\n\nfirst line\nsecond</textarea>" in page  # the first break belongs to the tag


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client, bob, signs_in):
    signs_in(bob)
    end_all_sessions()
    htmx = {"HX-Request": "true", "HX-Current-URL": "http://testserver/understand/metrics/?by=location"}

    looked = client.get("/understand/metrics/", headers=htmx)
    assert looked.status_code == 204
    assert looked["HX-Redirect"] == "/people/sign-in/?next=/understand/metrics/%3Fby%3Dlocation"

    sent = client.post(FORM, TYPED, headers=htmx)
    assert sent["HX-Redirect"] == "/people/sign-in/?next=/people/unsent/"


def test_a_form_of_another_site_is_neither_taken_nor_kept(bob, signs_in):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signs_in(bob, Client()).cookies
    end_all_sessions()

    answer = strict.post(FORM, TYPED, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert not Session.objects.exists()


class TestAPageOlderThanTheSignIn:
    """Signed in anew in another tab: the form in this one holds a token that is no longer good."""

    @pytest.fixture
    def strict(self, bob, signs_in):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = signs_in(bob, Client()).cookies
        return strict

    def post(self, strict, origin: str):
        return strict.post(FORM, TYPED | {"csrfmiddlewaretoken": "a" * 64}, headers={"Origin": origin})

    def test_what_was_typed_on_a_page_of_ours_is_offered_again(self, strict, bob):
        assert self.post(strict, "http://testserver")["Location"] == "/people/unsent/"

        assert "Nord" in strict.get("/people/unsent/").content.decode()
        bob.user.refresh_from_db()
        assert bob.user.first_name == "Bob"

    def test_a_form_of_another_site_is_not(self, strict):
        assert self.post(strict, "https://evil.example").status_code == 403
        assert strict.get("/people/unsent/")["Location"] == "/"

    def test_one_that_does_not_say_where_it_comes_from_is_not(self, strict):
        answer = strict.post(FORM, TYPED)

        assert answer.status_code == 403
        assert "Go back, reload the page" in answer.content.decode()
