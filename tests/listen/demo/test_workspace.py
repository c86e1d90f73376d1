"""A demo is a workspace apart: made in the background, marked on every page, and gone wholly with one click."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django_tasks_db.models import DBTaskResult

from heedful.config.worker import TaskQueue
from heedful.interactions import loader, spool
from heedful.interactions.models import Rejected, SpoolEntry
from heedful.interactions.schema import Heard
from heedful.listen.demo import tasks, workspace
from heedful.listen.demo.actions import Size
from heedful.listen.demo.models import DemoWorkspace
from heedful.people.customers.models import Customer
from heedful.people.workspaces.models import Workspace
from heedful.understand.goals.models import Standard
from heedful.understand.metrics.queries import setup_of
from tests.factories import make_member

NOW = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
SMALL = Size(members=40, strangers=20, conversations=20)
PAGE = "/listen/demo/"


@pytest.fixture(autouse=True)
def a_small_chain_and_no_patience(monkeypatch):
    monkeypatch.setattr(workspace, "STALLED_SECONDS", 0.0)
    monkeypatch.setattr(workspace, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(workspace, "Size", lambda: SMALL)


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def own(alice, store):
    """Alice's own company has heard one thing."""
    spool.hear(alice.workspace.key, [Heard(id="own", kind="event", name="x", occurred_at=NOW, received_at=NOW)])
    loader.load(store, now=NOW)
    return alice.workspace


def made(client) -> DemoWorkspace:
    client.post(PAGE)
    TaskQueue().run_ready()
    return DemoWorkspace.objects.select_related("workspace").get()


def seat(client):
    return client.get("/people/account/").wsgi_request.member


def rows(store, key: str) -> int:
    return store.frame(key).count("*").fetchone()[0]


def test_one_click_makes_a_company_apart_and_leads_into_it(as_alice, own, store):
    assert as_alice.post(PAGE)["Location"] == PAGE
    assert "Your demo is being made" in as_alice.get(PAGE).content.decode()
    assert seat(as_alice).workspace == own

    TaskQueue().run_ready()
    ready = as_alice.get(PAGE, headers={"HX-Request": "true"})

    assert ready["HX-Redirect"] == "/"
    demo = DemoWorkspace.objects.get()
    assert seat(as_alice).workspace == demo.workspace
    assert rows(store, demo.workspace.key) == demo.whole > 100
    assert rows(store, own.key) == 1


def test_the_made_up_company_has_its_hours_and_standards(as_alice):
    demo = made(as_alice)

    assert setup_of(demo.workspace.key).holidays_country == "LT"
    assert Standard.objects.filter(workspace=demo.workspace).count() == 5


def test_without_javascript_a_button_leads_into_it(as_alice):
    demo = made(as_alice)

    assert "Your demo is ready" in as_alice.get(PAGE).content.decode()
    assert as_alice.post(f"{PAGE}entry/")["Location"] == "/"
    assert seat(as_alice).workspace == demo.workspace


def test_every_page_of_it_says_that_it_is_made_up_and_no_other_does(as_alice, own):
    made(as_alice)
    assert "This is made-up data." not in as_alice.get("/people/account/").content.decode()

    as_alice.post(f"{PAGE}entry/")
    for address in ("/people/account/", "/understand/norms/", "/listen/imports/"):
        assert "This is made-up data." in as_alice.get(address).content.decode()


def test_asked_for_twice_it_is_made_once(as_alice):
    for _ in range(2):
        as_alice.post(PAGE)

    assert DemoWorkspace.objects.count() == DBTaskResult.objects.count() == 1


