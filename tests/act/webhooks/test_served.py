"""A real server: an answer reaches the program that wants to know, though another hangs, and though it is killed."""

import json
import signal
import subprocess
import sys

import pytest

from tests.fakes import receiver as receivers
from tests.listen.answering.test_served import Server, form_of

ADD = """
import sys
import os
from pathlib import Path
from heedful.cli.opening import start_django
start_django(Path(os.environ["HEEDFUL_HOME"]))
from django.utils import timezone
from heedful.act.webhooks.actions import create_endpoint
from heedful.people.models import Workspace
for url in sys.argv[1:]:
    made = create_endpoint(Workspace.objects.get(), url=url, events=["response.created"], by=None, now=timezone.now())
    print(made[1])
"""


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "home")
    server.environment["HEEDFUL_PRIVATE_HOSTS"] = "127.0.0.1"
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)


def added(server, *urls) -> list[str]:
    given = [sys.executable, "-c", ADD, *urls]
    ran = subprocess.run(given, env=server.environment, check=True, capture_output=True, text=True)
    return ran.stdout.split()


def answer(server) -> None:
    status, _page = server.send(*form_of(server, 9, "Warm water"))
    assert status == 303


def test_it_is_told_within_moments_though_another_hangs(server):
    with receivers.Open(hangs=True) as slow, receivers.Open() as quick:
        _, secret = added(server, slow.url, quick.url)
        server.start()
        answer(server)
        assert slow.wait_for(1)
        assert quick.wait_for(1)

        told = quick.verified(secret)
        assert (told["type"], told["data"]["answers"]["why"]) == ("response.created", "Warm water")


def test_killed_before_it_was_sent_it_is_sent_at_the_next_start(server):
    with receivers.Open(hangs=True) as receiver:
        [secret] = added(server, receiver.url)
        server.start()
        answer(server)
        assert receiver.wait_for(1)
        server.end(signal.SIGKILL)  # it was on its way, and nobody noted that it arrived
        receiver.hangs = False
        receiver.let_go.set()
        subprocess.run([sys.executable, "-c", LATER], env=server.environment, check=True)
        server.start()
        assert receiver.wait_for(2, 20)

        assert receiver.got[0].id == receiver.got[1].id
        assert json.loads(receiver.got[1].body) == receiver.verified(secret)


LATER = """
import os
from pathlib import Path
from heedful.cli.opening import start_django
start_django(Path(os.environ["HEEDFUL_HOME"]))
from django.utils import timezone
from heedful.act.webhooks.models import Delivery
assert Delivery.objects.filter(state="waiting").update(next_attempt_at=timezone.now()) == 1  # two minutes later
"""
