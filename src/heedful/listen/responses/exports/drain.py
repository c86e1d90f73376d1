"""A file that is never whole: what was written is taken off again, part by part."""

from __future__ import annotations

import io


class Drain(io.RawIOBase):
    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, given) -> int:  # type: ignore[no-untyped-def]
        self._waiting.append(bytes(given))
        self._written += len(given)
        return len(given)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        """All that was written since the last time."""
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)
