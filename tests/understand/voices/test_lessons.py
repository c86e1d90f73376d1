"""By night a workspace teaches its model: only what makes it read better is kept, and then all is read anew."""

import zlib
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from heedful.text.embedding import MEANING
from heedful.text.sentiment.calibrating import UNTOUCHED
from heedful.text.sentiment.heads import Head
from heedful.text.sentiment.layers import Layer, packaged_layer
from heedful.text.sentiment.teaching import CORRECTED
from heedful.understand.voices import readers
from heedful.understand.voices.actions import correct_label, undo_correction
from heedful.understand.voices.labelling import Done, label_all, label_due
from heedful.understand.voices.lessons import is_due, lessons_of, teach_workspace
from heedful.understand.voices.models import Teaching
from heedful.understand.voices.readers import reader_of
from heedful.understand.voices.tasks import teach, teach_due
from tests.understand.voices.conftest import NOW, labels

NIGHT = datetime(2026, 4, 15, 1, tzinfo=UTC)  # 4 o'clock in Vilnius, 2 in London: night in both
SIDES = {"alfa": 0, "beta": 1, "gamma": 2}
SCORES = {"alfa": 1.0, "beta": 7.0, "gamma": 10.0}
TEXTS = 42


class Made:
    """Vectors that nobody trained: a text's word says which way it lies, its number where it lies about there."""

    name = "made-up"

    def __init__(self, *, known):
        head = packaged_layer().head
        self.dimensions = head.dimensions
        weights = head.weights[:, : self.dimensions]
        strange = np.random.default_rng(3).normal(size=weights.shape).astype(np.float32)
        strange[:, MEANING:] = 0  # nothing that the packaged head would hear a feeling in
        away = (weights - weights.mean(axis=0)) * 4 if known else strange
        self.middle, self.ways = head.middle[: self.dimensions], away / head.scale[: self.dimensions]
        self.width = 0.1 / head.scale[: self.dimensions]

    def embed(self, texts):
        return np.array([self.vector(text) for text in texts], np.float16).reshape(-1, self.dimensions)

    def vector(self, text):
        random = np.random.default_rng(zlib.crc32(text.encode()))
        way = next((self.ways[side] for word, side in SIDES.items() if word in text), 0.0)
        return self.middle + way + random.normal(size=self.dimensions) * self.width


@pytest.fixture
def vectors(monkeypatch):
    """Have texts read with made-up vectors: such as the packaged head reads rightly, or such as it knows nothing of."""

    def made(*, known):
        embedder = Made(known=known)
        monkeypatch.setattr(readers, "packaged", lambda: embedder)
        monkeypatch.setattr("heedful.text.embedding.packaged", lambda: embedder)  # as what reads apart finds it
        readers.forget()

    yield made
    readers.forget()


