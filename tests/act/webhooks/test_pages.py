"""The owner adds a program's address, tries it out, and sees what arrived."""

import re

import pytest
from django.test import Client

from heedful.act.webhooks.actions import disable_endpoint, send_test
from heedful.act.webhooks.models import Delivery, Endpoint
from heedful.people.models import Trace
from tests.act.webhooks.conftest import NOW

LIST = "/act/webhooks/"
GIVEN = {"url": "https://hooks.example.org/heedful", "events": ["response.created"]}


def browser(member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def owner(alice) -> Client:
    return browser(alice)


def test_an_address_is_added_and_its_secret_shown_once(owner):
    page = owner.post(LIST, GIVEN).content.decode()

    assert re.search(r'value="whsec_[A-Za-z0-9+/=]{44}"', page)
    made = Endpoint.objects.get()
    assert (made.url, made.events, made.include_personal) == (GIVEN["url"], ["response.created"], False)
    assert "whsec_" not in owner.get(LIST).content.decode()
    assert "whsec_" not in owner.get(f"{LIST}{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "required"),
        ("hooks.example.org", "no address of the web"),
        ("ftp://hooks.example.org/", "no address of the web"),
        ("https://[::1", "no address of the web"),
        ("https://hooks.example.org:x/", "no address of the web"),
        ("http://hooks.example.org/", "Only https"),
        ("https://ann:secret@hooks.example.org/", "Leave the name and password out"),
        ("https://127.0.0.1/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://localhost/", "private network"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
    ],
)
def test_an_address_that_cannot_be_one_is_said_beside_the_field(owner, url, says):
    answer = owner.post(LIST, GIVEN | {"url": url})

    assert answer.status_code == 422
    assert says in re.search(r'id="id_url_error">([^<]*)', answer.content.decode())[1]
    assert not Endpoint.objects.exists()


def test_whoever_runs_the_server_can_allow_a_private_one(owner, settings):
    settings.PRIVATE_HOSTS = ("n8n.internal",)

    assert owner.post(LIST, GIVEN | {"url": "http://n8n.internal:5678/hook"}).status_code == 200
    assert Endpoint.objects.count() == 1


def test_it_is_changed_turned_off_turned_on_and_removed(owner, hook):
    page = f"{LIST}{hook.pk}/"
    assert owner.post(page, GIVEN | {"include_personal": "on"}).status_code == 302
    hook.refresh_from_db()
    assert (hook.url, hook.events, hook.include_personal) == (GIVEN["url"], ["response.created"], True)

    owner.post(f"{page}off/")
    assert "Turn it on" in owner.get(page).content.decode()
    assert "Turn it on first" in owner.post(f"{page}test/", follow=True).content.decode()
    owner.post(f"{page}on/")
    hook.refresh_from_db()
    assert hook.disabled_at is None
    owner.post(f"{page}remove/")
    assert not Endpoint.objects.exists()
    assert Trace.objects.filter(what=Trace.What.WEBHOOK_REMOVED, by_name="alice@example.org").exists()
    assert owner.post(page, {"url": ""}).status_code == 404


def test_a_test_is_sent_and_can_be_sent_again(owner, hook):
    answer = owner.post(f"{LIST}{hook.pk}/test/", follow=True)
    delivery = Delivery.objects.get()

    assert "Heedful reaches you." in answer.content.decode()
    Delivery.objects.update(state="delivered", attempts=1, last_status=200, said="<b>fine</b>")
    page = owner.get(f"{LIST}deliveries/{delivery.pk}/").content.decode()
    assert "&lt;b&gt;fine" in page
    owner.post(f"{LIST}deliveries/{delivery.pk}/again/")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("waiting", 0)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_the_log_costs_the_same_however_long_it_is(owner, hook, n, django_assert_num_queries):
    for _ in range(n):
        send_test(hook, now=NOW)
    owner.get(LIST)
    with django_assert_num_queries(8):
        page = owner.get(f"{LIST}{hook.pk}/").content.decode()

    assert page.count('<th scope="row"') == n


def test_a_long_log_is_turned_page_by_page(owner, hook):
    for _ in range(60):
        send_test(hook, now=NOW)
    first = owner.get(f"{LIST}{hook.pk}/").content.decode()
    later = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = owner.get(f"{LIST}{hook.pk}/{later}").content.decode()

    assert (first.count('<th scope="row"'), second.count('<th scope="row"')) == (50, 10)


def test_what_is_off_says_why(owner, hook):
    disable_endpoint(hook, why="gone", by=None, now=NOW)

    assert "off: it is gone" in owner.get(LIST).content.decode()
    assert "410" in owner.get(f"{LIST}{hook.pk}/").content.decode()


def test_charlie_finds_nothing_and_bob_may_not_look(hook, bob, charlie):
    delivery = send_test(hook, now=NOW)
    theirs = [f"{LIST}{hook.pk}/{what}" for what in ("", "test/", "off/", "on/", "remove/")]
    theirs += [f"{LIST}deliveries/{delivery.pk}/again/"]
    for address in theirs:
        assert browser(charlie).post(address, GIVEN).status_code == 404, address
        assert browser(bob).post(address, GIVEN).status_code == 403, address
    for address in (f"{LIST}{hook.pk}/", f"{LIST}deliveries/{delivery.pk}/"):
        assert browser(charlie).get(address).status_code == 404
        assert browser(bob).get(address).status_code == 403
    assert browser(bob).get(LIST).status_code == 403
    assert hook.url not in browser(charlie).get(LIST).content.decode()
    assert browser(charlie).get(f"{LIST}{hook.pk}/test/").status_code == 405
