"""Files that people send: kept under the home while they are worked on, private, whole or not at all."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heedful.listen.imports.models import Import
from heedful.people.members.models import Member

KEPT = timedelta(days=14)  # an import that nobody goes on with
SPARE_BYTES = 200 << 20  # left on the disk, for the log and all else
LONGEST_NAME = 100  # bytes: a file system takes 255, and a letter has up to four


def folder_of(run: Import) -> Path:
    return Path(settings.HOME) / "uploads" / str(run.pk)


def path_of(run: Import) -> Path | None:
    """The file as it was sent; None once it is gone."""
    folder = folder_of(run)
    return next(folder.iterdir(), None) if folder.is_dir() else None


def forget_file(run: Import) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)


def no_room_for(size: int) -> str:
    """Why a file of this size cannot be taken; empty where it can."""
    megabytes = {"size": -(-size >> 20), "limit": settings.UPLOAD_BYTES >> 20}
    if size > settings.UPLOAD_BYTES:
        return _("The file has more than %(limit)s MB, which is the most that can be sent here.") % megabytes
    home = Path(settings.HOME)
    if shutil.disk_usage(home).free < size + SPARE_BYTES:
        return _("The server’s disk has no room for a file of this size. Nothing was kept; make room first.")
    return ""


class ArrivingFile(FileUploadHandler):
    """Writes one file to the home as it comes in; what breaks off leaves a word in the list, and no file."""

    chunk_size = 1 << 20

    def __init__(self, request: HttpRequest, *, now: datetime) -> None:
        super().__init__(request)
        self.member: Member = request.member  # type: ignore[attr-defined]
        self.now = now
        self.problem = ""
        self.run: Import | None = None
        self.expected = 0
        self.file: BinaryIO  # from the moment it is opened on; Django closes it where the request breaks off

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803, ARG002 -- Django's
        self.expected = content_length
        self.problem = no_room_for(content_length)

    def new_file(self, *given, **more) -> None:
        super().new_file(*given, **more)
        if self.problem:
            raise StopUpload(connection_reset=True)
        if self.field_name != "file" or self.run is not None:
            raise SkipFile
        self.run = Import.objects.create(
            workspace=self.member.workspace,
            by=self.member,
            state=Import.State.UPLOADING,
            file_name=self.file_name[:255],
            started_at=self.now,
            language=get_language() or "",
        )
        self.file = _opened(folder_of(self.run), self.file_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        try:
            self.file.write(raw_data)
        except OSError:
            self.problem = _("The server’s disk filled up while the file came in. Nothing was kept; make room first.")
            raise StopUpload(connection_reset=True) from None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.run is None:
            return None
        os.fsync(self.file.fileno())
        self.file.close()
        self.run.size = file_size
        return UploadedFile(name=self.file_name, size=file_size)

    def settle(self, *, is_whole: bool) -> None:
        """When the request is over: a file that did not come whole is swept, and the list says so."""
        if self.run is None or is_whole:
            return
        arrived = 0
        if hasattr(self, "file"):
            self.file.close()
            arrived = sum(path.stat().st_size for path in folder_of(self.run).iterdir())
        self.run.problem = self.problem or broke_off(arrived, self.expected)
        self.run.state, self.run.size = Import.State.BROKEN, 0
        self.run.save()
        forget_file(self.run)


def broke_off(arrived: int, expected: int) -> str:
    percent = min(99, 100 * arrived // max(1, expected))
    return _("The upload broke off at %(percent)s %%. Nothing of the file was kept: send it again.") % {
        "percent": percent
    }


def _opened(folder: Path, name: str) -> BinaryIO:
    folder.mkdir(mode=0o700, parents=True)
    stem, dot, ending = name.rpartition(".")
    short = f"{_cut(stem, LONGEST_NAME)}{dot}{_cut(ending, 10)}" if stem else _cut(ending, LONGEST_NAME)
    kept = short.lstrip(".") or "file"
    return os.fdopen(os.open(folder / kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _cut(text: str, most: int) -> str:
    """So many bytes of it, and no half letter."""
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")


def sweep_at_start(*, now: datetime) -> None:
    """What the last process left half-done when it ended: uploads that never came whole, runs of the command line."""
    for run in Import.objects.filter(state=Import.State.UPLOADING):
        run.problem = _("The server stopped while the file came in. Nothing of it was kept: send it again.")
        run.state = Import.State.BROKEN
        run.save(update_fields=["problem", "state"])
    cut_off = Import.objects.filter(state=Import.State.IMPORTING, task=None)
    cut_off.update(state=Import.State.BROKEN, problem=_("The command was cut off. Begin it again: it goes on."))
    sweep(now=now)


def sweep(*, now: datetime) -> None:
    """Files of imports that are over, or that nobody went on with for two weeks."""
    old = Import.objects.filter(state__in=[Import.State.OPEN, Import.State.BROKEN], started_at__lt=now - KEPT)
    old.exclude(seen={}).update(state=Import.State.THROWN_AWAY, seen={}, trial={}, draft={})
    going_on = [*Import.AT_WORK, Import.State.OPEN, Import.State.BROKEN, Import.State.UPLOADING]
    kept = set(Import.objects.filter(state__in=going_on, started_at__gte=now - KEPT).values_list("pk", flat=True))
    kept |= set(Import.objects.filter(state__in=Import.AT_WORK).values_list("pk", flat=True))
    for folder in (Path(settings.HOME) / "uploads").glob("*"):
        if not folder.name.isdecimal() or int(folder.name) not in kept:
            shutil.rmtree(folder, ignore_errors=True)
