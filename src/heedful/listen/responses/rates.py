"""How many began, how many finished, how many of those asked answered: by channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from heedful.listen.invitations.models import Invitation
from heedful.listen.responses.forms import Wanted
from heedful.listen.responses.models import Response
from heedful.listen.responses.queries import moments_of
from heedful.listen.surveys.models import Survey
from heedful.people.models import Member
from heedful.stats import Estimate, share


@dataclass(frozen=True, slots=True)
class Begun:
    """How many began through a channel, and how many of them finished."""

    channel: str
    begun: int
    finished: int

    @property
    def partial(self) -> int:
        return self.begun - self.finished

    @property
    def rate(self) -> Estimate:
        return share(self.finished, self.begun)


@dataclass(frozen=True, slots=True)
class Invited:
    """How many were asked through a channel, opened what they were sent, and answered."""

    channel: str
    sent: int
    opened: int
    answered: int

    @property
    def of_sent(self) -> Estimate:
        return share(self.answered, self.sent)

    @property
    def of_opened(self) -> Estimate:
        return share(min(self.answered, self.opened), self.opened)


def begun_by_channel(survey: Survey, responses: QuerySet[Response]) -> list[Begun]:
    """Channel by channel, each counted in the index alone: to group them takes the database twice as long."""
    found = []
    for channel in _channels(survey):
        counted = responses.filter(channel=channel).aggregate(begun=Count("*"), finished=Count("finished_at"))
        found += [Begun(channel, **counted)] if counted["begun"] else []
    return sorted(found, key=lambda each: (-each.begun, each.channel))


def _channels(survey: Survey) -> Iterator[str]:
    """Those through which any response came that is not set aside: the index leaps from one to the next."""
    names = survey.responses.filter(set_aside="").order_by("channel").values_list("channel", flat=True)
    name = names.first()
    while name is not None:
        yield name
        name = names.filter(channel__gt=name).first()


def invited_by_channel(member: Member, wanted: Wanted) -> Sequence[Invited] | None:
    """None where the filters, or what the member may see, are not known of those who did not answer."""
    known = Wanted(survey=wanted.survey, channel=wanted.channel, begin=wanted.begin, end=wanted.end)
    if wanted != known or member.is_limited:
        return None
    begin, end = moments_of(member, wanted)
    asked = Invitation.objects.filter(
        survey=wanted.survey, survey__workspace=member.workspace_id, sent_at__isnull=False
    )
    asked = asked.filter(sent_at__gte=begin) if begin else asked
    asked = asked.filter(sent_at__lt=end) if end else asked
    asked = asked.filter(channel=wanted.channel) if wanted.channel else asked
    counted = asked.values("channel").annotate(
        sent=Count("pk"), opened=Count("opened_at"), answered=Count("answered_at")
    )
    found = counted.values_list("channel", "sent", "opened", "answered")
    return sorted((Invited(*row) for row in found), key=lambda each: (-each.sent, each.channel))
