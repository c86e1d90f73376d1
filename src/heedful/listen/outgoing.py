"""Requests to addresses that somebody typed in: never into the network that this server stands in.

The name is looked up once, every address it has is looked at, and the request goes to the one that was looked at, so
that a name cannot point elsewhere a moment later. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

TIMEOUT_SECONDS = 15.0
LONGEST_ANSWER = 100_000  # bytes


class NotReachable(Exception):  # noqa: N818 - reads as what it is
    """Nothing was sent: there is no such host, or it may not be spoken to."""


def address_of(url: str, *, private: Collection[str] | None = None) -> str:
    """The IP address that a request to this address goes to. Raises NotReachable."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise NotReachable(f"{url} is no address of the web.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise NotReachable(f"{url} is no address of the web.")
    allowed = settings.PRIVATE_HOSTS if private is None else private
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReachable(f"{host} is not found: {error}") from error
    addresses = [str(each[4][0]) for each in found]
    if host not in allowed and not all(is_public(each) for each in addresses):
        raise NotReachable(f"{host} is on a private network (HEEDFUL_PRIVATE_HOSTS).")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether the address is one of the open internet, also where it hides in one of another kind."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


def post(
    url: str,
    *,
    data: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    timeout_seconds: float | None = None,
    longest_answer: int = LONGEST_ANSWER,
) -> httpx.Response:
    """POST there. Raises NotReachable where nothing was sent, and httpx.HTTPError as httpx does.

    Whoever waits for something slow or long says so: seconds for the whole conversation, bytes of the answer.
    """
    ip, parts = address_of(url), urlsplit(url)
    seconds = TIMEOUT_SECONDS if timeout_seconds is None else timeout_seconds
    address = httpx.URL(url).copy_with(host=ip)
    given = dict(headers or {}) | {"Host": parts.netloc.rpartition("@")[2]}
    opened = httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False, verify=_trusted())
    with opened as client, _Deadline(seconds) as until:
        extensions = {"sni_hostname": parts.hostname, "trace": until.note}
        request = client.build_request(
            "POST", address, data=data, content=content, headers=given, extensions=extensions
        )
        try:
            answer = client.send(request, auth=auth, stream=True)
            got, about = _beginning_of(answer, longest_answer), answer.headers.copy()
            about.pop("Content-Encoding", None)  # it is unpacked already
            return httpx.Response(answer.status_code, headers=about, content=got)
        except httpx.TransportError as error:
            if until.has_passed:
                raise httpx.ReadTimeout(f"no whole answer within {seconds:.0f} seconds") from error
            raise


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: the authorities' certificates take longer than all else of a request."""
    return httpx.create_ssl_context(trust_env=False)


class _Deadline:
    """Ends a conversation that takes too long as a whole, however steadily it drips."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._stream: Any = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def note(self, _event: str, info: Mapping[str, Any]) -> None:
        """What httpcore tells of each step: the stream, as soon as there is one."""
        if hasattr(info.get("return_value"), "get_extra_info"):
            self._stream = info["return_value"]

    def _end(self) -> None:
        self.has_passed = True
        if self._stream is not None:
            with suppress(OSError):
                self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def _beginning_of(answer: httpx.Response, longest: int) -> bytes:
    """So much of the answer as anybody needs, unpacked only so far."""
    got = b""
    for piece in answer.iter_bytes():
        got += piece
        if len(got) >= longest:
            break
    answer.close()
    return got[:longest]
