"""A published survey of the clubs, and what it takes to ask people by it."""

from datetime import UTC, datetime, timedelta

import pytest

from heedful.listen.invitations.models import Sending
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.people.customers.models import Customer, Identity
from tests.fakes.post_office import Open

NOON = datetime(2026, 5, 5, 9, tzinfo=UTC)  # a Tuesday; noon in Vilnius
A_DAY = timedelta(days=1)


def make_survey(workspace, key="pulse", *, measure="nps", languages=("en", "lt"), at=NOON) -> Survey:
    survey = Survey.objects.create(workspace=workspace, key=key, name=key.title(), created_at=at)
    question = {"type": measure, "key": measure, "title": {"en": "How was it?"}}
    document = {"format": 1, "languages": list(languages), "title": {"en": key.title()}, "questions": [question]}
    survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=document, published_at=at)
    survey.save()
    return survey


def make_sending(survey, kind="once", channel="email", *, at=NOON, **fields) -> Sending:
    given = {"name": "To all", "created_at": at, "started_at": at} | fields
    return Sending.objects.create(workspace=survey.workspace, survey=survey, kind=kind, channel=channel, **given)


def make_person(workspace, key="ann", *, email=True, **fields) -> Customer:
    customer = Customer.objects.create(workspace=workspace, key=key, name=key.title(), **fields)
    if email:
        Identity.objects.create(workspace=workspace, customer=customer, kind="email", value=f"{key}@example.org")
    return customer


@pytest.fixture
def survey(workspace) -> Survey:
    return make_survey(workspace)


@pytest.fixture
def sending(survey) -> Sending:
    return make_sending(survey)


@pytest.fixture
def post_office(settings):
    """A mail server, and an install that hands its mail to it."""
    with Open() as office:
        settings.MAIL_IS_SENT = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.DEFAULT_FROM_EMAIL = "Heedful <heedful@clubs.example>"
        settings.PUBLIC_URL = "https://cx.clubs.example"
        yield office
