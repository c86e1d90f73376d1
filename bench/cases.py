"""A million cases in one workspace: a page of the list for many different boxes, as the browser asks for it; p95.

python bench/cases.py [CASES]      1 million unless told otherwise; about a minute
One in twenty is open. The pages are asked for through the whole application, signed in, on SQLite.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CASES = 1_000_000
CUSTOMERS = 50_000
PLACES, OWNERS, CAUSES = 20, 30, 40
DAYS = 730
ROUNDS = 8
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def main() -> None:
    cases = int(float(sys.argv[1])) if len(sys.argv) > 1 else CASES
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        began = time.perf_counter()
        limited = fill(Path(folder), cases)
        print(f"{cases:,} cases filled in {time.perf_counter() - began:.0f} s")
        report("who sees everything", asked_of(OWNER))
        report("who sees one place", asked_of(limited))
    print(f"load average {os.getloadavg()[0]:.1f}")


OWNER = "alice@example.org"


def prepare(folder: Path) -> None:
    os.environ |= {"HEEDFUL_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
    from heedful.config import home as homes

    homes.make_folder(folder)
    homes.prepare(folder)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.urls import get_resolver

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    _every_page = get_resolver().url_patterns  # imported before anything is timed


def fill(folder: Path, cases: int) -> str:
    """Straight into the tables; who is limited to one place."""
    from django.contrib.auth.models import User

    from heedful.people.members.models import Member, Role
    from heedful.people.workspaces.models import Location, Workspace

    chain = Workspace.objects.create(key="chain", name="Chain", time_zone="Europe/Vilnius")
    places = [Location.objects.create(workspace=chain, key=f"p{n}", name=f"Club {n}") for n in range(PLACES)]
    names = [OWNER, *(f"agent{n}@example.org" for n in range(OWNERS))]
    users = [User.objects.create_user(name, name, first_name=name.split("@")[0]) for name in names]
    roles = [Role.OWNER, *[Role.AGENT] * OWNERS]
    seats = [
        Member.objects.create(workspace=chain, user=user, role=role) for user, role in zip(users, roles, strict=True)
    ]
    seats[-1].limited_to.add(places[0])
    insert(folder, cases, chain=chain.pk, place=places[0].pk, owner=seats[1].pk)
    return names[-1]


FILLING = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :cases),
dice AS (SELECT n, abs(random()) AS a, abs(random()) AS b, abs(random()) AS c, abs(random()) AS d FROM numbers),
made AS (
  SELECT *, a % 20 = 0 AS is_open,
    strftime('%Y-%m-%d %H:%M:%f', :newest, '-' || ((:cases - n) * :seconds / :cases) || ' seconds') AS at
  FROM dice
)
INSERT INTO act_case (
  workspace_id, number, title, origin, customer_id, location_id, touchpoint, language, priority, causes, owner_id,
  opened_at, changed_at, waits_since, closed_at, broken_at
)
SELECT
  :chain, n, 'The showers are cold again, number ' || n,
  CASE b % 3 WHEN 0 THEN 'answer' WHEN 1 THEN 'review' ELSE 'hand' END,
  :customer + c % :customers, :place + d % :places, 'visit', 'en',
  CASE WHEN b % 20 = 0 THEN 1 WHEN b % 20 < 5 THEN 2 WHEN b % 20 < 18 THEN 3 ELSE 4 END, '[]',
  nullif(:owner + c / 7 % (:owners + 1), :owner + :owners),
  at, at, CASE WHEN is_open AND d % 2 = 0 THEN at END,
  CASE WHEN NOT is_open THEN at END, CASE WHEN d % 50 = 0 THEN at END
FROM made
"""


