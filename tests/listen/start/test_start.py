"""A new owner is led from an empty workspace to a first true number, and can leave and come back at any time."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from heedful.interactions import loader, spool
from heedful.interactions.schema import Heard
from heedful.listen.start.models import Start
from heedful.people.keys.models import ApiKey
from heedful.people.members.models import Role
from heedful.people.workspaces.models import Location, Workspace
from tests.factories import make_member

PAGE = "/listen/start/"
COMPANY = {
    "name": "Clubs of the North",
    "places": "Nord\nSud\n  Old   Town \n\nOld Town",
    "currency": "eur",
    "language": "lt",
}


@pytest.fixture
def as_alice(client, alice, store):
    client.force_login(alice.user)
    return client


@pytest.fixture
def hear(workspace, store):
    def put(*scores: int) -> None:
        now = timezone.now()
        rows = [
            Heard(
                id=f"a{n}",
                kind="answer",
                name="recommend",
                scale="nps:0-10",
                value=float(score),
                occurred_at=now,
                received_at=now,
            )
            for n, score in enumerate(scores)
        ]
        spool.hear(workspace.key, rows)
        loader.load(store, now=now)

    return put


def test_home_leads_a_new_owner_to_the_first_steps_and_later_to_the_overview(as_alice, hear):
    assert as_alice.get("/")["Location"] == PAGE
    hear(9)
    assert as_alice.get("/")["Location"] == "/understand/overview/"


def test_what_is_known_of_the_company_stands_in_the_form_already(as_alice):
    page = as_alice.get(PAGE).content.decode()

    assert 'value="Clubs"' in page
    assert 'name="time_zone"' not in page  # it was said when the house was opened
    assert "Nord\nSud</textarea>" in page
    assert 'aria-current="step"' in page


def test_alice_tells_who_they_are_and_goes_on(as_alice, workspace, alice):
    answer = as_alice.post(f"{PAGE}company/", COMPANY, follow=True)

    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone, workspace.currency) == ("Clubs of the North", "Europe/Vilnius", "EUR")
    assert sorted(Location.objects.values_list("name", flat=True)) == ["Nord", "Old Town", "Sud"]
    assert Start.objects.get().company_by == alice
    assert answer.context["step"] == 2


def test_the_time_zone_is_asked_where_nobody_has_chosen_one(as_alice, workspace):
    Workspace.objects.filter(pk=workspace.pk).update(time_zone="UTC")
    assert '<option value="UTC" selected>' in as_alice.get(PAGE).content.decode()

    as_alice.post(f"{PAGE}company/", COMPANY | {"time_zone": "Europe/Oslo"})

    workspace.refresh_from_db()
    assert workspace.time_zone == "Europe/Oslo"


def test_the_first_step_can_be_skipped_and_gone_back_to(as_alice, workspace):
    as_alice.post(f"{PAGE}company/", {"skip": "1"})

    assert as_alice.get(PAGE).context["step"] == 2
    assert as_alice.get(f"{PAGE}?step=1").context["step"] == 1
    workspace.refresh_from_db()
    assert workspace.name == "Clubs"


@pytest.mark.parametrize("asked", ["3", "9", "-1", "two", "¹"])
def test_no_step_is_jumped_over(as_alice, asked):
    assert as_alice.get(f"{PAGE}?step={asked}").context["step"] == 1


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"currency": "euros"}, "currency", "at most 3 characters"),
        ({"places": "x" * 201}, "places", "One place a line."),
        ({"places": "\n".join(f"Club {n}" for n in range(201))}, "places", "At most 200 places"),
        ({"places": "Nord\n!!!"}, "places", "“!!!” is no name."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_alice, sent, field, says):
    answer = as_alice.post(f"{PAGE}company/", COMPANY | sent)

    assert answer.status_code == 422
    assert any(says in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Start.objects.exists()


def test_a_key_is_shown_once_in_a_line_that_works(as_alice, workspace, store, client):
    as_alice.post(f"{PAGE}company/", {"skip": "1"})
    page = as_alice.post(f"{PAGE}key/")

    token, kept = page.context["token"], ApiKey.objects.get()
    assert f"Bearer {token}" in page.content.decode().replace("&quot;", '"')
    assert (kept.workspace, kept.scopes) == (workspace, ["write"])
    assert token not in as_alice.get(PAGE).content.decode()

    line = page.content.decode().split("<pre")[1].split("</pre>")[0].replace("&#x27;", "'").replace("&quot;", '"')
    body = line.split("-d '")[1].split("'</code>")[0]
    answer = client.post(
        "/api/v1/interactions",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code in (200, 202), answer.content
    assert json.loads(answer.content)["accepted"] == 1


def test_the_page_says_that_something_is_on_its_way_and_goes_on_by_itself(as_alice, workspace, store):
    as_alice.post(f"{PAGE}company/", {"skip": "1"})
    quiet = as_alice.get(PAGE, headers={"HX-Request": "true"})
    assert "Nothing has arrived so far" in quiet.content.decode()
    assert "<html" not in quiet.content.decode()

    now = timezone.now()
    spool.hear(workspace.key, [Heard(id="1", kind="event", name="x", occurred_at=now, received_at=now)])
    assert "on its way into the log" in as_alice.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    loader.load(store, now=now)
    assert as_alice.get(PAGE, headers={"HX-Request": "true"})["HX-Redirect"] == PAGE


def test_the_first_number_stands_with_its_interval_and_what_it_means(as_alice, hear):
    hear(*[10] * 30, *[5] * 10)

    page = as_alice.get(PAGE)

    number = page.context["look"].number
    assert (number.value, number.n, number.unit) == (50.0, 40, "points")
    assert page.context["step"] == 3
    assert "Your first number" in page.content.decode()
    assert "In 95 of 100 such samples" in page.content.decode()
    assert "40 answers" in page.content.decode()


def test_too_few_are_not_made_a_number(as_alice, hear):
    hear(10, 10, 10)

    page = as_alice.get(PAGE).content.decode()

    assert "Almost a first number" in page
    assert "it takes 7 answers more" in page
    assert "+100" not in page


def test_what_gives_no_number_yet_says_what_is_waited_for(as_alice, workspace, store):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    spool.hear(workspace.key, [Heard(id="1", kind="page", name="/", occurred_at=now, received_at=now)])
    loader.load(store, now=now)

    page = as_alice.get(PAGE).content.decode()

    assert "Heard, but not a number yet" in page
    assert "Net Promoter Score" in page


def test_alice_ends_at_the_overview_and_may_look_back(as_alice, hear):
    hear(9)

    assert as_alice.post(f"{PAGE}finish/")["Location"] == "/understand/overview/"
    assert Start.objects.get().finished_at is not None
    assert as_alice.get(f"{PAGE}?step=2").context["step"] == 2


def test_an_analyst_begins_with_the_second_step(client, workspace, store):
    client.force_login(make_member(workspace, "ada", Role.ANALYST).user)

    page = client.get(f"{PAGE}?step=1")
    assert page.context["step"] == 2
    assert "An owner of the workspace can make you a key" in page.content.decode()
    assert client.post(f"{PAGE}company/", COMPANY).status_code == 403
    assert client.post(f"{PAGE}key/").status_code == 403


def test_bob_is_told_to_wait_in_peace(client, bob, store, hear):
    client.force_login(bob.user)

    assert client.get("/")["Location"] == PAGE
    assert "the numbers stand here" in client.get(PAGE).content.decode()
    for step in ("company/", "key/", "finish/"):
        assert client.post(f"{PAGE}{step}", COMPANY).status_code == 403
    hear(9)
    assert client.get(PAGE)["Location"] == "/understand/overview/"


def test_what_charlie_heard_does_not_make_alices_workspace_begin(as_alice, charlie, store):
    now = timezone.now()
    spool.hear(charlie.workspace.key, [Heard(id="1", kind="event", name="x", occurred_at=now, received_at=now)])
    loader.load(store, now=now)

    assert as_alice.get("/")["Location"] == PAGE
    assert as_alice.get(PAGE).context["step"] == 1


def test_each_step_is_posted_and_the_page_is_read(as_alice):
    assert as_alice.post(PAGE).status_code == 405
    for step in ("company/", "key/", "finish/"):
        assert as_alice.get(f"{PAGE}{step}").status_code == 405


def test_the_page_takes_as_many_queries_whatever_there_is(as_alice, workspace, django_assert_num_queries):
    as_alice.get(PAGE)
    with django_assert_num_queries(10):
        as_alice.get(PAGE)
    for n in range(3):
        Location.objects.create(workspace=workspace, key=f"c{n}", name=f"Club {n}")
    with django_assert_num_queries(10):
        as_alice.get(PAGE)
