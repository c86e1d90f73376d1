"""The first owner of a new install comes in by the address that the server prints, once."""

import stat

import pytest
from django.contrib.auth.models import User

from heedful.people.members.models import Member, Role
from heedful.people.welcome.actions import FILE, TakenError, is_welcome, offer_welcome, welcome_owner
from heedful.people.workspaces.models import Workspace
from tests.factories import make_user

PAGE = "/people/welcome/"
OWNER = {
    "company": "Clubs of the North",
    "time_zone": "Europe/Oslo",
    "name": "Alice",
    "email": "Alice@Example.org",
    "password": "quiet-harbour-42",
}


@pytest.fixture
def home(db, settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def opened(client, home):
    client.get(f"{PAGE}{offer_welcome(home)}/")
    return client


def test_the_printed_address_leads_to_a_page_without_the_token_in_its_address(client, home):
    answer = client.get(f"{PAGE}{offer_welcome(home)}/")

    assert answer["Location"] == PAGE
    assert "Nobody is here yet." in client.get(PAGE).content.decode()


def test_who_finds_the_door_first_is_told_where_the_address_was_printed(client, home):
    assert "was printed where Heedful was started" in client.get("/people/sign-in/").content.decode()

    make_user("ona")

    assert "was printed" not in client.get("/people/sign-in/").content.decode()


def test_whoever_fills_it_in_owns_the_house_and_is_signed_in(opened, store, home):
    answer = opened.post(PAGE, OWNER, follow=True)

    member = Member.objects.get()
    assert (member.role, member.user.username, member.user.first_name) == (Role.OWNER, "alice@example.org", "Alice")
    assert (member.workspace.name, member.workspace.key) == ("Clubs of the North", "clubs-of-the-north")
    assert member.workspace.time_zone == "Europe/Oslo"
    assert answer.redirect_chain[-1][0] == "/listen/start/"
    assert answer.wsgi_request.user == member.user
    assert not (home / FILE).exists()


def test_the_address_opens_nothing_any_more_once_it_was_used(client, home, store):
    token = offer_welcome(home)
    client.get(f"{PAGE}{token}/")
    client.post(PAGE, OWNER)

    assert client.get(f"{PAGE}{token}/").status_code == 404
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, OWNER | {"email": "eve@example.org"}).status_code == 404
    assert offer_welcome(home) is None
    assert User.objects.count() == 1


def test_only_the_newest_address_opens_and_only_its_hash_is_kept(home):
    old, new = offer_welcome(home), offer_welcome(home)

    assert (is_welcome(home, old), is_welcome(home, new), is_welcome(home, "")) == (False, True, False)
    assert new not in (home / FILE).read_text()
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("token", ["guess", "x" * 500, "ü"])
def test_a_guess_opens_nothing(client, home, token):
    offer_welcome(home)

    assert client.get(f"{PAGE}{token}/").status_code == 404
    assert client.get(PAGE).status_code == 404


def test_where_somebody_is_already_no_address_is_offered(client, home):
    token = offer_welcome(home)
    make_user("dora")

    assert client.get(f"{PAGE}{token}/").status_code == 404
    assert offer_welcome(home) is None
    assert not (home / FILE).exists()


def test_two_at_once_make_one_owner(home):
    offer_welcome(home)
    make_user("dora")

    with pytest.raises(TakenError):
        welcome_owner(home, **OWNER, language="en", now=None)


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"company": ""}, "company", "This field is required."),
        ({"email": "alice"}, "email", "valid email address"),
        ({"password": "short"}, "password", "too short"),
        ({"password": "alice@example.org"}, "password", "too similar"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(opened, sent, field, says):
    answer = opened.post(PAGE, OWNER | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not User.objects.exists()


def test_a_company_whose_name_has_no_latin_letters_gets_a_key(opened, store):
    opened.post(PAGE, OWNER | {"company": "Спортзал"})

    assert Workspace.objects.get().key == "company"


def test_wrong_methods_are_refused(opened, home):
    assert opened.put(PAGE).status_code == 405
    assert opened.post(f"{PAGE}{offer_welcome(home)}/").status_code == 405


def test_the_server_prints_the_address_while_nobody_is_there(home, capsys):
    from heedful.cli.server import say_ready

    say_ready("http://localhost:8000/")
    said = capsys.readouterr().out
    token = said.split("/people/welcome/")[1].split("/")[0]
    assert is_welcome(home, token)

    make_user("dora")
    say_ready("http://localhost:8000/")
    said = capsys.readouterr().out
    assert "/people/welcome/" not in said
    assert "heedful workspace create" in said


def test_the_clocks_are_seen_before_they_are_taken_and_a_city_is_enough(opened, store):
    assert '<option value="UTC" selected>' in opened.get(PAGE).content.decode()

    wrong = opened.post(PAGE, OWNER | {"time_zone": "Nowhere"})
    assert wrong.status_code == 422
    assert "There is no such time zone." in wrong.content.decode()
    opened.post(PAGE, OWNER | {"time_zone": "new york"})

    assert Workspace.objects.get().time_zone == "America/New_York"
