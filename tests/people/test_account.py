import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from heedful.people.account.models import Preference
from heedful.people.account.queries import language_of
from heedful.people.mail.models import Letter
from heedful.people.traces.models import Trace
from tests.factories import make_user
from tests.people.conftest import SECRET

ADDRESS = "/people/account/"
ON = "/people/account/two-step/on/"


class TestTheProfile:
    def test_it_shows_who_one_is(self, client, bob, signs_in):
        signs_in(bob)

        page = client.get(ADDRESS).content.decode()

        assert "bob@example.org" in page
        assert "Europe/Vilnius" in page
        assert 'value="Bob"' in page

    def test_a_name_and_a_language_are_kept(self, client, bob, signs_in):
        signs_in(bob)

        assert client.post(ADDRESS, {"name": "Bob B.", "language": "lt"})["Location"] == ADDRESS

        bob.user.refresh_from_db()
        assert bob.user.get_full_name() == "Bob B."
        assert '<html lang="lt">' in client.get(ADDRESS).content.decode()

    def test_bad_input_is_said_beside_the_field(self, client, bob, signs_in):
        signs_in(bob)

        answer = client.post(ADDRESS, {"name": "", "language": "xx"})

        assert answer.status_code == 422
        assert b'id="id_name_error"' in answer.content
        assert b'id="id_language_error"' in answer.content

    def test_it_rejects_other_methods(self, client, bob):
        client.force_login(bob.user)

        assert client.delete(ADDRESS).status_code == 405

    def test_a_stranger_is_asked_to_sign_in(self, client, db):
        assert client.get(ADDRESS)["Location"] == "/people/sign-in/?next=/people/account/"


class TestTheLanguage:
    def test_it_follows_the_person_to_another_browser(self, bob, signs_in):
        first, second = Client(), Client(headers={"Accept-Language": "ru"})
        signs_in(bob, first).post("/language/", {"language": "lt", "next": "/"})

        signs_in(bob, second)

        assert '<html lang="lt">' in second.get(ADDRESS).content.decode()

    def test_a_choice_at_the_foot_of_a_page_without_a_person_stays_in_the_browser(self, client, db):
        client.post("/language/", {"language": "lt", "next": "/people/sign-in/"})

        assert '<html lang="lt">' in client.get("/people/sign-in/").content.decode()
        assert not Preference.objects.exists()

    def test_a_language_that_is_not_ours_is_not_kept(self, client, bob):
        client.force_login(bob.user)

        client.post("/language/", {"language": "xx", "next": "/"})

        assert not Preference.objects.exists()

    def test_mail_is_written_in_the_person_s_then_in_the_workspace_s_language(self, alice):
        assert language_of("nobody@example.org") == "en"
        alice.workspace.language = "lt"
        alice.workspace.save()
        assert language_of("Alice@example.org") == "lt"
        Preference.objects.create(user=alice.user, language="uk")
        assert language_of("alice@example.org") == "uk"


class TestThePassword:
    def test_it_is_changed_and_ends_the_other_sessions(self, client, bob, signs_in):
        signs_in(bob)
        elsewhere = signs_in(bob, Client())

        answer = client.post("/people/account/password/", {"oldpassword": SECRET, "password1": "another-harbour-43"})

        assert answer["Location"] == ADDRESS
        assert "Your password is changed." in client.get(ADDRESS).content.decode()
        assert elsewhere.get(ADDRESS).status_code == 302
        assert Trace.objects.get().by == bob
        letter = Letter.objects.get()
        assert (letter.to, letter.subject) == ("bob@example.org", "Your password for Heedful was changed")
        assert "from the address 127.0.0.1" in letter.text

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"oldpassword": "a guess", "password1": "another-harbour-43"}, b'id="id_oldpassword_error"'),
            ({"oldpassword": SECRET, "password1": "short"}, b'id="id_password1_error"'),
            ({"oldpassword": SECRET, "password1": "bob@example.org"}, b'id="id_password1_error"'),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, client, bob, signs_in, given, field):
        signs_in(bob)

        answer = client.post("/people/account/password/", given)

        assert answer.status_code == 422
        assert field in answer.content

    def test_guessing_the_old_one_is_limited(self, client, bob, signs_in):
        signs_in(bob)
        guess = {"oldpassword": "a guess", "password1": "another-harbour-43"}

        answers = [client.post("/people/account/password/", guess).status_code for _ in range(6)]

        assert answers == [422] * 5 + [429]

    def test_one_without_any_chooses_one(self, client, bob):
        client.force_login(bob.user)
        assert client.get("/people/account/password/")["Location"] == "/people/account/first-password/"

        client.post("/people/account/first-password/", {"password1": SECRET})

        assert Client().login(username="bob@example.org", password=SECRET)


