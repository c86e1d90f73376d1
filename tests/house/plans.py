"""One plan with a task, by the names of the addresses that lead to it."""

from datetime import UTC, date, datetime

from heedful.act.plans.actions import add_task, write_plan
from heedful.act.plans.aims import Aim

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = {"name": "canary", "problem": "canary", "action": "canary"}


def plans_of(workspace, alice, addresses) -> dict[str, dict[str, object]]:
    """Of Sud alone."""
    aim = Aim("nps", "0-10", ("sud",), date(2026, 5, 1), date(2026, 8, 1), owner=alice)
    plan = write_plan(workspace, WORDS, aim, by=alice, now=NOW)
    task = add_task(plan, "canary", owner=alice, due_on=None, by=alice, now=NOW)
    of_task = {name for name in addresses if name.startswith("act:plan-task-")}
    own = {name for name in addresses if name == "act:plan" or name.startswith("act:plan-")} - of_task
    return {name: {"number": plan.pk} for name in own} | {name: {"number": task.pk} for name in of_task}
