"""Two processes share the connections of one port: here two servers of one process, as near as tests come to it."""

from __future__ import annotations

import http.client
import socket
import threading
import time

import pytest

from heedful.config.respondents import is_theirs
from heedful.config.sharing import SharingServer, UnboundServer, pair

PATIENCE_SECONDS = 10


def application_of(name: str):
    def application(environ, begin):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        said = f"{name} {environ['REMOTE_ADDR']} {environ['PATH_INFO']} {len(body)}".encode()
        begin("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
        return [said]

    return application


@pytest.fixture
def port():
    """Of the house, which gives respondents to the side door."""
    mine, theirs = pair()
    named = {"numthreads": 2, "timeout": 2, "shutdown_timeout": 2}
    house = SharingServer(("127.0.0.1", 0), application_of("house"), is_ours=lambda head: not is_theirs(head), **named)
    side = UnboundServer(("127.0.0.1", 0), application_of("side"), is_ours=is_theirs, **named)
    for server in (house, side):
        server.prepare()
    side.share_with(theirs)
    house.share_with(mine)
    jobs = [
        house.serve,
        side.serve,
        lambda: house.take(mine, lambda _: None),
        lambda: side.take(theirs, lambda _: None),
    ]
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    yield house.bind_addr[1]
    for end in (mine, theirs):
        end.shutdown(socket.SHUT_RDWR)
    for server in (house, side):
        server.stop()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    for end in (mine, theirs):
        end.close()


@pytest.fixture
def visitor(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    yield connection
    connection.close()


def asked(visitor, path: str, body: bytes | None = None) -> str:
    visitor.request("POST" if body else "GET", path, body)
    return visitor.getresponse().read().decode()


def test_a_respondent_is_served_at_the_side_and_all_others_by_the_house(visitor):
    assert asked(visitor, "/s/code/") == "side 127.0.0.1 /s/code/ 0"
    visitor.close()
    assert asked(visitor, "/understand/overview/") == "house 127.0.0.1 /understand/overview/ 0"


def test_one_connection_that_asks_for_both_is_served_by_both_in_turn(visitor):
    paths = ["/s/code/", "/static/a.css", "/s/code/sealed/", "/s/code/sealed/", "/", "/s/code/"]
    assert [asked(visitor, path).split()[0] for path in paths] == ["side", "house", "side", "side", "house", "side"]


def test_what_is_sent_along_arrives_whole_on_either_side(visitor):
    body = b"x" * 200_000
    assert asked(visitor, "/s/code/", body).endswith(" 200000")
    assert asked(visitor, "/api/v1/imports", body) == "house 127.0.0.1 /api/v1/imports 200000"


def test_a_request_that_comes_letter_by_letter_is_served(port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as slow:
        for letter in b"GET /s/code/ HTTP/1.1\r\nHost: localhost\r\n\r\n":
            slow.sendall(bytes([letter]))
        answer = http.client.HTTPResponse(slow, method="GET")
        answer.begin()
        assert answer.read().decode().endswith(" 127.0.0.1 /s/code/ 0")


def test_whoever_says_nothing_is_let_go(port):
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as silent:
        assert silent.recv(100) == b""
    assert time.monotonic() - began < PATIENCE_SECONDS


def test_where_the_other_is_gone_the_house_serves_all():
    mine, theirs = pair()
    house = SharingServer(
        ("127.0.0.1", 0), application_of("house"), is_ours=lambda head: not is_theirs(head), numthreads=1
    )
    house.prepare()
    house.share_with(mine)
    theirs.close()
    serving = threading.Thread(target=house.serve)
    serving.start()
    visitor = http.client.HTTPConnection("127.0.0.1", house.bind_addr[1], timeout=PATIENCE_SECONDS)
    try:
        assert asked(visitor, "/s/code/").startswith("house")
    finally:
        visitor.close()
        house.stop()
        serving.join(PATIENCE_SECONDS)
        mine.close()
