import re
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.test import Client

from heedful.people.account.qr import qr_code
from heedful.people.mail.models import Letter
from heedful.people.sign_in.sealing import seal, unseal
from heedful.people.traces.models import Trace
from tests.people.conftest import ON, SECRET, code_of, confirm

ADDRESS = "/people/account/"


def codes(client) -> list[str]:
    return re.findall(r"<li><code>(\d{8})</code>", client.get("/people/account/recovery-codes/").content.decode())


class TestTwoSteps:
    def test_it_is_switched_on_only_after_who_it_is_was_confirmed(self, client, alice, signs_in):
        signs_in(alice)

        assert client.get(ON)["Location"] == f"/people/account/confirm/?next={quote(ON, safe='')}"
        answer = client.post("/people/account/confirm/", {"password": SECRET, "next": ON})

        assert answer["Location"] == ON
        assert client.get(ON).status_code == 200

    def test_a_wrong_confirmation_is_said_beside_the_field(self, client, alice, signs_in):
        signs_in(alice)

        answer = client.post("/people/account/confirm/", {"password": "a guess"})

        assert answer.status_code == 422
        assert "This is not your password." in answer.content.decode()

    def test_the_picture_stands_in_the_page_and_nothing_is_fetched(self, client, alice, signs_in):
        signs_in(alice)
        confirm(client)

        page = client.get(ON).content.decode()

        assert '<svg class="qr-code"' in page
        assert "data:" not in page

    def test_a_wrong_code_is_said_beside_the_field_and_keeps_the_key(self, client, alice, signs_in):
        signs_in(alice)
        confirm(client)
        secret = re.search(r'class="secret">(\w+)<', client.get(ON).content.decode())[1]

        answer = client.post(ON, {"code": "000000"})

        assert answer.status_code == 422
        assert b'id="id_code_error"' in answer.content
        assert secret in answer.content.decode()

    def test_then_a_password_alone_lets_nobody_in(self, client, two_step):
        browser = Client()

        answer = browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET, "next": ADDRESS})
        assert answer["Location"] == "/people/sign-in/code/"
        assert browser.get(ADDRESS).status_code == 302
        assert browser.post(answer["Location"], {"code": "000000"}).status_code == 422

        answer = browser.post(answer["Location"], {"code": code_of(two_step, 1)})
        assert answer["Location"] == ADDRESS
        assert browser.get(ADDRESS).status_code == 200

    def test_a_code_opens_once(self, client, two_step):
        code = code_of(two_step, 1)
        for expected in (302, 422):
            browser = Client()
            browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET})
            assert browser.post("/people/sign-in/code/", {"code": code}).status_code == expected

    def test_codes_cannot_be_guessed_on_and_on(self, client, two_step):
        browser = Client()
        browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET})

        answers = [browser.post("/people/sign-in/code/", {"code": "000000"}).status_code for _ in range(6)]

        assert answers == [422] * 5 + [429]

    def test_one_can_start_again_as_somebody_else(self, client, two_step):
        browser = Client()
        browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET})
        assert browser.get("/people/sign-in/")["Location"] == "/people/sign-in/code/"

        browser.post("/people/sign-out/")

        assert browser.get("/people/sign-in/").status_code == 200

    def test_the_second_step_alone_is_no_way_in(self, client, db):
        assert client.get("/people/sign-in/code/")["Location"] == "/people/sign-in/"

    def test_a_recovery_code_opens_once(self, client, two_step):
        code = codes(client)[0]
        for expected in (302, 422):
            browser = Client()
            browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET})
            assert browser.post("/people/sign-in/code/", {"code": code}).status_code == expected
        assert "9 recovery codes are left" in client.get(ADDRESS).content.decode()

    def test_new_recovery_codes_end_the_old_ones(self, client, two_step):
        before = codes(client)

        client.post("/people/account/recovery-codes/new/")

        assert len(before) == len(codes(client)) == 10
        assert not set(before) & set(codes(client))

    def test_they_can_be_saved_as_a_file(self, client, two_step):
        answer = client.get("/people/account/recovery-codes/file/")

        assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
        assert set(re.findall(r"\d{8}", answer.content.decode())) == set(codes(client))

    def test_it_can_be_switched_off_again(self, client, alice, two_step):
        assert "Back to your account" in client.get("/people/account/two-step/off/").content.decode()

        assert client.post("/people/account/two-step/off/")["Location"] == ADDRESS

        assert not Authenticator.objects.exists()
        assert [trace.what for trace in Trace.objects.order_by("pk")] == ["two-step sign-in on", "two-step sign-in off"]
        assert [letter.subject for letter in Letter.objects.order_by("pk")] == [
            "Two-step sign-in is on",
            "Two-step sign-in is off",
        ]

    def test_no_secret_stands_in_the_database_in_the_clear(self, client, two_step):
        kept = str([*Authenticator.objects.values_list("data", flat=True)])

        assert two_step not in kept

    def test_with_another_secret_key_nobody_gets_in_and_the_page_says_whom_to_ask(self, client, two_step, settings):
        settings.SECRET_KEY = "another"
        browser = Client()
        browser.post("/people/sign-in/", {"email": "alice@example.org", "password": SECRET})

        answer = browser.post("/people/sign-in/code/", {"code": code_of(two_step, 1)})

        assert answer.status_code == 422
        assert "heedful member two-step-off" in answer.content.decode()


class TestAQrCode:
    def test_it_is_as_wide_as_the_standard_says_and_has_its_quiet_zone(self):
        square = qr_code("HEEDFUL")

        assert square.side == 21 + 2 * 4  # version 1: ISO/IEC 18004, 21 modules and four of quiet on each side
        assert square.path.startswith("M4 4h7v1h-7z")  # the first row of the finder pattern: seven dark modules


class TestASeal:
    def test_it_opens_for_its_own_purpose_only(self):
        assert unseal(seal("x", "a"), "a") == "x"
        with pytest.raises(InvalidToken):
            unseal(seal("x", "a"), "b")
