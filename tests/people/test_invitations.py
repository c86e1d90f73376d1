from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from heedful.people.account.queries import chosen_language
from heedful.people.invitations.actions import InvitationError, accept_invitation
from heedful.people.invitations.models import Invitation
from heedful.people.mail.models import Letter
from heedful.people.members.models import Member
from heedful.people.members.queries import visible_locations
from heedful.people.traces.models import Trace
from tests.factories import make_user
from tests.people.conftest import SECRET

FORM = "/people/members/invitations/"
LINKS = "/people/invitations/"
SEAT = "/people/seat/"
DORA = {"email": "Dora@Example.org", "role": "analyst", "limited_to": ["nord"], "language": "lt"}
WELCOME = {"name": "Dora D.", "password": SECRET}


@pytest.fixture
def owner(client, alice):
    client.force_login(alice.user)
    return client


@pytest.fixture
def link(owner, link_in_letter) -> str:
    """Dora was invited; the link that she got."""
    owner.post(FORM, DORA)
    return link_in_letter()


def opened(link: str) -> Client:
    """A browser in which somebody followed the link."""
    browser = Client()
    assert browser.get(link)["Location"] == SEAT
    return browser


def test_without_a_link_there_is_no_seat(client, db):
    assert client.get(SEAT).status_code == 404
    assert client.post(SEAT, WELCOME).status_code == 404


def test_a_mail_in_the_chosen_language_offers_the_seat(owner, link):
    letter = Letter.objects.get()

    assert (letter.to, letter.language, letter.kind) == ("dora@example.org", "lt", "invitation")
    assert letter.workspace.key == "clubs"
    assert link.startswith(LINKS)
    assert [trace.what for trace in Trace.objects.all()] == ["member invited"]


def test_without_a_mail_server_the_owner_finds_the_link_in_the_outbox(owner, link_in_letter):
    answer = owner.post(FORM, DORA, follow=True)

    assert answer.redirect_chain[-1][0] == "/people/outbox/"
    assert link_in_letter() in answer.content.decode()


def test_with_one_it_is_on_its_way(owner, settings):
    settings.MAIL_IS_SENT = True

    assert owner.post(FORM, DORA)["Location"] == "/people/members/"


def test_somebody_new_chooses_a_name_and_a_password_and_is_in(owner, link, workspace):
    dora = Client()
    page = dora.get(link, follow=True).content.decode()
    assert '<html lang="lt">' in page
    assert 'name="password"' in page

    assert dora.post(SEAT, WELCOME)["Location"] == "/"

    member = Member.objects.get(user__username="dora@example.org")
    assert (member.workspace, member.role, visible_locations(member)) == (workspace, "analyst", ("nord",))
    assert member.user.get_full_name() == "Dora D."
    assert chosen_language(member.user) == "lt"
    assert dora.get("/people/account/").status_code == 200
    assert Client().login(username="dora@example.org", password=SECRET)
    assert Trace.objects.get(what="member added").by_name == "alice@example.org"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "password": SECRET}, b'id="id_name_error"'),
        ({"name": "Dora", "password": "short"}, b'id="id_password_error"'),
        ({"name": "Dora", "password": "dora@example.org"}, b'id="id_password_error"'),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_uses_nothing_up(link, given, field):
    dora = opened(link)

    answer = dora.post(SEAT, given)

    assert answer.status_code == 422
    assert field in answer.content
    assert not User.objects.filter(username="dora@example.org").exists()
    assert dora.post(SEAT, WELCOME).status_code == 302


def test_a_link_opens_once(link):
    opened(link).post(SEAT, WELCOME)

    again = Client().get(link)

    assert again.status_code == 404
    assert "opens nothing any more" in again.content.decode()


def test_a_link_opens_for_seven_days(link):
    dora = opened(link)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().get(link).status_code == 404
    assert dora.post(SEAT, WELCOME).status_code == 404
    assert not User.objects.filter(username="dora@example.org").exists()
    Invitation.objects.update(expires_at=timezone.now() + timedelta(seconds=60))
    assert Client().get(link)["Location"] == SEAT


@pytest.mark.parametrize("damage", [lambda t: t[:-2] + "/", lambda t: t.replace(":", "x:"), lambda _: LINKS + "x/"])
def test_a_link_that_is_nearly_right_opens_nothing(link, damage):
    assert Client().get(damage(link)).status_code == 404


def test_only_a_hash_of_the_link_is_kept(link):
    secret = link.removeprefix(LINKS).split(":")[0]

    assert secret not in str(Invitation.objects.values().get())


def test_looking_at_the_page_uses_nothing_up(link):
    for _ in range(2):
        assert Client().get(link)["Location"] == SEAT


