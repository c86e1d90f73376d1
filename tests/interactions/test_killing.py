"""kill -9 at any moment: after a restart the log is that of a day without a fault."""

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from heedful.interactions import stores
from tests.full import times
from tests.interactions.reading import log

KILLS = {"duckdb": times(50, 2), "chdb": times(50, 0)}
ROOT = Path(__file__).parents[2]


def start(folder: Path, url: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.interactions.workload", str(folder), url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address(engine: str, folder: Path) -> str:
    return f"duckdb://{folder / 'log.duckdb'}" if engine == "duckdb" else f"chdb://{folder / 'log.chdb'}"


def run_undisturbed(engine: str, folder: Path) -> float:
    """Seconds between the opening and the end."""
    day = start(folder, address(engine, folder))
    assert day.stdout.readline() == "open\n"
    began = time.monotonic()
    out, err = day.communicate(timeout=300)
    assert out == "done\n", err
    return time.monotonic() - began


def live(engine: str, folder: Path, seconds: float) -> bool:
    """Go on with the day, and be killed after so many seconds; says whether the day was over before."""
    day = start(folder, address(engine, folder))
    if day.stdout.readline() == "open\n":
        time.sleep(seconds)
    day.send_signal(signal.SIGKILL)
    out, err = day.communicate()
    assert "Traceback" not in err, err
    return "done" in out


def rough_days(engine: str, folder: Path, kills: int, seconds: float) -> Iterator[Path]:
    """Days that were struck by so many kills in all, each brought to its end at last."""
    dice = random.Random(20260314)
    while kills:
        day = Path(tempfile.mkdtemp(dir=folder))
        over = False
        while kills and not over:
            over = live(engine, day, dice.uniform(0, seconds / 5))
            kills -= not over
        if not over:
            run_undisturbed(engine, day)
        yield day


def outcome(engine: str, folder: Path) -> dict:
    """Everything that is kept, as plain values."""
    store = stores.open_store(address(engine, folder))
    try:
        rows, links = log(store, "nord"), store.links("nord").to_pylist()
        assert [row["id"] for row in log(store, "ost")] == ["29", "33", "37"]
    finally:
        store.close()
    home = sqlite3.connect(folder / "heedful.sqlite3")
    rejected = sorted(home.execute("SELECT raw, reason FROM interactions_rejected").fetchall())
    erasures = home.execute("SELECT removed FROM interactions_erasure ORDER BY id").fetchall()
    waiting = home.execute("SELECT count(*) FROM interactions_spoolentry").fetchone()
    told = sorted(home.execute("SELECT workspace, id FROM told").fetchall())
    home.close()
    kept = {"rows": rows, "links": links, "rejected": rejected, "erasures": erasures}
    return kept | {"waiting": waiting, "told": told}


@pytest.mark.parametrize("engine", ["duckdb", "chdb"])
def test_killed_at_random_moments_the_log_is_that_of_an_undisturbed_day(engine, tmp_path):
    if not KILLS[engine]:
        pytest.skip("the kills of the chDB log are part of the full run (HEEDFUL_FULL=1 make test)")
    if engine == "chdb":
        pytest.importorskip("chdb", reason="chDB is not installed (HEEDFUL_FULL=1 make test)")
    calm = tmp_path / "calm"
    calm.mkdir()
    seconds = run_undisturbed(engine, calm)
    expected = outcome(engine, calm)
    assert len(expected["told"]) == len(set(expected["told"])) > 800

    for day in rough_days(engine, tmp_path, KILLS[engine], seconds):
        assert outcome(engine, day) == expected
