"""Who gets in, to which workspace, and through which door."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory

import heedful
from heedful.people.members.models import Role
from tests.factories import make_member, make_user, make_workspace

SOURCE = Path(heedful.__file__).parent
VIEWS = sorted(SOURCE.rglob("views.py"))


@pytest.mark.parametrize("views", VIEWS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_views_look_through_visible_queries_only(views):
    assert not re.search(r"\.objects\b|_set\b|get_object_or_404\(\s*[A-Z]", views.read_text(encoding="utf-8"))


def test_there_are_views_to_look_at():
    assert len(VIEWS) >= 2


def test_every_page_asks_who_you_are_unless_it_is_the_way_in(client, db):
    for address in ("/", "/people/workspace/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/people/sign-in/?next=")


def test_one_without_a_seat_is_told_so(client, db):
    client.force_login(make_user("dora"))

    answer = client.get("/")

    assert answer.status_code == 403
    assert "nobody has given you a seat" in answer.content.decode()


def seat(client, address="/people/sign-in/"):
    """Who the server takes the visitor for."""
    return client.get(address).wsgi_request.member


def test_the_only_workspace_is_the_one_looked_at(client, alice):
    client.force_login(alice.user)

    assert seat(client) == alice


def test_one_with_two_seats_chooses(client, alice):
    second = make_workspace("bakery-2", name="Aaa Bakery")
    in_second = second.members.create(user=alice.user, role=Role.VIEWER)
    client.force_login(alice.user)
    assert seat(client) == in_second  # the first by name

    answer = client.post("/people/workspace/", {"workspace": "clubs"})

    assert answer["Location"] == "/"
    assert seat(client) == alice


def test_charlie_cannot_choose_alices_workspace(client, alice, charlie):
    client.force_login(charlie.user)

    answer = client.post("/people/workspace/", {"workspace": "clubs"})

    assert answer.status_code == 404
    assert seat(client) == charlie


def test_a_choice_lost_with_the_seat_falls_back(client, alice):
    second = make_member(make_workspace("other", name="Other"), "temp")
    client.force_login(alice.user)
    session = client.session
    session["workspace"] = second.workspace.key
    session.save()

    assert seat(client) == alice


def test_choosing_needs_a_post(client, alice):
    client.force_login(alice.user)

    assert client.get("/people/workspace/").status_code == 405


@pytest.mark.parametrize("seats", [1, 3])
def test_finding_the_seat_takes_one_query_however_many_there_are(alice, seats, django_assert_num_queries):
    from heedful.people.members.queries import seats_of

    for number in range(seats - 1):
        make_workspace(f"more-{number}").members.create(user=alice.user)

    with django_assert_num_queries(1):
        found = [(seat.workspace.name, seat.user.username) for seat in seats_of(alice.user)]

    assert len(found) == seats


def test_programs_pass_by_the_session(db):
    from heedful.people.members.middleware import MembersOnlyMiddleware

    request = RequestFactory().get("/api/v1/openapi.json")

    assert MembersOnlyMiddleware(lambda _: None).process_view(request, lambda _: None, (), {}) is None
    assert request.member is None


def test_times_are_shown_as_the_workspace_s_clocks_show_them(client, alice, charlie):
    from django.utils import timezone

    client.force_login(alice.user)
    seat(client)
    assert timezone.get_current_timezone_name() == "Europe/Vilnius"

    client.force_login(charlie.user)
    seat(client)
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_choice_is_offered_only_where_there_is_one(rf, alice):
    from django.template.loader import render_to_string

    request = rf.get("/")
    request.user, request.member, request.workspaces = alice.user, alice, [alice.workspace]
    assert "workspace-choice" not in render_to_string("ui/workspace-choice.html", request=request)

    request.workspaces = [alice.workspace, make_workspace("bakery-2", name="Bakery")]
    choice = render_to_string("ui/workspace-choice.html", request=request)
    assert '<option value="clubs" selected>Clubs</option>' in choice
    assert '<option value="bakery-2">Bakery</option>' in choice


def test_what_a_member_saw_is_not_kept_by_the_browser(client, alice):
    client.force_login(alice.user)

    assert "no-store" in client.get("/")["Cache-Control"]


SHARED = (
    "/people/customers/",
    "/understand/places/",
    "/understand/overview/",
    "/understand/goals/",
    "/people/members/",
)


@pytest.mark.parametrize("address", SHARED)
def test_a_shared_address_of_a_workspace_without_a_seat_for_them_is_nowhere(client, alice, charlie, store, address):
    client.force_login(charlie.user)

    assert client.get(address, {"workspace": "clubs"}).status_code == 404
    assert client.get(address, {"workspace": "there is none"}).status_code == 404
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", SHARED)
def test_a_shared_address_shows_the_workspace_it_names_and_stays_there(client, alice, store, address):
    second = make_workspace("bakery-2", name="Aaa Bakery")
    in_second = second.members.create(user=alice.user, role=Role.OWNER)
    client.force_login(alice.user)
    assert seat(client) == in_second  # the first by name

    assert client.get(address, {"workspace": "clubs"}).wsgi_request.member == alice
    assert seat(client) == alice


@pytest.fixture
def gone_meanwhile(workspace):
    """As soon as a page asks what its measures were told, somebody else removes the workspace."""

    def remove(execute, sql, params, many, context):
        if "measuresetup" in sql and sql.startswith("SELECT"):
            wrappers, connection.execute_wrappers = connection.execute_wrappers, []
            workspace.delete()
            connection.execute_wrappers = wrappers
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remove):
        yield


@pytest.mark.parametrize("address", ["/understand/overview/", "/understand/metrics/", "/understand/places/?whole=1"])
def test_a_workspace_that_is_removed_while_its_page_is_worked_out_is_said_to_be_gone(
    client, alice, store, address, gone_meanwhile
):
    client.force_login(alice.user)

    answer = client.get(address)

    assert answer.status_code == 410
    assert "This workspace is gone" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_a_part_of_a_page_whose_workspace_was_removed_sends_to_the_first_page(client, alice, store, gone_meanwhile):
    client.force_login(alice.user)

    answer = client.get("/understand/overview/?whole=1", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/")


def test_what_breaks_for_another_reason_is_not_called_gone(client, alice, store, settings):
    settings.INTERACTIONS_URL = "nowhere://at.all"
    client.force_login(alice.user)
    client.raise_request_exception = False

    assert client.get("/understand/overview/").status_code == 500
