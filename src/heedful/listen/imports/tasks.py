"""The long part of an import, done by the worker; each can be killed at any moment and run again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from heedful.interactions import stores
from heedful.interactions.store import StoreFailed
from heedful.listen.imports import actions, steps, uploads
from heedful.listen.imports.guessing import guess
from heedful.listen.imports.mapping import FileOptions
from heedful.listen.imports.models import Import
from heedful.listen.imports.refusals import Refused
from heedful.listen.imports.totals import Totals

log = logging.getLogger(__name__)

GIVEN_BACK = "given back"  # the worker's word for: begin it again at the next start
NOT_WANTED = "not wanted any more"


class GivenBack(Exception):  # noqa: N818 -- reads as what it is
    """The server is about to stop."""


class Stopped(Exception):  # noqa: N818 -- reads as what it is
    """A member stopped it."""


class Watch:
    """Keeps how far a run came in the import's row, and ends the run where it is not wanted any more."""

    def __init__(self, run: Import, task_id: str) -> None:
        self._run, self._task = run, task_id
        self._done = self._whole = 0
        self._end: type[Exception] | None = None

    def note(self, done: int, whole: int) -> None:
        """From whichever thread reads: no database here."""
        self._done, self._whole = done, whole
        if self._end:
            raise self._end

    def tick(self, totals: Totals) -> None:
        row = Import.objects.filter(pk=self._run.pk, state=self._run.state)
        if not row.update(done_bytes=self._done, whole_bytes=self._whole, rows=totals.rows):
            self._end = Stopped
        elif not DBTaskResult.objects.running().filter(pk=self._task).exists():
            self._end = GivenBack
        if self._end:
            raise self._end


Work = Callable[[Import, Watch], None]


@task(takes_context=True)
def look(context: TaskContext, import_id: int) -> str:
    """What kind of file it is, and what its columns seem to hold."""
    return _worked(context, import_id, _look)


@task(takes_context=True)
def try_out(context: TaskContext, import_id: int) -> str:
    """The whole file, without changing anything."""
    return _worked(context, import_id, _try_out)


@task(takes_context=True)
def take_in(context: TaskContext, import_id: int) -> str:
    """The file into the log."""
    return _worked(context, import_id, _take_in)


def _worked(context: TaskContext, import_id: int, work: Work) -> str:
    mine = Import.objects.filter(pk=import_id, task=context.task_result.id, state__in=Import.AT_WORK)
    run = mine.select_related("workspace").first()
    if run is None:
        return NOT_WANTED
    with translation.override(run.language or settings.LANGUAGE_CODE):
        try:
            work(run, Watch(run, context.task_result.id))
        except GivenBack:
            return GIVEN_BACK
        except Stopped:
            return NOT_WANTED
        except Refused as refused:
            _put_down(run, Import.State.OPEN, refused)
        except Exception as error:
            log.exception("The import %s broke off.", run.pk)
            _put_down(run, Import.State.BROKEN, error)
    return run.state


def _put_down(run: Import, state: Import.State, error: Exception) -> None:
    run.state, run.problem = state, _in_words(error)
    if isinstance(error, Refused):
        asked = next((problem for problem in error.problems if problem.topic), None)
        run.options.pop("asked", None)
        if asked:
            run.options["asked"] = {"topic": asked.topic, "what": asked.what, "choices": asked.choices}
    Import.objects.filter(pk=run.pk).update(state=run.state, problem=run.problem, options=run.options)


def _in_words(error: Exception) -> str:
    if isinstance(error, Refused):
        return "\n".join(f"{problem.what} {problem.remedy}" for problem in error.problems)
    if isinstance(error, StoreFailed | OSError):
        return _("The log could not be written: %(why)s. What went in so far is kept; make room, then go on.") % {
            "why": getattr(error, "strerror", None) or error
        }
    return _("Something broke on our side; the server’s own record says what. Nothing is lost: try again.")


def _look(run: Import, _watch: Watch) -> None:
    options = {key: value for key, value in run.options.items() if key in FileOptions.__struct_fields__}
    found = guess(steps.file_of(run), FileOptions(**options))
    run.options.pop("asked", None)
    run.problem = ""
    steps.keep_look(run, found, today=timezone.localdate())


def _try_out(run: Import, watch: Watch) -> None:
    prepared = steps.prepared_of(run)
    totals = actions.try_out(prepared, now=timezone.now(), progress=watch.note, tick=watch.tick)
    run.trial, run.state, run.problem = totals.told(with_examples=True), Import.State.OPEN, ""
    run.save(update_fields=["trial", "state", "problem"])


def _take_in(run: Import, watch: Watch) -> None:
    prepared, now = steps.prepared_of(run), timezone.now()
    digests = {
        "digest": actions.file_digest(prepared.path),
        "mapping_digest": actions.mapping_digest(prepared.mapping),
    }
    steps.begin_run(run, prepared, now=now, **digests)
    store, home = stores.current(), Path(settings.HOME)
    run.seen, run.trial = {}, {}  # they quote the file
    actions.take_in(prepared, run, store=store, home=home, now=now, progress=watch.note, tick=watch.tick)
    uploads.forget_file(run)


def say_broken_off(task_id: str) -> None:
    """The process died under it each time; the worker tries no more."""
    said = _("The server died under this import each time it tried. Try a smaller file, or make room in its memory.")
    left = Import.objects.filter(task=task_id, state__in=Import.AT_WORK)
    left.update(state=Import.State.BROKEN, problem=said)
