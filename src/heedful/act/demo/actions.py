"""The loop of the made-up clubs: alerts, cases, whom they won back, a plan with what it did, a strategy.

Nobody is written to: the owner is told in the application alone, and customers have no letters.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import narwhals as nw
from django.utils import translation

from heedful.act.alerts.models import Rule
from heedful.act.demo.alerts import let_rules_fire
from heedful.act.demo.cases import work_on_cases
from heedful.act.demo.plans import renovate
from heedful.act.demo.recovery import win_back
from heedful.act.notifications.actions import read_notices, set_wishes
from heedful.act.notifications.events import EVENTS, How
from heedful.act.notifications.models import Notice
from heedful.act.plans.models import Plan
from heedful.interactions import stores
from heedful.interactions.store import Store
from heedful.measures import lazy
from heedful.people.members.models import Role
from heedful.people.models import Member, Workspace
from heedful.understand.strategy.beginning import Chosen, begin_strategy
from heedful.understand.strategy.trades import trade

TRADE: Final = "clubs"
NEWS: Final = timedelta(days=14)  # what was told before that, the owner has read


def furnish_loop(workspace: Workspace) -> None:
    """Each part once: what is there already stays, however often this is begun again."""
    store = stores.current()
    owner = Member.objects.filter(workspace=workspace, role=Role.OWNER).select_related("workspace", "user").first()
    end = last_midnight(workspace, store)
    if owner is None or end is None:
        return
    with translation.override(workspace.language):
        set_wishes(owner, dict.fromkeys(EVENTS, How.HERE), "")
        if not Plan.objects.filter(workspace=workspace).exists():
            renovate(owner, store=store, end=end)
        _think(owner, store, end)
        if not Rule.objects.filter(workspace=workspace).exists():
            win_back(owner, store=store, end=end)
            let_rules_fire(owner, store=store, end=end)
            work_on_cases(owner, end=end)
            old = Notice.objects.filter(member=owner, created_at__lt=end - NEWS)
            read_notices(old, now=end)


def last_midnight(workspace: Workspace, store: Store) -> datetime | None:
    """The end of the last day of which the turnstiles told; None before they told of any."""
    rows: nw.LazyFrame[Any] = lazy(store.frame(workspace.key, kinds=["event"]))
    last = rows.select(last=nw.col("received_at").max()).collect(backend="pyarrow").item()
    if last is None:
        return None
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)


def _think(owner: Member, store: Store, end: datetime) -> None:
    """A strategy begun from the clubs' trade; its surveys and goals are there already, and are others."""
    known = trade(TRADE)
    if known is None:
        raise LookupError(TRADE)
    chosen = Chosen(range(len(known.personas)), [each.key for each in known.touchpoints], (), (), ())
    begin_strategy(known, chosen, by=owner, store=store, now=end)
