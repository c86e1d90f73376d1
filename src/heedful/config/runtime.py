"""Which threads run: the web server's, the loader of what was heard into the log, the worker of tasks, the timer.

The door opens before all pages are imported: respondents are answered meanwhile, and the team waits a second or two.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.urls import resolve
from django.utils import timezone

from heedful.act.notifications import sending
from heedful.act.notifications.waking import woken_by as woken_by_notices
from heedful.act.webhooks.couriers import Couriers
from heedful.config import home, respondents, timed, worker
from heedful.config.sharing import SharingServer
from heedful.config.waking import (
    HEARD,
    PUT_OFF,
    TO_BE_TOLD,
    wake_when_heard,
    wake_when_put_off,
    wake_when_to_be_told,
)
from heedful.interactions import loader, stores
from heedful.interactions.store import Store
from heedful.listen.imports.uploads import sweep_at_start
from heedful.understand.voices.apart import ReadingStoppedError, apart, stop_reading
from heedful.understand.voices.waking import woken_by

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
TIMER_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
REST_SECONDS = 1.0
RESTS_PER_ROUND = 3.0  # so that loading leaves three quarters of the time to the pages
LONGEST_REST_SECONDS = 5.0
LABELS_SECONDS = 30.0
LABELS_AT_ONCE = 2_000  # texts in full
LABELS_REST_SECONDS = 2.0
MESSENGERS = 4  # channels of the team that are written to at once
AT_THE_DOOR = 128  # connections that wait to be taken; a poster in a full hall brings many at once
REQUEST_SECONDS = 30  # until whoever says nothing is let go of: a busy machine must not take a waiting person for one
STOP_SECONDS = 30
HTTP = {"server_name": "Heedful", "timeout": REQUEST_SECONDS, "shutdown_timeout": STOP_SECONDS}


class DrainingThread(threading.Thread):
    """Drains what fills up, at once when woken; outlives every error, with longer and longer pauses."""

    failed = "It failed, and will try again."

    def __init__(self, name: str, drain: Callable[[], object], *, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__(name=name, daemon=True)
        self._drain_all = drain
        self._poll_seconds = poll_seconds
        self._awake = threading.Event()
        self._resting = threading.Event()  # is set only to end a rest
        self._rest_seconds = 0.0
        self._stopping = False

    def wake(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        """Drain once more what is there by now, then end."""
        self._stopping = True
        self._resting.set()
        self.wake()
        if self.ident is None:  # it is told to stop before it began
            self.start()
        self.join(STOP_SECONDS)

    def run(self) -> None:
        pause = self._poll_seconds
        while not self._stopping:
            pause = self._poll_seconds if self._drain() else min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._resting.wait(self._rest_seconds)
            self._awake.wait(pause)
            self._awake.clear()
        self._drain()
        connections.close_all()

    def _drain(self) -> bool:
        close_old_connections()
        try:
            self._drain_all()
        except Exception:
            log.exception(self.failed)
            return False
        return True


class LoaderThread(DrainingThread):
    """From the spool into the log."""

    failed = "The loader failed; nothing is lost, it will try again."

    def __init__(self, load: Callable[[], object], *, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__("loader", lambda: self._loaded(load), poll_seconds=poll_seconds)

    def _loaded(self, load: Callable[[], object]) -> None:
        """What comes alone is loaded at once; in a stream, a second's together; more where a round takes long."""
        began = time.monotonic()
        entries = getattr(load(), "entries", 0)
        rest = min(max(REST_SECONDS, RESTS_PER_ROUND * (time.monotonic() - began)), LONGEST_REST_SECONDS)
        self._rest_seconds = rest if entries else 0.0


class WorkerThread(DrainingThread):
    """Runs the tasks that pages put off."""

    failed = "The worker failed; the tasks are kept, it will try again."

    def __init__(self, tasks: worker.TaskQueue, *, poll_seconds: float = POLL_SECONDS) -> None:
        super().__init__("worker", tasks.run_ready, poll_seconds=poll_seconds)
        self._tasks = tasks

    def stop(self) -> None:
        """A task that runs is given back, and begun again at the next start."""
        self._tasks.stop()
        super().stop()


