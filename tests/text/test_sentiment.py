"""Weights, chances and what a workspace teaches."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from heedful.text.anger import anger_head
from heedful.text.embedding import FEELING, MEANING
from heedful.text.nano.feeling import packaged_feeling
from heedful.text.sentiment.calibrating import UNTOUCHED, calibrated
from heedful.text.sentiment.heads import FROM_WORDS, Head
from heedful.text.sentiment.layers import Layer, layer_from, packaged_layer, packaged_quick
from heedful.text.sentiment.teaching import FEWEST, Lessons, side_of_score, teach
from heedful.text.sentiment.votes import NOTHING, felt, together

ROOT = Path(__file__).resolve().parents[2]


def lessons(n, *, seed=1, told=True):
    """Texts of a place where a number beyond the packaged head's knowledge decides."""
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(n, 8)).astype(np.float32)
    sides = np.where(numbers[:, 0] > 0.4, 2, np.where(numbers[:, 0] < -0.4, 0, 1)) if told else random.integers(0, 3, n)
    return Lessons(numbers, sides.astype(np.int64), np.ones(n, np.float32), *no_words(n))


def no_words(n):
    return np.full((n, 3), 1 / 3, np.float32), np.zeros(n, np.float32)


def blank():
    return Head(
        "blank", np.zeros((3, 8), np.float32), np.zeros(3, np.float32), np.zeros(8, np.float32), np.ones(8, np.float32)
    )


def test_the_weights_are_few_and_need_no_pickle():
    kept = [path for path in (files("heedful.text") / "weights").iterdir() if path.name.endswith(".npz")]

    assert {path.name for path in kept} == {"feeling.npz", "sentiment.npz", "quick.npz", "anger.npz"}
    assert sum(path.stat().st_size for path in kept) < 15e6
    for path in kept:
        with np.load(path, allow_pickle=False) as arrays:
            assert all(np.isfinite(arrays[name]).all() for name in arrays.files if name != "name")


def test_the_packaged_heads_fit_the_packaged_vectors():
    vector = MEANING + FEELING
    assert packaged_layer().head.dimensions == anger_head().dimensions == vector
    assert packaged_layer().head.weights.shape == (3, vector + FROM_WORDS)
    assert packaged_feeling().numbers == FEELING
    assert packaged_quick()[0].table.shape[1] == 3


def test_a_layer_comes_back_from_its_bytes_as_it_was():
    layer = packaged_layer()
    again = layer_from(layer.to_bytes())

    assert again.name == layer.name
    assert np.array_equal(again.head.weights, layer.head.weights)
    assert np.array_equal(again.calibration.right, layer.calibration.right)


def test_a_workspace_teaches_what_the_packaged_head_did_not_know():
    learnt = teach(blank(), UNTOUCHED, lessons(200), name="ours")

    assert learnt.kept
    assert learnt.after > learnt.before + 0.15  # the chance given to what is right, from a third
    unseen = lessons(300, seed=2)
    assert (learnt.head.chances(unseen.numbers).argmax(axis=1) == unseen.sides).mean() > 0.7


def test_what_is_only_noise_is_not_kept():
    head = teach(blank(), UNTOUCHED, lessons(300), name="ours").head
    learnt = teach(head, UNTOUCHED, lessons(300, seed=3), name="again")
    noise = teach(
        head,
        UNTOUCHED,
        Lessons(lessons(300, seed=4).numbers, lessons(300, seed=5).sides, np.ones(300, np.float32), *no_words(300)),
        name="noise",
    )

    assert learnt.head.name in {"ours", "again"}
    assert noise.after is not None
    assert noise.kept == (noise.head.name == "noise")


def test_a_head_that_is_right_but_unsure_is_left_as_it_is():
    random = np.random.default_rng(6)
    right = replace(blank(), weights=random.normal(size=(3, 8)).astype(np.float32))
    numbers = random.normal(size=(150, 8)).astype(np.float32)
    sides = (right.chances(numbers).cumsum(axis=1) < random.random((150, 1))).sum(axis=1)
    unsure = replace(right, weights=0.4 * right.weights)

    learnt = teach(unsure, UNTOUCHED, Lessons(numbers, sides, np.ones(150, np.float32), *no_words(150)), name="ours")

    assert not learnt.kept


def test_what_the_words_alone_say_is_nothing_that_was_taught():
    known = lessons(200)
    by_words = np.eye(3, dtype=np.float32)[known.sides]
    learnt = teach(
        blank(), UNTOUCHED, replace(known, words=by_words, shares=np.full(200, 0.9, np.float32)), name="ours"
    )

    assert (learnt.before, learnt.kept) == (pytest.approx(1.0, abs=1e-4), False)


def test_too_few_lessons_teach_nothing():
    learnt = teach(blank(), UNTOUCHED, lessons(FEWEST - 1), name="ours")

    assert (learnt.kept, learnt.head.name, learnt.before) == (False, "blank", None)


def test_the_same_lessons_teach_the_same():
    first, second = (teach(blank(), UNTOUCHED, lessons(120), name="ours", seed=4) for _ in range(2))

    assert np.array_equal(first.head.weights, second.head.weights)


def test_a_head_that_is_too_sure_is_believed_less():
    stated = np.r_[np.full(300, 0.95), np.full(300, 0.6)]
    right = np.r_[np.arange(300) < 210, np.arange(300) < 150]

    curve = calibrated(stated, right)

    assert curve(0.95) == pytest.approx(0.7)
    assert curve(0.6) == pytest.approx(0.5)


def test_few_cases_leave_the_belief_as_it_was():
    assert calibrated([0.9] * 20, [True] * 20) is UNTOUCHED


def test_a_score_beside_a_comment_hints_at_its_side():
    assert [side_of_score(score, lowest=1, highest=5) for score in range(1, 6)] == [0, 0, 1, 2, 2]
    assert [side_of_score(score, lowest=0, highest=10) for score in (0, 6, 7, 8, 9, 10)] == [0, 0, 1, 1, 2, 2]
    assert side_of_score(11, lowest=0, highest=10) is None


def test_a_date_beside_a_complaint_does_not_hide_it():
    chances = np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05]], np.float32)

    [whole] = together(chances, np.array([5, 5]), np.array([0, 0]), 1)

    assert whole.argmax() == 0


def test_a_text_without_sentences_feels_nothing():
    shares = together(np.zeros((0, 3), np.float32), np.zeros(0, int), np.zeros(0, int), 1)

    assert felt(shares, UNTOUCHED) == [NOTHING]


def test_a_side_that_is_not_likely_enough_is_unclear():
    [one] = felt(np.array([[0.4, 0.3, 0.3]], np.float32), UNTOUCHED)

    assert (one.feeling, one.sentiment) == ("unclear", pytest.approx(-0.1))


def test_what_is_tested_on_was_not_learnt_from():
    files = [
        (ROOT / "tools" / name).read_text() for name in ("text_sentences.tsv", "text_brands.tsv", "text_posts.tsv")
    ]
    learnt = {line.split("\t")[2].casefold() for file in files for line in file.splitlines()}
    tested = {
        line.split("\t")[0].casefold()
        for path in (ROOT / "tests/text/sentences").glob("*.tsv")
        for line in path.read_text(encoding="utf-8").splitlines()
    }

    assert len(learnt) > 900
    assert not learnt & tested


def test_a_layer_is_named_by_its_head():
    assert Layer(blank(), UNTOUCHED).name == "blank"
