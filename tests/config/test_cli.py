import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from heedful.cli import cli
from tests.config.conftest import SECRET, environment_of

CLIENT_OF_A_SERVER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
import django
django.setup()
from django.test import Client
client = Client(SERVER_NAME="localhost")
answer = client.get("/people/sign-in/", secure={secure})
print(answer.status_code, answer.headers.get("Location"), answer.headers.get("Strict-Transport-Security"))
print([cookie["secure"] for cookie in client.cookies.values()])
"""

ANSWERS = """
source = "survey"

[file]
time_zone = "UTC"

[[interactions]]
kind = "answer"
name = "recommend"
scale = "nps:0-10"
occurred_at = "{on}"
value = "{score}"
"""


def test_help_names_every_command_of_the_house(heedful):
    said = heedful("--help").stdout

    for command in ("backup", "demo", "doctor", "erase", "import", "key", "member", "metrics", "restore", "serve"):
        assert f"\n  {command} " in said


def test_heedful_is_a_command_and_a_module(heedful):
    script = Path(sys.executable).with_name("heedful")

    by_script = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)

    assert by_script.stdout == heedful("--version").stdout
    assert by_script.stdout.startswith("heedful, version ")


def test_a_file_goes_in_and_a_number_comes_out(installed, tmp_path):
    (tmp_path / "answers.csv").write_text("on,score\n2026-04-01,10\n2026-04-01,9\n2026-04-02,2\n")
    (tmp_path / "answers.toml").write_text(ANSWERS)

    taken = installed("import", tmp_path / "answers.csv", "--mapping", tmp_path / "answers.toml")
    told = installed("metrics", "nps", "--from", "2026-04-01", "--to", "2026-04-30", "--format", "json")

    assert (taken.returncode, told.returncode) == (0, 0), taken.stderr + told.stderr
    assert [(row["n"], round(row["value"], 1)) for row in json.loads(told.stdout)] == [(3, 33.3)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["serve", "--port", "99999"],
        ["backup"],
        ["restore", "/nowhere.tar.gz"],
        ["member", "add", "d@example.org", "--role", "king"],
        ["key", "create", "till"],
        ["workspace", "create", "Café"],
    ],
)
def test_wrong_use_is_2_before_anything_is_opened(arguments):
    assert CliRunner().invoke(cli, arguments).exit_code == 2


def test_a_workspace_that_is_not_there_is_wrong_use_too(installed):
    answer = installed("erase", "ann", "--workspace", "nowhere", "--yes")

    assert answer.returncode == 2
    assert "There are: clubs" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["workspace", "create", "Clubs", "--owner", "alice@example.org"], "There is a workspace clubs already."),
        (["member", "add", "alice@example.org"], "has a seat in Clubs already"),
        (["member", "add", "d@example.org", "--password", SECRET, "--location", "west"], "no location west"),
        (["key", "revoke", "hf_none"], "No key begins with hf_none"),
        (["erase", "nobody", "--yes"], "Nothing is known of nobody in Clubs"),
    ],
)
def test_what_is_not_possible_is_1_and_one_line(typed, arguments, says):
    answer = typed(*arguments)

    assert answer.returncode == 1
    assert says in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_setting_that_is_not_understood_is_one_line(installed):
    answer = installed("doctor", HEEDFUL_HTTPS="ture")

    assert answer.returncode == 1
    assert answer.stderr == "heedful: HEEDFUL_HTTPS is 'ture': say 1 or 0.\n"


def test_a_home_on_a_file_is_one_line(heedful, tmp_path):
    (tmp_path / "file").write_text("")

    answer = heedful("doctor", HEEDFUL_HOME=str(tmp_path / "file"))

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "Choose a folder of yours" in answer.stderr


def test_without_a_password_a_script_is_told_and_not_asked(heedful, home):
    command = [sys.executable, "-m", "heedful", "workspace", "create", "Café", "--owner", "ona@example.org"]

    answer = subprocess.run(
        command, env=environment_of(home), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 2
    assert "HEEDFUL_PASSWORD" in answer.stderr


def test_passwords_are_kept_by_argon2(installed, home):
    with closing(sqlite3.connect(home / "heedful.sqlite3")) as database:
        (kept,) = database.execute("SELECT password FROM auth_user").fetchone()

    assert kept.startswith("argon2$argon2id$")


def test_whoever_runs_the_server_finds_what_was_not_sent(typed, client):
    assert typed("outbox").stdout == "Nothing waits to be sent.\n"
    client.post("/people/password/", {"email": "alice@example.org"})

    shown = typed("outbox", "--to", "Alice@example.org").stdout

    assert "to alice@example.org: Choose a new password for Heedful" in shown
    assert "http://testserver/people/password/" in shown
    assert typed("outbox", "--to", "eve@example.org").stdout == "Nothing waits to be sent.\n"


def test_two_step_sign_in_is_switched_off_for_one_who_lost_the_phone(typed):
    assert typed("member", "two-step-off", "alice@example.org").stdout == (
        "alice@example.org signs in by password alone, as before.\n"
    )
    nobody = typed("member", "two-step-off", "eve@example.org")
    assert nobody.returncode == 1
    assert "Nobody here is eve@example.org." in nobody.stderr


def test_what_is_kept_is_for_its_owner_alone(installed, home):
    installed("doctor")

    assert all(path.stat().st_mode & 0o077 == 0 for path in [home, *home.iterdir()])


def test_erasing_asks_first(installed, home):
    command = [sys.executable, "-m", "heedful", "erase", "ann"]

    answer = subprocess.run(command, env=environment_of(home), input="n\n", capture_output=True, text=True, check=False)

    assert answer.returncode == 1
    assert "for good? [y/N]" in answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("https", "secure", "says"),
    [
        ("1", False, "301 https://localhost/people/sign-in/ None"),
        ("1", True, "200 None max-age=31536000"),
        ("0", False, "200 None None"),
    ],
)
def test_https_is_kept_to_once_it_is_said(installed, home, https, secure, says):
    code = CLIENT_OF_A_SERVER.format(secure=secure)
    environment = environment_of(home) | {"HEEDFUL_HTTPS": https}

    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    first, cookies = answer.stdout.splitlines()
    assert first == says
    assert ("True" in cookies) == (https == "1" and secure)


def test_a_home_in_an_odd_place_works(tmp_path):
    home = tmp_path / "a home with spaces, ąžuolas и дуб"

    answer = subprocess.run(
        [sys.executable, "-m", "heedful", "workspace", "list"],
        env=environment_of(home),
        cwd=os.sep,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    assert (home / "heedful.sqlite3").exists()
