"""A language model on this machine, spoken to as OpenAI's is: it says what it is told, and keeps what it was asked."""

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    json: dict[str, Any]

    @property
    def material(self) -> str:
        return self.json["messages"][-1]["content"]

    @property
    def task(self) -> str:
        return self.json["messages"][0]["content"]


def letters(text: str) -> list[float]:
    """A vector that says something of the text: how often each of eight letters stands in it."""
    return [1.0 + text.lower().count(letter) for letter in "aeiostrn"]


@dataclass
class Model:
    """`says`: what it answers in words, or a function of what it was asked; `status` and `raw`: instead of that."""

    says: str | Callable[[Asked], str] = "{}"
    status: int = 200
    raw: bytes | None = None
    hangs: bool = False
    zips: bool = False
    knows_json: bool = True
    vector_of: Callable[[str], Any] = letters
    asked: list[Asked] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if self.status != 200:
            return self.status, {"error": {"message": f"it is {self.status}"}}
        if asked.path.endswith("/embeddings"):
            rows = [{"index": at, "embedding": self.vector_of(text)} for at, text in enumerate(asked.json["input"])]
            return 200, {"data": rows[::-1]}  # in whatever order
        if "response_format" in asked.json and not self.knows_json:
            return 400, {"error": {"message": "unknown field response_format"}}
        said = self.says if isinstance(self.says, str) else self.says(asked)
        return 200, {"choices": [{"message": {"role": "assistant", "content": said}}]}


class Conversation(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        model: Model = self.server.model
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.path, dict(self.headers.items()), json.loads(body))
        model.asked.append(asked)
        if model.hangs:
            model.let_go.wait(30)
            return
        status, told = model.answer(asked)
        raw = json.dumps(told).encode() if model.raw is None else model.raw
        self.send_response(status)
        if model.zips:
            raw = gzip.compress(raw)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_words) -> None:
        """Nothing on the terminal."""


class Running:
    """`with Running() as model`."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self.server.daemon_threads = True
        self.server.model = Model(port=self.server.server_address[1])

    def __enter__(self) -> Model:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self.server.model

    def __exit__(self, *_error: object) -> None:
        self.server.model.let_go.set()
        self.server.shutdown()
        self.server.server_close()
