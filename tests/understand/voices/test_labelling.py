"""Texts are read in the loader's wake: each once, the newest first, whatever is killed, and a person's word stands."""

import os
import signal
import threading
from dataclasses import replace
from itertools import count

import pytest

from heedful.interactions import loader, stores
from heedful.people.customers.models import Customer
from heedful.text.labels import Said
from heedful.understand.themes.actions import choose_pack, mark_example
from heedful.understand.themes.keeping import Seen, keep_found
from heedful.understand.themes.models import NamedTheme
from heedful.understand.voices import labelling, readers
from heedful.understand.voices.actions import correct_label, undo_correction
from heedful.understand.voices.apart import ReadingStoppedError, apart, stop_reading
from heedful.understand.voices.labelling import Done, label_all, label_due, label_quickly
from heedful.understand.voices.models import Correction
from heedful.understand.voices.readers import reader_of
from heedful.understand.voices.waiting import texts_waiting
from heedful.understand.voices.waking import woken_by
from tests.understand.voices.conftest import NOW, SAID, labels


def test_a_complaint_and_a_praise_are_told_apart_at_once(said):
    found = labels(said)

    assert (found["a"]["feeling"], found["b"]["feeling"]) == ("negative", "positive")
    assert found["c"]["intent"] == "question"
    assert {row["language"] for row in found.values()} == {"en"}
    assert {row["tier"] for row in found.values()} == {"quick"}


def test_what_was_read_is_not_read_again(said, workspace):
    assert label_quickly(said, workspace.key, NOW) == Done()


def test_what_is_heard_later_is_read_too(said, say, workspace):
    say({"d": ("sud", "Terrible, the showers are dirty", 1.0)})

    assert label_quickly(said, workspace.key, NOW) == Done(quick=1)
    assert labels(said)["d"]["feeling"] == "negative"


def test_what_was_chosen_from_a_survey_s_options_is_not_read_and_not_quoted(say, store, workspace, client, alice):
    say({"o": ("nord", "The dirty changing rooms; The cold showers", None)}, scale="choice", name="what")
    say({"t": ("nord", "The towels are dirty", None)}, name="what")

    assert label_quickly(store, workspace.key, NOW) == Done(quick=1)

    assert set(labels(store)) == {"t"}
    client.force_login(alice.user)
    page = client.get("/understand/voices/").content.decode()
    assert "The towels are dirty" in page
    assert "The cold showers" not in page


def test_it_says_how_many_wait(say, store, workspace):
    say()
    waits = texts_waiting(store, workspace.key, reader_of(workspace.key))
    assert (waits.texts, waits.unread) == (3, 3)

    label_quickly(store, workspace.key, NOW)

    waits = texts_waiting(store, workspace.key, reader_of(workspace.key))
    assert (waits.texts, waits.unread) == (3, 0)


def test_killed_between_two_batches_it_goes_on_where_it_was(say, store, workspace, monkeypatch):
    monkeypatch.setattr(labelling, "AT_ONCE", 1)
    say()
    asked = count()

    label_quickly(store, workspace.key, NOW, keep_on=lambda: next(asked) < 3)

    read = {key for key, row in labels(store).items() if row["model"]}
    assert read == {"c", "b"}  # the newest first
    assert label_quickly(store, workspace.key, NOW) == Done(quick=1)
    assert len(labels(store)) == len(SAID)


def test_stopped_in_a_batch_nothing_of_it_is_written_and_it_is_read_at_the_next_start(say, store, workspace):
    with apart() as reading:
        say({"z": ("sud", "Great trainers", 10.0)})
        assert label_quickly(store, workspace.key, NOW) == Done(quick=1)
        say()
        os.kill(reading._process.pid, signal.SIGSTOP)  # as slow as can be
        threading.Timer(0.2, stop_reading).start()

        with pytest.raises(ReadingStoppedError):
            label_quickly(store, workspace.key, NOW)

    assert {key for key, row in labels(store).items() if row["model"]} == {"z"}
    assert label_quickly(store, workspace.key, NOW) == Done(quick=3)


def test_a_correction_made_while_all_stops_is_kept_and_laid_at_the_next_start(said, workspace, alice):
    with apart():
        stop_reading()
        correct_label("b", {"feeling": ("negative", "positive")}, by=alice, store=said, now=NOW)

    assert labels(said)["b"]["feeling"] == "positive"
    assert label_due(said, NOW, 0).laid == 1
    assert labels(said)["b"]["feeling"] == "negative"


@pytest.mark.parametrize("step", ["label", "corrections_of"])
def test_a_batch_that_fails_is_read_again_and_nothing_stands_twice(say, store, workspace, monkeypatch, step):
    say()

    def fail(*_args, **_named):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(*((store, step) if step == "label" else (labelling, step)), fail)
        with pytest.raises(OSError, match="disk"):
            label_quickly(store, workspace.key, NOW)

    assert label_quickly(store, workspace.key, NOW) == Done(quick=3)
    assert store.hits("clubs").to_arrow_table().num_rows == len(
        {(hit["id"], hit["theme"], hit["sentence"], hit["first"]) for hit in _hits(store)}
    )


def test_reading_everything_tells_how_far_it_is(say, store, workspace):
    say()
    told = []

    done = label_all(store, lambda: NOW, quick=True, progress=lambda what, done, whole: told.append((done, whole)))

    assert done.quick == 3
    assert told[-1] == (3, 3)


