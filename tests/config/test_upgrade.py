import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def database(installed, home):
    """The install's database, with one statement to change it from outside."""

    def change(statement: str) -> None:
        with sqlite3.connect(home / "heedful.sqlite3") as connection:
            connection.execute(statement)
        connection.close()

    return change


def test_upgrading_twice_changes_nothing(installed, home):
    def applied() -> list[tuple]:
        with closing(sqlite3.connect(home / "heedful.sqlite3")) as connection:
            return connection.execute("SELECT id, app, name, applied FROM django_migrations").fetchall()

    before = applied()

    assert installed("workspace", "list").returncode == 0
    assert len(before) > 10
    assert applied() == before


@pytest.mark.parametrize(
    ("done_to_it", "says", "remedy"),
    [
        (
            "INSERT INTO django_migrations VALUES (999, 'people', '0099_from_the_future', '2030-01-01')",
            "written by a newer Heedful (it holds people.0099_from_the_future)",
            "Install that version again",
        ),
        (
            "DROP TABLE people_trace",
            "half-upgraded: the table people_trace is missing",
            "heedful restore FILE --replace",
        ),
        (
            "ALTER TABLE people_trace DROP COLUMN details",
            "people_trace lacks details",
            "heedful restore FILE --replace",
        ),
        (
            "DELETE FROM django_migrations WHERE app = 'people'",
            "half-upgraded",
            "heedful restore FILE --replace",
        ),
        (
            "DELETE FROM django_migrations WHERE app = 'sessions'",
            'table "django_session" already exists',
            "heedful restore FILE --replace",
        ),
    ],
    ids=["newer", "no table", "no column", "history", "done but unknown"],
)
def test_a_state_that_is_not_understood_is_refused_with_the_remedy(installed, database, done_to_it, says, remedy):
    database(done_to_it)

    refused = installed("serve", "--port", "1")

    assert refused.returncode == 1
    assert says in refused.stderr
    assert remedy in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_doctor_says_so_too(installed, database):
    database("DROP TABLE people_trace")

    examined = installed("doctor")

    assert examined.returncode == 1
    assert "WRONG  database: The database is half-upgraded: the table people_trace is missing" in examined.stdout
