"""What people wrote is found by any of their words, in whichever letters it was typed."""

import pytest
from django.db import connection

from heedful.listen.responses import searching
from heedful.listen.responses.models import Response
from tests.listen.responses.conftest import make_response


def found(typed) -> set[str]:
    return {each.answers["words"] for each in searching.matching(Response.objects.all(), typed)}


@pytest.fixture
def three(survey):
    for words in ("Šalta salė, ąžuolas", "Дуже холодно й шумно, ёлка", "The showers were cold"):
        make_response(survey, {"words": words})


@pytest.mark.parametrize(
    ("typed", "is_in"),
    [
        ("šalta", "Šalta"), ("SALTA", "Šalta"), ("azuol", "Šalta"), ("холод", "Дуже"), ("ЕЛКА", "Дуже"),
        ("cold showers", "The"), ("sho co", "The"), ("дуже шум", "Дуже"),
    ],
)  # fmt: skip
def test_a_beginning_is_enough_and_accents_do_not_matter(three, typed, is_in):
    assert len(found(typed)) == 1
    assert found(typed).pop().startswith(is_in)


@pytest.mark.parametrize("typed", ["cold salta", "warm", "owers", '"', "* OR *", "NEAR(", "!!!"])
def test_what_nobody_wrote_is_not_found_and_signs_are_no_commands(three, typed):
    assert found(typed) == set()


def test_nothing_typed_is_no_condition(three):
    assert len(found("  ")) == 3


def test_what_is_changed_is_found_by_its_new_words_and_not_by_the_old(three):
    response = Response.objects.get(words__contains="cold")
    response.words = "lukewarm"
    response.save()

    assert len(found("lukewarm")) == 1
    assert found("cold") == set()


def test_what_is_removed_is_found_no_more(three):
    Response.objects.filter(words__contains="cold").delete()

    assert found("cold") == set()
    searching.scrub_index()
    assert len(found("salta")) == 1


def test_every_change_of_the_table_keeps_the_index_in_step(db):
    """A migration that makes the table anew drops its triggers: it has to call prepare_index again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'listen_response'")
        assert {name for (name,) in cursor.fetchall()} == set(searching.TRIGGERS)


def test_triggers_that_were_lost_are_made_again_with_what_came_meanwhile(three, survey):
    with connection.cursor() as cursor:
        for name in searching.TRIGGERS:
            cursor.execute(f"DROP TRIGGER {name}")
    make_response(survey, {"words": "meanwhile"})
    assert found("meanwhile") == set()

    searching.prepare_index()

    assert len(found("meanwhile")) == 1


def test_elsewhere_than_in_sqlite_words_are_looked_for_one_by_one(three, monkeypatch):
    monkeypatch.setattr(searching.connection, "vendor", "postgresql")

    assert len(found("SHOW cold")) == 1
    assert found("cold salta") == set()
