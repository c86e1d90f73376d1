"""Telegram's Bot API on this machine: `sendMessage` and its refusals word for word, `setWebhook`, `editMessageText`.

And what it tells a webhook: a pressed button, a written word.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TAG = re.compile(r"</?([a-z]+)>")
TAGS = {"b", "i", "u", "s", "code", "pre", "blockquote"}


@dataclass
class Telegram:
    """`moved` are groups that became supergroups; `wait` is how long it wants to be left alone, told once."""

    token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    port: int = 0
    chats: set[str] = field(default_factory=lambda: {"-4512"})
    moved: dict[str, int] = field(default_factory=dict)
    kicked: bool = False
    wait: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, path: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        if path == f"/bot{self.token}/setWebhook":
            if not told["url"].startswith("https://"):
                return refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
            self.webhook = told
            return 200, {"ok": True, "result": True}
        if path == f"/bot{self.token}/editMessageText":
            self.changed.append(told)
            return 200, {"ok": True, "result": {"message_id": told["message_id"]}}
        if path != f"/bot{self.token}/sendMessage":
            return refusal(401, "Unauthorized")
        if self.wait:
            wait, self.wait = self.wait, 0
            return refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        chat = str(told.get("chat_id", ""))
        if chat in self.moved:
            moved = self.moved[chat]
            return refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved)
        if chat not in self.chats:
            return refusal(400, "Bad Request: chat not found")
        if self.kicked:
            return refusal(403, "Forbidden: bot was kicked from the group chat")
        if problem := wrong(told):
            return refusal(400, f"Bad Request: {problem}")
        self.messages.append(told)
        return 200, {"ok": True, "result": {"message_id": len(self.messages)}}

    def button(self, place: int = -1) -> str:
        """The data of the button in a message; "" where it has none."""
        rows = self.messages[place].get("reply_markup", {}).get("inline_keyboard", [])
        return next((each["callback_data"] for row in rows for each in row if "callback_data" in each), "")

    def pressed(self, data: str, *, by: int = 777, chat: int = -4512) -> dict[str, Any]:
        """The update that it sends when somebody presses a button."""
        message = {"message_id": 1, "chat": {"id": chat, "type": "group", "title": "Nord"}, "date": 0}
        who = {"id": by, "is_bot": False, "first_name": "Anna"}
        query = {"id": "4382bfdwdsb323b2d9", "from": who, "message": message, "chat_instance": "1", "data": data}
        return {"update_id": 1, "callback_query": query}

    def written(self, text: str, *, by: int = 777, chat: int = -4512) -> dict[str, Any]:
        who = {"id": by, "is_bot": False, "first_name": "Anna"}
        message = {"message_id": 2, "from": who, "chat": {"id": chat, "type": "group"}, "date": 0, "text": text}
        return {"update_id": 2, "message": message}


def refusal(status: int, description: str, **parameters: int) -> tuple[int, dict[str, Any]]:
    told = {"ok": False, "error_code": status, "description": description}
    return status, told | ({"parameters": parameters} if parameters else {})


def wrong(told: dict[str, Any]) -> str:
    text = told.get("text", "")
    if not text:
        return "message text is empty"
    if len(TAG.sub("", text)) > 4096:
        return "message is too long"
    if told.get("parse_mode") == "HTML" and not is_html(text):
        return "can't parse entities"
    buttons = [each for row in told.get("reply_markup", {}).get("inline_keyboard", []) for each in row]
    if any("localhost" in each.get("url", "") or "127.0.0.1" in each.get("url", "") for each in buttons):
        return "BUTTON_URL_INVALID"
    if not all(1 <= len(each.get("callback_data", "x").encode()) <= 64 for each in buttons):
        return "BUTTON_DATA_INVALID"
    return ""


def is_html(text: str) -> bool:
    opened: list[str] = []
    for found in TAG.finditer(text):
        name = found.group(1)
        if name not in TAGS:
            return False
        if found.group().startswith("</"):
            if not opened or opened.pop() != name:
                return False
        else:
            opened.append(name)
    return not opened and "<" not in TAG.sub("", text)


class Conversation(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        telegram: Telegram = self.server.telegram  # type: ignore[attr-defined]
        told = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        status, said = telegram.take(self.path, told)
        raw = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what was kept."""


class Open:
    """Telegram on loopback, while the block lasts."""

    def __enter__(self) -> Telegram:
        telegram = Telegram()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._server.telegram = telegram  # type: ignore[attr-defined]
        telegram.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return telegram

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
