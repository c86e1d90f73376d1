"""A mail server (aiosmtpd) that keeps every message byte for byte, and says no to whom a test names."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class PostOffice:
    """`says` are answers by address, to RCPT; `says_to_data` to the message of that address; `drops` hangs up then."""

    port: int = 0
    says: dict[str, str] = field(default_factory=dict)
    says_to_data: dict[str, str] = field(default_factory=dict)
    says_to_sender: str = ""
    drops: set[str] = field(default_factory=set)
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)  # envelope's sender, receiver, bytes
    connections: int = 0

    @property
    def receivers(self) -> list[str]:
        return [to for _sender, to, _raw in self.kept]

    def message(self, place: int = -1) -> EmailMessage:
        found = message_from_bytes(self.kept[place][2], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    async def handle_CONNECT(self, server, session, envelope, hostname, port) -> str:  # noqa: N802 -- aiosmtpd's names
        return "220 ok"

    async def handle_EHLO(self, server, session, envelope, hostname, responses) -> list[str]:  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return [line for line in responses if "SMTPUTF8" not in line]

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if self.says_to_sender:
            return self.says_to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if said := self.says.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> Any:  # noqa: N802
        (to,) = envelope.rcpt_tos
        if to in self.drops:
            self.kept.append((envelope.mail_from, to, envelope.original_content))
            server.transport.close()
            return "250 never heard"
        if said := self.says_to_data.get(to):
            return said
        self.kept.append((envelope.mail_from, to, envelope.original_content))
        return "250 2.0.0 Kept"


class FreePort(Controller):
    """On whichever port is free: known once it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Open:
    """`with Open() as office`."""

    def __enter__(self) -> PostOffice:
        office = PostOffice()
        self.controller = FreePort(office, hostname="127.0.0.1", port=0, ready_timeout=20)
        self.controller.start()
        office.port, office.connections = self.controller.port, 0
        return office

    def __exit__(self, *_error: object) -> None:
        self.controller.stop()
