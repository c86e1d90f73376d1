"""People answer a survey over HTTP while the server is killed: pages, forms a second, lost and doubled ones.

python bench/answering.py [SECONDS [KILLS]]      60 seconds and 2 kills unless told otherwise

One `heedful serve` and one process of 16 respondents at a time share the machine. Each opens the survey, sends the form
that the page holds, and, if the server dies before it answers, sends the same again. Then the log is read.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

RESPONDENTS = 16
ADDRESSES = 240  # a neighbourhood, not one shop: each address may begin 600 responses a minute
CODE = "lbench2345"
ACTION = re.compile(rb'<form method="post" action="([^"]+)"')
HEAD = b" HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n"
PATIENCE_SECONDS = 20
DOCUMENT = {
    "languages": ["en"],
    "title": {"en": "Your visit"},
    "layout": "all",
    "questions": [
        {
            "type": "nps",
            "key": "recommend",
            "required": True,
            "title": {"en": "How likely are you to recommend us to a friend?"},
            "lowest": {"en": "Not at all likely"},
            "highest": {"en": "Extremely likely"},
        },
        {"type": "text", "key": "why", "long": True, "title": {"en": "What is the main reason?"}},
    ],
    "endings": [{"key": "thanks", "title": {"en": "Thank you!"}}],
}


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    seconds, kills = (given + [60, 2][len(given) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEEDFUL_HOME"] = str(Path(folder) / "home")
        os.environ["HEEDFUL_LOG_LEVEL"] = "ERROR"
        os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
        run_apart(prepare)
        told = drive(seconds, kills)
        heard = run_apart(read_log)
    report(told, heard, seconds, kills)


def run_apart(job):
    """In a process of its own, so that nothing of Django stays in this one."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(job)


def prepare() -> None:
    """A workspace with one survey, open to everybody who has its address."""
    from heedful.cli.opening import opened

    with opened("bench"):
        from django.utils import timezone

        from heedful.listen.channels.models import Link
        from heedful.listen.surveys.models import Survey, SurveyVersion
        from heedful.people.models import Workspace

        now = timezone.now()
        clubs = Workspace.objects.create(key="clubs", name="Clubs")
        survey = Survey.objects.create(workspace=clubs, key="pulse", name="Pulse", created_at=now)
        survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=DOCUMENT, published_at=now)
        survey.save()
        Link.objects.create(workspace=clubs, survey=survey, kind="link", code=CODE, name="Everybody", created_at=now)


def read_log() -> dict[str, list]:
    """Every answer in the log: its id, its value and its words; loaded to the last one first."""
    from heedful.cli.opening import opened

    with opened("bench"):
        from django.utils import timezone

        from heedful.interactions import loader, stores

        store = stores.current()
        loader.load(store, now=timezone.now())
        rows = store.frame("clubs", kinds=["answer"]).select("id", "value", "text").fetchall()
    return {"rows": rows}


