"""A survey that people answer, and programs that want to know of it."""

import uuid
from datetime import UTC, datetime

import pytest

from heedful import flow
from heedful.act.webhooks.actions import create_endpoint
from heedful.act.webhooks.events import EVENTS
from heedful.act.webhooks.models import Delivery
from heedful.listen.answering.doors import Door
from heedful.listen.responses.actions import save_step
from heedful.listen.surveys.document import parse_document, plain
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.people.models import Location
from tests.fakes import receiver as receivers

NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
QUESTIONS = [
    {"type": "nps", "key": "nps", "title": {"en": "Would you recommend us?"}},
    {"type": "text", "key": "why", "title": {"en": "Why?"}},
    {"type": "contact", "key": "who", "title": {"en": "Who are you?"}, "fields": ["name", "email"]},
]


def make_survey(workspace, key="pulse", **more) -> Survey:
    survey = Survey.objects.create(workspace=workspace, key=key, name=key.title(), created_at=NOW)
    document = {"languages": ["en"], "title": {"en": "Pulse"}, "questions": QUESTIONS} | more
    made = {"document": plain(parse_document(document)), "published_at": NOW, "number": 1}
    survey.published = SurveyVersion.objects.create(survey=survey, **made)
    survey.save()
    return survey


def answer(survey, answers, *, key=None, finished=False, now=NOW):
    place = Location.objects.filter(workspace=survey.workspace, key="nord").first()
    return save_step(
        Door("", survey, location=place),
        key=key or uuid.uuid4(),
        version=survey.published,
        answers=answers,
        finished=finished,
        language="en",
        now=now,
    )


def told(event=None) -> list[Delivery]:
    deliveries = Delivery.objects.order_by("pk")
    return list(deliveries.filter(event=event) if event else deliveries)


@pytest.fixture
def flowing():
    """The process passes on what becomes of responses, as each that serves does."""
    flow.begin()
    flow.begin()  # as every command of a process does


@pytest.fixture
def survey(workspace, flowing):
    return make_survey(workspace)


@pytest.fixture
def receiver(settings):
    settings.PRIVATE_HOSTS = ("127.0.0.1",)
    with receivers.Open() as opened:
        yield opened


@pytest.fixture
def hook(workspace, receiver):
    """An endpoint that wants to know everything; with its secret."""
    endpoint, secret = create_endpoint(workspace, url=receiver.url, events=list(EVENTS), by=None, now=NOW)
    endpoint.told_once = secret
    return endpoint
