from collections import namedtuple
from datetime import UTC, datetime, timedelta

import pytest

from heedful.config import doctor
from heedful.interactions import spool
from heedful.interactions.rejected import reject
from heedful.interactions.schema import Heard

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_well_install_is_told_so(installed):
    assert installed("backup", "--help").returncode == 0

    examined = installed("doctor")

    assert examined.returncode == 0, examined.stdout
    assert "WRONG" not in examined.stdout
    for about in ("versions", "home", "disk", "in use", "database", "spool", "rejected", "interaction log"):
        assert f"ok     {about}: " in examined.stdout


def test_a_damaged_database_is_named_with_its_remedy(installed, home):
    with (home / "heedful.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)

    examined = installed("doctor")

    assert examined.returncode == 1
    assert "WRONG  database: damaged" in examined.stdout
    assert "heedful restore FILE --replace" in examined.stdout
    assert "Traceback" not in examined.stderr


def test_a_log_that_does_not_open_is_named(installed, home):
    (home / "interactions.duckdb").write_bytes(b"not a database at all" * 1000)

    examined = installed("doctor")

    assert examined.returncode == 1
    assert "WRONG  interaction log" in examined.stdout
    assert "Traceback" not in examined.stderr


def test_a_secret_that_others_can_read_is_named(tmp_path):
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o644)
    tmp_path.chmod(0o700)

    assert doctor.permissions(tmp_path).remedy == f"chmod go-rwx {tmp_path / 'secret.key'}"


def test_a_disk_nearly_full_is_named(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(1, 1, 100 * 1024 * 1024))

    assert doctor.disk(tmp_path).says == "100 MB free"
    assert not doctor.disk(tmp_path).is_well


@pytest.mark.django_db
def test_what_waits_long_beside_a_server_means_that_the_loader_is_stuck():
    spool.hear("clubs", [Heard(id="1", occurred_at=NOW, received_at=NOW, kind="order", value=1.0)])
    later = datetime.now(UTC) + timedelta(minutes=10)

    assert "1 items wait" in doctor.waiting(later, is_served=True).says
    assert not doctor.waiting(later, is_served=True).is_well
    assert doctor.waiting(later, is_served=False).is_well


@pytest.mark.django_db
def test_rejected_items_are_counted():
    reject("clubs", "{}", "no id", now=NOW)

    assert doctor.rejected().says == "1 items could not be understood"


def test_a_home_nobody_started_yet_is_told_how_to_begin(heedful, home):
    examined = heedful("doctor")

    assert "Traceback" not in examined.stderr
    assert "nothing is here yet" in examined.stdout
    assert "heedful workspace create NAME --owner EMAIL" in examined.stdout
    assert not (home / "heedful.sqlite3").exists()
