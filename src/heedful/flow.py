"""Heard, then understood, then acted on: who is told of what the log has heard."""

from heedful.interactions.telling import Round, told_of


def begin() -> None:
    """From now on, this process passes on what it loads into the log."""
    told_of(_heard)


def _heard(heard: Round) -> None:
    from heedful.listen.invitations import triggers

    triggers.ask_where_triggers_say(heard)
