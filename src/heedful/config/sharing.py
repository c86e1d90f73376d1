"""A web server that shares its connections with other processes: each serves those that ask for its own pages.

A connection is looked at before anything is read off it. If it asks for what the others serve, it goes to the next one
as it is, by its descriptor; if it asks for something else later, it comes back. Where no other is there, it stays.
"""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any, Final

from cheroot.server import HTTPConnection
from cheroot.wsgi import Server

LOOKED_AT: Final = 8  # bytes: the method and where the path begins
LONGEST_MESSAGE: Final = 512
CONNECTION: Final = b"connection "


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends for two processes: whole messages, and descriptors beside them."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class SharedConnection(HTTPConnection):  # type: ignore[misc]
    is_given = False

    def communicate(self) -> bool:
        """As before, unless it is the other's; then it is no longer ours to close."""
        try:
            self.is_given = self.server.gives(self)
        except TimeoutError:  # it said nothing for long
            return False
        return not self.is_given and bool(super().communicate())

    def _close_kernel_socket(self) -> None:
        if not self.is_given:
            super()._close_kernel_socket()


class SharingServer(Server):  # type: ignore[misc]
    """`is_ours` says of a request's first bytes whether this process serves it."""

    ConnectionClass = SharedConnection

    def __init__(self, *given: Any, is_ours: Callable[[bytes], bool], **named: Any) -> None:
        super().__init__(*given, **named)
        self._is_ours = is_ours
        self._others: deque[socket.socket] = deque()
        self._giving = Lock()

    def share_with(self, other: socket.socket) -> None:
        """From now on, in turn with those that are there already."""
        with self._giving:
            self._others.append(other)

    def keep_from(self, other: socket.socket | None) -> None:
        """From now on; None or one that was not shared with: nothing changes."""
        with self._giving, suppress(ValueError):
            self._others.remove(other)  # type: ignore[arg-type]

    def gives(self, connection: SharedConnection) -> bool:
        """Whether it went to the other process."""
        if not self._others or connection.rfile.has_data():
            return False
        head = connection.socket.recv(LOOKED_AT, socket.MSG_PEEK)
        return bool(head) and not self._is_ours(head) and self._sent(connection)

    def _sent(self, connection: SharedConnection) -> bool:
        whose = json.dumps([connection.remote_addr, connection.remote_port]).encode()
        with self._giving, suppress(OSError):
            if self._others:
                self._others.rotate()
                socket.send_fds(self._others[0], [CONNECTION + whose], [connection.socket.fileno()])
                return True
        return False

    def take(self, other: socket.socket, told: Callable[[bytes], object]) -> None:
        """Serve the connections that the other gives, and pass on what else it says, until it ends."""
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(other, LONGEST_MESSAGE, 1)
            except OSError:
                return
            if not message:
                return
            if message.startswith(CONNECTION):
                self._take(descriptors[0], *json.loads(message.removeprefix(CONNECTION)))
            else:
                told(message)

    def _take(self, descriptor: int, address: str, port: int) -> None:
        taken = socket.socket(fileno=descriptor)
        taken.settimeout(self.timeout)
        connection = self.ConnectionClass(self, taken)
        connection.remote_addr, connection.remote_port, connection.ssl_env = address, port, {}
        self.process_conn(connection)


class UnboundServer(SharingServer):
    """Serves what it is given alone: nobody can connect to it."""

    def bind(self, *_given: Any) -> socket.socket:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind("")  # a name that the system makes up, in no folder
        return self.socket

    def stop(self) -> None:
        self.bind_addr = ""  # or it would knock at its own door to be let out
        super().stop()
