"""Somebody's program that listens for webhooks: keeps what it gets, and answers, hangs, drips or redirects as told."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Got:
    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """`status` is what it answers; `hangs` until `let_go`; `drips` a byte of its answer at a time, without an end."""

    port: int = 0
    status: int = 204
    says: bytes = b""
    redirects_to: str = ""
    hangs: bool = False
    drips: bool = False
    got: list[Got] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def verified(self, secret: str, place: int = -1) -> Any:
        """What was told, if it is truly signed; else the library's error."""
        return Webhook(secret).verify(self.got[place].body, self.got[place].headers)

    def wait_for(self, n: int, seconds: float = 10) -> bool:
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.got) >= n, seconds)

    def keep(self, got: Got) -> None:
        with self.arrived:
            self.got.append(got)
            self.arrived.notify_all()


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        receiver.keep(Got({name.lower(): value for name, value in self.headers.items()}, body, self.path))
        self.close_connection = True
        if receiver.hangs:
            receiver.let_go.wait(30)
            return
        self.send_response(receiver.status)
        if receiver.redirects_to:
            self.send_header("Location", receiver.redirects_to)
        if receiver.drips:
            self._drip(receiver)
            return
        if receiver.status != 204:
            self.send_header("Content-Length", str(len(receiver.says)))
        self.end_headers()
        self.wfile.write(receiver.says if receiver.status != 204 else b"")

    def _drip(self, receiver: Receiver) -> None:
        """Headers that never end."""
        self.flush_headers()
        try:
            while not receiver.let_go.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what was kept."""


class Open:
    """A receiver on loopback, while the block lasts."""

    def __init__(self, **how: Any) -> None:
        self.receiver = Receiver(**how)

    def __enter__(self) -> Receiver:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._server.receiver = self.receiver  # type: ignore[attr-defined]
        self.receiver.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self.receiver

    def __exit__(self, *_: object) -> None:
        self.receiver.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
