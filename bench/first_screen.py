"""The first screen over 10M interactions in the demo's mix: all its measures after a write, and kept.

The demo's story is made once and repeated, each time as other customers, until the log is full.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROWS = int(os.environ.get("HEEDFUL_BENCH_ROWS", "10000000"))
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
AFTER_A_WRITE, KEPT = 0.8, 0.15
SUFFIXED = ("id", "customer", "alias", "visitor", "session", "thread")
RUNS = 3
READ = ("answer", "review", "order", "refund", "cost", "event", "message", "case")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HEEDFUL_HOME": home, "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        import django

        django.setup()
        for step in measured(Path(home)):
            print(json.dumps(step))


def measured(home: Path) -> list[dict]:
    from heedful.interactions import stores
    from heedful.understand.metrics.screen import first_screen

    member = alice()
    rows = filled(home)
    store = stores.current()

    def look() -> None:
        first_screen(member, store=store, now=NOW)

    first_time = timed(look)
    timed(look)
    after = {kind: min(timed_after_a_write(look, member.workspace, [kind]) for _ in range(RUNS)) for kind in READ}
    after_all = min(timed_after_a_write(look, member.workspace, READ) for _ in range(RUNS))
    kept = min(timed(look) for _ in range(RUNS))
    stores.close_current()
    job = f"First screen, all measures, {rows / 1e6:.0f}M interactions"
    slowest = max(after, key=after.__getitem__)
    told = ", ".join(f"{kind} {seconds:.2f} s" for kind, seconds in after.items())
    return [
        {"job": f"{job}, first look of a new process", "by": "heedful", "seconds": first_time, "rows": rows},
        {
            "job": f"{job}, after a write (the slowest kind, {slowest})",
            "by": "heedful",
            "seconds": after[slowest],
            "limits": {"seconds": AFTER_A_WRITE},
            "note": told,
        },
        {"job": f"{job}, after a write of every kind at once", "by": "heedful", "seconds": after_all},
        {"job": f"{job}, kept", "by": "heedful", "seconds": kept, "limits": {"seconds": KEPT}},
    ]


def alice():
    """The owner of a new workspace with the demo's story in its log."""
    from django.core.management import call_command

    from heedful.listen.demo.actions import build
    from heedful.people.workspaces.actions import create_workspace

    call_command("migrate", verbosity=0)
    workspace = create_workspace(
        "Clubs", owner="alice@example.org", password="correct horse battery", now=NOW, time_zone="Europe/Vilnius"
    )
    build(workspace, now=NOW)
    return workspace.members.get()


def filled(home: Path) -> int:
    """Repeat the story's rows in the log's own file until it is full."""
    import duckdb

    from heedful.interactions import stores
    from heedful.interactions.duckdb_known import DIGEST
    from heedful.interactions.schema import KINDS, LOG

    stores.close_current()
    with duckdb.connect(str(home / "interactions.duckdb")) as db:
        present = {kind: db.execute(f"SELECT count(*) FROM rows_{kind}").fetchone()[0] for kind in KINDS}
        times = max(1, ROWS // sum(present.values()))
        columns = [name for name in LOG.names if name != "kind"]
        repeated = ", ".join(f"{name} || '-' || n AS {name}" if name in SUFFIXED else name for name in columns)
        for kind in KINDS:
            db.execute(f"""INSERT INTO rows_{kind} ({", ".join(columns)}, digest)
                SELECT {", ".join(columns)}, {DIGEST.format(id="id")}
                FROM (SELECT {repeated} FROM rows_{kind}, range(1, {times}) repeats(n))""")
    return sum(present.values()) * times


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def timed_after_a_write(work: Callable[[], None], workspace, kinds: Sequence[str]) -> float:
    """A row of each of these kinds comes in, so that no answer that reads them may be used again."""
    from heedful.interactions import loader, spool, stores
    from heedful.interactions.schema import Heard

    at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    new = time.perf_counter_ns()
    rows = [Heard(id=f"{kind}-{new}", kind=kind, name="new", occurred_at=at, received_at=NOW) for kind in kinds]
    spool.hear(workspace.key, rows)
    loader.load(stores.current(), now=NOW)
    return timed(work)


if __name__ == "__main__":
    main()
