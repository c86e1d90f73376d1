"""A million cases in one workspace: a page of the list for many different boxes, as the browser asks for it; p95.

python bench/cases.py [CASES]      1 million unless told otherwise; about four minutes, most of it to fill the table
One in twenty is open. The pages are asked for through the whole application, signed in, on SQLite.
"""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

CASES = 1_000_000
BATCH = 20_000
CUSTOMERS = 50_000
PLACES, OWNERS, CAUSES = 20, 30, 40
OPEN_SHARE = 0.05
DAYS = 730
ROUNDS = 12
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

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)


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
    insert(folder, chain.pk, [place.pk for place in places], [seat.pk for seat in seats[1:]], cases)
    return names[-1]


def insert(folder: Path, chain: int, places: list[int], owners: list[int], cases: int) -> None:
    dice = random.Random(7)
    with sqlite3.connect(next(folder.glob("*.sqlite3"))) as db:
        db.execute("PRAGMA synchronous = OFF")
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('act_case', 'act_casecause')"
        indexes = [(name, sql) for name, sql in db.execute(made).fetchall() if sql]
        for name, _sql in indexes:
            db.execute(f'DROP INDEX "{name}"')
        customers = ((chain, f"c{n}", f"Person {n}", "en", moment(NOW)) for n in range(CUSTOMERS))
        db.executemany(
            "INSERT INTO people_customer (workspace_id, key, name, language, created_at) VALUES (?, ?, ?, ?, ?)",
            customers,
        )
        first = db.execute("SELECT min(id) FROM people_customer").fetchone()[0]
        for start in range(0, cases, BATCH):
            rows = list(rows_of(dice, range(start, min(cases, start + BATCH)), cases, chain, places, owners, first))
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(
                f"INSERT INTO act_case ({', '.join(rows[0])}) VALUES ({marks})", [tuple(row.values()) for row in rows]
            )
        causes = db.execute("SELECT id, workspace_id FROM act_case").fetchall()
        db.executemany(
            "INSERT INTO act_casecause (case_id, workspace_id, key) VALUES (?, ?, ?)",
            ((case, of, f"cause-{dice.randrange(CAUSES)}") for case, of in causes),
        )
        for _name, sql in indexes:
            db.execute(sql)
        db.execute("ANALYZE")


def rows_of(
    dice: random.Random, numbers: range, cases: int, chain: int, places: list[int], owners: list[int], first: int
) -> Iterator[dict[str, Any]]:
    for number in numbers:
        opened = NOW - timedelta(days=DAYS * (1 - number / cases))
        is_open = dice.random() < OPEN_SHARE
        closed = None if is_open else moment(opened + timedelta(days=2))
        yield {
            "workspace_id": chain, "number": number + 1, "title": f"The showers are cold again, number {number}",
            "origin": dice.choice(["answer", "review", "hand"]), "customer_id": first + dice.randrange(CUSTOMERS),
            "location_id": dice.choice(places), "touchpoint": "visit", "language": "en",
            "priority": dice.choices([1, 2, 3, 4], [1, 4, 15, 2])[0], "causes": json.dumps([]),
            "owner_id": dice.choice([*owners, None]), "opened_at": moment(opened), "changed_at": moment(opened),
            "waits_since": moment(opened) if is_open and dice.random() < 0.5 else None, "closed_at": closed,
            "broken_at": moment(opened) if dice.random() < 0.02 else None,
        }  # fmt: skip


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
