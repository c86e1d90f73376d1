from datetime import UTC, datetime

import pytest

from heedful.interactions import loader
from heedful.interactions.models import SpoolEntry
from heedful.listen.demo.actions import Size, build
from heedful.listen.demo.surveys import furnish_surveys
from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.models import Response
from heedful.listen.surveys.models import Survey
from heedful.measures import lazy
from tests.factories import make_workspace

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def survey(store, db):
    workspace = make_workspace("six", time_zone="Europe/Vilnius")
    build(workspace, now=NOW, size=Size(members=300, strangers=20, conversations=20))
    made = furnish_surveys(workspace, now=NOW)
    loader.load(store, now=NOW)
    return made


def test_the_demo_has_a_survey_with_doors_at_every_club_and_answers_in_four_languages(survey):
    responses = Response.objects.filter(survey=survey)

    assert survey.links.filter(kind="qr").count() == 6
    assert survey.links.get(kind="kiosk").location.key == "nord"
    assert {each.language for each in responses} == {"en", "lt", "ru", "uk"}
    assert responses.exclude(finished_at=None).count() > 250
    assert responses.filter(finished_at=None).exists()
    assert max(each.updated_at for each in responses) < NOW


def test_every_answer_of_the_demo_is_in_the_log_once(survey, store):
    settled = Response.objects.filter(survey=survey).exclude(settled_at=None)
    told = sum(len(each.answers.get("parts", {})) + len(set(each.answers) - {"parts"}) for each in settled)

    rows = lazy(store.frame(survey.workspace.key, kinds=["answer"])).collect().to_native().to_pylist()

    of_survey = [row for row in rows if row["source"] == f"survey:{survey.key}"]
    assert len(of_survey) == told > 1_000


def test_the_invited_came_to_different_ends_and_nobody_is_written_to(survey):
    states = set(Invitation.objects.filter(survey=survey).values_list("state", flat=True))

    assert {"sent", "opened", "answered"} <= states
    assert "queued" not in states
    assert survey.sendings.get().paused_at is not None


def test_furnished_again_it_stays_as_it_is(survey):
    before = Response.objects.count(), SpoolEntry.objects.count()

    assert furnish_surveys(survey.workspace, now=NOW) == survey
    assert (Response.objects.count(), SpoolEntry.objects.count(), Survey.objects.count()) == (*before, 1)
