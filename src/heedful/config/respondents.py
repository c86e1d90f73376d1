"""Respondents' pages in processes of their own: they answer while the server counts, loads and draws for the team.

It reads and writes the database and knows no log. What it heard, or put off for later, it tells the server, which wakes
whoever does it. While it is not there (it starts, or it fell), the server serves those pages itself.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_context
from typing import Any, Final

from heedful.config import environment
from heedful.config.sharing import SharingServer, UnboundServer, pair

log = logging.getLogger(__name__)

PAGES: Final = "/s/"
THEIRS: Final = tuple(f"{method} {PAGES}".encode() for method in ("GET", "POST", "HEAD"))
MOST: Final = 4  # that are begun unasked
MEMORY_EACH: Final = 2 * 2**30  # bytes that the machine has for each: it takes about 0.1 GB itself
READY: Final = b"ready"
PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0

CONTEXT: Final = get_context("forkserver")
Bells = Mapping[bytes, Callable[[], object]]


def is_theirs(head: bytes) -> bool:
    return head.startswith(THEIRS)


def processes() -> int:
    """As HEEDFUL_RESPONDENTS_APART says; unasked, one a processor and 2 GiB of memory, where there is more than one."""
    if sys.platform != "linux":
        return 0
    processors, memory = os.cpu_count() or 1, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    usual = min(processors, MOST, round(memory / MEMORY_EACH)) if processors > 1 else 0
    return environment.count("HEEDFUL_RESPONDENTS_APART", usual, least=0)


def prepare() -> None:
    """Import what they need once for all, in a process without threads, while the server itself still starts."""
    if processes():
        CONTEXT.set_forkserver_preload(
            ["heedful.config.wsgi", "heedful.config.waking", "heedful.listen.answering.short_way"]
        )
        forkserver.ensure_running()


@contextmanager
def apart(server: SharingServer, bells: Bells, options: Mapping[str, Any]) -> Iterator[None]:
    """Meanwhile respondents are served by other processes; `bells` are rung when one says their names."""
    everybody = [Respondents(server, bells, options) for _ in range(processes())]
    for each in everybody:
        each.start()
    try:
        yield
    finally:
        for each in everybody:
            each.stop()


class Respondents(threading.Thread):
    """Begins the process, listens to it, and begins another when it has ended."""

    def __init__(self, server: SharingServer, bells: Bells, options: Mapping[str, Any]) -> None:
        super().__init__(name="respondents", daemon=True)
        self._server, self._bells, self._options = server, bells, options
        self._stopping = threading.Event()
        self._mine: socket.socket | None = None

    def run(self) -> None:
        failures = 0
        while not self._stopping.wait(min(PAUSE_SECONDS * failures**2, LONGEST_PAUSE_SECONDS)):
            began = time.monotonic()
            self._mine, theirs = pair()
            with self._mine, theirs:
                if self._stopping.is_set():  # `stop` looked before there was anything to shut down
                    return
                self._listen(self._mine, theirs)
            if not self._stopping.is_set():
                log.error("A process of the respondents' pages ended; another is begun.")
            failures = 1 if time.monotonic() - began > LONGEST_PAUSE_SECONDS else failures + 1

    def _listen(self, mine: socket.socket, theirs: socket.socket) -> None:
        process = CONTEXT.Process(target=serve, args=(theirs, dict(self._options)), daemon=True)
        process.start()
        theirs.close()
        self._server.take(mine, self._told)
        self._server.keep_from(mine)
        process.join(STOP_SECONDS)
        process.kill()

    def stop(self) -> None:
        """What it was asked is answered first."""
        self._stopping.set()
        self._server.keep_from(self._mine)
        if self._mine is not None:
            with suppress(OSError):
                self._mine.shutdown(socket.SHUT_RDWR)
        self.join(STOP_SECONDS)

    def _told(self, message: bytes) -> None:
        if message == READY and self._mine is not None:
            self._server.share_with(self._mine)
        elif message in self._bells:
            self._bells[message]()


class Bell:
    """Wakes somebody in the other process."""

    def __init__(self, other: socket.socket, name: bytes) -> None:
        self._other, self._name = other, name

    def wake(self) -> None:
        with suppress(OSError):  # the other has ended: what it looks for by itself, it finds
            self._other.send(self._name)


def serve(other: socket.socket, options: dict[str, Any]) -> None:
    """The process: until the server ends, or says that it is enough."""
    for number in (signal.SIGINT, signal.SIGTERM):  # these are the server's, which says when all is answered
        signal.signal(number, signal.SIG_IGN)
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.urls import resolve

    from heedful import flow
    from heedful.config import waking
    from heedful.config.wsgi import application
    from heedful.listen.answering.middleware import SHORT_WAY

    settings.PUBLIC_URL = options.pop("public_url")
    flow.begin()
    waking.wake_when_heard(Bell(other, waking.HEARD))
    waking.wake_when_put_off(Bell(other, waking.PUT_OFF))
    waking.wake_when_to_be_told(Bell(other, waking.TO_BE_TOLD))
    resolve(f"{PAGES}-/", SHORT_WAY)  # their pages are looked through now, and not while the first person waits
    server = UnboundServer(("127.0.0.1", 0), application, is_ours=is_theirs, **options)
    server.prepare()
    server.share_with(other)
    taking = threading.Thread(target=_take, args=(server, other), daemon=True)
    taking.start()
    Bell(other, READY).wake()
    server.serve()
    taking.join(STOP_SECONDS)
    connections.close_all()


def _take(server: UnboundServer, other: socket.socket) -> None:
    server.take(other, lambda _message: None)
    server.stop()
