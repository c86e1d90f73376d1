"""A mail server on this machine that keeps what it is given: RFC 5321 as far as a client of ours goes."""

import base64
import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Delivery:
    sender: str
    receivers: list[str]
    message: EmailMessage


@dataclass
class Mailbox:
    """What was delivered and how it was asked for; `refusing` makes the server turn every mail away."""

    port: int = 0
    user: str = ""
    password: str = ""
    refusing: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Conversation(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        self.mailbox: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        self.is_known = not self.mailbox.user
        self.sender, self.receivers = "", []
        self.answer("220 fake.example ESMTP")
        while line := self.rfile.readline():
            words = line.decode("ascii").strip()
            self.mailbox.said.append(words)
            if not self.obey(words):
                return

    def obey(self, words: str) -> bool:
        verb = words.split(" ", 1)[0].upper()
        reply: Any = getattr(self, f"on_{verb.lower()}", None)
        self.answer(reply(words) if reply else "502 5.5.1 Command not implemented")
        return verb != "QUIT"

    def answer(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode("ascii"))

    def on_ehlo(self, _words: str) -> str:
        return "250-fake.example\r\n250-8BITMIME\r\n250 AUTH PLAIN"

    def on_auth(self, words: str) -> str:
        _, user, password = base64.b64decode(words.split()[2]).decode().split("\0")
        self.is_known = (user, password) == (self.mailbox.user, self.mailbox.password)
        return "235 2.7.0 Welcome" if self.is_known else "535 5.7.8 Wrong name or password"

    def on_mail(self, words: str) -> str:
        if not self.is_known:
            return "530 5.7.0 Authentication required"
        self.sender, self.receivers = words[words.index("<") + 1 : words.index(">")], []
        return "250 2.1.0 Ok"

    def on_rcpt(self, words: str) -> str:
        if self.mailbox.refusing:
            return self.mailbox.refusing
        self.receivers.append(words[words.index("<") + 1 : words.index(">")])
        return "250 2.1.5 Ok"

    def on_data(self, _words: str) -> str:
        if not self.receivers:
            return "503 5.5.1 No receivers"
        self.answer("354 End with a dot")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.mailbox.deliveries.append(Delivery(self.sender, self.receivers, message))  # type: ignore[arg-type]
        return "250 2.0.0 Kept"

    def on_rset(self, _words: str) -> str:
        return "250 2.0.0 Ok"

    def on_quit(self, _words: str) -> str:
        return "221 2.0.0 Bye"


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mailbox = mailbox
        mailbox.port = self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self.shutdown()
        self.server_close()
