"""A million cases in one workspace: the list for many different boxes, one case, many at once, a new one, the clock.

python bench/cases.py [CASES]      1 million unless told otherwise; about two minutes
One in twenty is open. The pages are asked for through the whole application, signed in, on SQLite. Beside the time that
passes stands the processor's, which says more on a machine that has other things to do.
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
KNOWN = 5_000  # customers who are found by name
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
        report("what is done", done_by(OWNER))
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
    name_causes(chain)
    insert(folder, cases, chain=chain.pk, place=places[0].pk, owner=seats[1].pk)
    make_known(chain)
    route(chain, places, seats[1:-1])
    return names[-1]


def name_causes(chain: Any) -> None:
    """Themes, so that the list can be asked for them; the first is the cause of half of all."""
    from heedful.understand.themes.models import NamedTheme, ThemeSet

    themes = ThemeSet.objects.create(workspace=chain, changed_at=NOW)
    NamedTheme.objects.bulk_create(
        NamedTheme(set=themes, key=f"cause-{n}", names={"en": f"Cause {n}"}, created_at=NOW) for n in range(CAUSES)
    )


def make_known(chain: Any) -> None:
    """Customers are found by their names, and some can be written to."""
    from heedful.people.customers.models import Customer, Identity
    from heedful.people.customers.words import keep_words

    some = list(Customer.objects.filter(workspace=chain).order_by("-pk")[:KNOWN])
    Identity.objects.bulk_create(
        Identity(workspace=chain, customer=each, kind="email", value=f"{each.key}@example.org") for each in some
    )
    keep_words(some)


def route(chain: Any, places: list[Any], seats: list[Any]) -> None:
    """Whose a new case is: of the first place whoever has the fewest, of the others the next."""
    from heedful.act.cases.setting_models import CasePromise, CaseRoute

    for position, (place, way) in enumerate(((places[0], "least busy"), (None, "in turn"))):
        CaseRoute.objects.create(workspace=chain, position=position, location=place, way=way).members.set(seats)
    CasePromise.objects.create(workspace=chain, answer_seconds=4 * 3600, close_seconds=40 * 3600)


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
            f" SELECT id, workspace_id, 'cause-' || (abs(random()) % 2 * (abs(random()) % {CAUSES})) FROM act_case"
        )
        for _name, sql in indexes:
            db.execute(sql)


def moment(at: datetime) -> str:
    """As Django writes it to SQLite."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


Timed = dict[str, list[tuple[float, float]]]  # seconds that passed, and the processor's


def asked_of(address: str) -> Timed:
    browser, dice = signed_in(address), random.Random(3)
    timed: Timed = {}
    for name, query in kinds(dice):
        for _ in range(ROUNDS):
            asked = query()
            timed.setdefault(name, []).append(timed_get(browser, f"/act/cases/{asked}")[0])
    timed["turned 20 pages on"] = turned(browser, "?state=open") + turned(browser, "?state=all")
    return timed


def signed_in(address: str) -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    browser = Client()
    browser.force_login(User.objects.get(username=address))
    browser.get("/act/cases/")
    return browser


