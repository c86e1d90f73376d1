from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import narwhals as nw
from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise

from heedful.interactions.store import Store
from heedful.listen.audiences.members import people_in
from heedful.listen.audiences.persons import batches
from heedful.listen.invitations import reasons
from heedful.listen.invitations.models import Filtered, Invitation, Sending, SendingHours, Throttle
from heedful.listen.invitations.phrases import FILTERED, STATES
from heedful.listen.invitations.planning import AT_ONCE, frame_of, judged
from heedful.listen.invitations.rounds import wanted_of
from heedful.listen.invitations.triggers import trigger_of
from heedful.listen.invitations.waves import Window, begin_of
from heedful.measures import lazy
from heedful.people.members.models import Member
from heedful.stats import Estimate
from heedful.stats.shares import share

LOOKED_AT = 2_000  # people; of more, as many spread evenly over all
LOOKED_BACK = timedelta(days=30)
NEWEST_FILTERED = 20
State = Invitation.State
ORDER = (
    State.QUEUED,
    State.SENDING,
    State.SENT,
    State.OPENED,
    State.SCORED,
    State.ANSWERED,
    State.UNSUBSCRIBED,
    State.BOUNCED,
    State.FAILED,
    State.DROPPED,
)
ARRIVED = (State.SENT, State.OPENED, State.SCORED, State.ANSWERED, State.UNSUBSCRIBED)


def visible_sendings(member: Member) -> QuerySet[Sending]:
    """Newest first; none for who sees only some places: what is sent concerns the whole company."""
    sendings = Sending.objects.filter(workspace=member.workspace_id)
    sendings = sendings.select_related("workspace", "survey__workspace", "survey__published", "audience")
    return sendings.none() if member.is_limited else sendings


def visible_sent(member: Member, sending: Sending) -> QuerySet[Invitation]:
    found = Invitation.objects.filter(sending=sending, sending__in=visible_sendings(member))
    return found.select_related("customer")


def visible_invitations(member: Member) -> QuerySet[Invitation]:
    found = Invitation.objects.filter(workspace=member.workspace_id).select_related("customer", "survey", "sending")
    return found.none() if member.is_limited else found


def visible_throttles(member: Member) -> QuerySet[Throttle]:
    throttles = Throttle.objects.filter(workspace=member.workspace_id).select_related("survey")
    return throttles.none() if member.is_limited else throttles


def visible_hours(member: Member) -> QuerySet[SendingHours]:
    hours = SendingHours.objects.filter(workspace=member.workspace_id)
    return hours.none() if member.is_limited else hours


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sending is: how many stand in which state, why some were not asked, how many answered."""

    states: Sequence[tuple[str, str | Promise, int]]  # the word, what it is called, how many
    why_not: Sequence[tuple[str, int]]  # in words
    answered: Estimate

    @property
    def n(self) -> int:
        return sum(n for *_, n in self.states)


def progress_of(sending: Sending) -> Progress:
    rows = Invitation.objects.filter(sending=sending).order_by()
    counted: Counter[str] = Counter(dict(rows.values_list("state").annotate(Count("pk"))))
    dropped = rows.filter(state=State.DROPPED).values_list("reason").annotate(Count("pk"))
    left_out = sending.left_out.order_by().values_list("reason").annotate(Sum("n"))
    arrived = sum(counted[state] for state in ARRIVED)
    return Progress(
        [(state, STATES[state], counted[state]) for state in ORDER if counted[state]],
        [(reasons.says(reason), n) for reason, n in [*dropped, *left_out]],
        share(counted[State.ANSWERED], arrived),
    )


@dataclass(frozen=True, slots=True)
class Machines:
    """Looks of programs at the links of a sending: how many, and the newest of them."""

    n: int
    newest: Sequence[tuple[Filtered, str | Promise, str]]  # with why, in words, and the score it would have given


def looks_filtered(sending: Sending) -> QuerySet[Filtered]:
    """Looks of programs at its links, which count nowhere."""
    return Filtered.objects.filter(invitation__sending=sending).select_related("invitation")


def machines_of(sending: Sending) -> Machines:
    found = looks_filtered(sending)
    newest = found.order_by("-pk")[:NEWEST_FILTERED]
    told = [(each, FILTERED.get(each.why, each.why), score_of_look(each)) for each in newest]
    return Machines(found.count() if told else 0, told)


def score_of_look(filtered: Filtered) -> str:
    """The score alone: what a program would have written is of no use to anybody."""
    said = [str(each) for each in filtered.said.values() if not isinstance(each, bool)]
    return next((each for each in said if each.isdecimal()), "")


def rates_of(sendings: Sequence[Sending]) -> dict[int, Estimate]:
    """Of those whom each reached, the share that answered."""
    rows = Invitation.objects.filter(sending__in=sendings, state__in=ARRIVED).order_by()
    counted: dict[int, Counter[str]] = {sending.pk: Counter() for sending in sendings}
    for sending, state, n in rows.values_list("sending", "state").annotate(Count("pk")):
        counted[sending][state] = n
    return {pk: share(states[State.ANSWERED], sum(states.values())) for pk, states in counted.items()}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sending would do if it were started now. `scale`: how many stand behind each person looked at."""

    asked: int
    people: int
    first_at: datetime | None
    held: Sequence[tuple[str, int]]  # in words
    as_of: datetime
    is_about: bool = False
    occasions: int | None = None  # of a trigger: how often it happened in the last thirty days
    days: int | None = None  # how long it takes with its cap


