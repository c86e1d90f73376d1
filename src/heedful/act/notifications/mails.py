"""Notices by mail: each becomes a letter in the transaction that notes it as sent: there is one, whatever dies."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import translation

from heedful.act.notifications.drafting import address_of, wall_time
from heedful.act.notifications.events import said
from heedful.act.notifications.models import Notice
from heedful.act.notifications.receivers import who_may_see
from heedful.people.account.queries import chosen_language
from heedful.people.mail.actions import write_letter
from heedful.people.members.models import Member

AT_A_TIME: Final = 100
State = Notice.State


def write_due(now: datetime) -> int:
    """How many letters were written; the mail's own task sends them, again and again if it has to."""
    written = 0
    while written < AT_A_TIME and _wrote_next(now):
        written += 1
    return written


def language_for(member: Member) -> str:
    return chosen_language(member.user) or member.workspace.language


@transaction.atomic
def _wrote_next(now: datetime) -> bool:
    due = Notice.objects.filter(
        way=Notice.Way.MAIL, member__isnull=False, state=State.WAITING, next_attempt_at__lte=now
    )
    due = due.select_related("member__user__preference", "member__workspace")
    notice = due.select_for_update(of=("self",)).order_by("next_attempt_at", "pk").first()
    if notice is None or (member := notice.member) is None:
        return False
    may_know = member.user.is_active and (not notice.location or who_may_see([member], notice.location))
    if may_know:
        _write(notice, member, now)
    notice.state, notice.sent_at, notice.next_attempt_at = State.SENT if may_know else State.FAILED, now, None
    notice.save(update_fields=["state", "sent_at", "next_attempt_at"])
    return True


def _write(notice: Notice, member: Member, now: datetime) -> None:
    language = language_for(member)
    with translation.override(language):
        words: dict[str, Any] = {"said": said(notice.event, notice.words), "at": wall_time(notice, member.workspace)}
    words |= {"href": address_of(notice.href), "workspace": member.workspace.name}
    words["wishes"] = address_of("/act/notifications/")
    to = member.user.email or member.user.username
    write_letter("notice", to=to, language=language, words=words, now=now, workspace=member.workspace)
