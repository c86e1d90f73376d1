import errno
import os
import shutil
import sqlite3
from types import SimpleNamespace

import pytest

from heedful.cli import refuse
from heedful.config import environment
from heedful.config.doctor import database_state
from heedful.config.home import DATABASE, HomeError, HomeInUseError, held, holder, prepare


def test_the_first_start_makes_a_secret_that_stays(tmp_path):
    home = tmp_path / "deep" / "home"

    prepare(home)
    first = environment.secret_key(home)
    prepare(home)

    assert len(first) > 50
    assert environment.secret_key(home) == first
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in home.iterdir()] == ["secret.key"]


def test_two_installs_have_two_secrets(tmp_path):
    prepare(tmp_path / "a")
    prepare(tmp_path / "b")

    assert environment.secret_key(tmp_path / "a") != environment.secret_key(tmp_path / "b")


def test_the_environment_s_secret_goes_first(tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.setenv("HEEDFUL_SECRET_KEY", "from a vault")

    assert environment.secret_key(tmp_path) == "from a vault"


def test_a_home_that_cannot_be_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(HomeError, match="cannot be written: Not a directory"):
        prepare(tmp_path / "file" / "home")


def test_a_home_is_held_by_one_and_free_after(tmp_path):
    with held(tmp_path, by="serve"):
        assert holder(tmp_path).startswith(f"`heedful serve` (process {os.getpid()}, since 20")
        with pytest.raises(HomeInUseError, match="Stop it first"), held(tmp_path, by="backup"):
            pass

    assert holder(tmp_path) is None
    with held(tmp_path, by="backup"):
        pass


def test_an_error_inside_frees_the_home(tmp_path):
    with pytest.raises(KeyError), held(tmp_path, by="serve"):
        raise KeyError

    assert holder(tmp_path) is None


@pytest.mark.parametrize(("said", "means"), [("1", True), ("YES", True), ("", False), ("0", False), ("off", False)])
def test_a_switch_is_on_or_off(monkeypatch, said, means):
    monkeypatch.setenv("HEEDFUL_HTTPS", said)

    assert environment.switch("HEEDFUL_HTTPS") is means


def test_a_switch_that_is_neither_is_an_error_and_not_off(monkeypatch):
    monkeypatch.setenv("HEEDFUL_HTTPS", "ture")

    with pytest.raises(ValueError, match="HEEDFUL_HTTPS is 'ture': say 1 or 0"):
        environment.switch("HEEDFUL_HTTPS")


@pytest.mark.parametrize("said", ["0", "-1", "many", "1.5"])
def test_a_count_is_a_whole_number(monkeypatch, said):
    monkeypatch.setenv("HEEDFUL_WEB_THREADS", said)

    with pytest.raises(ValueError, match="whole number above 0"):
        environment.count("HEEDFUL_WEB_THREADS", 8)


def test_the_database_keeps_what_it_acknowledged(installed, home):
    """The journal mode is the file's own; the rest is asked of a connection that Django opened."""
    with sqlite3.connect(home / "heedful.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 20_000)]
)
def test_every_connection_is_careful(db, pragma, value):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


def test_a_home_on_a_full_disk_is_held_all_the_same(tmp_path, monkeypatch):
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)

    with held(tmp_path, by="backup"):
        assert holder(tmp_path) == "another process"


@pytest.fixture
def full_disk(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))


def test_a_database_that_a_full_disk_keeps_shut_is_not_called_damaged(tmp_path, full_disk):
    (tmp_path / DATABASE).write_bytes(b"as unreadable as on a full disk" * 100)

    found = database_state(tmp_path)

    assert found.remedy == "Make room, then examine it again."


def test_whatever_fails_on_a_full_disk_says_so(tmp_path, full_disk, monkeypatch, capsys):
    monkeypatch.setenv("HEEDFUL_HOME", str(tmp_path))

    with pytest.raises(SystemExit):
        refuse("disk I/O error.")

    assert "is full: make room" in capsys.readouterr().err
