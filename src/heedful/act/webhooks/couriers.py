"""Several endpoints are served at once, each by one at a time: one that hangs keeps nobody else waiting."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
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
    def __init__(
        self, *, clock: Clock = timezone.now, serves: Callable[..., object] = deliver, at_once: int = AT_ONCE
    ) -> None:
        self._clock, self._serves, self._at_once = clock, serves, at_once
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="courier")
        self._busy: set[int] = set()
        self._guard = threading.Lock()
        self._tidied_at: datetime | None = None

    def send_due(self) -> None:
        """Hand out what is due, to as many as are free; nothing is waited for."""
        now = self._clock()
        for endpoint in endpoints_due(now):
            with self._guard:
                if len(self._busy) >= self._at_once:
                    break
                if endpoint in self._busy:
                    continue
                self._busy.add(endpoint)
            self._pool.submit(self._serve, endpoint)
        if self._tidied_at is None or now - self._tidied_at > TIDIED_EVERY:
            self._tidied_at = now
            tidy(now)

    def close(self) -> None:
        """What is on its way arrives, or is tried again at the next start."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _serve(self, endpoint: int) -> None:
        try:
            self._serves(endpoint, clock=self._clock)
        except Exception:
            log.exception("What was due for the webhook %s could not be sent; it will be tried again.", endpoint)
        finally:
            connections.close_all()
            with self._guard:
                self._busy.discard(endpoint)