def outlook_of(sending: Sending, *, store: Store, now: datetime) -> Outlook:
    if sending.kind == Sending.Kind.TRIGGER:
        return _looked_back(sending, store, now)
    people = people_in(sending.workspace, sending.audience, store=store, now=now, introducing=False)
    numbers = people.numbers()
    step = max(1, -(-len(numbers) // LOOKED_AT))
    asked, held, first_at = 0, Counter[str](), None
    frame = frame_of(sending, now=now)
    window = Window(
        max(begin_of(sending), now), max(begin_of(sending), now) + timedelta(days=sending.cadence_days or 1)
    )
    for some in batches(numbers[::step], AT_ONCE):
        wanted = wanted_of(frame, [(number, {}) for number in some], window)
        if sending.kind == Sending.Kind.ONCE:
            held[reasons.NOT_SAMPLED] += len(some) - len(wanted)
        for invitation in judged(frame, wanted):
            asked += not invitation.reason
            held[invitation.reason] += bool(invitation.reason)
            if not invitation.reason:
                first_at = min(first_at or invitation.due_at, invitation.due_at)
    said = [(reasons.says(reason), n * step) for reason, n in held.most_common() if n]
    days = -(-asked * step // sending.daily_cap) if sending.daily_cap and asked else None
    return Outlook(asked * step, len(numbers), first_at, said, now, step > 1, days=days)


def _looked_back(sending: Sending, store: Store, now: datetime) -> Outlook:
    """How often it happened lately, and to how many people; the log counts."""
    trigger = trigger_of(sending)
    since = (now - LOOKED_BACK).replace(tzinfo=None)
    rows = lazy(store.frame(sending.workspace.key, kinds=[trigger.kind])).filter(nw.col("occurred_at") >= since)
    for name in ("name", "location", "touchpoint", "product"):
        rows = rows.filter(nw.col(name) == value) if (value := getattr(trigger, name)) else rows
    found = rows.select(n=nw.len(), people=nw.col("customer").n_unique()).collect(backend="pyarrow").row(0)
    n, people = int(found[0] or 0), int(found[1] or 0)  # of no rows, an engine may give nothing
    return Outlook(round(n * sending.sample_percent / 100), people, None, [], now, True, occasions=n)


def visible_linked(member: Member, sending: Sending) -> QuerySet[Invitation]:
    """Those who have a link of their own to be given."""
    return visible_sent(member, sending).exclude(state=State.DROPPED)


def link_rows(member: Member, sending: Sending, href: str) -> Iterator[Mapping[str, str]]:
    """Each person's own link, for whoever gives them out."""
    for each in visible_linked(member, sending).order_by("pk").iterator(chunk_size=2_000):
        yield {"id": each.customer.key, "name": each.customer.name, "link": href.replace("TOKEN", each.token)}
