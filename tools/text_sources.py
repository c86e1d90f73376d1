"""What the heads learn from: sets that may be shipped (MIT, Apache 2.0, CC BY, CC0), and sentences of our own.

Each source reads its folder of public data and gives texts with a side: 0 negative, 1 neutral, 2 positive. Texts whose
side is in doubt are left out. What a set's README states as its licence is printed and must be one of those above.
"""

from __future__ import annotations

import csv
import random
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

NEGATIVE, NEUTRAL, POSITIVE = range(3)
MAY_BE_SHIPPED = re.compile(r"MIT|Apache-2\.0|CC BY 4\.0|CC0")
OWN = Path(__file__).parent / "text_sentences.tsv"
BRANDS = OWN.with_name("text_brands.tsv")  # of banks and operators: news, advertisements, what is said of them
POSTS = OWN.with_name("text_posts.tsv")  # what people put on their walls: their day, wishes, verses, small ads
SEED = 5


@dataclass(frozen=True)
class Example:
    text: str
    language: str
    side: int | None = None
    angry: bool | None = None


@dataclass(frozen=True)
class Source:
    name: str
    folder: str
    read: Callable[[Path], Iterable[Example]]
    licence: str = ""  # where the README names several
    most: int = 10_000

    def examples(self, data: Path) -> list[Example]:
        stated = licence(data / self.folder, self.licence) if self.folder else self.licence
        found = [one for one in self.read(data / self.folder) if one.text.strip()]
        random.Random(SEED).shuffle(found)
        print(f"{self.name:<22} {min(len(found), self.most):>6} texts  {stated}")
        return found[: self.most]


def licence(folder: Path, part: str) -> str:
    stated = re.search(r"licence ([^|]*)\|", (folder / "README.txt").read_text(encoding="utf-8"))
    named = part or (stated[1].strip() if stated else "")
    if not MAY_BE_SHIPPED.search(named) or re.search(r"NC|NON-COMMERCIAL", named):
        raise SystemExit(f"{folder.name}: its licence ({named}) does not allow what is learned from it to be shipped")
    return named


def vader(part: str) -> Callable[[Path], Iterator[Example]]:
    def read(folder: Path) -> Iterator[Example]:
        for line in lines(folder, f"{part}GroundTruth.txt"):
            cells = line.split("\t")
            if len(cells) >= 3 and (side := side_of(float(cells[1]))) is not None:
                yield Example(cells[2], "en", side)

    return read


def side_of(valence: float) -> int | None:
    if abs(valence) < 0.4:
        return NEUTRAL
    return None if abs(valence) < 0.8 else POSITIVE if valence > 0 else NEGATIVE


def kotzias(folder: Path) -> Iterator[Example]:
    for row in pq.read_table(folder / "sentimentr_reviews.parquet").to_pylist():
        if row["source"].startswith("kotzias"):
            yield Example(row["text"], "en", POSITIVE if row["sentiment"] > 0 else NEGATIVE)


def brighter(language: str, *parts: str) -> Callable[[Path], Iterator[Example]]:
    def read(folder: Path) -> Iterator[Example]:
        for part in parts:
            with (folder / f"track_{part}.csv").open(encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    felt = {name for name in row if name not in ("id", "text") and int(row[name] or 0) > 0}
                    yield Example(row["text"], language, side_of_feelings(felt), "anger" in felt)

    return read


def side_of_feelings(felt: set[str]) -> int | None:
    bad = felt & {"anger", "fear", "sadness", "disgust"}
    if "joy" in felt:
        return None if bad else POSITIVE
    return NEGATIVE if bad else None if felt else NEUTRAL


def cedr(folder: Path) -> Iterator[Example]:
    names = ("joy", "sadness", "surprise", "fear", "anger")
    for row in pq.read_table(folder / "cedr_main.parquet").to_pylist():
        yield Example(
            row["text"], "ru", side_of_feelings({names[int(mark)] for mark in re.findall(r"[0-9]", str(row["labels"]))})
        )


def garden(folder: Path) -> Iterator[Example]:
    with (folder / "nps.csv").open(encoding="latin-1") as file:
        for row in csv.DictReader(file):
            if row["explication"] not in ("NA", "") and row["nps"].isdigit():
                score = int(row["nps"])
                side = POSITIVE if score >= 9 else NEGATIVE if score <= 5 else None
                yield Example(row["explication"], "fr", side)


def written(path: Path) -> Callable[[Path], Iterator[Example]]:
    """Our own sentences, of a file beside this one."""

    def read(_folder: Path) -> Iterator[Example]:
        with path.open(encoding="utf-8") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Example(row[2], row[0], ("negative", "neutral", "positive").index(row[1]))

    return read


def lines(folder: Path, name: str) -> list[str]:
    path = folder / name
    if path.exists():
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    packed = ["zstdcat", f"{path}.zst"]
    return subprocess.run(packed, capture_output=True, check=True).stdout.decode("utf-8", "replace").splitlines()


BRIGHTER, VADER = "emotion_brighter_en_ru_uk", "english_vader_groundtruth"
SOURCES = (
    Source("brighter uk", BRIGHTER, brighter("uk", "a_train_ukr", "a_dev_ukr", "a_test_ukr")),
    Source("brighter ru", BRIGHTER, brighter("ru", "a_train_rus", "a_dev_rus", "a_test_rus")),
    Source("brighter en", BRIGHTER, brighter("en", "a_train_eng", "b_test_eng")),
    Source("vader amazon", VADER, vader("amazonReviewSnippets_")),
    Source("vader tweets", VADER, vader("tweets_")),
    Source("vader films", VADER, vader("movieReviewSnippets_"), most=2_000),
    Source("vader editorials", VADER, vader("nytEditorialSnippets_"), most=1_500),
    Source("kotzias", "english_sentiment_mixed", kotzias, licence="Kotzias et al.: CC BY 4.0 (UCI 331)"),
    Source("cedr", "ru_cedr_emotions", cedr, most=4_000),
    Source("garden centres", "nps_garden_fr", garden, most=1_200),
    Source("our own", "", written(OWN), licence="written for Heedful", most=20_000),
    Source("brands", "", written(BRANDS), licence="written for Heedful"),
    Source("posts", "", written(POSTS), licence="written for Heedful"),
)