def kinds(dice: random.Random) -> list[tuple[str, Any]]:
    def cause() -> str:
        return f"cause=cause-{dice.randrange(1, CAUSES)}"

    return [
        ("open", lambda: "?state=open"),
        ("mine", lambda: "?owner=me"),
        ("nobody's, urgent", lambda: "?owner=nobody&priority=1"),
        ("of an owner", lambda: f"?owner={dice.randrange(2, OWNERS)}"),
        ("of a place", lambda: f"?location={dice.randrange(1, PLACES + 1)}"),
        ("closed of a place", lambda: f"?state=closed&location={dice.randrange(1, PLACES + 1)}"),
        ("closed of an owner", lambda: f"?state=closed&owner={dice.randrange(2, OWNERS)}"),
        ("all of nobody", lambda: "?state=all&owner=nobody"),
        ("our turn", lambda: "?state=turn"),
        ("late", lambda: "?state=late"),
        ("put aside: none", lambda: "?state=resting"),
        ("closed", lambda: "?state=closed"),
        ("closed, urgent", lambda: "?state=closed&priority=1"),
        ("all", lambda: "?state=all"),
        ("all of an origin", lambda: "?state=all&origin=review"),
        ("an origin of none", lambda: "?state=all&origin=mention"),
        ("open by cause", lambda: f"?{cause()}"),
        ("all by cause", lambda: f"?state=all&{cause()}"),
        ("open by half's cause", lambda: "?cause=cause-0"),
        ("all by half's cause", lambda: "?state=all&cause=cause-0"),
        ("by number", lambda: f"?state=all&q=%23{dice.randrange(1, CASES)}"),
        ("by customer", lambda: f"?state=all&q=c{CUSTOMERS - dice.randrange(1, KNOWN)}"),
        ("by 50 customers", lambda: "?state=all&q=Person"),
        ("many boxes", lambda: f"?state=all&owner=3&location={dice.randrange(1, PLACES)}&priority=1&origin=review"),
    ]


def timed_get(browser: Any, address: str) -> tuple[tuple[float, float], str]:
    began, used = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    taken = (time.perf_counter() - began, time.process_time() - used)
    assert answer.status_code == 200, answer.status_code
    return taken, answer.content.decode()


def turned(browser: Any, query: str) -> list[tuple[float, float]]:
    times = []
    for _ in range(20):
        taken, page = timed_get(browser, f"/act/cases/{query}")
        times.append(taken)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if further is None:
            break
        query = further[1].replace("&amp;", "&")
    return times


def done_by(address: str) -> Timed:
    from heedful.act.cases.actions import open_case
    from heedful.act.cases.clock import look_at_due
    from heedful.people.workspaces.models import Location, Workspace

    browser, dice = signed_in(address), random.Random(5)
    chain, places = Workspace.objects.get(), list(Location.objects.order_by("pk"))
    timed: Timed = {"one case's page": [timed_get(browser, f"/act/cases/{number}/")[0] for number in picked(dice, 8)]}
    for name, place in (("opened, least busy", places[0]), ("opened, in turn", places[1])):
        told = {"title": "Cold", "origin": "hand", "location": place, "now": NOW}
        timed[name] = [timed_of(lambda told=told: open_case(chain, **told)) for _ in range(ROUNDS)]
    timed["the clock, nothing due"] = [timed_of(lambda: look_at_due(NOW)) for _ in range(ROUNDS)]
    timed["200 cases at once"] = [timed_of(lambda: at_once(browser, picked(dice, 200))) for _ in range(3)]
    return timed


def picked(dice: random.Random, count: int) -> list[int]:
    from heedful.act.cases.models import Case

    return dice.sample(list(Case.objects.filter(closed_at=None).values_list("number", flat=True)[:5_000]), count)


def at_once(browser: Any, numbers: list[int]) -> None:
    assert browser.post("/act/cases/bulk/", {"pick": numbers, "do": "take"}).status_code == 302


def timed_of(act: Any) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - used


def report(who: str, timed: Timed) -> None:
    print(who)
    for name, times in timed.items():
        print(f"  {name:<24} {said(times)}")
    print(f"  {'all of these':<24} {said([each for times in timed.values() for each in times])}")


def said(times: list[tuple[float, float]]) -> str:
    passed, used = zip(*times, strict=True)
    figures = {"median": statistics.median(passed), "p95": p95(passed), "processor": statistics.median(used)}
    figures["its p95"] = p95(used)
    return "   ".join(f"{name} {1000 * figure:6.0f} ms" for name, figure in figures.items())


def p95(times: Any) -> float:
    ordered = sorted(times)
    return float(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))])


if __name__ == "__main__":
    main()
