"""Which language short texts are in: how often that is right, and how fast; py3langid in the same run.

python bench/text/languages.py      HEEDFUL_DATA names the folder of public data (../shared/data unless set)

Every natural text of five sets, addresses and handles taken out. The halves are always the same: constants were chosen
on the first, and the second is scored. The tweets among them (German, French, Spanish, Italian, Portuguese, part of the
English) carry the language they were collected under, which is not always theirs: a German's English tweet counts as
wrong when it is told rightly.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from heedful.text import languages
from heedful.text.languages import DEFAULT, languages_of

DATA = Path(os.environ.get("HEEDFUL_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))
FOUR = ("en", "ru", "uk", "lt")
TRANSLATED = {"eng_Latn": "en", "rus_Cyrl": "ru", "ukr_Cyrl": "uk", "lit_Latn": "lt"}
TWEETS = {"english": "en", "french": "fr", "german": "de", "italian": "it", "portuguese": "pt", "spanish": "es"}
NOT_SAID = re.compile(r"(?:https?://|www\.)\S*|\S*@\S*|\bhttp\b|#")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SEED, ROUNDS = 5, 7
LIMITS = {"3-5": 97.5, "6 and more": 99.5}
Text = tuple[str, str]


def main() -> None:
    scored = halves()[1]
    tell: dict[str, Callable[[list[str]], list[str]]] = {"heedful": ours, "py3langid": theirs}
    told: dict[str, tuple[list[str], float]] = {}
    for by, function in tell.items():
        function([text for _, text in scored[:100]])  # loaded
        texts, seconds = [text for _, text in scored], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            codes = function(texts)
            seconds.append(time.perf_counter() - began)
        told[by] = codes, statistics.median(seconds)
    for by, (_, seconds) in told.items():
        step = {"job": f"Language of {len(scored):,} short texts", "by": by, "seconds": seconds, "rows": len(scored)}
        say(step | ({"limits": {"rows_per_second": 100_000}} if by == "heedful" else {}))
    for length in ("1-2", *LIMITS):
        for by, (codes, seconds) in told.items():
            say(accuracy(scored, codes, length, by, seconds))
    expected(scored)


def accuracy(scored: list[Text], codes: list[str], length: str, by: str, seconds: float) -> dict[str, object]:
    right: Counter[str] = Counter()
    n: Counter[str] = Counter()
    for (code, text), told in zip(scored, codes, strict=True):
        if words_of(text) == length:
            for group in (code, "the four" if code in FOUR else "others"):
                n[group] += 1
                right[group] += code == told
    percent = {group: round(100 * right[group] / n[group], 2) for group in sorted(n)}
    note = "; ".join(f"{group} {percent[group]} % of {n[group]}" for group in percent)
    step = {
        "job": f"Language told rightly, {length} words",
        "by": by,
        "seconds": seconds,
        "percent": percent["the four"],
    }
    limits = {"limits": {"percent": LIMITS[length]}} if by == "heedful" and length in LIMITS else {}
    return step | limits | {"note": note}


def expected(scored: list[Text]) -> None:
    """One or two words with the survey's language: the right one, and a wrong one of the same script."""
    texts = [(code, text) for code, text in scored if code in FOUR and words_of(text) == "1-2"]
    other = {"en": "lt", "lt": "en", "ru": "uk", "uk": "ru"}
    for which, priors in (("its own", [code for code, _ in texts]), ("another", [other[code] for code, _ in texts])):
        began = time.perf_counter()
        told = languages_of([text for _, text in texts], priors=priors)
        seconds = time.perf_counter() - began
        right = sum(language.code == code for language, (code, _) in zip(told, texts, strict=True))
        note = f"{100 * right / len(texts):.1f} % of {len(texts)} right"
        job = f"Language told, 1-2 words, {which} expected"
        say({"job": job, "by": "heedful", "seconds": seconds, "note": note})


def ours(texts: list[str]) -> list[str]:
    return [language.code for language in languages_of(texts)]


def theirs(texts: list[str]) -> list[str]:
    detect = languages._slower_detector(DEFAULT)
    return [next(iter(detect(text)), "") for text in texts]


def halves() -> tuple[list[Text], list[Text]]:
    texts = [(code, said) for code, text in every() if WORD.search(said := NOT_SAID.sub(" ", text).strip())]
    random.Random(SEED).shuffle(texts)
    return texts[: len(texts) // 2], texts[len(texts) // 2 :]


def words_of(text: str) -> str:
    n = len(WORD.findall(text))
    return "1-2" if n <= 2 else "3-5" if n <= 5 else "6 and more"


def every() -> Iterator[Text]:
    for row in rows("topic_sib200_en_ru_uk_lt/sib200.csv"):
        yield TRANSLATED[row["lang"]], row["text"]
    for row in rows("intent_tilde_baltic/nlu_baltic_en_lt_lv_et_ru.csv"):
        if row["lang"] in DEFAULT:
            yield row["lang"], row["text"]
    for row in rows("intent_xsid_lt/xsid_en_lt_utterances.csv"):
        yield row["lang"], row["text"]
    for row in pq.read_table(DATA / "sentiment_xlmt_8lang_tweets" / "umsab.parquet").to_pylist():
        if row["lang"] in TWEETS:
            yield TWEETS[row["lang"]], row["text"]
    for code, name in (("ru", "rus"), ("uk", "ukr"), ("en", "eng")):
        for path in sorted((DATA / "emotion_brighter_en_ru_uk").glob(f"track_a_*_{name}.csv")):
            for row in rows(str(path)):
                yield code, row["text"]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def say(step: dict[str, object]) -> None:
    print(json.dumps(step), flush=True)


if __name__ == "__main__":
    main()
