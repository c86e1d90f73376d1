"""Heard, then understood, then acted on: who is told of what the log has heard."""

from typing import Any

from heedful.interactions.telling import Round, told_of


def begin() -> None:
    """From now on, this process passes on what it loads into the log, and what becomes of responses."""
    from heedful.listen.responses.signals import response_changed, response_erased

    told_of(_heard)
    response_changed.connect(_answered, weak=False, dispatch_uid="flow")
    response_erased.connect(_erased, weak=False, dispatch_uid="flow")


def end() -> None:
    """From now on, this process passes nothing on: what it began, a test ends."""
    from heedful.listen.responses.signals import response_changed, response_erased

    told_of(_heard)()  # heard of once, however often it began: this ends it
    response_changed.disconnect(dispatch_uid="flow")
    response_erased.disconnect(dispatch_uid="flow")


def _heard(heard: Round) -> None:
    from heedful.act.cases import following
    from heedful.listen.invitations import triggers
    from heedful.understand.voices import waking

    waking.label_later(heard)
    triggers.ask_where_triggers_say(heard)
    following.hear(heard)


def _answered(*, response: Any, created: bool, **_said: object) -> None:
    from django.utils import timezone

    from heedful.act.webhooks import actions

    actions.tell_of_response(response, created=created, now=timezone.now())


def _erased(*, response: Any, **_said: object) -> None:
    from django.utils import timezone

    from heedful.act.webhooks import actions

    actions.tell_of_erased(response, now=timezone.now())
