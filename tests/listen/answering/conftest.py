"""Surveys that people answer, and how they look at them."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from heedful.listen.answering import limits, passes, views
from heedful.listen.audiences.models import Audience
from heedful.listen.channels.models import Link
from heedful.listen.invitations.models import Invitation, Sending
from heedful.listen.surveys.document import parse_document, plain
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import forget_published
from heedful.people.models import Customer

NOW = datetime.now(UTC).replace(microsecond=0)
EARLIER = NOW - timedelta(days=1)

PULSE = {
    "languages": ["en", "lt", "ar"],
    "title": {"en": "Your visit", "lt": "Jūsų apsilankymas", "ar": "زيارتك"},
    "questions": [
        {
            "type": "nps",
            "key": "recommend",
            "required": True,
            "title": {"en": "How likely are you to recommend us?", "lt": "Ar rekomenduotumėte mus?"},
            "lowest": {"en": "Not at all likely"},
            "highest": {"en": "Extremely likely"},
        },
        {
            "type": "text",
            "key": "why_low",
            "title": {"en": "What disappointed you, at {{location}}?"},
            "shown_if": {"checks": [{"subject": "recommend", "verb": "between", "values": [0, 6]}]},
        },
        {"type": "text", "key": "why", "title": {"en": "You said {{answer:recommend}}. Why?"}, "longest": 200},
    ],
    "endings": [
        {
            "key": "sorry",
            "title": {"en": "We are sorry"},
            "offers_help": True,
            "when": {"checks": [{"subject": "recommend", "verb": "between", "values": [0, 6]}]},
        },
        {"key": "glad", "title": {"en": "We are glad"}},
    ],
    "reviews": [{"name": "Review us", "href": "https://reviews.example/us"}],
}


@pytest.fixture(autouse=True)
def _forget():
    limits.forget()
    forget_published()


@pytest.fixture
def survey_of(workspace):
    def made(document, *, key="pulse", **fields):
        survey = Survey.objects.create(workspace=workspace, key=key, name=key.title(), created_at=EARLIER, **fields)
        published(survey, document)
        return survey

    return made


def published(survey, document):
    """One more version, from now on the one that is shown."""
    made = {"survey": survey, "document": plain(parse_document(document)), "published_at": EARLIER}
    survey.published = SurveyVersion.objects.create(number=survey.versions.count() + 1, **made)
    survey.save()
    return survey.published


@pytest.fixture
def link_to(workspace):
    def made(survey, code="lnord23456", **fields):
        return Link.objects.create(
            **({"kind": "qr", "name": "Poster", "created_at": EARLIER} | fields),
            workspace=workspace,
            survey=survey,
            code=code,
        )

    return made


@pytest.fixture
def pulse(survey_of):
    return survey_of(PULSE)


@pytest.fixture
def invite(workspace):
    """Somebody invited by mail, an hour ago."""

    def made(survey, name="ann", **fields):
        audience, _ = Audience.objects.get_or_create(
            workspace=workspace, name="All", defaults={"kind": "list", "created_at": EARLIER}
        )
        sending, _ = Sending.objects.get_or_create(
            workspace=workspace,
            survey=survey,
            defaults={"name": "Once", "kind": "once", "channel": "email", "audience": audience, "created_at": EARLIER},
        )
        given = {"language": "en", "channel": "email", "state": "sent", "sent_at": NOW - timedelta(hours=1)} | fields
        return Invitation.objects.create(
            **({"context": {"location": "nord", "properties": {"plan": "gold"}}, "occasion": "once"} | given),
            workspace=workspace,
            sending=sending,
            survey=survey,
            customer=Customer.objects.get_or_create(workspace=workspace, key=name, defaults={"name": name.title()})[0],
            token=f"i{name:x<22}",
            due_at=EARLIER,
            created_at=EARLIER,
        )

    return made


@pytest.fixture
def clock(monkeypatch):
    """It is one moment for the whole test, or whatever it is set to."""

    class Clock:
        now = NOW

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def in_no_hurry(monkeypatch):
    """Pages were opened a minute ago when they are sent: nobody is taken for a scanner."""
    begun = passes.new_pass
    monkeypatch.setattr(views, "new_pass", lambda version, now: begun(version, now=now - timedelta(minutes=1)))


@pytest.fixture
def poster(pulse, link_to, workspace):
    """A code on the wall of the club Nord."""
    return link_to(pulse, location=workspace.locations.get(key="nord"), employee="Ona", product="pass")


class Fields(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.action, self.fields, self.chosen, self.links = "", [], {}, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and not self.action:
            self.action = given["action"]
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "input" and given.get("type") == "hidden":
            self.fields.append((given["name"], given["value"]))
        if tag == "input" and "checked" in given:
            self.chosen[given["name"]] = given["value"]


class Respondent:
    """Somebody with a browser that keeps nothing."""

    def __init__(self, code, query="", address="10.0.0.1", **headers):
        self.client, self.address, self.headers = Client(raise_request_exception=True), address, headers
        self.go(f"/s/{code}/{query}")

    def go(self, path):
        self._show(self.client.get(path, REMOTE_ADDR=self.address, headers=self.headers))

    def _show(self, answer):
        self.answer, self.status, self.html = answer, answer.status_code, answer.content.decode()
        while answer.status_code in (302, 303):
            self.path = answer["Location"]
            answer = self.client.get(self.path, REMOTE_ADDR=self.address, headers=self.headers)
            self.answer, self.status, self.html = answer, answer.status_code, answer.content.decode()
        page = Fields(self.html)
        self.action, self.hidden, self.chosen, self.links = page.action or "", page.fields, page.chosen, page.links

    def asked(self):
        return [value for name, value in self.hidden if name == "asked"]

    def form(self, go="on", **answers):
        data = {}
        for name, value in self.hidden:
            data.setdefault(name, []).append(value)
        return {**data, "website": "", "go": go} | {
            f"a-{key.replace('__', '-')}": value for key, value in answers.items()
        }

    def send(self, go="on", **answers):
        self.post(self.form(go, **answers))

    def post(self, data):
        self._show(self.client.post(self.action, data, REMOTE_ADDR=self.address, headers=self.headers))

    @property
    def title(self):
        return re.search(r"<h1[^>]*>(.*?)</h1>", self.html)[1]
