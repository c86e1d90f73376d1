"""A person's own demo: a workspace apart, made in the background, and gone without a trace when it is removed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum

from heedful.interactions import loader, spool, stores
from heedful.interactions.models import SpoolEntry
from heedful.listen.demo.actions import Size, hear, story
from heedful.listen.demo.furnishing import furnish, furnish_at_last
from heedful.listen.demo.models import DemoWorkspace
from heedful.listen.demo.surveys import furnish_surveys
from heedful.listen.imports.models import Import
from heedful.listen.imports.uploads import forget_file
from heedful.people.members.models import Member, Role
from heedful.people.workspaces.models import Workspace

NAME: Final = "Six Clubs (demo)"
TIME_ZONE: Final = "Europe/Vilnius"
SEED: Final = 7
STALLED_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.2


class GoneError(Exception):
    """The demo was removed while it was being made."""


@transaction.atomic
def begin_demo(user: User, *, language: str, now: datetime) -> DemoWorkspace:
    """An empty made-up company with the person as its owner; the one there is, if there is one."""
    if there := DemoWorkspace.objects.filter(user=user).select_related("workspace").first():
        return there
    workspace = Workspace.objects.create(
        key=f"demo-{secrets.token_hex(5)}", name=NAME, time_zone=TIME_ZONE, language=language, is_made_up=True
    )
    Member.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    return DemoWorkspace.objects.create(workspace=workspace, user=user, asked_at=now)


def make(
    demo: DemoWorkspace, *, now: datetime, keep_on: Callable[[], None] = lambda: None, size: Size | None = None
) -> None:
    """Fill it. Begun again after a crash it goes on: what was heard is not heard twice. `keep_on` may raise to stop."""
    if demo.heard_at is None:
        _hear(demo, now, size or Size())
    keep_on()
    furnish(demo.workspace)
    _add(demo, lambda: furnish_surveys(demo.workspace, now=now))
    _wait_for_the_log(demo, keep_on, now)
    _add(demo, lambda: furnish_at_last(demo.workspace))
    _wait_for_the_log(demo, keep_on, now)
    if not DemoWorkspace.objects.filter(pk=demo.pk).update(ready_at=now, failed_at=None, done=demo.whole):
        raise GoneError


def remove_demo(demo: DemoWorkspace) -> None:
    """All of it goes: the rows here at once, those in the log as soon as the loader comes to it."""
    _forget_files(demo.workspace)
    with transaction.atomic():
        spool.forget(demo.workspace.key)
        demo.workspace.delete()


def _hear(demo: DemoWorkspace, now: datetime, size: Size) -> None:
    workspace = demo.workspace
    told = story(now=now, seed=SEED, time_zone=workspace.time_zone, currency=workspace.currency, size=size)
    demo.heard_at, demo.whole = now, len(told.heard)
    with transaction.atomic():
        # Both first: the demo may have been removed meanwhile, and nothing must be heard of it then.
        if not DemoWorkspace.objects.filter(pk=demo.pk).update(heard_at=now, whole=demo.whole):
            raise GoneError
        hear(workspace, told, seed=SEED)


def _add(demo: DemoWorkspace, furnish: Callable[[], object]) -> None:
    """What the log hears of it is a part of the whole; furnished before, nothing is added."""
    key = demo.workspace.key
    with transaction.atomic():
        before = SpoolEntry.objects.filter(workspace=key).order_by("-pk").values_list("pk", flat=True).first() or 0
        furnish()
        demo.whole += _waiting(key, after=before)
        DemoWorkspace.objects.filter(pk=demo.pk).update(whole=demo.whole)


def _wait_for_the_log(demo: DemoWorkspace, keep_on: Callable[[], None], now: datetime) -> None:
    """The loader carries it into the log; where none is at work, this does it itself."""
    before, since = -1, monotonic()
    while waiting := _waiting(demo.workspace.key):
        keep_on()
        if not DemoWorkspace.objects.filter(pk=demo.pk).update(done=max(0, demo.whole - waiting)):
            raise GoneError
        if waiting != before:
            before, since = waiting, monotonic()
        elif monotonic() - since > STALLED_SECONDS:
            _load_a_round(now)
        sleep(LOOK_SECONDS)


def _waiting(workspace: str, *, after: int = 0) -> int:
    return SpoolEntry.objects.filter(workspace=workspace, pk__gt=after).aggregate(items=Sum("items"))["items"] or 0


def _load_a_round(now: datetime) -> None:
    try:
        loader.load(stores.current(), now=now, rounds=1)
    except loader.Busy:
        return  # it is at work after all


def _forget_files(workspace: Workspace) -> None:
    """Whatever was sent into it to try the imports out."""
    for run in Import.objects.filter(workspace=workspace):
        forget_file(run)
        for path in (Path(settings.HOME) / "imports").glob(f"{run.pk}-*"):
            path.unlink()