class Server:
    """`heedful serve`, killed as often as one likes."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen | None = None
        self.starting_seconds: list[float] = []
        self.busy_seconds = 0.0

    def start(self) -> None:
        began = time.perf_counter()
        command = [sys.executable, "-m", "heedful", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert "listens at" in self.process.stdout.readline(), "the server did not start"
        self.starting_seconds.append(time.perf_counter() - began)
        self.busy_seconds -= self.processor_seconds()

    def processor_seconds(self) -> float:
        """What the process and all that came of it have used so far, starting included."""
        stats = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                stats[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        family = {self.process.pid}
        while more := {number for number, stat in stats.items() if int(stat[1]) in family} - family:
            family |= more
        return sum(int(ticks) for number in family for ticks in stats[number][11:13]) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        self.busy_seconds += self.processor_seconds()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def drive(seconds: int, kills: int) -> dict:
    server = Server()
    server.start()
    parent, child = multiprocessing.Pipe()
    crowd = multiprocessing.get_context("spawn").Process(target=answer_for, args=(server.port, seconds, child))
    crowd.start()
    assert parent.recv() == "begun"
    began = time.perf_counter()
    try:
        for number in range(kills):
            due = began + seconds * (number + 1) / (kills + 1)
            time.sleep(max(0.0, due - time.perf_counter()))
            server.kill()
            server.start()
        assert parent.poll(seconds + 120), "the respondents did not come to an end"
        told = parent.recv()
        ended = server.process.poll()
        assert ended is None, f"the server ended by itself, with {ended}"
        server.busy_seconds += server.processor_seconds()
    finally:
        crowd.join(10)
        crowd.kill()
        server.stop()
    return told | {"starting_seconds": server.starting_seconds[1:], "server_seconds": server.busy_seconds}


class Respondent:
    """One person after another on one connection: the page, the form, and the form again if no answer came."""

    def __init__(self, number: int, port: int) -> None:
        self.number, self.port = number, port
        self.sent = 0
        self.acknowledged: dict[str, tuple[int, str]] = {}
        self.seconds: dict[str, list[float]] = {"page": [], "form": []}
        self.retries, self.refused = 0, Counter()
        self.socket: socket.socket | None = None
        self._next_person()

    def _next_person(self) -> None:
        self.sent += 1
        self.score = random.randrange(11)
        self.words = f"Person {self.number}-{self.sent}"
        self.action = b""
        self.what, self.request = "page", b"GET /s/%s/" % CODE.encode() + HEAD + b"\r\n"

    def begin(self) -> bool:
        """Send what is due; False while nobody listens."""
        try:
            if self.socket is None:
                self.socket = socket.create_connection(
                    ("127.0.0.1", self.port), timeout=PATIENCE_SECONDS, source_address=(self._address(), 0)
                )
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.began = time.perf_counter()
            self.buffer = b""
            self.socket.sendall(self.request)
        except OSError:
            self.drop()
            return False
        return True

    def _address(self) -> str:
        return f"127.0.1.{2 + (self.number * 97 + self.sent) % ADDRESSES}"

    def drop(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def hear(self) -> bool | None:
        """True: an answer came whole. None: the connection broke. False: there is more to come."""
        try:
            data = self.socket.recv(65_536)
        except OSError:
            data = b""
        if not data:
            self.drop()
            return None
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        if not found or len(body) < int(length[1] if length else 0):
            return False
        self.seconds[self.what].append(time.perf_counter() - self.began)
        self._take(int(head[9:12]), head, body)
        if b"\r\nconnection: close" in head.lower():
            self.drop()
        return True

    def _take(self, status: int, head: bytes, body: bytes) -> None:
        if self.what == "page" and status == 200:
            body = gunzipped(body) if b"ontent-Encoding: gzip" in head else body
            self.action = ACTION.search(body)[1]
            answers = {"a-recommend": self.score, "a-why": self.words, "go": "on"}
            form = urlencode([("asked", "recommend"), ("asked", "why"), *answers.items()])
            kind = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(form)
            self.what, self.request = "form", b"POST " + self.action + HEAD + kind + form.encode()
        elif self.what == "form" and status == 303:
            self.acknowledged[self.words] = (self.score, self.action.decode())
            self._next_person()
            if self.sent % 50 == 0:
                self.drop()  # from another address
        else:
            self.refused[self.what, status] += 1
            time.sleep(0.01)


def gunzipped(body: bytes) -> bytes:
    import zlib

    return zlib.decompress(body, wbits=31)


def answer_for(port: int, seconds: int, told) -> None:
    """Sixteen respondents at a time, until the time is over; whoever has sent a form waits until it is acknowledged."""
    crowd = [Respondent(number, port) for number in range(RESPONDENTS)]
    watched = selectors.DefaultSelector()
    waiting = list(crowd)
    told.send("begun")
    began = time.perf_counter()
    ends, gives_up = began + seconds, began + seconds + 60
    while time.perf_counter() < gives_up:
        over = time.perf_counter() >= ends
        for each in list(waiting):
            if over and each.what == "page":
                waiting.remove(each)
                each.drop()
            elif each.begin():
                waiting.remove(each)
                watched.register(each.socket, selectors.EVENT_READ, each)
        if waiting:
            time.sleep(0.02)
        if not watched.get_map() and not waiting:
            break
        for key, _events in watched.select(timeout=0.05):
            each = key.data
            heard = each.hear()
            if heard is False:
                continue
            watched.unregister(key.fileobj)
            each.retries += heard is None
            waiting.append(each)
    told.send(summed(crowd, time.perf_counter() - began))


def summed(crowd: list[Respondent], seconds: float) -> dict:
    refused = sum((each.refused for each in crowd), Counter())
    return {
        "seconds": seconds,
        "acknowledged": {words: given for each in crowd for words, given in each.acknowledged.items()},
        "under_way": sum(each.what == "form" for each in crowd),
        "page": sorted(s for each in crowd for s in each.seconds["page"]),
        "form": sorted(s for each in crowd for s in each.seconds["form"]),
        "retries": sum(each.retries for each in crowd),
        "refused": {f"{what} {status}": count for (what, status), count in refused.items()},
    }


def report(told: dict, heard: dict, seconds: int, kills: int) -> None:
    acknowledged = told["acknowledged"]
    words = Counter(text for _id, _value, text in heard["rows"] if text)
    scores = {row[0].partition(":")[0]: row[1] for row in heard["rows"] if row[0].endswith(":recommend")}
    by_words = {row[2]: scores.get(row[0].partition(":")[0]) for row in heard["rows"] if row[2]}
    lost = [each for each in acknowledged if not words[each]]
    doubled = [each for each, count in words.items() if count > 1]
    wrong = [each for each, (score, _action) in acknowledged.items() if each in by_words and by_words[each] != score]
    note = (
        f"lost {len(lost)}, doubled {len(doubled)}, wrong {len(wrong)}, not acknowledged but kept "
        f"{len(set(words) - set(acknowledged))}; sent again {told['retries']}; refused {told['refused'] or 0}; "
        f"form p50 {at(told['form'], 0.5):.1f} ms, p95 {at(told['form'], 0.95):.1f} ms; down for "
        f"{' and '.join(f'{s:.1f} s' for s in told['starting_seconds']) or '0 s'}"
    )
    up = told["seconds"] - sum(told["starting_seconds"])
    job = f"answers for {seconds} s, {RESPONDENTS} at a time, {kills} kills"
    line = {"job": job, "by": "heedful", "seconds": told["seconds"], "rows": len(acknowledged), "note": note}
    print(json.dumps(line | {"limits": {"rows_per_second": 300}}))
    cost = f"{1000 * told['server_seconds'] / max(1, len(acknowledged)):.2f} ms of the server's processor time each"
    print(json.dumps(line | {"by": "heedful, while it was up", "seconds": up, "note": cost}))
    page = {"job": "respondent page, p95 under that load", "by": "heedful", "seconds": at(told["page"], 0.95) / 1000}
    spread = f"p50 {at(told['page'], 0.5):.1f} ms, n {len(told['page'])}"
    print(json.dumps(page | {"note": spread, "limits": {"seconds": 0.05}}))
    if lost or doubled or wrong:
        sys.exit(f"LOST {lost[:5]} DOUBLED {doubled[:5]} WRONG {wrong[:5]}")


def at(seconds: list[float], share: float) -> float:
    """That quantile, in milliseconds."""
    return 1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else float("nan")


if __name__ == "__main__":
    main()
