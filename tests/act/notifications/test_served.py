"""A real server: what was decided before a kill is told after it, and once."""

import signal
import subprocess
import sys

import pytest

from tests.fakes import slack as slacks
from tests.listen.answering.test_served import Server

DECIDE = """
import os, signal, sys
from pathlib import Path
from heedful.cli.opening import start_django
start_django(Path(os.environ["HEEDFUL_HOME"]))
from django.utils import timezone
from heedful.act.notifications.actions import notify
from heedful.act.notifications.channels import add_channel
from heedful.people.models import Workspace
workspace, now = Workspace.objects.get(), timezone.now()
channel = add_channel(workspace, kind="slack", name="#nord", secret=sys.argv[1], by=None, now=now)
told = {"words": {"rule": "Unhappy"}, "subject": "firing:1", "href": "/", "channels": [channel], "now": now}
notify(workspace, "alert.fired", key="alert.fired:1", **told)
os.kill(os.getpid(), signal.SIGKILL)  # between the decision and the delivery
"""


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "home")
    server.environment["HEEDFUL_PRIVATE_HOSTS"] = "127.0.0.1"
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)


def test_killed_between_decision_and_delivery_it_is_told_once(server):
    with slacks.Open() as slack:
        given = server.environment | {"HEEDFUL_SLACK_URL": slack.base}
        died = subprocess.run([sys.executable, "-c", DECIDE, slack.webhook], env=given, check=False)
        assert died.returncode == -signal.SIGKILL
        assert slack.messages == []
        server.start()
        assert slack.wait_for(1)
        server.end(signal.SIGTERM)  # sends what is due before it ends
        assert [message["text"] for message in slack.messages] == ["Alert: Unhappy"]