def test_one_who_is_known_signs_in_first_and_then_takes_the_seat(link, charlie, signs_in, workspace):
    make_user("dora", password=SECRET)
    dora = opened(link)
    assert "/people/sign-in/?next=/people/seat/" in dora.get(SEAT).content.decode()
    assert dora.post(SEAT, WELCOME).status_code == 200  # a password is not chosen for somebody who has one
    dora.post("/people/sign-in/", {"email": "dora@example.org", "password": SECRET})

    assert dora.post(SEAT)["Location"] == "/"

    assert Member.objects.get(user__username="dora@example.org").workspace == workspace
    assert dora.get("/people/account/").status_code == 200


def test_somebody_else_does_not_get_the_seat(link, charlie):
    browser = Client()
    browser.force_login(charlie.user)
    browser.get(link)

    answer = browser.post(SEAT)

    assert "You are signed in as charlie@example.org" in answer.content.decode()
    assert not Member.objects.filter(workspace__key="clubs", user=charlie.user).exists()
    with pytest.raises(InvitationError, match="is for dora"):
        accept_invitation(Invitation.objects.get(), user=charlie.user, now=timezone.now())


def test_of_two_who_press_at_once_one_gets_the_seat(link):
    user = make_user("dora")
    first, second = Invitation.objects.get(), Invitation.objects.get()
    accept_invitation(first, user=user, now=timezone.now())

    with pytest.raises(InvitationError, match="has been used"):
        accept_invitation(second, user=user, now=timezone.now())


def test_one_with_two_workspaces_lands_in_the_new_one(link, signs_in, charlie):
    charlie.user.username = charlie.user.email = "dora@example.org"
    charlie.user.save()
    browser = signs_in(charlie, Client())

    browser.get(link)
    browser.post(SEAT)

    assert browser.get("/people/account/").wsgi_request.member.workspace.key == "clubs"


def test_sent_again_the_link_before_opens_nothing(owner, link, link_in_letter):
    number = Invitation.objects.get().pk

    owner.post(f"{FORM}{number}/sending/")

    assert Client().get(link).status_code == 404
    assert Client().get(link_in_letter())["Location"] == SEAT
    assert Letter.objects.count() == 2


def test_withdrawn_it_opens_nothing_and_frees_the_place(owner, link):
    invitation = Invitation.objects.get()

    owner.post(f"{FORM}{invitation.pk}/withdrawal/")

    assert Client().get(link).status_code == 404
    assert "dora@example.org" not in owner.get("/people/members/").content.decode()
    assert not invitation.limited_to.exists()
    assert owner.post(f"{FORM}{invitation.pk}/sending/").status_code == 404


def test_one_who_was_invited_already_gets_what_is_said_now(owner, link):
    owner.post(FORM, DORA | {"role": "viewer", "limited_to": []})

    invitation = Invitation.objects.get()
    assert invitation.role == "viewer"
    assert not invitation.limited_to.exists()
    assert Client().get(link).status_code == 404


def test_one_who_has_a_seat_is_not_invited(owner, bob):
    answer = owner.post(FORM, DORA | {"email": "BOB@example.org"})

    assert answer.status_code == 422
    assert "has a seat in Clubs already" in answer.content.decode()
    assert not Letter.objects.exists()


def test_bad_input_is_said_beside_the_field(owner):
    answer = owner.post(FORM, {"email": "dora", "role": "king", "language": "xx", "limited_to": ["west"]})

    assert answer.status_code == 422
    for field in ("email", "role", "language", "limited_to"):
        assert f'id="id_{field}_error"'.encode() in answer.content


def test_the_open_ones_stand_on_the_members_page(owner, link):
    page = owner.get("/people/members/").content.decode()

    assert "dora@example.org" in page
    assert "the link opens until" in page
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "the link is too old" in owner.get("/people/members/").content.decode()


def test_charlie_touches_none_of_alices(link, charlie):
    number = Invitation.objects.get().pk
    browser = Client()
    browser.force_login(charlie.user)

    assert browser.post(f"{FORM}{number}/sending/").status_code == 404
    assert browser.post(f"{FORM}{number}/withdrawal/").status_code == 404
    assert Client().get(link)["Location"] == SEAT


def test_a_viewer_may_do_none_of_it(client, bob):
    client.force_login(bob.user)

    assert client.get(FORM).status_code == 403
    assert client.post(FORM, DORA).status_code == 403
    assert client.post(f"{FORM}1/sending/").status_code == 403
    assert client.post(f"{FORM}1/withdrawal/").status_code == 403


def test_other_methods_are_refused(owner, link):
    assert owner.delete(FORM).status_code == 405
    assert owner.get(f"{FORM}1/sending/").status_code == 405
    assert owner.get(f"{FORM}1/withdrawal/").status_code == 405
    assert Client().post(link).status_code == 405
    assert Client().delete(SEAT).status_code == 405
