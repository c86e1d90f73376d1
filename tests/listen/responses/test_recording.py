"""Recording: the same step twice, or from twenty threads at once, is one response and is told once."""

import fcntl
import threading
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from heedful import flow
from heedful.interactions.models import SpoolEntry
from heedful.listen.answering.doors import door_of
from heedful.listen.channels.models import Link
from heedful.listen.responses.actions import Signs, save_step
from heedful.listen.responses.committing import TURNS, Together
from heedful.listen.responses.models import Response
from heedful.listen.responses.signals import response_changed
from heedful.listen.surveys.document import parse_document, plain
from heedful.listen.surveys.models import Survey, SurveyVersion
from heedful.listen.surveys.queries import forget_published

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DOCUMENT = {
    "title": {"en": "T"},
    "questions": [
        {"type": "nps", "key": "recommend", "required": True, "title": {"en": "?"}},
        {"type": "text", "key": "why", "title": {"en": "Why?"}},
    ],
}


@pytest.fixture
def door(workspace):
    forget_published()
    survey = Survey.objects.create(workspace=workspace, key="pulse", name="Pulse", created_at=NOW)
    document = plain(parse_document(DOCUMENT))
    survey.published = SurveyVersion.objects.create(survey=survey, number=1, document=document, published_at=NOW)
    survey.save()
    Link.objects.create(workspace=workspace, survey=survey, kind="link", code="ldoor23456", name="L", created_at=NOW)
    return door_of("ldoor23456")


@pytest.fixture
def step(door):
    def saved(key, answers, *, finished=False, **more):
        given = {"version": door.survey.published, "language": "en", "now": NOW} | more
        return save_step(door, key=key, answers=answers, finished=finished, **given)

    return saved


def test_the_same_step_again_changes_nothing(step):
    key, changes = uuid4(), []
    response_changed.connect(note := lambda created, **_: changes.append(created), weak=False)
    try:
        for _ in range(3):
            step(key, {"recommend": 9}, finished=False)
        for _ in range(3):
            step(key, {"why": "Good"}, finished=True)
    finally:
        response_changed.disconnect(note)

    assert changes == [True, False]
    assert Response.objects.get().answers == {"recommend": 9, "why": "Good"}
    assert SpoolEntry.objects.get().items == 2


def test_a_step_may_be_changed_or_taken_back_until_it_is_told(step):
    key = uuid4()
    step(key, {"recommend": 3, "why": "Cold"})
    step(key, {"recommend": 9, "why": None})
    step(key, {}, finished=True)
    step(key, {"recommend": 1, "why": "Later"}, finished=True)

    response = Response.objects.get()
    assert response.answers == {"recommend": 9, "why": "Later"} and response.told == ["recommend", "why"]
    assert [entry.items for entry in SpoolEntry.objects.all()] == [1, 1]


def test_a_receiver_that_fails_undoes_the_step(step):
    def fails(**_):
        raise ValueError("a webhook could not be queued")

    response_changed.connect(fails, weak=False)
    try:
        with pytest.raises(ValueError, match="webhook"):
            step(uuid4(), {"recommend": 9}, finished=True)
    finally:
        response_changed.disconnect(fails)

    assert not Response.objects.exists() and not SpoolEntry.objects.exists()


def test_how_long_it_took_and_what_was_given_along_is_kept(step):
    key = uuid4()
    step(key, {"recommend": 9}, signs=Signs(seconds={"recommend": 3.21}, properties={"order": "A1"}, suspicion=25))
    step(key, {"why": "x"}, signs=Signs(seconds={"why": 8}), finished=True)

    response = Response.objects.get()
    assert (response.seconds, response.properties, response.suspicion) == (
        {"recommend": 3.2, "why": 8},
        {"order": "A1"},
        25,
    )


def test_it_costs_few_queries(step, django_assert_num_queries):
    flow.begin()
    with django_assert_num_queries(7):  # a savepoint, a look, the response, its words, the spool, the webhooks, the end
        step(uuid4(), {"recommend": 9, "why": "Good"}, finished=True)


class Ledger:
    """What is written in one transaction, seen from outside: lists of what came together."""

    def __init__(self, fails_on=()):
        self.written, self.fails_on, self.entered = [], fails_on, threading.Event()
        self.go_on = threading.Event()

    def write(self, items):
        self.entered.set()
        assert self.go_on.wait(10)
        if bad := [item for item in items if item in self.fails_on]:
            raise IntegrityError(f"{bad} cannot be written")
        self.written.append(list(items))
        return [f"made of {item}" for item in items]


def committed(ledger, items, *, first):
    """All items from threads of their own: the first holds the pen while the others come."""
    together = Together(ledger.write, apart=lambda item: item.rstrip("'"))
    results = {}

    def bring(item):
        try:
            results[item] = together.commit(item)
        except IntegrityError as error:
            results[item] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=bring, args=(first,))]
    threads[0].start()
    assert ledger.entered.wait(10)
    threads += [threading.Thread(target=bring, args=(item,)) for item in items]
    for thread in threads[1:]:
        thread.start()
    while len(together._queue) < len(items):
        threading.Event().wait(0.01)
    ledger.go_on.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return results


@pytest.fixture
def any_database(transactional_db):
    """Each thread opens the database anew, and nothing is written to it."""
    with closing(connection):
        yield


def test_who_comes_while_another_writes_is_written_together(any_database):
    ledger = Ledger()
    results = committed(ledger, ["b", "c", "d"], first="a")

    assert ledger.written[0] == ["a"] and sorted(ledger.written[1]) == ["b", "c", "d"] and len(ledger.written) == 2
    assert results == {item: f"made of {item}" for item in "abcd"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases have many writers")
def test_processes_write_answers_in_turn(any_database, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "HOME", tmp_path)
    ledger = Ledger()
    ledger.go_on.set()
    with (tmp_path / TURNS).open("ab") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)  # as another process does while it writes
        mine = threading.Thread(target=committed, args=(ledger, []), kwargs={"first": "a"})
        mine.start()
        assert not ledger.entered.wait(0.2)
    mine.join(20)
    assert ledger.written == [["a"]]


def test_ones_fault_is_nobody_elses(any_database):
    ledger = Ledger(fails_on=("c",))
    results = committed(ledger, ["b", "c", "d"], first="a")

    assert isinstance(results.pop("c"), IntegrityError)
    assert results == {item: f"made of {item}" for item in "abd"}


def test_two_that_would_not_see_each_other_are_written_one_after_the_other(any_database):
    ledger = Ledger()
    committed(ledger, ["b", "b'"], first="a")

    assert sorted(map(len, ledger.written)) == [1, 1, 1]
