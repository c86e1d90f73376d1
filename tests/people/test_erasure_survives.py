"""Erasing, as it is: real files, real processes."""

import os
import subprocess
import sys
from pathlib import Path

from tests.full import times

POINTS = times(5, 1)


def in_home(home: Path, *command: object) -> subprocess.CompletedProcess:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("HEEDFUL_VECTORS", "HEEDFUL_RESPONDENTS_APART") or not name.startswith(("HEEDFUL", "DJANGO"))
    }
    environment = inherited | {"HEEDFUL_HOME": str(home), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, *map(str, command)], env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def test_killed_at_random_points_an_erasure_is_whole_or_not_begun(tmp_path):
    done = in_home(tmp_path / "home", Path(__file__).with_name("kill_erasures.py"), POINTS)

    assert done.returncode == 0, done.stderr
    assert f"of {POINTS} killed" in done.stdout


HEAR = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
from heedful.cli.opening import opened
with opened("test"):
    from datetime import UTC, datetime
    from django.utils import timezone
    from heedful.interactions import loader, spool, stores
    from heedful.interactions.rejected import reject
    from heedful.interactions.schema import Heard
    from heedful.people.customers.actions import add_identities
    from heedful.people.customers.models import Customer
    from heedful.people.workspaces.models import Workspace
    now = datetime(2026, 3, 1, tzinfo=UTC)
    workspace = Workspace.objects.create(key="clubs", name="Clubs")
    zoe = Customer.objects.create(workspace=workspace, key="zoe-7731", name="Zoe Quillfeather")
    add_identities(zoe, [("email", "quillfeather@example.org")])
    say = "my name is Quillfeather and the showers are cold"
    spool.hear("clubs", [
        Heard(id=str(n), occurred_at=now, received_at=now, kind="answer", value=3.0, alias=who, text=text)
        for n, (who, text) in enumerate([("zoe-7731", say), ("bert", "fine")] * 400)
    ])
    loader.load(stores.current(), now=now)
    reject("clubs", "zoe-7731;Quillfeather;oops", "no date", alias="zoe-7731", now=now)
"""


def left_in(home: Path) -> set[tuple[str, str]]:
    words = ("zoe-7731", "uillfeather", "showers are cold")
    files = {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return {(name, word) for name, body in files.items() for word in words if word.encode() in body}


def test_no_byte_of_an_erased_customer_is_left_in_the_home(tmp_path):
    home = tmp_path / "home"
    heard = in_home(home, "-c", HEAR)
    assert heard.returncode == 0, heard.stderr
    assert left_in(home) >= {("interactions.duckdb", "zoe-7731"), ("heedful.sqlite3", "uillfeather")}

    done = in_home(home, "-m", "heedful", "erase", "quillfeather@example.org", "--yes")

    assert done.returncode == 0, done.stderr
    assert "interactions: 400\n" in done.stdout
    assert left_in(home) == set()