@pytest.fixture
def read(vectors, say, store):
    """Texts of three words, each with the score that goes with its word, read in full."""

    def texts(*, known=False, n=TEXTS):
        vectors(known=known)
        for word, score in SCORES.items():
            say({f"{word}-{number:02}": ("nord", f"{word} {number}", score) for number in range(n // 3)})
        label_all(store, lambda: NOW)

    return texts


def feelings(store, word):
    return {row["feeling"] for key, row in labels(store).items() if key.startswith(word)}


def test_what_the_scores_beside_texts_teach_is_kept_where_it_reads_unseen_ones_better(read, workspace, store):
    read()

    noted = teach_workspace(workspace, store=store, now=NIGHT)

    assert noted.kept
    assert (noted.texts, noted.corrections, noted.held_out) == (TEXTS, 0, TEXTS)
    assert noted.after > noted.before + 0.3
    assert Teaching.objects.get() == noted


def test_a_kept_lesson_reads_all_texts_anew(read, workspace, store):
    read()
    before = reader_of("clubs").model
    assert label_due(store, NOW) == Done()

    noted = teach_workspace(workspace, store=store, now=NIGHT)

    assert reader_of("clubs").model == noted.model != before
    assert label_due(store, NOW) == Done(full=TEXTS)
    assert {row["model"] for row in labels(store).values()} == {noted.model}
    assert (feelings(store, "alfa"), feelings(store, "gamma")) == ({"negative"}, {"positive"})
    assert label_due(store, NOW) == Done()


def test_what_the_model_reads_rightly_already_changes_nothing(read, workspace, store):
    read(known=True)
    before = reader_of("clubs")

    noted = teach_workspace(workspace, store=store, now=NIGHT)

    assert not noted.kept
    assert noted.after >= noted.before > 0.5  # the chances change, and no text is read otherwise
    assert (bytes(noted.head), noted.model) == (b"", before.model)
    assert reader_of("clubs") is before
    assert label_due(store, NOW) == Done()


def test_a_few_texts_teach_nothing(read, workspace, store):
    read(n=30)

    noted = teach_workspace(workspace, store=store, now=NIGHT)

    assert (noted.kept, noted.before, noted.held_out) == (False, None, 0)


def test_without_texts_the_night_is_noted_and_nothing_else(vectors, workspace, store):
    vectors(known=False)

    noted = teach_workspace(workspace, store=store, now=NIGHT)

    assert (noted.texts, noted.kept) == (0, False)


def test_where_nothing_is_new_the_lesson_is_skipped(read, workspace, store):
    read()
    first = teach_workspace(workspace, store=store, now=NIGHT)

    second = teach_workspace(workspace, store=store, now=NIGHT + timedelta(days=1))

    assert (second.kept, second.before, second.texts) == (False, None, TEXTS)
    assert reader_of("clubs").model == first.model


def test_what_was_taught_to_another_model_is_laid_aside_and_taught_anew(read, workspace, store):
    read()
    narrow = Head("older, taught", np.ones((3, 9)), np.ones(3), np.ones(9), np.ones(9))
    older = Layer(narrow, UNTOUCHED).to_bytes()
    Teaching.objects.create(
        workspace=workspace, at=NIGHT - timedelta(days=1), model="older, taught", texts=9_999, kept=True, head=older
    )

    assert reader_of("clubs").model == packaged_layer().name
    assert teach_workspace(workspace, store=store, now=NIGHT).before is not None


def test_one_correction_is_news_enough(read, workspace, store, alice):
    read()
    teach_workspace(workspace, store=store, now=NIGHT)
    correct_label("alfa-00", {"feeling": ("positive", "negative")}, by=alice, store=store, now=NOW)

    second = teach_workspace(workspace, store=store, now=NIGHT + timedelta(days=1))

    assert second.corrections == 1
    assert second.before is not None


def test_a_correction_counts_more_than_the_score_until_it_is_taken_back(read, workspace, store, alice):
    read(n=3)
    [correction] = correct_label("alfa-00", {"feeling": ("positive", "negative")}, by=alice, store=store, now=NOW)

    def lesson():
        [found] = [each for each in lessons_of(workspace, store) if each.said.text == "alfa 0"]
        return found.side, found.weight

    assert lesson() == (2, CORRECTED)
    undo_correction(correction, by=alice, store=store, now=NOW)
    assert lesson() == (0, 1.0)


def test_a_correction_of_a_text_without_any_score_is_a_lesson(vectors, say, workspace, store, alice):
    vectors(known=False)
    say({"a": ("nord", "alfa 1", None), "b": ("nord", "beta 1", None)})
    label_all(store, lambda: NOW)
    correct_label("a", {"feeling": ("negative", "neutral")}, by=alice, store=store, now=NOW)

    assert [(each.said.text, each.side, each.weight) for each in lessons_of(workspace, store)] == [
        ("alfa 1", 0, CORRECTED)
    ]


def test_every_score_teaches_by_its_own_scale_and_effort_does_not(vectors, heard, workspace, store):
    vectors(known=False)
    heard(
        [
            {"id": "stars", "kind": "review", "text": "stars", "value": 1.0},
            {"id": "csat", "text": "csat", "scale": "csat:1-5", "value": 3.0},
            {"id": "beside", "text": "beside", "thread": "t"},
            {"id": "score", "scale": "nps:0-10", "value": 9.0, "thread": "t"},
            {"id": "effort", "text": "effort", "scale": "ces:effort5", "value": 5.0},
            {"id": "none", "text": "none"},
        ]
    )
    label_all(store, lambda: NOW)

    sides = {each.said.text: each.side for each in lessons_of(workspace, store)}

    assert sides == {"stars": 0, "csat": 1, "beside": 2}


def test_a_text_that_was_only_read_by_its_words_is_no_lesson(vectors, say, workspace, store):
    vectors(known=False)
    say()
    label_all(store, lambda: NOW, quick=True)

    assert list(lessons_of(workspace, store)) == []


@pytest.mark.parametrize(
    ("ago", "hour", "due"),
    [(None, 1, True), (None, 12, False), (10, 1, False), (21, 1, True), (21, 12, False), (49, 12, True)],
)
def test_a_lesson_is_due_once_a_night_and_by_day_only_where_nights_were_missed(workspace, ago, hour, due):
    now = NIGHT.replace(hour=hour)
    if ago is not None:
        Teaching.objects.create(workspace=workspace, at=now - timedelta(hours=ago), model="m", texts=1)

    assert is_due(workspace, now) is due


def test_night_is_by_the_clock_of_the_workspace(workspace):
    workspace.time_zone = "America/New_York"

    assert not is_due(workspace, NIGHT)
    assert is_due(workspace, NIGHT.replace(hour=7))


@pytest.fixture
def unasked(workspace):
    """Nobody has put a lesson off yet."""
    cache.delete(f"lesson:{workspace.pk}")
    yield
    cache.delete(f"lesson:{workspace.pk}")


def test_the_lessons_of_the_night_are_put_off_once(workspace, unasked):
    assert teach_due(NIGHT.replace(hour=12)) == 0
    assert teach_due(NIGHT) == 1
    assert teach_due(NIGHT) == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [workspace.pk]


def test_a_lesson_that_was_put_off_is_taught_once(read, workspace, store):
    read()
    Teaching.objects.create(workspace=workspace, at=timezone.now() - timedelta(hours=49), model="m", texts=0)

    assert teach.call(workspace.pk) == "kept"
    assert teach.call(workspace.pk) == "not due any more"
    assert Teaching.objects.filter(kept=True).count() == 1


def test_a_lesson_that_changes_nothing_says_so_and_one_for_nobody_too(vectors, workspace, store):
    vectors(known=False)
    Teaching.objects.create(workspace=workspace, at=timezone.now() - timedelta(hours=49), model="m", texts=0)

    assert teach.call(workspace.pk) == "not kept"
    assert teach.call(workspace.pk + 1_000) == "not due any more"
