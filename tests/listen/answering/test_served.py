"""A real server, killed: what was acknowledged is there once, however often it is sent."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode

import duckdb
import pytest

from tests.config.conftest import wait_until

SEED = """
import json, sys
from heedful.cli.opening import opened
with opened("a test"):
    from django.utils import timezone
    from heedful.listen.channels.models import Link
    from heedful.listen.surveys.models import Survey, SurveyVersion
    from heedful.people.models import Workspace
    now = timezone.now()
    clubs = Workspace.objects.create(key="clubs", name="Clubs")
    survey = Survey.objects.create(workspace=clubs, key="pulse", name="Pulse", created_at=now)
    document = json.loads(sys.argv[1])
    survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=document, published_at=now)
    survey.save()
    Link.objects.create(workspace=clubs, survey=survey, kind="link", code="lopen23456", name="L", created_at=now)
"""
DOCUMENT = {
    "title": {"en": "T"},
    "layout": "all",
    "questions": [
        {"type": "nps", "key": "recommend", "required": True, "title": {"en": "?"}},
        {"type": "text", "key": "why", "title": {"en": "Why?"}},
    ],
}


class Server:
    def __init__(self, home, document=DOCUMENT, *, apart="0"):
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
        }
        given = {
            "HEEDFUL_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "heedful.config.settings",
            "PYTHONWARNINGS": "ignore",
            "HEEDFUL_RESPONDENTS_APART": apart,
        }
        self.home, self.environment = home, kept | given
        subprocess.run([sys.executable, "-c", SEED, json.dumps(document)], env=self.environment, check=True)

    def start(self):
        command = [sys.executable, "-m", "heedful", "serve", "--port", "0"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        self.address = re.search(r"http://\S+/", self.process.stdout.readline())[0].rstrip("/")

    def end(self, number):
        self.process.send_signal(number)
        self.process.wait(60)
        self.process.stdout.close()

    def send(self, path, form=None):
        body = urlencode(form, doseq=True).encode() if form else None
        opener = urllib.request.build_opener(Staying)
        try:
            with opener.open(f"{self.address}{path}", body, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (URLError, ConnectionError):
            return None, ""

    def standing_by(self):
        """The process beside the server that serves a respondent now; None while the server does it itself."""
        its = self._whose()
        return its if its != self.process.pid else None

    def _whose(self):
        """None, too, in the moment in which it ends."""
        host, port = self.address.removeprefix("http://").split(":")
        with closing(HTTPConnection(host, int(port), timeout=60)) as respondent, suppress(OSError, HTTPException):
            respondent.request("GET", "/s/lopen23456/")
            respondent.getresponse().read()
            mine, its = (f":{number:04X}" for number in (respondent.sock.getsockname()[1], int(port)))
            lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
            (inode,) = [line[9] for line in lines if line[1].endswith(its) and line[2].endswith(mine)]
            return next((int(each.name) for each in Path("/proc").glob("[0-9]*") if holds(each, inode)), None)
        return None


def holds(process, inode):
    try:
        return any(os.readlink(each) == f"socket:[{inode}]" for each in (process / "fd").iterdir())
    except OSError:  # it has ended, or is somebody else's
        return False


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given):
        return None


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "home", apart="2")
    server.start()
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)


def form_of(server, score, words):
    _status, page = server.send("/s/lopen23456/")
    action = re.search(r'<form method="post" action="([^"]+)"', page)[1]
    return action, {"asked": ["recommend", "why"], "a-recommend": score, "a-why": words, "go": "on"}


def test_forms_sent_many_times_and_a_killed_server_make_each_response_once(server):
    forms = [form_of(server, number % 11, f"Person {number}") for number in range(6)]
    with ThreadPoolExecutor(24) as crowd:
        sent = list(crowd.map(lambda form: server.send(*form)[0], forms * 4))
    assert set(sent) == {303}

    late = [form_of(server, 5, f"Late {number}") for number in range(12)]
    with ThreadPoolExecutor(13) as crowd:
        under_way = [crowd.submit(server.send, *form) for form in late]
        under_way[3].result()
        server.end(signal.SIGKILL)
        assert {future.result()[0] for future in under_way} <= {303, None}
    server.start()
    assert {server.send(*form)[0] for form in (*forms, *late)} == {303}
    server.end(signal.SIGTERM)

    with duckdb.connect(str(server.home / "interactions.duckdb"), read_only=True) as log:
        rows = log.execute("SELECT name, text, value FROM rows_answer").fetchall()
    assert sorted(text for name, text, _ in rows if name == "why") == sorted(
        [f"Person {number}" for number in range(6)] + [f"Late {number}" for number in range(12)]
    )
    assert sorted(value for name, _, value in rows if name == "recommend") == [0, 1, 2, 3, 4] + [5] * 13


@pytest.mark.skipif(sys.platform != "linux", reason="respondents are served apart on Linux alone")
def test_respondents_have_a_process_of_their_own_and_the_server_stands_in_for_it(tmp_path):
    server = Server(tmp_path / "home", apart="1")
    server.start()
    try:
        beside = wait_until(server.standing_by)
        action, form = form_of(server, 9, "Heard by the side door")
        os.kill(beside, signal.SIGKILL)
        wait_until(lambda: server.send(action, form)[0] == 303)  # at once, or when sent again
        assert wait_until(server.standing_by) != beside  # another takes its place
        assert server.send(action, form)[0] == 303
    finally:
        server.end(signal.SIGTERM)
    with duckdb.connect(str(server.home / "interactions.duckdb"), read_only=True) as log:
        assert log.execute("SELECT value FROM rows_answer WHERE name = 'recommend'").fetchall() == [(9,)]
