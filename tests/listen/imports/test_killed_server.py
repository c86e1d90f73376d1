"""The server is killed in the middle of an import: the next one goes on, and the log is that of an undisturbed run."""

import http.cookiejar
import os
import random
import re
import signal
import socket
import sqlite3
import time
import urllib.parse
import urllib.request
from contextlib import closing

import duckdb
import pytest

from tests.config.conftest import SECRET, first_install, heedful, home, installed, started, wait_until  # noqa: F401

ROWS = 40_000
KILLS = 10 if os.environ.get("HEEDFUL_FULL") else 1
QUESTIONS = {"source": "shop", "currency": "EUR", "negative": "refund", "time_zone": "UTC"}
COLUMNS = ("when", "customer", "thread", "amount")


class Desk:
    """A person's browser: cookies, forms, nothing else."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.open = urllib.request.build_opener(jar).open

    def get(self, path: str) -> str:
        with self.open(self.root + path, timeout=60) as answer:
            self.path = urllib.parse.urlsplit(answer.url).path
            return answer.read().decode()

    def post(self, path: str, said: dict, file: bytes | None = None) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))[1]
        said = {"csrfmiddlewaretoken": token} | said
        body, kind = _parts(said, file) if file else (urllib.parse.urlencode(said).encode(), "")
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded", "Referer": self.root + path}
        with self.open(urllib.request.Request(self.root + path, body, headers), timeout=60) as answer:
            self.path = urllib.parse.urlsplit(answer.url).path
            return answer.read().decode()


def _parts(said: dict, file: bytes) -> tuple[bytes, str]:
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in said.items()]
    named = '--b\r\nContent-Disposition: form-data; name="file"; filename="shop.csv"\r\n\r\n'
    whole = '\r\n--b\r\nContent-Disposition: form-data; name="whole"\r\n\r\nyes\r\n--b--\r\n'
    return "".join([*parts, named]).encode() + file + whole.encode(), "multipart/form-data; boundary=b"


@pytest.fixture(scope="module")
def file() -> bytes:
    lines = (f"2026-0{n % 9 + 1}-11,c{n % 977},o{n % 20_000},{n % 400 - 20}.5\n" for n in range(ROWS))
    return ("Date,Customer,Order,Total\n" + "".join(lines)).encode()


@pytest.fixture
def served(installed, started):  # noqa: F811
    """A server on the home, with somebody signed in; begun again where it was killed."""

    def serve():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = started("serve", "--port", port)
        assert "listens at" in server.stdout.readline()
        desk = Desk(port)
        desk.post("/people/sign-in/", {"email": "ona@example.org", "password": SECRET})
        return server, desk

    return serve


def begin(desk: Desk, file: bytes) -> str:
    desk.post("/listen/imports/new/", {}, file)
    at = desk.path
    wait_until(lambda: desk.get(at) and desk.path.endswith("/columns/"))
    desk.post(f"{at}columns/", {"save": "on"} | {f"role-{n}": role for n, role in enumerate(COLUMNS)})
    desk.post(f"{at}questions/", QUESTIONS)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', desk.get(f"{at}preview/"))[1]
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
    desk.open(urllib.request.Request(f"{desk.root}{at}run/", body), timeout=60).read()
    return at


def state(home) -> str:  # noqa: F811
    with closing(sqlite3.connect(home / "heedful.sqlite3", timeout=30)) as database:
        return database.execute("SELECT state FROM listen_import").fetchone()[0]


def told(home):  # noqa: F811
    """What an import leaves: its counts, and the log without the time it was heard."""
    with closing(sqlite3.connect(home / "heedful.sqlite3")) as database:
        counts = database.execute("SELECT rows, heard, added, known, rejected FROM listen_import").fetchone()
        waiting = database.execute("SELECT count(*) FROM interactions_spoolentry").fetchone()
    with duckdb.connect(str(home / "interactions.duckdb"), read_only=True) as log:
        columns = "id, occurred_at, alias, customer, thread, value, currency, source, properties"
        kinds = " UNION ALL ".join(f"SELECT '{kind}', {columns} FROM rows_{kind}" for kind in ("order", "refund"))
        rows = log.execute(f"SELECT * FROM ({kinds}) ORDER BY id").fetchall()
        times = log.execute(
            "SELECT count(DISTINCT received_at) FROM (SELECT received_at FROM rows_order UNION FROM"
            " (SELECT received_at FROM rows_refund))"
        ).fetchone()
    return counts, waiting, times, rows


@pytest.fixture(scope="module")
def undisturbed() -> dict:
    return {}


@pytest.mark.parametrize("seed", [None, *range(KILLS)])
def test_an_import_killed_with_its_server_is_gone_on_with_by_the_next(served, home, file, undisturbed, seed):  # noqa: F811
    server, desk = served()
    begun = time.monotonic()
    begin(desk, file)
    if seed is not None:
        share = random.Random(seed).uniform(0.2, 0.8)
        time.sleep(share * undisturbed["seconds"])
        assert state(home) == "importing"
        server.send_signal(signal.SIGKILL)
        server.wait()
        server, desk = served()
    else:
        begun = time.monotonic()

    wait_until(lambda: state(home) == "done", seconds=120)
    undisturbed.setdefault("seconds", time.monotonic() - begun)
    assert "Done" in desk.get("/listen/imports/")
    server.terminate()
    assert server.wait(timeout=60) == 0

    assert list((home / "uploads").iterdir()) == []
    found = told(home)
    assert found == undisturbed.setdefault("told", found)
    assert found[0] == (ROWS, ROWS, ROWS, 0, 0)
    assert (found[1], found[2], len(found[3])) == ((0,), (1,), ROWS)
