"""Train the weights of src/heedful/text/weights from public data that allow it, and from sentences of our own.

python tools/train_text.py DATA CACHE [--only-kept] [--without NAME …] [--out FOLDER] [--heads NAME …]
    DATA      the folder of public data (one folder a set, each with its README.txt)
    CACHE     a folder that keeps what the network made of each text, some 9 kB a text, so that it is read once
    --only-kept  learn from the texts that are in CACHE, and read no others
    --without leave out the sources whose name holds NAME, to test on one of them: FOLDER is not the package then
    --heads   of sentiment, quick and anger only these; the others stay as they are

Prints what it used and under which licence. The same data give the same weights.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from text_sources import SOURCES, Example

from heedful.text.cleaning import clean
from heedful.text.embedding import FEELING, MEANING, packaged, plain
from heedful.text.lexicons import vote
from heedful.text.nano.feeling import Feeling
from heedful.text.sentiment.calibrating import calibrated
from heedful.text.sentiment.heads import FROM_WORDS, SIDES, Head, numbers_of, said
from heedful.text.sentiment.quick import PLACES, QuickHead, places_of

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "heedful" / "text" / "weights"
LONGEST = 400
AT_ONCE = 400
COUNTS = {"our own": 5.0, "brands": 2.0}
"""What customers write of is nearer to our own sentences than to films and feelings; news of a bank is less near."""
TIGHT, TIGHT_QUICK, TIGHT_ANGER = 0.0005, 0.3, 0.0005
LAYERS = 12
HEARD = 0.7  # of a head, what all layers say; the rest is what the meaning alone says
LISTS_COUNT = 2.0  # a hint of our lists beside one of the vector
VERSION = "3"
READING = "4"  # the same head; since then the words of a sentence have a share beside it (text/labelling.py)
HEADS = ("sentiment", "quick", "anger")


class Kept:
    """What each layer of the network made of a text, by the hash of the text, in files of a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.layers = folder, {}
        for path in sorted(folder.glob("*.npz")):
            with np.load(path, allow_pickle=False) as file:
                self.layers |= dict(zip(file["keys"].tolist(), file["layers"], strict=True))

    def of(self, texts: Sequence[str]) -> np.ndarray:
        keys = [key_of(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.layers}
        for start in range(0, len(missing), AT_ONCE):
            some = dict(list(missing.items())[start : start + AT_ONCE])
            rows = packaged().layers(list(some.values())).astype(np.float16)
            name = hashlib.sha1("".join(some).encode()).hexdigest()[:16]
            np.savez(self.folder / f"{name}.npz", keys=np.array(list(some)), layers=rows)
            self.layers |= dict(zip(some, rows, strict=True))
            print(f"  read {start + len(some)} of {len(missing)}", flush=True)
        return np.array([self.layers[key] for key in keys])


class Material:
    """All examples, as the heads read them."""

    def __init__(self, examples: Sequence[tuple[str, Example]], kept: Kept) -> None:
        self.sources = np.array([name for name, _ in examples])
        self.languages = np.array([one.language for _, one in examples])
        self.texts = [clean(one.text)[:LONGEST] for _, one in examples]
        self.votes = [vote(text, one.language) for text, (_, one) in zip(self.texts, examples, strict=True)]
        self.sides = np.array([-1 if one.side is None else one.side for _, one in examples])
        self.angry = np.array([-1 if one.angry is None else int(one.angry) for _, one in examples])
        self.layers = kept.of(self.texts)
        self.lists = numbers_of(np.zeros((len(self.texts), 0)), self.votes, [len(text.split()) for text in self.texts])

    def read_with(self, feeling: Feeling, rows: np.ndarray) -> np.ndarray:
        """What the heads read of these texts: meaning, feeling, our lists."""
        layers = self.layers[rows]
        return np.hstack([layers[:, -1].astype(np.float32), feeling(layers), self.lists[rows]])

    def weights(self, outcome: np.ndarray, rows: np.ndarray) -> np.ndarray:
        counts = np.array([COUNTS.get(source, 1.0) for source in self.sources])
        return balanced(counts, self.languages, outcome, rows)


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
    wanted.add_argument("cache", type=Path)
    wanted.add_argument("--without", nargs="*", default=[])
    wanted.add_argument("--only-kept", action="store_true")
    wanted.add_argument("--out", type=Path, default=PACKAGE)
    wanted.add_argument("--heads", nargs="*", choices=HEADS, default=HEADS)
    told = wanted.parse_args()
    if told.without and told.out == PACKAGE:
        raise SystemExit("--without makes weights for a test: give --out, too")
    sources = [source for source in SOURCES if not any(name in source.name for name in told.without)]
    examples = [(source.name, one) for source in sources for one in source.examples(told.data)]
    told.out.mkdir(parents=True, exist_ok=True)
    kept = Kept(told.cache)
    material = Material(those_kept(examples, kept) if told.only_kept else examples, kept)
    save(told.out, material, told.heads)


def those_kept(examples: Sequence[tuple[str, Example]], kept: Kept) -> list[tuple[str, Example]]:
    found = [(name, one) for name, one in examples if key_of(clean(one.text)[:LONGEST]) in kept.layers]
    print("of these read before:", dict(Counter(name for name, _ in found)))
    return found


def key_of(text: str) -> str:
    return hashlib.sha1(plain(text).encode()).hexdigest()


def save(folder: Path, material: Material, heads: Sequence[str]) -> None:
    known = material.sides >= 0
    if "sentiment" in heads:
        feeling, head = felt_from(material, known)
        keep(folder / "feeling.npz", feeling.arrays())
        curve = calibrated(*honest(material, known))
        keep(folder / "sentiment.npz", head.arrays() | {"stated": curve.stated, "right": curve.right})
    if "quick" in heads:
        quick, curve = quick_from(material, known), calibrated(*honest_quick(material, known))
        parts = {"table": quick.table, "beside": quick.beside, "bias": quick.bias}
        learnt = {"stated": curve.stated, "right": curve.right}
        keep(folder / "quick.npz", {"name": np.array(f"words-{VERSION}"), **parts, **learnt})
    if "anger" in heads:
        keep(folder / "anger.npz", angry_from(material).arrays())


def keep(path: Path, arrays: dict[str, np.ndarray]) -> None:
    np.savez_compressed(path, **arrays)
    print(f"{path.name:<16} {path.stat().st_size / 1e6:6.2f} MB")


def felt_from(material: Material, rows: np.ndarray) -> tuple[Feeling, Head]:
    """What the layers say of a feeling, and the head that reads it.

    The head joins two, each fitted with our lists: one on the means of all layers, and one on the meaning alone.
    """
    sides, weights, lists = material.sides[rows], material.weights(material.sides, rows), material.lists[rows]
    layers = material.layers[rows].reshape(rows.sum(), -1).astype(np.float32)
    middle = layers.mean(axis=0)
    layers -= middle
    even = 1 / layers.std(axis=0).mean()  # one for all: small directions are noise
    layers *= even
    fitted = LogisticRegression(C=TIGHT, max_iter=300, tol=1e-3).fit(
        np.hstack([layers, LISTS_COUNT * lists]), sides, sample_weight=weights
    )
    turn = fitted.coef_[:, :-FROM_WORDS].T * even
    feeling = Feeling(f"feeling-{VERSION}", turn.astype(np.float16).astype(np.float32), -(middle @ turn))
    return feeling, _both_in_one(material.read_with(feeling, np.flatnonzero(rows)), sides, weights, fitted)


def _both_in_one(numbers: np.ndarray, sides: np.ndarray, weights: np.ndarray, by_layers: LogisticRegression) -> Head:
    meaning, heard = slice(0, MEANING), slice(MEANING, MEANING + FEELING)
    middle, scale = np.zeros(numbers.shape[1]), np.full(numbers.shape[1], LISTS_COUNT)
    middle[meaning], scale[meaning] = numbers[:, meaning].mean(axis=0), 1 / numbers[:, meaning].std(axis=0).mean()
    middle[-FROM_WORDS:] = numbers[:, -FROM_WORDS:].mean(axis=0)
    scale[heard] = 1 / numbers[:, heard].std(axis=0)
    placed = ((numbers - middle) * scale).astype(np.float64)
    placed[:, heard] = 0
    by_meaning = LogisticRegression(C=TIGHT, max_iter=500, tol=1e-3).fit(placed, sides, sample_weight=weights)
    share = np.zeros_like(by_meaning.coef_)
    share[:, heard] = np.diag(numbers[:, heard].std(axis=0))
    share[:, -FROM_WORDS:] = by_layers.coef_[:, -FROM_WORDS:]
    bias = by_layers.intercept_ + share[:, -FROM_WORDS:] @ (LISTS_COUNT * middle[-FROM_WORDS:])
    return _head(
        f"e5-{READING}",
        HEARD * share + (1 - HEARD) * by_meaning.coef_,
        HEARD * bias + (1 - HEARD) * by_meaning.intercept_,
        middle,
        scale,
    )


def angry_from(material: Material) -> Head:
    """Calm or angry, from meaning and our lists."""
    known = material.angry >= 0
    numbers = material.read_with(no_feeling(), np.flatnonzero(known)).astype(np.float64)
    middle, scale = numbers.mean(axis=0), np.full(numbers.shape[1], LISTS_COUNT)
    scale[:-FROM_WORDS] = 1 / numbers[:, :MEANING].std(axis=0).mean()
    fitted = LogisticRegression(C=TIGHT_ANGER, max_iter=2_000).fit(
        (numbers - middle) * scale, material.angry[known], sample_weight=material.weights(material.angry, known)
    )
    weights, bias = fitted.coef_, fitted.intercept_  # two outcomes: one row says the odds of the second
    return _head(
        f"anger-{VERSION}", np.vstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2, middle, scale
    )


def no_feeling() -> Feeling:
    """Zeros, which a head learns nothing from."""
    return Feeling("", np.zeros((LAYERS * MEANING, FEELING), np.float32), np.zeros(FEELING, np.float32))


def _head(name: str, *parts: np.ndarray) -> Head:
    return Head(name, *(part.astype(np.float32) for part in parts))


def honest(material: Material, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How sure a head is of texts from sources it never saw, and whether it is right."""
    return _by_turns(material, known, lambda rows: felt_from(material, rows), _read)


def honest_quick(material: Material, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _by_turns(material, known, lambda rows: quick_from(material, rows), _read_quick)


def _by_turns(material, known, fitted, read) -> tuple[np.ndarray, np.ndarray]:
    stated, right = [], []
    for source in sorted(set(material.sources) - {"garden centres", "vader films", "vader editorials"}):
        these = known & (material.sources == source)
        chances = read(fitted(known & ~these), material, np.flatnonzero(these))
        stated.append(chances.max(axis=1))
        right.append(chances.argmax(axis=1) == material.sides[these])
        print(f"  unseen {source:<18} {right[-1].mean():.3f} right of {len(right[-1])}", flush=True)
    return np.concatenate(stated), np.concatenate(right)


def _read(both: tuple[Feeling, Head], material: Material, rows: np.ndarray) -> np.ndarray:
    feeling, head = both
    return head.chances(material.read_with(feeling, rows))


def _read_quick(head: QuickHead, material: Material, rows: np.ndarray) -> np.ndarray:
    return head.chances([material.texts[n] for n in rows], [material.votes[n] for n in rows])


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


def _places(texts: Sequence[str]) -> csr_array:
    listed = [places_of(text) for text in texts]
    ends = np.cumsum([0, *map(len, listed)])
    values = np.concatenate([np.full(len(one), len(one) ** -0.5) for one in listed if one])
    return csr_array((values, np.concatenate([one for one in listed if one]).astype(int), ends), (len(texts), PLACES))


if __name__ == "__main__":
    assert len(SIDES) == 3
    main()
