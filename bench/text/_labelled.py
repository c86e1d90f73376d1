"""Texts whose side is known, from sets that nothing was trained on; a sample of each, always the same.

HEEDFUL_DATA names the folder of public data (../shared/data unless set).
"""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("HEEDFUL_DATA", ROOT.parent / "shared" / "data"))
SIDES = ("negative", "neutral", "positive")
ELSEWHERE = {"de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
SEED = 11
MOST = 2_000


@dataclass(frozen=True)
class Known:
    text: str
    language: str
    side: int


def airline() -> list[Known]:
    raw = subprocess.run(
        ["zstdcat", DATA / "twitter_us_airline" / "Tweets.csv.zst"], capture_output=True, check=True
    ).stdout.decode()
    rows = csv.DictReader(io.StringIO(raw))
    return [Known(row["text"], "en", SIDES.index(row["airline_sentiment"])) for row in rows]


def russian_brands() -> list[Known]:
    rows = pq.read_table(DATA / "ru_sentirueval_brand_tweets" / "sentirueval_bank_telecom_tweets.parquet").to_pylist()
    return [Known(row["text"], "ru", SIDES.index(row["label"])) for row in rows if row["label"] in SIDES]


def russian_posts() -> list[Known]:
    rows = pq.read_table(DATA / "ru_rusentiment_vk" / "rusentiment.parquet").to_pylist()
    return [Known(row["text"], "ru", SIDES.index(row["label"])) for row in rows if row["label"] in SIDES]


def elsewhere(language: str) -> list[Known]:
    """Tweets in a language of which there is no list of ours."""
    rows = pq.read_table(DATA / "sentiment_xlmt_8lang_tweets" / "umsab.parquet").to_pylist()
    return [Known(row["text"], language, int(row["label"])) for row in rows if row["lang"] == ELSEWHERE[language]]


def ukrainian() -> list[Known]:
    return list(_brighter("a_test_ukr"))


def by_hand(language: str) -> list[Known]:
    with (ROOT / "tests" / "text" / "sentences" / f"{language}.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Known(row["text"], language, SIDES.index(row["feeling"])) for row in rows]


def sample(known: list[Known], most: int = MOST) -> list[Known]:
    mixed = list(dict.fromkeys(known))
    random.Random(SEED).shuffle(mixed)
    return mixed[:most]


def _brighter(part: str) -> Iterator[Known]:
    """Joy is positive, any other feeling but surprise negative, none neutral; mixed ones are left out."""
    with (DATA / "emotion_brighter_en_ru_uk" / f"track_{part}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            felt = {name for name in row if name not in ("id", "text") and int(row[name]) > 0}
            bad = bool(felt & {"anger", "fear", "sadness", "disgust"})
            if felt == {"surprise"} or ("joy" in felt and bad):
                continue
            yield Known(row["text"], "uk", 2 if "joy" in felt else 0 if bad else 1)
