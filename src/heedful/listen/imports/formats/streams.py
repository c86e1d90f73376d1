"""Bytes of a file, unpacked on the way, counted, and cut off before a zip bomb fills the disk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
from django.utils.translation import gettext as _

from heedful.listen.imports.formats.chunks import Progress
from heedful.listen.imports.refusals import refuse

BLOCK: Final = 1 << 20
INFLATED_RATIO: Final = 200  # text compresses 5 to 30 times; a bomb a thousand times and more
INFLATED_FREELY: Final = 64 << 20
_PACKED: Final = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_TRANSCODED: Final = ("utf-8", "utf8", "utf-8-sig", "ascii")


class CountedFile(io.RawIOBase):
    """A file that tells how far it was read."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._progress = progress
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        size = self._file.readinto(buffer)
        self.taken += size
        if self._progress:
            self._progress(self.taken)
        return size

    def close(self) -> None:
        self._file.close()
        super().close()


class UnpackedFile(io.RawIOBase):
    """The text inside a .gz or .zst file; refuses to go on where it swells beyond what text can."""

    def __init__(self, packed: CountedFile, codec: str, name: str) -> None:
        super().__init__()
        self._packed, self._name = packed, name
        self._inner = pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), codec)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        try:
            data = self._inner.read(len(buffer))
        except OSError as error:
            raise refuse(
                _("%(name)s is damaged: %(error)s.") % {"name": self._name, "error": error},
                _("Send or download the file again."),
            ) from None
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > INFLATED_FREELY and self._given > INFLATED_RATIO * self._packed.taken:
            raise refuse(
                _("%(name)s swells more than %(limit)s times when unpacked: it looks like a zip bomb.")
                % {"name": self._name, "limit": INFLATED_RATIO},
                _("Unpack it yourself, look at it, and import the text file if it is what you expected."),
            )
        return len(data)


def packing(path: Path) -> str | None:
    """`gzip`, `zstd` or None, by the first bytes, whatever the name says."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((codec for magic, codec in _PACKED.items() if start.startswith(magic)), None)


def byte_stream(path: Path, progress: Progress | None = None) -> io.RawIOBase:
    counted = CountedFile(path, progress)
    codec = packing(path)
    return UnpackedFile(counted, codec, path.name) if codec else counted


def blocks(path: Path, progress: Progress | None = None) -> Iterator[bytes]:
    with byte_stream(path, progress) as stream:
        while block := stream.read(BLOCK):
            yield block