def test_a_person_s_word_counts_and_outlives_another_reading(said, alice, monkeypatch):
    correct_label("a", {"feeling": ("positive", "negative")}, by=alice, store=said, now=NOW)
    assert (labels(said)["a"]["feeling"], labels(said)["a"]["sentiment"]) == ("positive", 1.0)
    assert labels(said)["a"]["corrected"] == "feeling"

    labelling.label_anew(said, "clubs", ["a", "b"], NOW)

    assert labels(said)["a"]["feeling"] == "positive"
    assert labels(said)["b"]["corrected"] is None


def test_taken_back_the_machine_s_reading_counts_again(said, alice):
    before = labels(said)["a"]
    [correction] = correct_label("a", {"feeling": ("positive", "negative")}, by=alice, store=said, now=NOW)

    for _ in range(2):
        undo_correction(correction, by=alice, store=said, now=NOW)

    assert labels(said)["a"]["feeling"] == before["feeling"] == "negative"
    assert labels(said)["a"]["sentiment"] == before["sentiment"]


def test_corrected_again_the_last_word_counts(said, alice):
    correct_label("a", {"feeling": ("positive", "negative")}, by=alice, store=said, now=NOW)
    correct_label("a", {"feeling": ("neutral", "positive"), "harsh": ("yes", "")}, by=alice, store=said, now=NOW)

    found = labels(said)["a"]
    assert (found["feeling"], found["sentiment"], found["harsh"], found["corrected"]) == (
        "neutral",
        0.0,
        True,
        "feeling,harsh",
    )
    assert Correction.objects.filter(undone_at=None).count() == 2


def test_a_theme_that_a_person_names_stands_for_the_whole_text(said, alice):
    correct_label("b", {"themes": ("staff", "")}, by=alice, store=said, now=NOW)

    [hit] = [hit for hit in _hits(said) if hit["id"] == "b"]
    assert (hit["theme"], hit["first"], hit["last"]) == ("staff", 0, len(SAID["b"][1]))


def test_a_correction_that_was_killed_before_it_was_laid_is_laid_later(said, workspace):
    Correction.objects.create(
        workspace=workspace, interaction="a", field="feeling", value="neutral", was="negative", at=NOW
    )

    assert labelling.lay_corrections(said, workspace.key, NOW) == Done(laid=1)
    assert labels(said)["a"]["feeling"] == "neutral"
    assert labelling.lay_corrections(said, workspace.key, NOW) == Done()


def test_who_is_erased_takes_what_was_read_along(workspace, say, store):
    Customer.objects.create(workspace=workspace, key="ann")
    say({"z": ("nord", "Cold showers", 3.0)}, alias="ann")
    label_quickly(store, workspace.key, NOW)

    removed = loader.erase_now(store, workspace.key, "ann", now=NOW)

    assert removed["labels"] == 1
    assert labels(store) == {}


def test_whoever_labels_is_woken_when_texts_are_loaded_and_not_by_orders(
    workspace, store, django_capture_on_commit_callbacks, heard
):
    from heedful import flow

    flow.begin()
    woken = []
    end = woken_by(lambda: woken.append(1))

    with django_capture_on_commit_callbacks(execute=True):
        heard([{"id": "o", "kind": "order", "value": 5.0}])
    assert woken == []
    with django_capture_on_commit_callbacks(execute=True):
        heard([{"id": "t", "text": "Cold showers"}])
    end()

    assert woken == [1]


def test_other_themes_have_all_texts_read_again(said, workspace, alice):
    before = reader_of(workspace.key)
    from heedful.understand.themes.models import ThemeSet

    ThemeSet.objects.create(workspace=workspace, changed_at=NOW)

    assert reader_of(workspace.key).model != before.model
    assert reader_of(workspace.key) is reader_of(workspace.key)


def test_a_found_theme_that_is_gone_leaves_no_trace_in_a_text_that_is_read_again(said, workspace):
    showers = Seen("s", {"en": "showers"}, [("en", "showers")], 9)
    keep_found(workspace, [showers], now=NOW)
    label_due(said, NOW)
    assert "found:s" in {hit["theme"] for hit in _hits(said)}

    keep_found(workspace, [replace(showers, key="t", phrases=[("en", "helicopter")])], now=NOW)
    label_due(said, NOW)

    assert not _hits(said)


def test_without_vectors_a_new_model_reads_by_words_anew(said, workspace, monkeypatch):
    monkeypatch.setattr(readers, "packaged", lambda: None)
    readers.forget()
    from heedful.understand.themes.models import ThemeSet

    ThemeSet.objects.create(workspace=workspace, changed_at=NOW)

    assert label_due(stores.current(), NOW) == Done(quick=3)
    assert label_due(stores.current(), NOW) == Done()
    readers.forget()


def _hits(store) -> list[dict]:
    return store.hits("clubs").to_arrow_table().to_pylist()


def test_what_people_said_sentences_are_about_is_learnt(say, store, workspace, alice):
    say({f"t{number}": ("nord", "The new lights are so loud and ugly", 3.0) for number in range(12)})
    choose_pack(workspace, "fitness", by=alice, now=NOW)
    label_quickly(store, workspace.key, NOW)
    assert "music" in themes_in(store, "t11")

    music = NamedTheme.objects.get(key="music")
    for number in range(11):
        mark_example(music, f"t{number}", belongs=False, by=alice, now=NOW)

    [read] = reader_of(workspace.key).by_words.quick([Said("The new lights are so loud and ugly", "en")])
    assert "music" not in {hit.theme for hit in read.hits}


def themes_in(store, text: str) -> set[str]:
    return {row["theme"] for row in store.hits("clubs", ids=[text]).to_arrow_table().to_pylist()}
