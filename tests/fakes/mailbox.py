"""A mailbox on this machine, as much of IMAP as a reader of bounces speaks (RFC 3501)."""

import re
import socketserver
import threading


class Conversation(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        self.box = self.server.box
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, command, *rest = line.decode().strip().split(" ", 2)
            words = f"{command} {rest[0] if rest else ''}".strip()
            if not self.obey(tag, words):
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def obey(self, tag: str, words: str) -> bool:
        upper = words.upper()
        if upper.startswith("LOGIN"):
            return self.login(tag, words)
        if upper.startswith("LOGOUT"):
            self.say("* BYE")
            self.say(f"{tag} OK bye")
            return False
        if upper == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif upper.startswith("SELECT"):
            self.say(f"* {len(self.box.mails)} EXISTS")
        elif upper.startswith("UID SEARCH UNSEEN"):
            unseen = [str(place + 1) for place, seen in enumerate(self.box.seen) if not seen]
            self.say(f"* SEARCH {' '.join(unseen)}".rstrip())
        elif found := re.match(r"UID FETCH (\d+)", words):
            raw = self.box.mails[int(found[1]) - 1]
            self.wfile.write(f"* {found[1]} FETCH (UID {found[1]} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        elif found := re.match(r"UID STORE (\d+)", words):
            self.box.seen[int(found[1]) - 1] = True
            self.say(f"* {found[1]} FETCH (FLAGS (\\Seen))")
        self.say(f"{tag} OK done")
        return True

    def login(self, tag: str, words: str) -> bool:
        self.box.logins += 1
        _login, user, password = (word.strip('"') for word in words.split(" ", 2))
        known = (user, password) == (self.box.user, self.box.password)
        self.say(f"{tag} OK in" if known else f"{tag} NO [AUTHENTICATIONFAILED] wrong name or password")
        return True


class MailboxServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, user: str, password: str) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.box, self.user, self.password = self, user, password
        self.port = self.server_address[1]
        self.mails: list[bytes] = []
        self.seen: list[bool] = []
        self.logins = 0

    def put(self, *mails: bytes) -> None:
        self.mails += mails
        self.seen += [False] * len(mails)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error) -> None:
        self.shutdown()
        self.server_close()
