"""Train the weights of src/heedful/text/weights from public data that allow it, and from sentences of our own.

python tools/train_text.py DATA [--out FOLDER] [--turns FOLDER] [--heads NAME …]
    DATA      the folder of public data (one folder a set, each with its README.txt)
    --out     the package's own weights unless told otherwise
    --turns   keeps here also what is learned while each of TURNS is left out, to test on what was left out
    --heads   of sentiment, quick and anger only these; the others stay as they are

Prints what it used and under which licence. Sentiment needs torch (``train_feeling.py``), 5 GB of memory and an hour
on two cores, the others a few minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from text_sources import SOURCES, Example

from heedful.text.cleaning import clean
from heedful.text.embedding import FEELING, MEANING, meaning_of, packaged
from heedful.text.labelling import BY_WORDS
from heedful.text.lexicons import vote
from heedful.text.nano.feeling import Feeling
from heedful.text.sentiment.calibrating import UNTOUCHED, Calibration, calibrated
from heedful.text.sentiment.heads import FROM_WORDS, SIDES, Head, numbers_of, said
from heedful.text.sentiment.quick import PLACES, QuickHead, places_of, with_words

if TYPE_CHECKING:
    from train_feeling import States

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "heedful" / "text" / "weights"
LONGEST = 400
COUNTS = {"our own": 3.0, "brands": 2.0, "posts": 2.0}
"""Customers are nearer to our own sentences than to films and feelings; news of a bank, and posts, are less near."""
TIGHT, TIGHT_QUICK, TIGHT_ANGER = 0.0005, 1.0, 0.0005
TAUGHT, HEARD, MEANT = 0.45, 0.35, 0.2
"""Of the head: what the taught layers say, what all layers say, what the meaning alone says."""
LISTS_COUNT = 2.0  # a hint of our lists beside one of the vector
TURNS = {"brighter uk": ("brighter uk", "kotzias")}
"""Sources left out together, each time with a part of our own, to learn how far a chance can be believed."""
PARTS = 6
TOGETHER = 50  # of our own, lines that stand together are of one matter, and are left out together
VERSION = "6"
HEADS = ("sentiment", "quick", "anger")


class Material:
    """All examples, as the heads read them."""

    def __init__(self, examples: Sequence[tuple[str, Example]]) -> None:
        self.sources = np.array([name for name, _ in examples])
        self.languages = np.array([one.language for _, one in examples])
        self.texts = [clean(one.text)[:LONGEST] for _, one in examples]
        self.votes = [vote(text, one.language) for text, (_, one) in zip(self.texts, examples, strict=True)]
        self.sides = np.array([-1 if one.side is None else one.side for _, one in examples])
        self.angry = np.array([-1 if one.angry is None else int(one.angry) for _, one in examples])
        self.lists = numbers_of(np.zeros((len(self.texts), 0)), self.votes, [len(text.split()) for text in self.texts])
        self.shares = np.array([BY_WORDS.get(language, 0.0) for language in self.languages], np.float32)

    def weights(self, outcome: np.ndarray, rows: np.ndarray) -> np.ndarray:
        counts = np.array([COUNTS.get(source, 1.0) for source in self.sources])
        return balanced(counts, self.languages, outcome, rows)

    def left_out(self, turn: int) -> np.ndarray:
        """The sources of a turn, and a part of our own sentences."""
        own = np.isin(self.sources, list(COUNTS))
        part = np.cumsum(own) // TOGETHER % PARTS == turn
        return np.isin(self.sources, list(TURNS.values())[turn]) | (own & part)


def balanced(counts: np.ndarray, languages: np.ndarray, outcome: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Rare outcomes of a language weigh more (by the root), or the language would be taken for a feeling."""
    even = np.zeros(len(outcome))
    for language in np.unique(languages[rows]):
        here = rows & (languages == language)
        for each in np.unique(outcome[here]):
            these = here & (outcome == each)
            even[these] = counts[these] / counts[these].sum() ** 0.5
        even[here] *= counts[here].sum() / even[here].sum()
    return even[rows] * rows.sum() / even.sum()


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("data", type=Path)
    wanted.add_argument("--out", type=Path, default=PACKAGE)
    wanted.add_argument("--turns", type=Path)
    wanted.add_argument("--heads", nargs="*", choices=HEADS, default=HEADS)
    told = wanted.parse_args()
    material = Material([(source.name, one) for source in SOURCES for one in source.examples(told.data)])
    if "sentiment" in told.heads:
        sentiment(material, told.out, told.turns)
    if "quick" in told.heads:
        quick(material, told.out, told.turns)
    if "anger" in told.heads:
        keep(told.out / "anger.npz", angry_from(material).arrays())


