"""Texts are read in a process of their own, as they would be here."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from heedful.text.labels import Said
from heedful.text.themes.taxonomy import pack
from heedful.understand.voices.apart import (
    Apart,
    ReadingEndedError,
    ReadingStoppedError,
    Recipe,
    apart,
    running,
    stop_reading,
)

RECIPE = Recipe(pack("fitness"), None, (), with_vectors=False)
SAID = [Said("The showers were cold and nobody came.", "en"), Said("Puikūs treneriai!", "lt")]


@pytest.fixture(scope="module")
def process():
    one = Apart()
    yield one
    one.close()


def test_the_process_reads_as_this_one_would(process):
    assert process.reads(RECIPE).quick(SAID) == RECIPE.labeller().quick(SAID)


def test_whoever_labels_meanwhile_uses_it_and_nobody_afterwards():
    assert running() is None
    with apart() as one:
        assert running() is one
    assert running() is None


def test_what_cannot_be_read_is_said_here_and_the_next_text_is_read(process):
    with pytest.raises(ValueError, match="no embedder"):
        process.reads(RECIPE).full(SAID)
    assert len(process.reads(RECIPE).quick(SAID)) == 2


def test_a_process_that_was_killed_is_said_to_have_ended_and_another_takes_its_place(process):
    reads = process.reads(RECIPE)
    reads.quick(SAID)
    os.kill(process._process.pid, signal.SIGKILL)
    with pytest.raises(ReadingEndedError):
        reads.quick(SAID)
    assert reads.quick(SAID) == RECIPE.labeller().quick(SAID)


def test_it_ends_when_nobody_holds_the_other_end_of_its_pipe(process):
    process.reads(RECIPE).quick(SAID)
    ended = process._process
    process._pipe.close()  # as when this process is killed
    ended.join(60)  # it gives way to all else that runs
    assert ended.exitcode == 0
    with pytest.raises(ReadingEndedError):
        process.reads(RECIPE).quick(SAID)


def test_a_reader_that_was_dropped_is_told_anew(process):
    recipes = [Recipe(pack("fitness"), None, (), with_vectors=False) for _ in range(18)]
    for recipe in [*recipes, recipes[0]]:
        assert process.reads(recipe).quick(SAID[:1])[0].hits


def test_whoever_stops_waits_for_no_batch_and_whoever_waited_for_it_gives_up():
    with apart() as one:
        reads = one.reads(RECIPE)
        reads.quick(SAID)
        process = one._process
        os.kill(process.pid, signal.SIGSTOP)  # a batch on a machine so busy that it never ends
        gave_up: list[type[Exception]] = []

        def wait() -> None:
            try:
                reads.quick(SAID)
            except ReadingStoppedError as error:
                gave_up.append(type(error))

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not one._asking.locked():
            time.sleep(0.01)

        stop_reading()

        waiting.join(20)
        assert gave_up == [ReadingStoppedError]
        assert process.exitcode == -signal.SIGKILL
        with pytest.raises(ReadingStoppedError):
            reads.quick(SAID)
        assert one._process is None  # and no other is begun
