"""The drivers as pictures: how much each matters, and that against how it does."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heedful.ui import charts
from heedful.understand.drivers.answer import Drivers, Row
from heedful.understand.drivers.looks import DriversLook

MOST_DRAWN = 20
MOST_SPOTS = 12


def weights_drawn(look: DriversLook, found: Drivers) -> charts.Bars | None:
    if not found.rows:
        return None
    return charts.Bars(
        title=_("What goes with it, the weightiest first"),
        says=_("How much of what differs between the answers each one goes with. Association, not cause."),
        unit="share",
        of=look.of,
        points=tuple(
            charts.Point(called(row), row.weight.value, row.weight.low, row.weight.high, row.n, href=row.href)
            for row in found.rows[:MOST_DRAWN]
        ),
    )


def called(row: Row) -> str:
    """With the way it goes, where that is more than chance."""
    if row.driver.verdict == "higher":
        return _("%(name)s: higher") % {"name": row.name}
    if row.driver.verdict == "lower":
        return _("%(name)s: lower") % {"name": row.name}
    return row.name


def quadrants_drawn(look: DriversLook, found: Drivers) -> charts.Quadrants | None:
    """What customers did before is neither well nor badly done, and has no place in it."""
    rows = [row for row in found.rows if row.kind != "done" and row.among.value is not None][:MOST_SPOTS]
    if len(rows) < 2 or found.level.value is None:
        return None
    return charts.Quadrants(
        title=_("What to mend first"),
        says=_("The line in the middle is the measure of all; above the line across lies what matters more than most."),
        unit=found.unit,
        of=look.of,
        spots=tuple(
            charts.Spot(
                charts.Point.of(row.name, row.among, minimum_n=look.method.minimum_n, href=row.href),
                row.weight.value or 0.0,
            )
            for row in rows
        ),
        middle=found.level.value,
        weight=sum(row.weight.value or 0.0 for row in rows) / len(rows),
        names=(_("Mend first"), _("Keep up"), _("Watch"), _("Fine as it is")),
        across=_("%(measure)s of those it concerns") % {"measure": look.metric.name},
        up=_("How much it matters"),
        better="lower" if look.better == "lower" else "higher",
    )
