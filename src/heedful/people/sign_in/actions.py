"""How often a name may be tried from an address: counted before the password is looked at, forgotten on success."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_SECONDS = 15 * 60
PER_NAME = 5  # of one name from one address
PER_ADDRESS = 50  # of any names from one address


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy, what the proxy says (the last entry: the others can be forged)."""
    if settings.BEHIND_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def count_attempt(address: str, name: str) -> bool:
    """Count one more attempt; True when it is one too many."""
    return _count(_key(address, name.lower())) > PER_NAME or _count(_key(address)) > PER_ADDRESS


def forget_attempts(address: str, name: str) -> None:
    cache.delete(_key(address, name.lower()))


def _count(key: str) -> int:
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two lines
        cache.set(key, 1, WINDOW_SECONDS)
        return 1


def _key(*parts: str) -> str:
    return "sign-in:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
