"""Where a person can go: the navigation, the settings and the finder show the same pages to whoever may see them."""

import pytest
from django.urls import reverse

from heedful.people.members.models import Role
from tests.factories import make_member

pytestmark = pytest.mark.usefixtures("store")
FRAGMENT = {"HX-Request": "true"}


def test_the_page_one_is_on_is_marked_in_the_navigation(client, alice):
    client.force_login(alice.user)

    page = client.get(reverse("understand:metrics")).content.decode()

    assert f'<a href="{reverse("understand:metrics")}" aria-current="page">' in page
    assert page.count('aria-current="page"') == 1


def test_the_finder_finds_a_page_by_part_of_its_name(client, alice):
    client.force_login(alice.user)

    page = client.get("/find/", {"q": "data hea"}).content.decode()

    assert f'href="{reverse("listen:health")}"' in page
    assert "Nothing by that name" not in page


def test_the_dialog_gets_the_results_alone(client, alice):
    client.force_login(alice.user)

    piece = client.get("/find/", {"q": "overview"}, headers=FRAGMENT).content.decode()

    assert piece.lstrip().startswith('<div class="finder-results"')
    assert "<html" not in piece


def test_what_is_not_there_is_said_so(client, alice):
    client.force_login(alice.user)

    assert "Nothing by that name" in client.get("/find/", {"q": "zebra crossing"}).content.decode()


def test_words_that_were_typed_are_shown_as_words(client, alice):
    client.force_login(alice.user)

    page = client.get("/find/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page


def test_who_may_not_manage_members_is_not_led_to_them(client, alice, bob):
    for member, led in ((alice, True), (bob, False)):
        client.force_login(member.user)
        found = client.get("/find/", {"q": "members"}, headers=FRAGMENT).content.decode()
        assert (f'href="{reverse("people:members")}"' in found) is led


def test_settings_lead_to_the_first_that_one_may_see(client, bob):
    client.force_login(bob.user)

    answer = client.get("/settings/")

    assert answer.status_code == 302
    assert answer["Location"] == reverse("people:account")


def test_who_is_limited_to_a_place_is_led_to_no_other(client, workspace):
    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    client.force_login(nora.user)

    page = client.get(reverse("understand:metrics")).content.decode()

    assert "/understand/places/nord/" in page
    assert "/understand/places/sud/" not in page


def test_the_finder_is_for_members_alone(client, db):
    assert client.get("/find/").status_code == 302