def sentiment(material: Material, out: Path, turns: Path | None) -> None:
    from train_feeling import states_of  # torch, which only this needs

    known, states = material.sides >= 0, states_of(material.texts)
    feeling, head, _ = felt_from(material, states, known)
    keep_sentiment(out, feeling, head, UNTOUCHED)
    stated, right = [], []
    for turn, name in enumerate(TURNS):
        left = known & material.left_out(turn)
        unseen = np.flatnonzero(left)
        by_words = words_of(quick_from(material, known & ~left), material, unseen)
        *weights, numbers = felt_from(material, states, known & ~left)
        chances = with_words(weights[1].chances(numbers[unseen]), by_words, material.shares[unseen])
        note(name, chances, material.sides[unseen], stated, right)
        if turns:
            keep_sentiment(turns / name, *weights, UNTOUCHED)
    keep_sentiment(out, feeling, head, calibrated(np.concatenate(stated), np.concatenate(right)))


def quick(material: Material, out: Path, turns: Path | None) -> None:
    known = material.sides >= 0
    stated, right = [], []
    for turn, name in enumerate(TURNS):
        left = known & material.left_out(turn)
        head, unseen = quick_from(material, known & ~left), np.flatnonzero(left)
        note(name, words_of(head, material, unseen), material.sides[unseen], stated, right)
        if turns:
            keep_quick(turns / name, head, UNTOUCHED)
    keep_quick(out, quick_from(material, known), calibrated(np.concatenate(stated), np.concatenate(right)))


def note(turn: str, chances: np.ndarray, sides: np.ndarray, stated: list[np.ndarray], right: list[np.ndarray]) -> None:
    stated.append(chances.max(axis=1))
    right.append(chances.argmax(axis=1) == sides)
    print(f"  unseen {turn:<18} {right[-1].mean():.3f} right of {len(sides)}", flush=True)


def keep_sentiment(folder: Path, feeling: Feeling, head: Head, curve: Calibration) -> None:
    keep(folder / "feeling.npz", feeling.arrays())
    keep(folder / "sentiment.npz", head.arrays() | {"stated": curve.stated, "right": curve.right})


def keep_quick(folder: Path, head: QuickHead, curve: Calibration) -> None:
    parts = {"table": head.table, "beside": head.beside, "bias": head.bias}
    keep(
        folder / "quick.npz",
        parts | {"name": np.array(f"words-{VERSION}"), "stated": curve.stated, "right": curve.right},
    )


def keep(path: Path, arrays: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)
    print(f"{path.name:<16} {path.stat().st_size / 1e6:6.2f} MB", flush=True)


def felt_from(material: Material, states: States, rows: np.ndarray) -> tuple[Feeling, Head, np.ndarray]:
    """What hears a feeling, the head that reads it, and what that reads of all texts.

    The head joins three, each fitted with our lists: one on layers that were taught, one on the means of all layers,
    and one on the meaning alone.
    """
    from train_feeling import BEGINS, Hearing

    sides, weights = material.sides[rows], material.weights(material.sides, rows)
    hearing = Hearing(states, LISTS_COUNT * material.lists).teach(np.flatnonzero(rows), sides, weights)
    heard, by_layers = _heard(states.means, material.lists, rows, sides, weights)
    feeling = Feeling(f"feeling-{VERSION}", BEGINS, hearing.net.arrays() | heard)
    taught = hearing.numbers(np.arange(len(states.means)))
    said = states.means.reshape(len(taught), -1) @ heard["all.weights"] + heard["all.bias"]
    numbers = np.hstack([states.means[:, -1], taught, said, material.lists]).astype(np.float32)
    return feeling, _joined(numbers, rows, sides, weights, hearing.head(), by_layers), numbers


def _heard(means, lists, rows, sides, weights) -> tuple[dict[str, np.ndarray], LogisticRegression]:
    """What the means of all layers say for negative, neutral and positive."""
    layers = means[rows].reshape(rows.sum(), -1).astype(np.float32)
    middle = layers.mean(axis=0)
    layers -= middle
    even = 1 / layers.std(axis=0).mean()  # one for all: small directions are noise
    layers *= even
    fitted = LogisticRegression(C=TIGHT, max_iter=300, tol=1e-3).fit(
        np.hstack([layers, LISTS_COUNT * lists[rows]]), sides, sample_weight=weights
    )
    turn = (fitted.coef_[:, :-FROM_WORDS].T * even).astype(np.float16)
    return {"all.weights": turn, "all.bias": -(middle @ turn.astype(np.float32))}, fitted