class TestAForgottenPassword:
    def test_a_link_by_mail_lets_a_new_one_be_chosen_once(self, client, bob, link_in_letter):
        make_link = client.post("/people/password/", {"email": "Bob@example.org"})
        assert make_link["Location"] == "/people/password/sent/"
        link = link_in_letter()
        form = client.get(link)["Location"]

        assert client.post(form, {"password1": SECRET})["Location"] == "/people/password/chosen/"

        assert Client().login(username="bob@example.org", password=SECRET)
        assert "has been used, or is too old" in Client().get(link).content.decode()
        assert {trace.what for trace in Trace.objects.all()} == {"password changed"}

    def test_nobody_learns_who_is_here(self, client, bob):
        known = client.post("/people/password/", {"email": "bob@example.org"})
        unknown = client.post("/people/password/", {"email": "nobody@example.org"})

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert [letter.to for letter in Letter.objects.all()] == ["bob@example.org"]

    def test_the_page_says_where_the_link_is(self, client, db, settings):
        assert "heedful outbox" in client.get("/people/password/sent/").content.decode()
        settings.MAIL_IS_SENT = True
        assert "is on its way" in client.get("/people/password/sent/").content.decode()

    def test_a_weak_one_is_said_beside_the_field(self, client, bob, link_in_letter):
        client.post("/people/password/", {"email": "bob@example.org"})
        form = client.get(link_in_letter())["Location"]

        answer = client.post(form, {"password1": "short"})

        assert answer.status_code == 422
        assert b'id="id_password1_error"' in answer.content

    def test_a_made_up_link_opens_nothing(self, client, bob):
        assert "has been used, or is too old" in client.get("/people/password/1-abc-def/").content.decode()

    def test_asking_is_limited(self, client, bob):
        answers = [client.post("/people/password/", {"email": "bob@example.org"}).status_code for _ in range(6)]

        assert answers == [302] * 5 + [429]

    def test_two_step_sign_in_still_asks_for_its_code(self, client, alice, two_step, link_in_letter):
        client.post("/people/sign-out/")
        client.post("/people/password/", {"email": "alice@example.org"})
        client.post(client.get(link_in_letter())["Location"], {"password1": "another-harbour-43"})

        answer = client.post("/people/sign-in/", {"email": "alice@example.org", "password": "another-harbour-43"})

        assert answer["Location"] == "/people/sign-in/code/"


class TestSessions:
    def test_they_are_listed_with_what_one_knows_them_by(self, client, bob, signs_in):
        signs_in(bob)
        firefox = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
        signs_in(bob, Client(headers={"User-Agent": firefox}))

        page = client.get(ADDRESS).content.decode()

        assert "Firefox, Windows" in page
        assert page.count('<li class="session">') == 2

    def test_one_is_ended(self, client, bob, signs_in):
        elsewhere = signs_in(bob, Client())
        other = UserSession.objects.get()
        signs_in(bob)

        assert client.post(f"/people/account/sessions/{other.pk}/end/").status_code == 302

        assert elsewhere.get(ADDRESS).status_code == 302
        assert client.get(ADDRESS).status_code == 200

    def test_all_others_are_ended(self, client, bob, signs_in):
        others = [signs_in(bob, Client()) for _ in range(2)]
        signs_in(bob)

        client.post("/people/account/sessions/")

        assert [browser.get(ADDRESS).status_code for browser in others] == [302, 302]
        assert client.get(ADDRESS).status_code == 200

    def test_nobody_ends_somebody_else_s(self, client, bob, charlie, signs_in):
        theirs = signs_in(charlie, Client())
        number = UserSession.objects.get().pk
        signs_in(bob)

        assert client.post(f"/people/account/sessions/{number}/end/").status_code == 404
        assert theirs.get(ADDRESS).status_code == 200

    def test_ending_needs_a_post(self, client, bob):
        client.force_login(bob.user)

        assert client.get("/people/account/sessions/").status_code == 405
        assert client.get("/people/account/sessions/1/end/").status_code == 405

    def test_when_it_was_last_seen_is_noted_once_an_hour(self, client, bob, signs_in, monkeypatch):
        signs_in(bob)
        first = UserSession.objects.get().last_seen_at
        client.get("/understand/metrics/")
        assert UserSession.objects.get().last_seen_at == first

        later = time.time() + 3601
        monkeypatch.setattr(time, "time", lambda: later)
        client.get("/understand/metrics/")
        assert UserSession.objects.get().last_seen_at > first


def test_an_account_that_is_closed_says_so(client, db):
    user = make_user("dora", password=SECRET)
    user.is_active = False
    user.save()

    answer = client.post("/people/sign-in/", {"email": "dora@example.org", "password": SECRET}, follow=True)

    assert "This account is closed" in answer.content.decode()
