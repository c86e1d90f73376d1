"""A survey with a question of every type, and people who answered it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from heedful.interactions import loader, spool
from heedful.listen.responses.bands import scored
from heedful.listen.responses.heard import interactions_of
from heedful.listen.responses.models import Response
from heedful.listen.responses.words import written_words
from heedful.listen.surveys.document import parse_document
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import forget_published
from heedful.people.models import Location

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
QUESTIONS = [
    {"type": "nps", "key": "nps", "title": {"en": "Would you recommend us?", "lt": "Ar rekomenduotumėte?"}},
    {"type": "csat", "key": "staff", "title": {"en": "How was our staff?"}},
    {"type": "ces", "key": "easy", "title": {"en": "Was it easy?"}},
    {
        "type": "choice",
        "key": "why",
        "title": {"en": "Why?"},
        "many": True,
        "other": True,
        "options": [{"key": key, "title": {"en": key.title()}} for key in ("price", "clean", "music")],
    },
    {
        "type": "choice",
        "key": "which",
        "title": {"en": "Which one?"},
        "other": True,
        "options": [{"key": "gym", "title": {"en": "The gym; with pool"}}, {"key": "bar", "title": {"en": "The bar"}}],
    },
    {
        "type": "grid",
        "key": "rooms",
        "title": {"en": "The rooms"},
        "rows": [{"key": "light", "title": {"en": "Light"}}, {"key": "air", "title": {"en": "Air"}}],
        "measured_as": "csat",
    },
    {"type": "text", "key": "words", "title": {"en": "Anything else?"}, "long": True},
    {"type": "number", "key": "visits", "title": {"en": "How often do you come?"}},
    {"type": "date", "key": "since", "title": {"en": "Since when?"}},
    {"type": "statement", "key": "thanks", "title": {"en": "Nearly there"}},
    {"type": "contact", "key": "who", "title": {"en": "Who are you?"}, "fields": ["name", "email", "phone"]},
    {"type": "consent", "key": "news", "title": {"en": "May we write?"}},
]
EVERYTHING = {
    "nps": 9,
    "staff": 4,
    "easy": 6,
    "why": {"chosen": ["price", "music"], "other": "=SUM(A1)"},
    "which": {"chosen": ["gym"]},
    "rooms": {"light": 5, "air": 2},
    "words": 'Šalta persirengimo salė,\n"labai" šalta; дуже холодно, й ё',
    "visits": -2.5,
    "since": "2024-02-29",
    "who": {"name": "'Anna", "email": "anna@example.org", "phone": "+37060000000"},
    "news": True,
}


@pytest.fixture(autouse=True)
def nothing_read():
    forget_published()


def make_survey(workspace, key="visit", *, document=None, name="After a visit") -> Survey:
    survey = Survey.objects.create(workspace=workspace, key=key, name=name, created_at=NOON)
    publish(survey, document or {"languages": ["en", "lt"], "questions": QUESTIONS})
    return survey


def publish(survey, document) -> SurveyVersion:
    number = survey.versions.count() + 1
    version = SurveyVersion.objects.create(survey=survey, number=number, document=document, published_at=NOON)
    survey.published = version
    survey.save()
    return version


def make_response(survey, answers=None, *, finished=True, minutes=0, place="nord", **fields) -> Response:
    """As recording leaves it: in the table, and on its way into the log."""
    at = NOON + timedelta(minutes=minutes)
    version = fields.pop("version", survey.published)
    document, answers = parse_document(version.document), {"nps": 9} if answers is None else answers
    question = scored(document)
    response = Response.objects.create(
        **{
            "workspace": survey.workspace,
            "survey": survey,
            "version": version,
            "key": uuid.uuid4(),
            "location": Location.objects.filter(workspace=survey.workspace, key=place).first(),
            "channel": "link",
            "language": "en",
            "answers": answers,
            "seconds": dict.fromkeys(answers, 2.0),
            "score": answers.get(question.key) if question else None,
            "words": written_words(document, answers),
            "started_at": at,
            "updated_at": at,
            "finished_at": at if finished else None,
            "settled_at": at,
            "told": list(answers),
        }
        | fields
    )
    spool.hear(survey.workspace.key, interactions_of(response, document, list(answers)))
    return response


@pytest.fixture
def survey(workspace) -> Survey:
    return make_survey(workspace)


@pytest.fixture
def load(store):
    return lambda: loader.load(store, now=NOON)


@pytest.fixture
def desk(client, alice, store):
    client.force_login(alice.user)
    return client


def words_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(body.decode().replace("&#x27;", "'").replace("&quot;", '"').split())
