"""How well named themes are told: airline reasons, aspects of Russian restaurants, and what was written by hand.

python bench/text/themes.py [SENTENCES]    HEEDFUL_DATA names the folder of public data (../shared/data unless set)
    SENTENCES  with vectors, to teach and to score each: 1,500 unless told otherwise

Airline: negative tweets whose reason was agreed on (confidence 0.6 and more), in two parts, always the same. Keywords
were chosen on the first, which also teaches; the second is scored (with vectors: its first SENTENCES). One reason a
tweet, the surest theme; percent is macro-F1 of nine. Restaurants: a sentence may have several aspects; percent is
micro-F1; no keyword was chosen on them. By hand: micro-F1 of whole packs; one hand wrote keywords and sentences.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from _labelled import DATA, ROOT
from sklearn.metrics import f1_score

from heedful.text.cleaning import clean
from heedful.text.embedding import meaning_of, packaged
from heedful.text.labels import Sentence
from heedful.text.sentences import sentences
from heedful.text.themes.lessons import Lesson, learnt
from heedful.text.themes.named import Finder, background_of, named_themes
from heedful.text.themes.taxonomy import Taxonomy, pack

SEED, FIRST, TAUGHT, AGREED = 5, 3_000, 20, 0.6
REASONS = {
    "Customer Service Issue": "service",
    "Late Flight": "delays",
    "Cancelled Flight": "cancellations",
    "Lost Luggage": "lost-luggage",
    "Bad Flight": "on-board",
    "Flight Booking Problems": "booking-problems",
    "Flight Attendant Complaints": "crew",
    "longlines": "lines",
    "Damaged Luggage": "damaged-luggage",
}
ASPECTS = {
    "Food": ("food", "coffee", "menu", "portions"),
    "Interior": ("atmosphere", "cleanliness", "toilets"),
    "Service": ("staff", "waiting", "booking", "order-accuracy", "communication"),
    "Price": ("price", "loyalty"),
}
PACK_OF = {"online": "retail", "support": "general"}
Told = list[tuple[str, str]]  # a text and its reason


@dataclass(frozen=True)
class Part:
    evidence: np.ndarray
    reasons: np.ndarray
    vectors: np.ndarray | None


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_500
    first, second = tweets()
    words_alone(second)
    with_vectors(first[:most], second[:most])
    restaurants()
    for language in ("en", "ru", "uk", "lt"):
        by_hand(language)


def tweets() -> tuple[Told, Told]:
    read = subprocess.run(["zstdcat", DATA / "twitter_us_airline" / "Tweets.csv.zst"], capture_output=True, check=True)
    rows = pd.read_csv(io.BytesIO(read.stdout))
    rows = rows[(rows["airline_sentiment"] == "negative") & rows["negativereason"].isin(REASONS)]
    rows = rows.drop_duplicates("tweet_id").drop_duplicates("text").sample(frac=1, random_state=SEED)
    rows = rows[rows["negativereason_confidence"] >= AGREED]
    told = [(clean(text), REASONS[reason]) for text, reason in zip(rows["text"], rows["negativereason"], strict=True)]
    return told[:FIRST], told[FIRST:]


def reasons_finder(embedded: bool) -> Finder:
    themes = tuple(theme for theme in pack("airline").themes if theme.key in REASONS.values())
    return Finder(Taxonomy("airline", themes), embedder=packaged() if embedded else None)


def words_alone(told: Told) -> None:
    finder = reasons_finder(embedded=False)
    part_of(finder, told[:100], embedded=False)  # loaded
    spent, cpu = min(looked_for(told, finder) for _ in range(3))
    speed = {"rows": len(told), "limits": {"rows_per_second": 5_000}, "note": f"{len(told) / cpu:,.0f} a second of CPU"}
    say("Named themes by keywords", spent, speed)
    part = part_of(finder, told, embedded=False)
    commonest = np.eye(len(finder.keys))[finder.keys.index("service")] * 0.01
    say(f"Airline reasons of {len(told):,} tweets, keywords", spent, scored(part, part.evidence + commonest, 53))


def looked_for(told: Told, finder: Finder) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    for text, _ in told:
        named_themes(text, whole(text), finder, language="en")
    return time.perf_counter() - began, time.process_time() - cpu


def with_vectors(first: Told, second: Told) -> None:
    began = time.perf_counter()
    finder = reasons_finder(embedded=True)
    teaching, scoring = (part_of(finder, told, embedded=True) for told in (first, second))
    background = background_of(finder, teaching.vectors)
    finder = Finder(finder.taxonomy, embedder=packaged(), background=background)
    spent = time.perf_counter() - began
    job = f"Airline reasons of {len(second):,} tweets"
    untaught = finder.untaught(scoring.evidence, scoring.vectors, "en")
    say(f"{job}, keywords and descriptions", spent, scored(scoring, untaught, 53))
    say(f"{job}, descriptions", spent, scored(scoring, finder.likeness(scoring.vectors), None))
    few = [taught(finder, first, teaching, scoring, few_of(teaching, seed)) for seed in range(5)]
    each = [f1(scoring, logits) for logits in few]
    note = {"percent": float(np.mean(each)), "limits": {"percent": 56}, "note": f"five draws: {rounded(each)}"}
    say(f"{job}, {TAUGHT} corrections a theme", spent, note)
    everything = taught(finder, first, teaching, scoring, np.arange(len(first)))
    say(f"{job}, {len(first):,} labels", spent, scored(scoring, everything, 58))


def taught(finder: Finder, told: Told, teaching: Part, scoring: Part, rows: np.ndarray) -> np.ndarray:
    themes = frozenset(finder.keys)
    lessons = [
        Lesson(told[row][0], "en", about, themes - about, teaching.vectors[row])
        for row in rows
        for about in [frozenset({told[row][1]})]
    ]
    return learnt(finder, lessons).logits(scoring.evidence, scoring.vectors, "en")


def few_of(part: Part, seed: int) -> np.ndarray:
    order = np.random.default_rng(seed).permutation(len(part.reasons))
    return np.concatenate([order[part.reasons[order] == reason][:TAUGHT] for reason in np.unique(part.reasons)])


def part_of(finder: Finder, told: Told, *, embedded: bool) -> Part:
    texts = [text for text, _ in told]
    evidence = finder.weighed([finder.found(text, whole(text), "en")[0] for text in texts])
    reasons = np.array([finder.keys.index(reason) for _, reason in told])
    model = packaged() if embedded else None
    rows = [meaning_of(model.embed(texts[at : at + 64])) for at in range(0, len(texts), 64)] if model else []
    return Part(evidence, reasons, np.vstack(rows) if rows else None)


def scored(part: Part, logits: np.ndarray, least: float | None) -> dict[str, object]:
    right = float((logits.argmax(axis=1) == part.reasons).mean())
    found = {"percent": f1(part, logits), "note": f"macro-F1; {100 * right:.1f} % of the tweets are right"}
    return found | ({"limits": {"percent": least}} if least else {})


def f1(part: Part, logits: np.ndarray) -> float:
    return 100 * float(f1_score(part.reasons, logits.argmax(axis=1), average="macro"))


def restaurants() -> None:
    began, finder = time.perf_counter(), Finder(pack("cafe"))
    aspect_of = {theme: aspect for aspect, themes in ASPECTS.items() for theme in themes}
    pairs = []
    for text, gold in aspect_sentences():
        hits = named_themes(text, whole(text), finder, language="ru")
        pairs.append(({aspect_of[hit.theme] for hit in hits if hit.theme in aspect_of}, gold))
    note = {"percent": micro(pairs), "note": "micro-F1; made for the four aspects by hand, it was 76.2"}
    say(f"Aspects of {len(pairs):,} sentences on restaurants, Russian, keywords", time.perf_counter() - began, note)


def aspect_sentences() -> Iterable[tuple[str, set[str]]]:
    folder = DATA / "ru_sentirueval_aspects"
    marks: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in pq.read_table(folder / "aspects.parquet").to_pylist():
        if row["domain"] == "rest" and row["category"] in ASPECTS:
            marks.setdefault((row["split"], row["review_id"]), []).append((row["category"], int(row["from"])))
    for row in pq.read_table(folder / "reviews.parquet").to_pylist():
        for span in sentences(row["text"]) if row["domain"] == "rest" else ():
            listed = marks.get((row["split"], row["review_id"]), ())
            gold = {category for category, at in listed if span.start <= at < span.end}
            if gold:
                yield row["text"][span.start : span.end], gold


def by_hand(language: str) -> None:
    began, finders, pairs = time.perf_counter(), {}, []
    with (ROOT / "tests" / "text" / "sentences" / f"{language}.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = PACK_OF.get(row["trade"], row["trade"])
            finder = finders.setdefault(key, Finder(pack(key)))
            hits = named_themes(row["text"], whole(row["text"]), finder, language=language)
            pairs.append(({hit.theme for hit in hits}, set(filter(None, row["themes"].split(",")))))
    note = {"percent": micro(pairs), "note": "micro-F1, hand-made"}
    say(f"Themes of {len(pairs)} sentences written by hand, {language}, keywords", time.perf_counter() - began, note)


def micro(pairs: Sequence[tuple[set[str], set[str]]]) -> float:
    right = sum(len(told & gold) for told, gold in pairs)
    return 200 * right / max(1, sum(len(told) + len(gold) for told, gold in pairs))


def whole(text: str) -> list[Sentence]:
    return [Sentence(0, len(text), None, 0.0)]


def rounded(figures: Sequence[float]) -> str:
    return " ".join(f"{figure:.1f}" for figure in figures)


def say(job: str, seconds: float, more: dict[str, object]) -> None:
    print(json.dumps({"job": job, "by": "heedful", "seconds": round(seconds, 3)} | more), flush=True)


if __name__ == "__main__":
    main()
