from datetime import UTC, datetime

import pytest

from heedful.listen.channels.actions import create_link
from heedful.listen.surveys.actions import create_survey, publish_survey
from heedful.listen.surveys.templates import TEMPLATES

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def survey(alice):
    """“After a visit”, published in four languages."""
    template = next(each for each in TEMPLATES if each.key == "after-visit")
    made = create_survey(alice.workspace, name="After a visit", document=template.document, by=alice, now=NOW)
    publish_survey(made, by=alice, now=NOW)
    return made


@pytest.fixture
def link(survey, alice):
    place = alice.workspace.locations.get(key="nord")
    return create_link(survey, kind="qr", name="Door of Nord", location=place, by=alice, now=NOW)
