"""Heard, then understood, then acted on: who is told of what the log has heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from heedful.interactions.telling import Round, told_of

if TYPE_CHECKING:
    from heedful.interactions.store import Store


def begin() -> None:
    """From now on, this process passes on what it loads into the log, and what becomes of responses."""
    from heedful.listen.responses.signals import response_changed, response_erased
    from heedful.understand.voices.labelled import labelled_told_of

    told_of(_heard)
    labelled_told_of(_labelled)
    response_changed.connect(_answered, weak=False, dispatch_uid="flow")
    response_erased.connect(_erased, weak=False, dispatch_uid="flow")


def end() -> None:
    """From now on, this process passes nothing on: what it began, a test ends."""
    from heedful.listen.responses.signals import response_changed, response_erased
    from heedful.understand.voices.labelled import labelled_told_of

    told_of(_heard)()  # heard of once, however often it began: this ends it
    labelled_told_of(_labelled)()
    response_changed.disconnect(dispatch_uid="flow")
    response_erased.disconnect(dispatch_uid="flow")


def _heard(heard: Round) -> None:
    from heedful.act.alerts import hearing as alerts
    from heedful.act.cases import following
    from heedful.listen.invitations import triggers
    from heedful.listen.responses import repeats
    from heedful.understand.voices import waking

    waking.label_later(heard)
    repeats.flag_repeats(heard)
    triggers.ask_where_triggers_say(heard)
    following.hear(heard)
    alerts.check(heard)


def _labelled(store: Store, workspace: str, ids: Sequence[str], now: datetime) -> None:
    from heedful.act.alerts import hearing as alerts

    alerts.check_texts(store, workspace, ids, now)


def _answered(*, response: Any, created: bool, **_said: object) -> None:
    from django.utils import timezone

    from heedful.act.webhooks import actions

    actions.tell_of_response(response, created=created, now=timezone.now())


def _erased(*, response: Any, **_said: object) -> None:
    from django.utils import timezone

    from heedful.act.webhooks import actions

    actions.tell_of_erased(response, now=timezone.now())