def _joined(numbers, rows, sides, weights, taught, by_layers: LogisticRegression) -> Head:
    meaning, felt, heard, lists = np.split(
        np.arange(numbers.shape[1]), [MEANING, -FROM_WORDS - len(SIDES), -FROM_WORDS]
    )
    seen = numbers[rows]
    middle, scale = np.zeros(numbers.shape[1], np.float32), np.ones(numbers.shape[1], np.float32)
    middle[meaning], scale[meaning] = seen[:, meaning].mean(axis=0), 1 / seen[:, meaning].std(axis=0).mean()
    scale[heard], scale[lists] = 1 / seen[:, heard].std(axis=0), LISTS_COUNT
    placed = (seen - middle) * scale
    placed[:, felt], placed[:, heard] = 0, 0
    by_meaning = LogisticRegression(C=TIGHT, max_iter=500, tol=1e-3).fit(
        placed.astype(float), sides, sample_weight=weights
    )
    of_numbers, of_lists, bias = taught
    joined = MEANT * by_meaning.coef_
    joined[:, felt] += TAUGHT * of_numbers
    joined[:, heard] += HEARD * np.diag(seen[:, heard].std(axis=0))
    joined[:, lists] += TAUGHT * of_lists + HEARD * by_layers.coef_[:, -FROM_WORDS:]
    bias = TAUGHT * bias + HEARD * by_layers.intercept_ + MEANT * by_meaning.intercept_
    return _head(f"e5-{VERSION}", joined, bias, middle, scale)


def angry_from(material: Material) -> Head:
    """Calm or angry, from meaning and our lists."""
    known = np.flatnonzero(material.angry >= 0)
    meaning = meaning_of(packaged().embed([material.texts[n] for n in known])).astype(float)
    numbers = np.hstack([meaning, np.zeros((len(known), FEELING)), material.lists[known]])
    middle, scale = numbers.mean(axis=0), np.full(numbers.shape[1], LISTS_COUNT)
    scale[:-FROM_WORDS] = 1 / numbers[:, :MEANING].std(axis=0).mean()
    fitted = LogisticRegression(C=TIGHT_ANGER, max_iter=2_000).fit(
        (numbers - middle) * scale,
        material.angry[known],
        sample_weight=material.weights(material.angry, material.angry >= 0),
    )
    weights, bias = fitted.coef_, fitted.intercept_  # two outcomes: one row says the odds of the second
    return _head(
        f"anger-{VERSION}", np.vstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2, middle, scale
    )


def _head(name: str, *parts: np.ndarray) -> Head:
    return Head(name, *(part.astype(np.float32) for part in parts))


def quick_from(material: Material, rows: np.ndarray) -> QuickHead:
    numbers = np.flatnonzero(rows)
    table = _places([material.texts[n] for n in numbers])
    beside = csr_array(np.array([said(material.votes[n]) for n in numbers]))
    fitted = LogisticRegression(C=TIGHT_QUICK, max_iter=300).fit(
        hstack([table, beside], format="csr"),
        material.sides[rows],
        sample_weight=material.weights(material.sides, rows),
    )
    weights = fitted.coef_.astype(np.float32)
    return QuickHead(
        np.ascontiguousarray(weights[:, :PLACES].T).astype(np.float16),
        weights[:, PLACES : PLACES + FROM_WORDS],
        fitted.intercept_.astype(np.float32),
    )


def words_of(head: QuickHead, material: Material, rows: np.ndarray) -> np.ndarray:
    """The chances by words alone."""
    return head.chances([material.texts[n] for n in rows], [material.votes[n] for n in rows])


def _places(texts: Sequence[str]) -> csr_array:
    listed = [places_of(text) for text in texts]
    ends = np.cumsum([0, *map(len, listed)])
    values = np.concatenate([np.full(len(one), len(one) ** -0.5) for one in listed if one])
    return csr_array((values, np.concatenate([one for one in listed if one]).astype(int), ends), (len(texts), PLACES))


if __name__ == "__main__":
    main()
