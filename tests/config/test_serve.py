import os
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from heedful.config.runtime import LoaderThread, write_links_to
from tests.config.conftest import wait_until


@pytest.fixture
def served(started) -> Callable[[], tuple[subprocess.Popen, str]]:
    """A server that listens, and its address."""

    def serve() -> tuple[subprocess.Popen, str]:
        server = started("serve", "--port", 0)
        return server, re.search(r"listens at (http://localhost:\d+)/ ", server.stdout.readline())[1]

    return serve


def get(address: str) -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def tell(address: str, token: str, row: bytes) -> None:
    request = urllib.request.Request(
        f"{address}/api/v1/interactions",
        data=row,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status in (200, 201, 202)


def reading_for(server: subprocess.Popen) -> int | None:
    """The process that reads texts for it, once there is one."""
    for thread in Path(f"/proc/{server.pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def test_it_serves_pages_and_stops_cleanly_when_told(installed, served):
    server, address = served()

    status, headers, page = get(f"{address}/people/sign-in/")
    style = get(f"{address}/static/ui/base.css")
    server.terminate()

    assert (status, style[0]) == (200, 200)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<form" in page
    assert server.wait(timeout=40) == 0
    assert "Traceback" not in server.stderr.read()


def test_the_second_process_says_who_was_first_and_exits(installed, served, home):
    server, _ = served()

    for command in (["serve", "--port", 0], ["backup", home.parent / "b.tar.gz"], ["erase", "ann", "--yes"]):
        second = installed(*command)
        assert second.returncode == 1
        assert f"in use by `heedful serve` (process {server.pid}" in second.stderr
        assert second.stderr.count("\n") == 1


def test_keys_and_members_can_be_made_beside_a_running_server(installed, served):
    served()

    made = installed("key", "create", "till", "--scope", "write")

    assert made.returncode == 0
    assert made.stdout.startswith("hf_")


def test_a_killed_server_leaves_the_home_free(installed, served):
    server, _ = served()
    server.kill()
    server.wait()

    assert installed("workspace", "list").returncode == 0


def test_a_port_that_is_taken_is_said_in_one_line(installed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        answer = installed("serve", "--port", taken.getsockname()[1])

    assert answer.returncode == 1
    assert "Choose another with --port" in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_an_empty_install_says_how_to_begin(served):
    server, address = served()

    assert f"Become the first owner, once, at {address}/people/welcome/" in server.stdout.readline()


def test_a_request_for_another_host_is_refused(installed, served):
    _, address = served()
    request = urllib.request.Request(f"{address}/people/sign-in/", headers={"Host": "evil.example"})

    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        urllib.request.urlopen(request, timeout=20)
    assert "This server does not answer to evil.example." in refused.value.read().decode()


def test_what_is_heard_is_loaded_without_being_asked(installed, served, home):
    server, address = served()
    token = installed("key", "create", "till", "--scope", "write").stdout.strip()
    tell(address, token, b'{"id": "1", "kind": "order", "occurred_at": "2026-03-01T12:00:00Z", "value": 10}\n')

    with sqlite3.connect(home / "heedful.sqlite3") as database:
        wait_until(lambda: not database.execute("SELECT count(*) FROM interactions_spoolentry").fetchone()[0])
    server.terminate()
    server.wait(timeout=40)
    assert "interaction log: opens; 1 rounds loaded" in installed("doctor").stdout


def test_it_stops_without_waiting_for_what_is_being_read(installed, served):
    server, address = served()
    token = installed("key", "create", "till", "--scope", "write").stdout.strip()
    said = b'{"id": "1", "kind": "review", "occurred_at": "2026-03-01T12:00:00Z", "text": "The showers are cold."}\n'

    tell(address, token, said)
    os.kill(wait_until(lambda: reading_for(server)), signal.SIGSTOP)  # on a busy machine a batch takes minutes
    server.terminate()

    assert server.wait(timeout=25) == 0  # less than the 30 s in which threads may end
    assert "Traceback" not in server.stderr.read()
    assert "1 texts were read by their words" in installed("labels", "--quick").stdout


def test_the_loader_outlives_an_error_and_tries_again(caplog):
    tried = []
    done = threading.Event()

    def load() -> None:
        tried.append(time.monotonic())
        if len(tried) < 3:
            raise OSError("disk full")
        done.set()

    loader = LoaderThread(load, poll_seconds=0.05)
    loader.start()

    assert done.wait(30)
    loader.stop()
    assert tried[2] - tried[1] > 0.19  # the second pause is twice the first, and that twice 0.05
    assert caplog.text.count("The loader failed; nothing is lost") == 2


def test_the_loader_loads_once_more_before_it_stops():
    loaded = []
    loader = LoaderThread(lambda: loaded.append(1), poll_seconds=60)
    loader.start()
    wait_until(lambda: loaded)

    loader.stop()

    assert len(loaded) == 2
    assert not loader.is_alive()


def test_a_woken_loader_does_not_wait_for_its_turn():
    loaded = []
    loader = LoaderThread(lambda: loaded.append(1), poll_seconds=60)
    loader.start()
    wait_until(lambda: loaded)

    loader.wake()

    wait_until(lambda: len(loaded) == 2)
    loader.stop()


def test_links_lead_to_where_the_server_listens_unless_its_address_is_said(settings, monkeypatch):
    settings.PUBLIC_URL = "http://localhost:8000"
    write_links_to(8799)
    assert settings.PUBLIC_URL == "http://localhost:8799"

    settings.PUBLIC_URL = "http://cx.example.org"
    write_links_to(8799)
    assert settings.PUBLIC_URL == "http://cx.example.org"

    monkeypatch.setenv("HEEDFUL_URL", "http://localhost:9000")
    settings.PUBLIC_URL = "http://localhost:9000"
    write_links_to(8799)
    assert settings.PUBLIC_URL == "http://localhost:9000"
