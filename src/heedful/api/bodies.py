"""The body of a request: unpacked while it is read, never beyond the limit, then split into items."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

import msgspec
from django.http import HttpRequest, UnreadablePostError

from heedful.api.problems import ApiError
from heedful.listen.capture.actions import Unreadable

LIMIT: Final = 20 * 1024 * 1024
CHUNK: Final = 64 * 1024
GZIP: Final = b"\x1f\x8b"
JSON: Final = ("application/json", "")
LINES: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
UNREADABLE: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
PACKED: Final = ("application/gzip", "application/x-gzip", "application/octet-stream")


def items(request: HttpRequest) -> list[object]:
    """The posted items: an object is one, an array is several, NDJSON is one a line."""
    kind = request.content_type or ""
    if kind not in (*JSON, *LINES, *PACKED):
        raise ApiError(415, f"Send application/json or application/x-ndjson, not {kind[:60]}.")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("gzip", "x-gzip", "identity", ""):
        raise ApiError(415, f"Send the body plain or gzip-compressed, not {encoding[:60]}.")
    body = body_of(request).strip()
    if not body:
        raise ApiError(400, "The body is empty: send an interaction, an array of them, or one a line.")
    return _lines(body) if kind in LINES else _decoded(body, strict=kind in JSON)


def body_of(request: HttpRequest) -> bytes:
    """Unpacked, and without the mark that some programs begin text with."""
    return _body(request).removeprefix(b"\xef\xbb\xbf")


def _decoded(body: bytes, *, strict: bool) -> list[object]:
    try:
        decoded = msgspec.json.decode(body)
    except UNREADABLE as error:
        if not strict and b"\n" in body and not body.startswith(b"["):
            return _lines(body)
        raise ApiError(400, f"The body is not JSON: {_fault(error)}.") from error
    return decoded if isinstance(decoded, list) else [decoded]


def _lines(body: bytes) -> list[object]:
    return [_line(line) for line in body.splitlines() if line.strip()]


def _line(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except UNREADABLE as error:
        return Unreadable(line.decode(errors="replace"), f"the line is not JSON: {_fault(error)}")


def _fault(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _body(request: HttpRequest) -> bytes:
    """The whole body, gzip recognised by its first bytes whatever the headers say."""
    chunks = _chunks(request)
    first = next(chunks, b"")
    unpacked = _unpacked(first, chunks) if first.startswith(GZIP) else _plain(first, chunks)
    body = bytearray()
    for part in unpacked:
        body += part
        if len(body) > LIMIT:
            raise ApiError(413, f"More than {LIMIT // 1024 // 1024} MB when unpacked: send it in several requests.")
    return bytes(body)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    try:
        while chunk := request.read(CHUNK):
            yield chunk
    except UnreadablePostError as error:
        raise ApiError(400, "The request ended before its body did.") from error


def _plain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _unpacked(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Piece by piece, so that a bomb is refused at the limit and not after it has gone off."""
    engine = zlib.decompressobj(wbits=31)
    try:
        for chunk in _plain(first, rest):
            pending = chunk
            while pending:
                if engine.eof:  # a file of several gzip members, as `cat a.gz b.gz` makes
                    engine = zlib.decompressobj(wbits=31)
                yield engine.decompress(pending, CHUNK)
                pending = engine.unused_data if engine.eof else engine.unconsumed_tail
    except zlib.error as error:
        raise ApiError(400, "The body starts as gzip and is damaged.") from error
    if not engine.eof:
        raise ApiError(400, "The gzip body is cut short.")
