"""The server is killed in the middle of an import: the next one goes on, and the log is that of an undisturbed run."""

import http.cookiejar
import random
import re
import shutil
import signal
import sqlite3
import time
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager

import duckdb
import pytest

from tests.config.conftest import SECRET, first_install, home, running, wait_until  # noqa: F401
from tests.full import times

ROWS = 40_000
KILLS = times(5, 1)
STRIKES = 5
QUESTIONS = {"source": "shop", "currency": "EUR", "negative": "refund", "time_zone": "UTC"}
COLUMNS = ("when", "customer", "thread", "amount")


class Desk:
    """A person's browser: cookies, forms, nothing else."""

    def __init__(self, root: str) -> None:
        self.root = root
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


@pytest.fixture(scope="module")
def undisturbed(first_install, file, tmp_path_factory):  # noqa: F811
    """What an import leaves that nothing disturbed; each process that runs these tests finds it out for itself."""
    home = tmp_path_factory.mktemp("undisturbed") / "home"  # noqa: F811
    shutil.copytree(first_install, home)
    with served(home) as (server, desk):
        begin(desk, file)
        finish(home, server, desk)
    return told(home)


@contextmanager
def served(home):  # noqa: F811
    """A server on the home, with somebody signed in."""
    with running(home, "serve", "--port", 0) as server:
        desk = Desk(re.search(r"listens at (http://\S+)/", server.stdout.readline())[1])
        desk.post("/people/sign-in/", {"email": "ona@example.org", "password": SECRET})
        yield server, desk


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


def asked(home, question: str):  # noqa: F811
    with closing(sqlite3.connect(home / "heedful.sqlite3", timeout=30)) as database:
        return database.execute(question).fetchone()[0]


def state(home) -> str:  # noqa: F811
    return asked(home, "SELECT state FROM listen_import")


MARKS = {
    "begun": lambda home: True,  # noqa: F811
    "read": lambda home: asked(home, "SELECT rows FROM listen_import"),  # noqa: F811
    "heard": lambda home: asked(home, "SELECT count(*) FROM interactions_spoolentry"),  # noqa: F811
    "being loaded": lambda home: asked(home, "SELECT max(id) > count(*) FROM interactions_spoolentry"),  # noqa: F811
}
"""How far an import came, as its home tells."""


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


def finish(home, server, desk: Desk) -> None:  # noqa: F811
    wait_until(lambda: state(home) == "done", seconds=120)
    assert "Done" in desk.get("/listen/imports/")
    server.terminate()
    assert server.wait(timeout=60) == 0


def is_struck(home, file: bytes, chance: random.Random) -> bool:  # noqa: F811
    """Whether the server was killed within the import: where it was done by then, the strike came too late."""
    with served(home) as (server, desk):
        begin(desk, file)
        came_by = MARKS[chance.choice(list(MARKS))]
        wait_until(lambda: came_by(home) or state(home) == "done")
        time.sleep(chance.uniform(0, 0.3))
        server.send_signal(signal.SIGKILL)
        server.wait()
    return state(home) == "importing"


@pytest.mark.parametrize("seed", range(KILLS))
def test_an_import_killed_with_its_server_is_gone_on_with_by_the_next(first_install, home, file, undisturbed, seed):  # noqa: F811
    chance = random.Random(seed)
    for _ in range(STRIKES):
        shutil.copytree(first_install, home)
        if is_struck(home, file, chance):
            break
        shutil.rmtree(home)
    else:
        pytest.fail(f"each of {STRIKES} strikes came after the import's end")

    with served(home) as (server, desk):
        finish(home, server, desk)

    assert list((home / "uploads").iterdir()) == []
    found = told(home)
    assert found == undisturbed
    assert found[0] == (ROWS, ROWS, ROWS, 0, 0)
    assert (found[1], found[2], len(found[3])) == ((0,), (1,), ROWS)
