import pytest
from django.conf import settings
from django.test import Client

from heedful.people.sign_in.strangers import MOST_OF_STRANGERS
from tests.factories import make_member, make_user, make_workspace

ADDRESS = "/people/sign-in/"
RIGHT = {"email": "dora@example.org", "password": "a long enough secret"}
WRONG = RIGHT | {"password": "a guess"}


@pytest.fixture
def dora(db):
    member = make_member(make_workspace(), "dora")
    member.user.set_password(RIGHT["password"])
    member.user.save()
    return member


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_it_works(client, dora):
    answer = client.post(ADDRESS, RIGHT)

    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert signed_in(client)


def test_the_page_shows_the_form(client, db):
    answer = client.get(ADDRESS)

    assert answer.status_code == 200
    assert b'autocomplete="current-password"' in answer.content


def test_the_case_of_the_address_does_not_matter(client, dora):
    client.post(ADDRESS, RIGHT | {"email": "Dora@Example.ORG"})

    assert signed_in(client)


def test_a_wrong_password_is_said_beside_the_field(client, dora):
    answer = client.post(ADDRESS, WRONG)

    assert answer.status_code == 422
    assert b'class="field-wrong" id="id_password_error"' in answer.content
    assert not signed_in(client)


def test_an_unknown_person_reads_the_same_as_a_wrong_password(client, dora):
    unknown = client.post(ADDRESS, WRONG | {"email": "nobody@example.org"})

    assert unknown.status_code == 422
    assert "do not go together" in unknown.content.decode()


def test_what_is_no_address_is_said_beside_the_field(client, db):
    answer = client.post(ADDRESS, {"email": "dora", "password": "x"})

    assert answer.status_code == 422
    assert b'id="id_email_error"' in answer.content


def test_it_goes_where_the_person_was_going(client, dora):
    answer = client.post(ADDRESS, RIGHT | {"next": "/understand/metrics/?by=location"})

    assert answer["Location"] == "/understand/metrics/?by=location"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(client, dora, elsewhere):
    answer = client.post(ADDRESS, RIGHT | {"next": elsewhere})

    assert answer["Location"] == "/"


def test_the_sixth_attempt_in_a_quarter_of_an_hour_is_refused_even_with_the_right_password(client, dora):
    for _ in range(5):
        assert client.post(ADDRESS, WRONG).status_code == 422

    answer = client.post(ADDRESS, RIGHT)

    assert answer.status_code == 429
    assert not signed_in(client)


def test_one_who_guesses_does_not_lock_the_person_out_elsewhere(client, dora):
    for _ in range(6):
        client.post(ADDRESS, WRONG, REMOTE_ADDR="203.0.113.7")

    client.post(ADDRESS, RIGHT, REMOTE_ADDR="198.51.100.2")

    assert signed_in(client)


def test_many_names_from_one_address_are_refused_too(client, dora):
    for number in range(50):
        client.post(ADDRESS, {"email": f"guess{number}@example.org", "password": "x"})

    assert client.post(ADDRESS, RIGHT).status_code == 429


def test_behind_a_proxy_a_forged_address_does_not_help(client, dora, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # what HEEDFUL_BEHIND_PROXY sets
    for number in range(6):
        client.post(ADDRESS, WRONG, headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.7"})

    answer = client.post(ADDRESS, RIGHT, headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.7"})

    assert answer.status_code == 429


def test_without_a_proxy_nobody_says_where_they_come_from(client, dora):
    for number in range(6):
        client.post(ADDRESS, WRONG, headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert client.post(ADDRESS, RIGHT, headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_a_success_is_no_slip(client, dora):
    for _ in range(4):
        client.post(ADDRESS, WRONG)
    for _ in range(3):
        assert client.post(ADDRESS, RIGHT).status_code == 302
        client.post("/people/sign-out/")


def test_one_who_knows_a_password_of_their_own_cannot_go_on_guessing_another(client, dora):
    make_user("mallory", password="x")
    for _ in range(5):
        client.post(ADDRESS, WRONG)
        assert client.post(ADDRESS, {"email": "mallory@example.org", "password": "x"}).status_code == 302
        client.post("/people/sign-out/")

    assert client.post(ADDRESS, RIGHT).status_code == 429


def test_one_who_is_signed_in_is_not_asked_again(client, alice):
    client.force_login(alice.user)

    assert client.get(ADDRESS)["Location"] == "/"


def test_programs_get_no_other_answer_than_people(client, dora):
    answer = client.post(ADDRESS, WRONG, headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")


def test_it_rejects_other_methods(client, db):
    assert client.delete(ADDRESS).status_code == 405


def test_a_form_from_another_site_is_refused(dora):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(ADDRESS, RIGHT).status_code == 403


def test_a_new_session_starts_at_sign_in(client, dora):
    client.get(ADDRESS)
    before = client.session.session_key

    client.post(ADDRESS, RIGHT)

    assert client.session.session_key != before


def test_sign_out_ends_the_session(client, alice):
    client.force_login(alice.user)

    answer = client.post("/people/sign-out/")

    assert answer["Location"] == ADDRESS
    assert not signed_in(client)


def test_a_link_cannot_sign_anyone_out(client, alice):
    client.force_login(alice.user)

    assert client.get("/people/sign-out/").status_code == 405
    assert signed_in(client)


FORM_WITH_A_FILE = (
    b'--edge\r\nContent-Disposition: form-data; name="email"\r\n\r\nona@example.org\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nnps\r\n--edge--\r\n'
)


def sends(browser, address, form=FORM_WITH_A_FILE, **more):
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return browser.generic("POST", address, form, "multipart/form-data; boundary=edge", **more)


@pytest.mark.parametrize("address", ["/people/sign-in/", "/people/members/", "/people/keys/"])
def test_of_a_strangers_large_form_nothing_is_read(db, address):
    stranger = Client(enforce_csrf_checks=True)

    answer = sends(
        stranger, address, CONTENT_LENGTH=f"{MOST_OF_STRANGERS + 1}"
    )  # of which only the beginning ever comes

    assert answer.status_code == 400
    assert "too long" in answer.content.decode()
    assert sends(stranger, address).status_code == 403  # read, and found to be forged


def test_a_large_form_of_who_is_signed_in_is_read(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)

    large = FORM_WITH_A_FILE.replace(b"nps", b"nps" * (MOST_OF_STRANGERS // 3 + 1))

    assert sends(browser, "/people/keys/", large).status_code == 403
    assert sends(Client(enforce_csrf_checks=True), "/people/keys/", large).status_code == 400
