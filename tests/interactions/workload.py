"""A scripted day in the life of a log, in a process of its own, so that it can be killed at any moment.

`python -m tests.interactions.workload FOLDER URL` goes on where it was stopped, until all of it is in the log.
What was already heard is told by the rows of the spool's database, as a web request's own rows would tell it.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
STEPS = 40


def prepare(folder: Path) -> None:
    os.environ["HEEDFUL_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "interactions", verbosity=0)


def say(step: int) -> None:
    """One request of the day: rows mostly, now and then a sign-in, a merge, its undoing, a withdrawal, an erasure."""
    from heedful.interactions import rejected, spool
    from heedful.interactions.schema import Heard, Link, Unlink

    at = NOON + timedelta(minutes=step)
    moment = {"occurred_at": at, "received_at": at}
    spool.hear(
        "nord",
        [
            Heard(
                id=f"{step}-{n}",
                kind=("answer", "page", "order")[n % 3],
                visitor=f"v{n % 7}" if n % 2 else None,
                alias=f"c{(step * n) % 11}" if n % 4 else None,
                value=float(n % 11),
                text=f"said by c{(step * n) % 11}",
                thread=f"t{(step + n) % 8}",
                **moment,
            )
            for n in range(20)
        ]
        + [Heard(id=f"{step}-odd", kind="unheard of", **moment)],
    )
    if step % 5 == 1:
        spool.link("nord", [Link(id=f"in-{step}", visitor=f"v{step % 7}", alias=f"c{step % 11}", **moment)])
    if step % 5 == 2:
        spool.link("nord", [Link(id=f"m-{step}", alias=f"c{step % 11}", into=f"c{step % 6}", **moment)])
    if step % 10 == 8:
        spool.unlink("nord", [Unlink(id=f"u-{step}", link=f"m-{step - 6}", **moment)])
    if step % 6 == 3:
        spool.withdraw("nord", [f"t{step % 8}", f"t{step % 3}"])
    if step % 12 == 10:
        spool.restore("nord", [f"t{(step - 1) % 8}"])
    if step % 20 == 15:
        rejected.reject("nord", f"a line of c{step % 11}", "unreadable", now=at)
        spool.erase("nord", f"c{step % 11}")
    if step % 4 == 1:
        spool.hear("ost", [Heard(id=f"{step}", kind="answer", alias=f"c{step % 11}", **moment)])
    if step == 26:
        spool.forget("ost")


def main(folder: Path, url: str) -> None:
    prepare(folder)
    from django.db import connection, transaction

    from heedful.interactions import loader, stores

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("CREATE TABLE IF NOT EXISTS said (step INTEGER PRIMARY KEY)")
        cursor.execute("SELECT coalesce(max(step), -1) FROM said")
        (last,) = cursor.fetchone()
        cursor.execute("CREATE TABLE IF NOT EXISTS told (workspace TEXT, id TEXT)")

    def keep_what_was_told(heard: loader.Round) -> None:
        with connection.cursor() as cursor:
            pairs = heard.rows.select(["workspace", "id"]).to_pylist()
            cursor.executemany("INSERT INTO told VALUES (%(workspace)s, %(id)s)", pairs)

    loader.told_of(keep_what_was_told)
    store = stores.open_store(url)
    print("open", flush=True)  # noqa: T201
    for step in range(last + 1, STEPS):
        with transaction.atomic(), connection.cursor() as cursor:
            say(step)
            cursor.execute("INSERT INTO said VALUES (%s)", [step])
        if step % 3 == 2:
            loader.load(store, now=NOON)
    loader.load(store, now=NOON)
    store.close()
    print("done", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
