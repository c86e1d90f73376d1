# ruff: noqa: E402 -- models can be imported only once Django is set up
"""Erase a customer again and again, killed at random moments. Run as a process of its own, with HEEDFUL_HOME set.

Only children open the databases, so that each is what a fresh command would be.
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"

import django

django.setup()

from heedful.config import home, upgrade
from heedful.interactions import loader, spool, stores
from heedful.interactions.models import SpoolEntry
from heedful.interactions.schema import Heard
from heedful.people.customers.actions import add_identities, erase_customer, merge_customers
from heedful.people.customers.models import Customer, Identity, Merge
from heedful.people.workspaces.models import Workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDERS = 50


def in_a_child(work, *, kill_after: float | None = None) -> int:
    """The child's exit code; -9 if it was killed first."""
    child = os.fork()
    if child == 0:
        os._exit(work())
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def begin() -> int:
    home.prepare(environment_home())
    upgrade.upgrade()
    Workspace.objects.create(key="clubs", name="Clubs")
    return 0


def environment_home():
    from heedful.config import environment

    return environment.home()


def hear() -> int:
    workspace = Workspace.objects.get()
    ann = Customer.objects.create(workspace=workspace, key="ann")
    anna = Customer.objects.create(workspace=workspace, key="anna")
    add_identities(ann, [("email", "ann@example.org")])
    merge_customers(ann, absorbed=anna, by=None, now=NOW)
    seen = datetime.now(UTC).timestamp()
    orders = [
        Heard(id=f"{alias}-{seen}-{n}", occurred_at=NOW, received_at=NOW, kind="order", value=1.0, alias=alias)
        for alias in ("ann", "anna", "bert")
        for n in range(ORDERS)
    ]
    spool.hear("clubs", orders)
    loader.load(stores.current(), now=NOW)
    stores.close_current()
    return 0


def erase() -> int:
    erase_customer(Workspace.objects.get(), "ann", by=None, now=NOW)
    return 0


def look_after_restart() -> int:
    """0: she is there, all of her. 1: nothing of her is. Anything else is a mixture."""
    loader.load(stores.current(), now=NOW)
    frame = stores.current().frame("clubs")
    hers = frame.filter("alias in ('ann', 'anna')").count("*").fetchone()[0]
    rows = Customer.objects.count(), Identity.objects.count(), Merge.objects.count(), SpoolEntry.objects.count()
    stores.close_current()
    return {(2 * ORDERS, (2, 1, 1, 0)): 0, (0, (0, 0, 0, 0)): 1}.get((hers, rows), 2)


def main(points: int) -> None:
    in_a_child(begin)
    ends, killed = [], 0
    assert in_a_child(hear) == 0
    began = time.monotonic()
    assert in_a_child(erase) == 0
    usual = time.monotonic() - began
    for _ in range(points):
        assert in_a_child(hear) == 0
        killed += in_a_child(erase, kill_after=random.uniform(0, usual * 1.1)) == -signal.SIGKILL
        ends.append(in_a_child(look_after_restart))
        assert ends[-1] in (0, 1), f"after kill number {len(ends)} a part of her is left"
        assert in_a_child(erase) == 0
        assert in_a_child(look_after_restart) == 1
    sys.stdout.write(f"{killed} of {points} killed; still there {ends.count(0)}, gone {ends.count(1)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
