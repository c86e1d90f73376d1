"""A measure is looked at for one survey alone: on its page, as a table, and by a program."""

import pytest
from django.urls import reverse

from heedful.listen.surveys.models import Survey
from heedful.people.members.models import Role
from tests.api.conftest import bearer
from tests.factories import make_member
from tests.understand.conftest import NOW, nps

ADDRESS = reverse("understand:metric", args=["nps"])


@pytest.fixture
def two_surveys(workspace, heard):
    """Of 40 answers each, one is praised and one is not."""
    for key, name in (("visit", "After a visit"), ("pulse", "Pulse")):
        Survey.objects.create(workspace=workspace, key=key, name=name, created_at=NOW)
    heard(nps(*[10] * 40, source="survey:visit", location="nord"))
    heard(nps(*[2] * 40, source="survey:pulse", location="sud"))


def shown(client, member, **asked):
    client.force_login(member.user)
    return client.get(ADDRESS, asked)


def test_the_page_shows_one_survey_alone_and_names_it(client, alice, two_surveys):
    assert shown(client, alice).context["front"].told.value == 0

    page = shown(client, alice, source="survey:visit")

    assert (page.context["front"].told.value, page.context["front"].told.n) == (100, 40)
    assert '<option value="survey:visit" selected>After a visit</option>' in page.content.decode()


def test_cut_by_survey_each_leads_to_its_own(client, alice, two_surveys):
    page = shown(client, alice, by="source", whole="1")

    groups = {group.name: group for group in page.context["rest"].cut.groups}
    assert set(groups) == {"After a visit", "Pulse"}
    assert "source=survey%3Apulse" in groups["Pulse"].href


def test_what_is_left_of_a_survey_nobody_answered_names_the_part_to_loosen(client, alice, two_surveys):
    said = shown(client, alice, source="survey:nothing").content.decode()

    assert "Survey or source: survey:nothing" in said


def test_the_file_and_a_program_get_the_same(client, alice, two_surveys, workspace):
    client.force_login(alice.user)
    lines = b"".join(client.get(f"{ADDRESS}table.csv", {"source": "survey:visit"}).streaming_content).decode()
    told = client.get("/api/v1/metrics/nps", {"where": "source=survey:visit"}, headers=bearer(workspace, "read")).json()

    assert "100.0" in lines and ",40," in lines
    assert (told["rows"][0]["value"], told["rows"][0]["n"]) == (100.0, 40)


def test_bob_may_look_and_who_sees_one_place_counts_no_other(client, bob, workspace, two_surveys):
    assert shown(client, bob, source="survey:pulse").context["front"].told.n == 40

    nora = make_member(workspace, "nora", Role.MANAGER, limited_to=("nord",))
    page = shown(client, nora, source="survey:pulse")
    assert page.context["front"].told.n == 0
    assert "Pulse" not in page.content.decode()


def test_charlie_reads_nothing_of_it(client, charlie, two_surveys):
    page = shown(client, charlie, source="survey:visit")

    assert page.context["front"].told.n == 0 and "After a visit" not in page.content.decode()