def insert(folder: Path, cases: int, **first: int) -> None:
    """`first`: the numbers of the first place, owner and customer, and of the workspace."""
    with sqlite3.connect(next(folder.glob("*.sqlite3"))) as db:
        db.execute("PRAGMA synchronous = OFF")
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('act_case', 'act_casecause')"
        indexes = [(name, sql) for name, sql in db.execute(made).fetchall() if sql]
        for name, _sql in indexes:
            db.execute(f'DROP INDEX "{name}"')
        db.executemany(
            "INSERT INTO people_customer (workspace_id, key, name, language, created_at) VALUES (?, ?, ?, 'en', ?)",
            ((first["chain"], f"c{n}", f"Person {n}", moment(NOW)) for n in range(CUSTOMERS)),
        )
        first["customer"] = db.execute("SELECT min(id) FROM people_customer").fetchone()[0]
        sizes = {"customers": CUSTOMERS, "places": PLACES, "owners": OWNERS, "seconds": DAYS * 86_400}
        db.execute(FILLING, first | sizes | {"cases": cases, "newest": moment(NOW)})
        db.execute(
            "INSERT INTO act_casecause (case_id, workspace_id, key)"
            f" SELECT id, workspace_id, 'cause-' || abs(random()) % {CAUSES} FROM act_case"
        )
        for _name, sql in indexes:
            db.execute(sql)
        db.execute("ANALYZE")


def moment(at: datetime) -> str:
    """As Django writes it to SQLite."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def asked_of(address: str) -> dict[str, list[float]]:
    from django.contrib.auth.models import User
    from django.test import Client

    browser, dice = Client(), random.Random(3)
    browser.force_login(User.objects.get(username=address))
    timed: dict[str, list[float]] = {}
    for name, query in kinds(dice):
        for _ in range(ROUNDS):
            asked = query()
            timed.setdefault(name, []).append(timed_get(browser, asked)[0])
    timed["turned 20 pages on"] = turned(browser, "?state=open") + turned(browser, "?state=all")
    return timed


def kinds(dice: random.Random) -> list[tuple[str, Any]]:
    return [
        ("open", lambda: "?state=open"),
        ("mine", lambda: "?owner=me"),
        ("nobody's, urgent", lambda: "?owner=nobody&priority=1"),
        ("of an owner", lambda: f"?owner={dice.randrange(2, OWNERS)}"),
        ("of a place", lambda: f"?location={dice.randrange(1, PLACES + 1)}"),
        ("closed of a place", lambda: f"?state=closed&location={dice.randrange(1, PLACES + 1)}"),
        ("our turn", lambda: "?state=turn"),
        ("late", lambda: "?state=late"),
        ("closed", lambda: "?state=closed"),
        ("all", lambda: "?state=all"),
        ("all of an origin", lambda: "?state=all&origin=review"),
        ("open by cause", lambda: f"?cause=cause-{dice.randrange(CAUSES)}"),
        ("all by cause", lambda: f"?state=all&cause=cause-{dice.randrange(CAUSES)}"),
        ("by number", lambda: f"?state=all&q=%23{dice.randrange(1, CASES)}"),
    ]


def timed_get(browser: Any, query: str) -> tuple[float, str]:
    began = time.perf_counter()
    answer = browser.get(f"/act/cases/{query}")
    taken = time.perf_counter() - began
    assert answer.status_code == 200, answer.status_code
    return taken, answer.content.decode()


def turned(browser: Any, query: str) -> list[float]:
    times = []
    for _ in range(20):
        taken, page = timed_get(browser, query)
        times.append(taken)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if further is None:
            break
        query = further[1].replace("&amp;", "&")
    return times


def report(who: str, timed: dict[str, list[float]]) -> None:
    print(who)
    for name, times in timed.items():
        ordered = sorted(times)
        worst = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(f"  {name:<22} median {1000 * statistics.median(times):6.0f} ms   p95 {1000 * worst:6.0f} ms")
    every = sorted(taken for times in timed.values() for taken in times)
    print(f"  {'every page':<22} p95 {1000 * every[int(0.95 * len(every))]:6.0f} ms, of {len(every)}")


if __name__ == "__main__":
    main()
