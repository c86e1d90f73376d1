"""A mail server or gateway that takes nothing is left alone for a while, longer each time it says no again.

Kept in the server's memory: after a restart it is tried at once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.cache import cache

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
KEPT_SECONDS = 24 * 3600


def rest(carrier: str, said: str, now: datetime) -> None:
    times = (cache.get(_name(carrier)) or {}).get("times", 0)
    until = now + PAUSES[min(times, len(PAUSES) - 1)]
    cache.set(_name(carrier), {"times": times + 1, "until": until, "said": said or carrier}, timeout=KEPT_SECONDS)
    log.warning("%s takes nothing, and is asked again at %s: %s", carrier, until, said)


def rests(carrier: str, now: datetime) -> str:
    """What it said when it last took nothing, while it is left alone; "" while it is not."""
    kept = cache.get(_name(carrier))
    return str(kept["said"]) if kept and now < kept["until"] else ""


def wake(carrier: str) -> None:
    """It takes something again."""
    cache.delete(_name(carrier))


def _name(carrier: str) -> str:
    return f"resting-{carrier}"
