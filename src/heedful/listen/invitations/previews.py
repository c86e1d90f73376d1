"""The mail as it would be read, before anybody is written to."""

from __future__ import annotations

from datetime import datetime

from heedful.listen.invitations.letters import Asking, Letter, letter_of
from heedful.listen.invitations.models import Invitation, Sending
from heedful.people.customers.models import Customer

SHOWN = "preview"


def letter_previews(sending: Sending, *, now: datetime) -> list[Letter]:
    """In each of the survey's languages; none for what is not sent by mail, or not published."""
    if sending.channel != Sending.Channel.EMAIL or sending.survey.published is None:
        return []
    languages = sending.survey.published.document.get("languages", ("en",))
    return [letter_of(Asking(_made_up(sending, language, now))) for language in languages]


def _made_up(sending: Sending, language: str, now: datetime) -> Invitation:
    """Never kept: its link leads nowhere."""
    return Invitation(
        workspace=sending.workspace,
        sending=sending,
        survey=sending.survey,
        customer=Customer(workspace=sending.workspace),
        channel=sending.channel,
        language=language,
        token=SHOWN,
        occasion=SHOWN,
        due_at=now,
        created_at=now,
    )