def test_one_click_removes_it_wholly_and_nothing_else(as_alice, own, store):
    demo = made(as_alice)
    as_alice.post(f"{PAGE}entry/")
    key = demo.workspace.key
    spool.hear(key, [Heard(id="odd", kind="unheard of", occurred_at=NOW, received_at=NOW)])
    loader.load(store, now=NOW)
    assert store.links(key).num_rows
    assert Rejected.objects.filter(workspace=key).exists()

    answer = as_alice.post(f"{PAGE}removal/", follow=True)
    loader.load(store, now=NOW)

    assert "Nothing of your own was touched." in answer.content.decode()
    assert seat(as_alice).workspace == own
    assert (rows(store, key), store.links(key).num_rows, rows(store, own.key)) == (0, 0, 1)
    assert list(Workspace.objects.all()) == [own]
    assert not (Customer.objects.exists() or Rejected.objects.exists() or SpoolEntry.objects.exists())
    assert User.objects.filter(pk=seat(as_alice).user.pk).exists()


def test_removed_while_it_is_being_made_nothing_of_it_stays(as_alice, own, store, monkeypatch):
    as_alice.post(PAGE)
    demo = DemoWorkspace.objects.select_related("workspace").get()
    key, story = demo.workspace.key, workspace.story

    def removed_meanwhile(**how):
        told = story(**how)
        as_alice.post(f"{PAGE}removal/")
        return told

    monkeypatch.setattr(workspace, "story", removed_meanwhile)
    TaskQueue().run_ready()
    loader.load(store, now=NOW)

    assert DBTaskResult.objects.get().return_value == tasks.NOT_WANTED
    assert rows(store, key) == 0
    assert not (Customer.objects.exists() or SpoolEntry.objects.exists() or DemoWorkspace.objects.exists())


def test_killed_half_way_it_goes_on_and_hears_nothing_twice(as_alice, alice, store):
    demo = workspace.begin_demo(alice.user, language="en", now=NOW)

    def the_server_stops():
        raise tasks.GivenBack

    with pytest.raises(tasks.GivenBack):
        workspace.make(demo, now=NOW, keep_on=the_server_stops)
    again = DemoWorkspace.objects.select_related("workspace").get()
    assert again.is_being_made
    workspace.make(again, now=NOW)

    assert rows(store, again.workspace.key) == DemoWorkspace.objects.get().whole


def test_what_broke_is_said_and_can_be_tried_again(as_alice, monkeypatch):
    def no_room(**_how):
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(workspace, "story", no_room)
        made(as_alice)
    assert "The demo could not be made" in as_alice.get(PAGE).content.decode()

    made(as_alice)

    assert "Your demo is ready" in as_alice.get(PAGE).content.decode()


def test_a_process_that_died_under_it_each_time_is_no_endless_wait(as_alice):
    as_alice.post(PAGE)

    tasks.say_broken_off(DemoWorkspace.objects.get().task)

    assert "The demo could not be made" in as_alice.get(PAGE).content.decode()


def test_bob_may_not_ask_for_one(client, bob, store):
    client.force_login(bob.user)

    assert client.post(PAGE).status_code == 403
    assert not DemoWorkspace.objects.exists()


def test_charlie_neither_sees_enters_nor_removes_alices(client, alice, charlie, store):
    demo = workspace.begin_demo(alice.user, language="en", now=NOW)
    client.force_login(charlie.user)

    assert client.get(PAGE)["Location"] == "/listen/start/"
    assert client.post(f"{PAGE}entry/").status_code == 404
    assert client.post(f"{PAGE}removal/").status_code == 404
    assert DemoWorkspace.objects.get() == demo


def test_a_guest_in_a_demo_does_not_remove_it(client, alice, store):
    demo = workspace.begin_demo(alice.user, language="en", now=NOW)
    guest = make_member(demo.workspace, "guest")
    client.force_login(guest.user)

    assert client.post(f"{PAGE}removal/").status_code == 403
    assert DemoWorkspace.objects.exists()


def test_wrong_methods_are_refused(as_alice):
    assert as_alice.put(PAGE).status_code == 405
    assert as_alice.get(f"{PAGE}entry/").status_code == 405
    assert as_alice.get(f"{PAGE}removal/").status_code == 405


def test_one_that_is_not_ready_is_not_entered(as_alice):
    as_alice.post(PAGE)

    assert as_alice.post(f"{PAGE}entry/").status_code == 404
