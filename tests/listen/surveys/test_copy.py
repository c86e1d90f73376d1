"""A copy has everything that the survey has, but for what is named; what a model gains later is copied, too."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.listen.invitations.models import Throttle
from heedful.listen.surveys.actions import (
    NOT_COPIED,
    STAYS_BEHIND,
    change_draft,
    change_survey,
    copy_survey,
    create_survey,
    publish_survey,
    rows_about_surveys,
)
from heedful.listen.surveys.document import Document, Text
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import survey_document

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def asking(words: str) -> Document:
    return Document(
        title={"en": "Your visit"}, questions=(Text(key="why", title={"en": words}),), thanks={"en": "Thank you."}
    )


@pytest.fixture
def survey(alice) -> Survey:
    """With everything set to what it is not by itself."""
    survey = create_survey(
        alice.workspace, name="After a visit", document=asking("Why?"), by=alice, now=NOW, template="after-visit"
    )
    change_survey(survey, by=alice, now=NOW, opens_at=NOW, closes_at=LATER, settle_minutes=7)
    publish_survey(survey, by=alice, now=NOW)
    change_draft(survey, asking("Why, and what then?"), says="", by=alice, now=NOW, expected_step=1)
    Throttle.objects.create(workspace=survey.workspace, survey=survey, days=45)
    return survey


def test_a_copy_equals_the_survey_in_every_field_and_word(survey, alice):
    copy = Survey.objects.get(pk=copy_survey(survey, name="After an event", by=alice, now=LATER).pk)
    fields = {field.name for field in Survey._meta.concrete_fields} - NOT_COPIED
    assert fields == {"workspace", "template", "opens_at", "closes_at", "settle_minutes"}
    assert {field: getattr(copy, field) for field in fields} == {field: getattr(survey, field) for field in fields}
    assert survey_document(copy) == survey_document(survey) == asking("Why, and what then?")
    assert list(copy.throttles.values_list("days", flat=True)) == [45]


def test_every_row_about_a_survey_is_copied_or_said_to_stay_behind():
    related = set(rows_about_surveys())
    of_others = {"Closure.ask_again_with"}  # a case's own choice, by whichever survey
    assert related - STAYS_BEHIND - of_others == {"Throttle.survey"}


def test_a_copy_begins_its_own_life(survey, alice):
    copy = copy_survey(survey, name="After a visit", by=alice, now=LATER)
    assert (copy.key, copy.published, copy.versions.count(), copy.steps.count()) == ("after-a-visit-2", None, 0, 1)
    assert (copy.created_by, copy.created_at) == (alice, LATER)
    assert survey.throttles.get().survey == survey
