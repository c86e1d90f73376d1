"""Slack's incoming webhooks on this machine: takes messages as Slack does, and sends what a person pressed, signed.

As api.slack.com describes it: 200 `ok`; 400 `invalid_payload` or `invalid_blocks`, 403 `invalid_token`, 404
`channel_not_found` or `no_service`, 410 `channel_is_archived`, 429 with `Retry-After`, in plain text.
"""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import Clock, SignatureVerifier

TYPES = {"section", "actions", "context", "header", "divider"}


@dataclass
class Slack:
    """`says` is what it answers instead of `ok`, (status, text, headers), until it is empty again."""

    port: int = 0
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    says: tuple[int, str, dict[str, str]] | None = None
    hangs: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)  # what stands in the channel
    asked: int = 0
    replaced: list[dict[str, Any]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def webhook(self) -> str:
        return f"{self.base}/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"

    def wait_for(self, n: int, seconds: float = 20) -> bool:
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.messages) >= n, seconds)

    def take(self, path: str, body: bytes) -> tuple[int, str, dict[str, str]]:
        with self.arrived:
            self.asked += 1
            if path.startswith("/actions/"):
                self.replaced.append(json.loads(body))
                self.arrived.notify_all()
                return 200, "ok", {}
            if self.says:
                return self.says
            if problem := wrong(body):
                return 400, problem, {}
            self.messages.append(json.loads(body))
            self.arrived.notify_all()
            return 200, "ok", {}

    def buttons(self, place: int = -1) -> dict[str, dict[str, Any]]:
        blocks = self.messages[place]["blocks"]
        return {each["action_id"]: each for block in blocks if block["type"] == "actions" for each in block["elements"]}

    def press(self, action: dict[str, Any], *, by: str = "anna", at: float) -> tuple[bytes, dict[str, str]]:
        """The body and the headers of the request that Slack sends when somebody presses a button."""
        told = {
            "type": "block_actions", "user": {"id": "U123", "username": by, "name": by, "team_id": "T00000000"},
            "actions": [{"type": "button", **action}], "response_url": f"{self.base}/actions/T00000000/1/x",
            "token": "deprecated",
        }  # fmt: skip
        body = urlencode({"payload": json.dumps(told)}).encode()
        signed = SignatureVerifier(self.signing_secret, Clock()).generate_signature(timestamp=str(int(at)), body=body)
        return body, {"X-Slack-Request-Timestamp": str(int(at)), "X-Slack-Signature": signed}


def wrong(body: bytes) -> str:
    """What Slack finds wrong with a message; "" if nothing."""
    try:
        told = json.loads(body)
    except ValueError:
        return "invalid_payload"
    blocks = told.get("blocks", [])
    if not (told.get("text") or blocks):
        return "no_text"
    if len(blocks) > 50 or any(block.get("type") not in TYPES for block in blocks):
        return "invalid_blocks"
    return next(filter(None, map(wrong_block, blocks)), "")


def wrong_block(block: dict[str, Any]) -> str:
    texts = [block["text"]["text"]] if block["type"] == "section" else []
    if block["type"] == "context":
        texts = [each["text"] for each in block["elements"]]
    names = []
    for button in block["elements"] if block["type"] == "actions" else []:
        names.append(button["action_id"])
        if len(button["text"]["text"]) > 75 or len(button.get("value", "")) > 2000:
            return "invalid_blocks"
    return "" if all(0 < len(text) <= 3000 for text in texts) and len(set(names)) == len(names) else "invalid_blocks"


class Conversation(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        slack: Slack = self.server.slack  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if slack.hangs:  # whoever asked has gone by then
            slack.let_go.wait(30)
            self.close_connection = True
            return
        status, text, headers = slack.take(self.path, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what was kept."""


class Open:
    """Slack on loopback, while the block lasts."""

    def __enter__(self) -> Slack:
        slack = Slack()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._server.slack = slack  # type: ignore[attr-defined]
        slack.port = self._server.server_address[1]
        self.slack = slack
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return slack

    def __exit__(self, *_: object) -> None:
        self.slack.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
