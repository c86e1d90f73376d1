"""A person at the import pages: a browser without pictures, and a survey to send."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heedful.config.worker import TaskQueue
from heedful.listen.imports.models import Import

ROWS = "".join(f"{day:02}/03/2024,p{day}@example.org,{day % 12},why {day}\n" for day in range(1, 29))
SURVEY = "Date,Email,NPS score,Comment\n" + ROWS
ANSWERED = {"source": "survey", "scale-0": "nps:0-10", "outside-0": "nothing", "time_zone": "Europe/Vilnius"}


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def page(client, alice, home, store):
    """Alice at her desk: `page("columns", run)` is one step's page, sent to if she says something there."""
    client.force_login(alice.user)

    def visit(step, run=None, *, follow=False, **said):
        address = reverse(f"listen:{step}", args=[run.pk] if run else [])
        return client.post(address, said, follow=follow) if said else client.get(address, follow=follow)

    return visit


def send(page, content=SURVEY, name="survey.csv", **more):
    data = content.encode() if isinstance(content, str) else content
    return page("upload", file=SimpleUploadedFile(name, data), whole="yes", **more)


@pytest.fixture
def sent(page):
    """A file that arrived and was looked at."""

    def arrive(content=SURVEY, name="survey.csv"):
        answer = send(page, content, name)
        assert answer.status_code == 302, answer.content.decode()
        TaskQueue().run_ready()
        return Import.objects.latest("pk")

    return arrive


@pytest.fixture
def ready(sent, page):
    """A survey whose columns and questions are answered."""

    def answer(content=SURVEY, **said):
        run = sent(content)
        proposed = {f"role-{n}": role for n, role in enumerate(("when", "customer", "nps", "text"))}
        assert page("import-columns", run, save="on", **proposed).status_code == 302
        assert page("import-questions", run, **(ANSWERED | said)).status_code == 302
        return run

    return answer


def roles(**said):
    return {f"role-{number}": role for number, role in enumerate(said.values())}


def words_of(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split())
