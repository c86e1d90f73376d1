"""From an answer's POST to the message in Slack, on the embedded install.

python bench/closing.py [ANSWERS]      50 unless told otherwise

One `heedful serve`, a rule on detractors that tells a Slack channel, and Slack on loopback. One answer after another is
sent over HTTP, each some moment after the last one was told of, so that a pause of any thread is met, too.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

BAR_SECONDS = 2.0
PATIENCE_SECONDS = 30
BEGINNING_SECONDS = 300
LONGEST_SECONDS = 10  # for each answer, on average
RULE = """
import sys
from heedful.cli.opening import opened
with opened("bench"):
    from django.utils import timezone
    from heedful.act.alerts.actions import Wanted, create_rule, switch_rule
    from heedful.act.alerts.conditions import Detractor
    from heedful.act.notifications.channels import add_channel
    from heedful.interactions import stores
    from heedful.people.models import Workspace
    clubs, now = Workspace.objects.get(), timezone.now()
    slack = add_channel(clubs, kind="slack", name="#nord", secret=sys.argv[1], signing_secret="x", by=None, now=now)
    tells = [{"to": "channel", "channel": slack.pk}]
    each_by_itself = Wanted("Detractors", Detractor(), window_minutes=0, tells=tells)
    switch_rule(create_rule(clubs, each_by_itself, by=None, store=stores.current(), now=now), on=True, by=None, now=now)
"""


def main() -> int:
    from tests.fakes import slack as slacks
    from tests.listen.answering.test_served import Server

    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    for told_to_end in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(told_to_end, too_long)
    signal.alarm(BEGINNING_SECONDS + answers * LONGEST_SECONDS)
    with tempfile.TemporaryDirectory() as folder, slacks.Open() as slack:
        server = Server(Path(folder) / "home")
        server.environment |= {"HEEDFUL_PRIVATE_HOSTS": "127.0.0.1", "HEEDFUL_SLACK_URL": slack.base,
                               "HEEDFUL_VECTORS": "0"}  # fmt: skip
        subprocess.run([sys.executable, "-c", RULE, slack.webhook], env=server.environment, check=True)
        server.start()
        try:
            posted, told = timed(server, slack, answers)
        finally:
            server.end(signal.SIGTERM)
    return report(posted, told)


def too_long(number: int, _frame: object) -> None:
    """The server is ended, too."""
    raise SystemExit(f"ended by {signal.Signals(number).name}")


def timed(server: Any, slack: Any, answers: int) -> tuple[list[float], list[float]]:
    """Seconds from the POST to its answer, and to the message in Slack; the first one, in a cold server, apart."""
    from tests.listen.answering.test_served import form_of

    pauses, posted, told = random.Random(6), [], []
    for number in range(answers + 1):
        path, form = form_of(server, number % 7, f"Person {number}")
        began = time.perf_counter()
        status, _page = server.send(path, form)
        posted.append(time.perf_counter() - began)
        if status != 303 or not slack.wait_for(number + 1, PATIENCE_SECONDS):
            raise SystemExit(f"answer {number} (status {status}) was not told of within {PATIENCE_SECONDS} s")
        told.append(time.perf_counter() - began)
        time.sleep(pauses.uniform(0, 1.5))
    return posted[1:], told[1:]


def report(posted: list[float], told: list[float]) -> int:
    slow, load = at(told, 0.95), os.getloadavg()[0]
    note = (
        f"median {at(told, 0.5):.2f} s, the longest {max(told):.2f} s; the POST itself p95 {at(posted, 0.95):.2f} s; "
        f"load of the machine {load:.1f} on {os.cpu_count()} cores"
    )
    said = {"job": f"from an answer to Slack, p95 of {len(told)}", "by": "heedful", "seconds": slow}
    print(json.dumps(said | {"limits": {"seconds": BAR_SECONDS}, "note": note}))
    return 0


def at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


if __name__ == "__main__":
    sys.exit(main())
