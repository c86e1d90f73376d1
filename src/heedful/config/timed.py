"""What happens by the clock: each is bounded for a call, and goes on where it was if it is killed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module

DUE: Sequence[str] = (
    "heedful.listen.invitations.rounds.plan_due",
    "heedful.listen.invitations.delivery.deliver_due",
    "heedful.listen.invitations.delivery.remind_due",
    "heedful.listen.invitations.returns.read_returned_due",
    "heedful.listen.responses.settling.settle_due",
    "heedful.act.cases.clock.look_at_due",
    "heedful.act.notifications.digests.write_digests_due",
    "heedful.understand.voices.tasks.teach_due",
    "heedful.act.alerts.clock.check_due",
    "heedful.understand.themes.tasks.find_due",
    "heedful.act.plans.tasks.begin_due",
    "heedful.act.plans.tasks.measure_due",
    "heedful.act.plans.tasks.remind_due",
    "heedful.act.notifications.goals.tell_of_goals_due",
)


def run_due(now: datetime) -> None:
    """Run them all; one that fails keeps none of the others back, and is told of at the end."""
    failures = []
    for name in DUE:
        try:
            _called(name)(now)
        except Exception as failure:
            failure.add_note(f"in {name}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("what was due", failures)


def _called(name: str) -> Callable[[datetime], object]:
    """Imported when it is first due: a command that serves nothing needs none of it."""
    module, _, function = name.rpartition(".")
    called: Callable[[datetime], object] = getattr(import_module(module), function)
    return called
