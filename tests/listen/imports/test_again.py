"""The same file twice adds nothing, a grown file only what is new; a run cut off anywhere can be begun again."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from heedful.listen.imports.formats import delimited
from heedful.listen.imports.models import Import
from tests.full import times
from tests.listen.imports.conftest import ANSWERS, NOW

HEADER = "date,who,score,comment\n"
ROWS = [f"2026-03-{day:02},c{number},{number % 11},words {number}\n" for number in range(40) for day in (1, 2)]
KILLS = times(12, 1)


def test_the_same_file_again_adds_nothing(written, take_in, log):
    path = written(HEADER + "".join(ROWS))
    take_in(path)
    before = log()

    totals = take_in(path)

    assert (totals.added, totals.known) == (0, len(ROWS))
    assert log() == before


def test_a_file_that_grew_adds_only_its_new_rows(written, take_in, log):
    take_in(written(HEADER + "".join(ROWS[:50]), "march.csv"))

    totals = take_in(written(HEADER + "".join(ROWS), "march-again.csv"))

    assert (totals.added, totals.known) == (len(ROWS) - 50, 50)
    assert len(log()) == len(ROWS)


def test_identical_rows_are_as_many_as_the_file_has(written, take_in, log):
    twice = "2026-03-01,ana,9,same\n" * 3
    take_in(written(HEADER + twice, "three.csv"))

    totals = take_in(written(HEADER + twice + "2026-03-01,ana,9,same\n", "four.csv"))

    assert (totals.added, len(log())) == (1, 4)


def test_the_order_of_rows_and_the_size_of_pieces_do_not_matter(written, take_in, log, monkeypatch):
    rows = [*ROWS, *ROWS[:7], *ROWS[:3]]
    take_in(written(HEADER + "".join(rows), "one.csv"))
    before = log()
    random.Random(7).shuffle(rows)
    monkeypatch.setattr(delimited, "LONGEST_ROW", 200)  # bytes: a handful of rows at a time

    totals = take_in(written(HEADER + "".join(rows), "shuffled.csv"))

    assert (totals.added, totals.known) == (0, len(rows))
    assert log() == before


def test_rows_rejected_the_first_time_go_in_once_mended(written, take_in, log):
    take_in(written(HEADER + "2026-03-01,ana,99,\n2026-03-01,ben,9,\n", "first.csv"))

    totals = take_in(written(HEADER + "2026-03-01,ana,9,\n2026-03-01,ben,9,\n", "mended.csv"))

    assert (totals.added, totals.known) == (1, 1)
    assert sorted(log("alias")) == ["ana", "ben"]


def test_a_run_leaves_a_record_with_its_counts(written, take_in, workspace):
    take_in(written(HEADER + "2026-03-01,ana,99,\n2026-03-01,ben,9,\n"))

    run = Import.objects.get(workspace=workspace)
    assert (run.rows, run.heard, run.added, run.known, run.rejected) == (2, 1, 1, 0, 1)
    assert run.started_at == NOW
    assert timedelta(0) <= run.finished_at - NOW < timedelta(minutes=1)


PROGRAM = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from heedful.interactions import stores
from heedful.listen.imports.actions import import_file
from heedful.listen.imports.formats import delimited
from heedful.listen.imports.mapping_file import parse_mapping
from heedful.people.workspaces.models import Workspace

call_command("migrate", verbosity=0)
workspace, _ = Workspace.objects.get_or_create(key="clubs", defaults={"name": "Clubs"})
delimited.LONGEST_ROW = 2_000
print("begun", flush=True)
home, now = Path(os.environ["HEEDFUL_HOME"]), datetime(2026, 3, 14, 12, int(sys.argv[3]), tzinfo=UTC)
import_file(Path(sys.argv[1]), parse_mapping(Path(sys.argv[2]).read_text()), workspace=workspace,
            store=stores.current(), home=home, now=now)
for row in stores.current().frame("clubs").order("id").project("* EXCLUDE received_at").fetchall():
    print(row)
received = stores.current().frame("clubs").aggregate("count(DISTINCT received_at)").fetchone()
print("times of receipt:", received)
print("done", flush=True)
stores.close_current()
"""


def run_in(home: Path, path: Path, mapping: Path, minute: int) -> subprocess.Popen:
    environment = {**os.environ, "HEEDFUL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
    environment.pop("INTERACTIONS_URL", None)
    command = [sys.executable, "-c", PROGRAM, str(path), str(mapping), str(minute)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A file, its mapping, what an undisturbed run prints, and how long it takes once begun."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path, mapping = folder / "answers.csv", folder / "answers.toml"
    rows = [f"2026-03-{n % 13 + 1:02},c{n % 97},{n % 12},words {n % 50}\n" for n in range(3_000)]
    path.write_text(HEADER + "".join(rows))
    mapping.write_text(ANSWERS)
    (folder / "home").mkdir()
    run = run_in(folder / "home", path, mapping, 0)
    assert run.stdout.readline() == "begun\n"
    begun = time.monotonic()
    said = run.communicate(timeout=120)[0]
    assert run.returncode == 0
    return path, mapping, said, time.monotonic() - begun


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_run_killed_at_any_moment_and_begun_again_gives_the_same_log(undisturbed, tmp_path, seed):
    path, mapping, expected, seconds = undisturbed
    killed = run_in(tmp_path, path, mapping, 0)
    assert killed.stdout.readline() == "begun\n"
    time.sleep(random.Random(seed).uniform(0, seconds))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    again = run_in(tmp_path, path, mapping, 1)
    said = again.communicate(timeout=120)[0]

    assert again.returncode == 0
    assert said == "begun\n" + expected
