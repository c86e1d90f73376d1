"""A customer who is erased leaves no trace in alerts: what they said is no item any more, and no notice quotes it."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw
from django.db import transaction

from heedful.act.alerts.models import FiringItem, Rule
from heedful.act.notifications.actions import take_back
from heedful.interactions import stores
from heedful.measures import lazy
from heedful.people.models import Workspace

AT_ONCE = 500


@transaction.atomic
def forget_in_alerts(workspace: Workspace, names: Sequence[str]) -> int:
    """Before the customer goes from the log; how often a rule fired stays. Doing it again changes nothing."""
    rows = lazy(stores.current().frame(workspace.key)).filter(nw.col("customer").is_in(list(names)))
    said = list(rows.select("id").collect(backend="pyarrow")["id"].to_list())
    for start in range(0, len(said), AT_ONCE):
        items = FiringItem.objects.filter(firing__workspace=workspace, interaction__in=said[start : start + AT_ONCE])
        for firing in set(items.values_list("firing", flat=True)):
            take_back(workspace, f"firing:{firing}")
        items.delete()
    _forget_simulated(workspace, frozenset(said))
    return 0


def _forget_simulated(workspace: Workspace, said: frozenset[str]) -> None:
    for rule in Rule.objects.filter(workspace=workspace):
        firings = rule.simulated.get("firings", [])
        if any(said.intersection(each["items"]) for each in firings):
            for each in firings:
                each["items"] = [key for key in each["items"] if key not in said]
            rule.save(update_fields=["simulated"])