class LabelsThread(DrainingThread):
    """Has what customers said read, in the loader's wake, by a process that gives way to this one."""

    failed = "The labelling failed; the texts still wait, it will try again."

    def __init__(self, store: Store, *, poll_seconds: float = LABELS_SECONDS) -> None:
        super().__init__("labels", lambda: self._labelled(store), poll_seconds=poll_seconds)

    def _labelled(self, store: Store) -> None:
        """In parts, so that the time that stands beside the labels is that of the part; in a stream, seldom."""
        from heedful.understand.voices.labelling import label_due  # slow to import, and pages do not wait for it

        self._rest_seconds = 0.0
        with suppress(ReadingStoppedError):  # what was being read waits for the next start
            while not self._stopping and label_due(
                store, timezone.now(), LABELS_AT_ONCE, keep_on=lambda: not self._stopping
            ):
                self._rest_seconds = LABELS_REST_SECONDS


@apart()
def serve(*, host: str, port: int, threads: int, ready: Callable[[str], None]) -> None:
    """Run everything in this process until it is told to stop. The caller holds the home."""
    respondents.prepare()
    store = stores.current()
    loading = LoaderThread(lambda: loader.load(store, now=timezone.now()))
    working = WorkerThread(worker.TaskQueue())
    timing = DrainingThread("timer", lambda: timed.run_due(timezone.now()), poll_seconds=TIMER_SECONDS)
    couriers = Couriers()
    telling = DrainingThread("webhooks", couriers.send_due)
    messengers = Couriers(
        due=sending.receivers_due, serves=sending.serve, tidies=sending.tidy, at_once=MESSENGERS, name="notices"
    )
    noticing = DrainingThread("notices", messengers.send_due)
    labels = LabelsThread(store)
    imported = threading.Event()
    server = _server(host, port, threads, imported)
    write_links_to(server.bind_addr[1])
    call_command("clearsessions")
    worker.take_up_again(now=timezone.now())
    sweep_at_start(now=timezone.now())
    wake_when_heard(loading)
    wake_when_put_off(working)
    wake_when_to_be_told(telling)
    no_more_labels = woken_by(labels.wake)
    no_more_notices = woken_by_notices(noticing.wake)

    def begin() -> None:
        imported.set()
        for each in (loading, working, timing, telling, noticing, labels):
            each.start()

    bells = {HEARD: loading.wake, PUT_OFF: working.wake, TO_BE_TOLD: telling.wake}
    try:
        _serve_until_told(server, ready, begin, bells)
    finally:
        imported.set()
        stop_reading()  # before all else: pages and threads wait for it
        server.stop()
        no_more_labels()
        labels.stop()
        no_more_notices()
        noticing.stop()
        messengers.close()
        telling.stop()
        couriers.close()
        timing.stop()
        working.stop()
        loading.stop()
        stores.close_current()
        connections.close_all()


def _server(host: str, port: int, threads: int, imported: threading.Event) -> SharingServer:
    from heedful.config.wsgi import application

    def answered(environ: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(respondents.PAGES):
            imported.wait()
        return application(environ, begin)

    server = SharingServer(
        (host, port),
        answered,
        is_ours=lambda head: not respondents.is_theirs(head),
        numthreads=threads,
        request_queue_size=AT_THE_DOOR,
        **HTTP,
    )
    try:
        server.prepare()
    except OSError as error:
        raise home.HomeError(
            f"Port {port} on {host} cannot be opened ({error.strerror or error}). Choose another with --port."
        ) from error
    return server


def _serve_until_told(
    server: SharingServer, ready: Callable[[str], None], begin: Callable[[], None], bells: respondents.Bells
) -> None:
    def told(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    serving = threading.Thread(target=server.serve, name="serving", daemon=True)
    address, port = server.bind_addr[:2]
    with ExitStack() as stack, suppress(KeyboardInterrupt):
        options = {"public_url": settings.PUBLIC_URL, "numthreads": server.requests.min, **HTTP}
        stack.enter_context(respondents.apart(server, bells, options))
        serving.start()
        ready(f"http://{'localhost' if address in ('127.0.0.1', '0.0.0.0', '::') else address}:{port}/")  # noqa: S104
        resolve("/")  # every page is imported now, and not while the first person waits for theirs
        begin()
        serving.join()
    for number, handler in before.items():
        signal.signal(number, handler)


def write_links_to(port: int) -> None:
    """Unless it is said where people reach this server, what it writes leads to where it listens."""
    if not os.environ.get("HEEDFUL_URL") and urlsplit(settings.PUBLIC_URL).hostname == "localhost":
        settings.PUBLIC_URL = f"http://localhost:{port}"
