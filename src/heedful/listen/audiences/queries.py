from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from heedful.interactions.store import Store
from heedful.listen.audiences.models import Audience, Listed
from heedful.listen.audiences.segments import Segment, keys_in, parse_segment
from heedful.people.customers.models import Customer
from heedful.people.members.models import Member
from heedful.people.workspaces.models import Workspace

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """How many there are as of a moment, and some of them, by name or key."""

    n: int
    examples: Sequence[tuple[str, str]]  # key, what they are called
    as_of: datetime


def visible_audiences(member: Member) -> QuerySet[Audience]:
    """Those that are offered; none for who sees only some places: people are not told apart by place here."""
    audiences = Audience.objects.filter(workspace=member.workspace_id, removed_at=None).select_related("workspace")
    return audiences.none() if member.is_limited else audiences


def visible_listed(member: Member, audience: Audience | None = None) -> QuerySet[Listed]:
    """Those on the lists that the member may see, or on one of them."""
    listed = Listed.objects.filter(audience__in=visible_audiences(member))
    listed = listed.select_related("customer", "audience__workspace")
    return listed if audience is None else listed.filter(audience=audience)


def preview_of(workspace: Workspace, segment: Segment, *, store: Store, now: datetime) -> Preview:
    """Counted without giving anybody a row."""
    keys = keys_in(segment, workspace, store=store, now=now)
    some = keys.slice(0, EXAMPLES).to_pylist()
    names = dict(Customer.objects.filter(workspace=workspace, key__in=some).values_list("key", "name"))
    return Preview(len(keys), [(key, names.get(key) or key) for key in some], now)


def count_of(audience: Audience, *, store: Store, now: datetime) -> int:
    if audience.kind == Audience.Kind.LIST:
        return Listed.objects.filter(audience=audience).count()
    return len(keys_in(parse_segment(audience.conditions), audience.workspace, store=store, now=now))
