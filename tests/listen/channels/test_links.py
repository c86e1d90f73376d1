import re

import pytest
from django.urls import reverse

from heedful.listen.channels.actions import LENGTH, LETTERS, close_link, create_link
from heedful.listen.channels.models import Link
from heedful.people.members.models import Role
from heedful.people.traces.models import Trace
from tests.factories import make_member
from tests.listen.channels.conftest import NOW

QUERIES = 11


def links_of(survey) -> str:
    return reverse("listen:survey-links", args=[survey.pk])


def test_alice_makes_a_poster_for_nord_and_its_answers_count_for_nord(client, alice, survey, settings):
    settings.PUBLIC_URL = "https://cx.example.org"
    client.force_login(alice.user)
    nord = alice.workspace.locations.get(key="nord")

    answer = client.post(links_of(survey), {"kind": "qr", "location": nord.pk}, follow=True)

    link = Link.objects.get()
    assert (link.name, link.location, link.created_by) == ("Poster with a code: Nord", nord, alice)
    assert re.fullmatch(rf"l[{LETTERS}]{{{LENGTH}}}", link.code)
    assert f"https://cx.example.org/s/{link.code}/" in answer.content.decode()
    assert Trace.objects.filter(what=Trace.What.LINK_CREATED, by=alice).exists()
    assert client.get(f"/s/{link.code}/").status_code == 200


def test_a_closed_link_says_so_to_whoever_opens_it_and_works_again_at_the_same_address(client, alice, link):
    client.force_login(alice.user)

    client.post(reverse("listen:link-closure", args=[link.pk]))
    closed = client.get(f"/s/{link.code}/")
    client.post(reverse("listen:link-opening", args=[link.pk]))

    assert closed.status_code == 410
    assert client.get(f"/s/{link.code}/").status_code == 200


def test_alice_makes_a_poster_for_each_place_at_once_and_prints_them_together(client, alice, survey, settings):
    client.force_login(alice.user)
    given = {"kind": "qr", "location": "", "name": "", "each_place": "on"}
    listed = client.post(reverse("listen:survey-links", args=[survey.pk]), given, follow=True).content.decode()

    links = list(Link.objects.filter(survey=survey).order_by("pk"))
    places = set(survey.workspace.locations.all())
    assert len(places) > 1
    assert {link.location for link in links} == places
    assert all(link.name == f"Poster with a code: {link.location}" for link in links)
    printed = reverse("listen:survey-posters", args=[survey.pk])
    assert printed in listed

    page = client.get(printed).content.decode()
    assert page.count('<article class="poster"') == len(places)
    assert all(link.code in page and f"· {link.location.name}" in page for link in links)


def test_without_a_poster_there_is_none_to_print(client, alice, survey):
    client.force_login(alice.user)
    answer = client.get(reverse("listen:survey-posters", args=[survey.pk]), follow=True)
    assert "There is no poster to print" in answer.content.decode()


def test_the_poster_speaks_the_language_that_is_asked_for_and_falls_back_to_the_surveys(client, alice, link):
    client.force_login(alice.user)
    address = reverse("listen:link-poster", args=[link.pk])

    in_lithuanian = client.get(address, {"lang": "lt"}).content.decode()
    in_nonsense = client.get(address, {"lang": "tlh"}).content.decode()

    assert '<p class="poster-title">Jūsų apsilankymas</p>' in in_lithuanian
    assert '<p class="poster-title">Your visit</p>' in in_nonsense
    assert "Nord" in in_lithuanian


def test_the_code_of_a_poster_is_the_address_itself(client, alice, link):
    qrcode = pytest.importorskip("qrcode")
    client.force_login(alice.user)

    page = client.get(reverse("listen:link", args=[link.pk]))

    drawn = page.context["qr"]
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(page.context["address"])
    dark = sum(sum(row) for row in code.get_matrix())
    assert drawn.side == len(code.get_matrix())
    assert sum(int(run) for run in re.findall(r"h(\d+)v1", drawn.path)) == dark
    assert page.context["address"].endswith(f"/s/{link.code}/")


def test_a_place_of_another_company_is_no_choice(client, alice, charlie, survey):
    foreign = charlie.workspace.locations.create(key="oven", name="Oven")
    client.force_login(alice.user)

    answer = client.post(links_of(survey), {"kind": "link", "location": foreign.pk})

    assert answer.status_code == 422
    assert not Link.objects.exists()


def test_charlie_finds_neither_the_links_nor_their_pages(client, charlie, survey, link):
    client.force_login(charlie.user)

    got = [client.get(links_of(survey)), client.get(reverse("listen:link", args=[link.pk]))]
    got.append(client.get(reverse("listen:link-poster", args=[link.pk])))
    posted = [client.post(reverse(f"listen:link-{what}", args=[link.pk])) for what in ("closure", "opening")]

    assert [answer.status_code for answer in (*got, *posted)] == [404] * 5


def test_bob_may_look_and_print_but_makes_and_closes_nothing(client, bob, survey, link):
    client.force_login(bob.user)

    assert client.get(reverse("listen:link-poster", args=[link.pk])).status_code == 200
    assert client.post(links_of(survey), {"kind": "link"}).status_code == 403
    assert client.post(reverse("listen:link-closure", args=[link.pk])).status_code == 403
    assert b"Make a link" not in client.get(links_of(survey)).content


def test_who_sees_one_club_sees_its_links_alone(client, workspace, alice, survey, link):
    sud = workspace.locations.get(key="sud")
    other = create_link(survey, kind="qr", name="Door of Sud", location=sud, by=alice, now=NOW)
    dora = make_member(workspace, "dora", Role.MANAGER, limited_to=("nord",))
    client.force_login(dora.user)

    page = client.get(links_of(survey)).content.decode()

    assert "Door of Nord" in page and "Door of Sud" not in page
    assert client.get(reverse("listen:link", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("page", ["link-closure", "link-opening"])
def test_looking_closes_and_opens_nothing(client, alice, link, page):
    client.force_login(alice.user)

    assert client.get(reverse(f"listen:{page}", args=[link.pk])).status_code == 405


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_links_as_for_one(
    client, alice, survey, n, django_assert_num_queries
):
    for number in range(n):
        create_link(survey, kind="link", name=f"Link {number}", by=alice, now=NOW)
    client.force_login(alice.user)
    client.get(links_of(survey))

    with django_assert_num_queries(QUERIES):
        page = client.get(links_of(survey)).content.decode()

    assert page.count("link-address") == n


def test_a_place_that_goes_leaves_its_poster_working(client, alice, link):
    link.location.delete()

    assert client.get(f"/s/{link.code}/").status_code == 200


def test_closing_twice_leaves_one_trace(alice, link):
    close_link(link, by=alice, now=NOW)
    close_link(link, by=alice, now=NOW)

    assert Trace.objects.filter(what=Trace.What.LINK_CLOSED).count() == 1
