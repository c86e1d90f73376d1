"""Several receivers are served at once, each by one at a time: one that hangs keeps nobody else waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.db import connections
from django.utils import timezone

from heedful.act.webhooks.delivering import Clock, deliver, endpoints_due, tidy

AT_ONCE: Final = 8
TIDIED_EVERY: Final = timedelta(hours=1)
log = logging.getLogger(__name__)


class Couriers:
    """Of webhooks, unless told who is `due`, what `serves` one of these, and what `tidies` up behind them."""

    def __init__(
        self,
        *,
        clock: Clock = timezone.now,
        due: Callable[[datetime], Iterable[int]] = endpoints_due,
        serves: Callable[..., object] = deliver,
        tidies: Callable[[datetime], object] = tidy,
        at_once: int = AT_ONCE,
        name: str = "webhook",
    ) -> None:
        self._clock, self._due, self._serves, self._tidies = clock, due, serves, tidies
        self._at_once, self._name = at_once, name
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=f"{name}-courier")
        self._busy: set[int] = set()
        self._guard = threading.Lock()
        self._tidied_at: datetime | None = None

    def send_due(self) -> None:
        """Hand out what is due, to as many as are free; nothing is waited for."""
        now = self._clock()
        for receiver in self._due(now):
            with self._guard:
                if len(self._busy) >= self._at_once:
                    break
                if receiver in self._busy:
                    continue
                self._busy.add(receiver)
            self._pool.submit(self._serve, receiver)
        if self._tidied_at is None or now - self._tidied_at > TIDIED_EVERY:
            self._tidied_at = now
            self._tidies(now)

    def close(self) -> None:
        """What is on its way arrives, or is tried again at the next start."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _serve(self, receiver: int) -> None:
        try:
            self._serves(receiver, clock=self._clock)
        except Exception:
            log.exception("What was due for the %s %s could not be sent; it will be tried again.", self._name, receiver)
        finally:
            connections.close_all()
            with self._guard:
                self._busy.discard(receiver)
