"""What happened, in one mail of the day or of the week, for whoever wishes so: told once, whatever dies.

A digest is a notice with a key of its own day: its letter is written in the transaction that keeps the notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from heedful.act.notifications.drafting import address_of
from heedful.act.notifications.events import EVENTS, NUMBERS, How, said
from heedful.act.notifications.figures import Figure, figures_for
from heedful.act.notifications.hours import when_not_quiet
from heedful.act.notifications.mails import language_for
from heedful.act.notifications.models import Notice, Wish
from heedful.act.notifications.queries import visible_notices
from heedful.interactions import stores
from heedful.people.mail.actions import write_letter
from heedful.people.models import Member

DIGEST: Final = "digest"  # the event of the notice that says that it was written
FROM_HOUR, TO_HOUR = 7, 20
AT_A_TIME: Final = 20
MOST: Final = 50
BACK: Final = {How.DAILY: timedelta(days=1), How.WEEKLY: timedelta(days=7)}


def write_digests_due(now: datetime) -> int:
    """How many were looked at, some at a time; who has had theirs is not looked at again, and one that fails keeps no
    other back.
    """
    failures, due = [], _due(now)[:AT_A_TIME]
    for member, how in due:
        try:
            write_digest(member, how, now=now)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("digests", failures)
    return len(due)


def write_digest(member: Member, how: str, *, now: datetime) -> bool:
    """Whether there was something to tell; either way it is done for this day, or week."""
    wished = dict(Wish.objects.filter(member=member).values_list("event", "how"))
    events = {event.name for event in EVENTS.values() if wished.get(event.name, event.how) == how}
    told, more = _since_last(member, how, events, now)
    language = language_for(member)
    with translation.override(language), timezone.override(member.workspace.time_zone):
        figures = figures_for(member, store=stores.current(), now=now) if wished.get(NUMBERS) == how else []
        words = _words(member, how, told, more, figures, now)
        html = render_to_string("people/mail/digest.html", words | {"language": language})
    return _keep(member, how, words, html, now=now)


@transaction.atomic
def _keep(member: Member, how: str, words: dict[str, Any], html: str, *, now: datetime) -> bool:
    key = _key(member, how, now)
    has_news = bool(words["notices"] or words["figures"])
    _row, is_new = Notice.objects.get_or_create(
        workspace=member.workspace,
        key=key,
        defaults={
            "event": DIGEST, "member": member, "way": Notice.Way.MAIL, "words": {"how": how}, "created_at": now,
            "due_at": now, "state": Notice.State.SENT, "sent_at": now,
        },
    )  # fmt: skip
    if is_new and has_news:
        to = member.user.email or member.user.username
        language = language_for(member)
        write_letter(DIGEST, to=to, language=language, words=words, html=html, now=now, workspace=member.workspace)
    return is_new and has_news


def _wished() -> list[tuple[Member, str]]:
    """Each member with each kind of digest that they wish for, once."""
    wishes = Wish.objects.filter(how__in=BACK, member__user__is_active=True)
    pairs = sorted(set(wishes.order_by("member_id", "how").values_list("member_id", "how")))
    if not pairs:
        return []
    seats = Member.objects.select_related("workspace", "user__preference", "quiet_hours")
    seats = seats.in_bulk([number for number, _how in pairs])
    return [(seats[number], how) for number, how in pairs]


def _due(now: datetime) -> list[tuple[Member, str]]:
    """Whose time it is, and who has not had theirs: two questions, however many there are."""
    timely = {_key(member, how, now): (member, how) for member, how in _wished() if _is_time(member, how, now)}
    had = set(Notice.objects.filter(event=DIGEST, key__in=timely).values_list("key", flat=True)) if timely else set()
    return [pair for key, pair in timely.items() if key not in had]


def _is_time(member: Member, how: str, now: datetime) -> bool:
    """By day, on Mondays for the week; not while it is quiet, unless it is quiet until the evening."""
    local = now.astimezone(ZoneInfo(member.workspace.time_zone))
    if not FROM_HOUR <= local.hour < TO_HOUR or (how == How.WEEKLY and local.weekday() != 0):
        return False
    quiet = member.quiet_hours.hours if hasattr(member, "quiet_hours") else ""
    return local.hour == TO_HOUR - 1 or when_not_quiet(now, quiet, member.workspace.time_zone) == now


def _key(member: Member, how: str, now: datetime) -> str:
    day = now.astimezone(ZoneInfo(member.workspace.time_zone)).date()
    return f"{DIGEST}:{how}:{day}:m{member.pk}"


def _since_last(member: Member, how: str, events: set[str], now: datetime) -> tuple[Sequence[Notice], int]:
    """What came since the last one of its kind, and how much more there is than is shown."""
    before = Notice.objects.filter(member=member, event=DIGEST, words__how=how).order_by("-created_at").first()
    since = before.created_at if before else now - BACK[How(how)]
    found = visible_notices(member).filter(event__in=events, created_at__gt=since, created_at__lte=now)
    shown = list(found.order_by("-pk")[:MOST])
    return shown, found.count() - MOST if len(shown) == MOST else 0


def _words(
    member: Member, how: str, told: Sequence[Notice], more: int, figures: Sequence[Figure], now: datetime
) -> dict[str, Any]:
    notices = [
        {"said": said(notice.event, notice.words), "href": address_of(notice.href), "at": notice.created_at}
        for notice in told
    ]
    return {
        "workspace": member.workspace.name,
        "is_weekly": how == How.WEEKLY,
        "day": now.astimezone(ZoneInfo(member.workspace.time_zone)).date(),
        "notices": notices,
        "more": more,
        "figures": figures,
        "all": address_of("/act/notices/"),
        "wishes": address_of("/act/notifications/"),
    }
