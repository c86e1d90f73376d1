"""Others' HTTP interfaces on this machine: a gateway for short messages as Twilio's, and providers of mail."""

import json
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def user(self) -> tuple[str, str]:
        name, _, password = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode().partition(":")
        return name, password


@dataclass
class Counter:
    """What was asked of it, and what it answers: (status, what JSON holds); "hang" takes it and never says so."""

    answers: tuple[int, object] | str = (201, {})
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Conversation(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        counter = self.server.counter
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        counter.asked.append(Asked(self.path, dict(self.headers.items()), body))
        if counter.answers == "hang":
            self.connection.close()
            return
        status, told = counter.answers
        raw = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_words) -> None:
        """Nothing on the terminal."""


class Open:
    """`with Open(answers) as counter`."""

    def __init__(self, answers=(201, {})) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self.server.daemon_threads = True
        self.server.counter = Counter(answers, port=self.server.server_address[1])

    def __enter__(self) -> Counter:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self.server.counter

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
