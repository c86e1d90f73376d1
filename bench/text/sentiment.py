"""How well sentiment is read, on sets that nothing was trained on, and how fast.

python bench/text/sentiment.py [MOST] [TURNS]
    MOST   texts of each public set, 3,000 unless told otherwise: a sample, always the same (of 900, two samples of one
           set have differed by two points)
    TURNS  the folder in which tools/train_text.py --turns kept what it learned without BRIGHTER Ukrainian

Figures are macro-F1 of three classes / of positive and negative alone, in percent; a text that is *unclear* counts by
the side it leans to. Ends with 1 where a bar is missed. BRIGHTER Ukrainian, which the packaged heads learned from, is
read by those that did not; without TURNS it is left out, and said so.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from _labelled import (
    ELSEWHERE,
    SIDES,
    Known,
    airline,
    by_hand,
    elsewhere,
    russian_brands,
    russian_posts,
    sample,
    ukrainian,
)
from sklearn.metrics import f1_score

from heedful.text import labelling
from heedful.text.embedding import Nano, Vectors, packaged
from heedful.text.labelling import Labeller
from heedful.text.labels import Labels, Said
from heedful.text.nano.feeling import feeling_of
from heedful.text.sentiment import votes
from heedful.text.sentiment.heads import head_of, read
from heedful.text.sentiment.layers import Layer, packaged_layer, packaged_quick
from heedful.text.sentiment.quick import QuickHead
from heedful.text.sentiment.teaching import teach
from heedful.text.themes.taxonomy import pack

Bar = tuple[float, float]
SETS: tuple[tuple[str, Callable[[], list[Known]], Bar], ...] = (
    ("airline tweets", airline, (62, 80)),
    ("Russian bank and telecom tweets", russian_brands, (54, 80)),
    ("RuSentiment", russian_posts, (61, 85)),
    ("BRIGHTER Ukrainian", ukrainian, (53, 81)),
    *((f"hand-made, {code}", lambda code=code: by_hand(code), (70, 85)) for code in ("en", "ru", "uk", "lt")),
)
PEERS = {
    "airline tweets": "VADER 50.4/69.4",
    "Russian bank and telecom tweets": "best lexicon 44/67",
}  # on the whole sets, as measured with vaderSentiment 3.3.2 and the integrated Russian lexicon
TAUGHT = {"airline tweets": (71, 88), "Russian bank and telecom tweets": (63, 83)}
OWN_LABELS, ROUNDS = 150, 6
SURE, SURE_RIGHT = 0.9, 88
missed: list[str] = []
sure: list[bool] = []


def main() -> int:
    votes.UNCLEAR_BELOW = labelling.UNCLEAR_BELOW = 0.0
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    turns = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    public = Labeller(embedder=packaged())
    print(f"model {public.model}; macro-F1 of three classes / of two; up to {most:,} texts a set")
    for name, known_of, bar in SETS:
        ukrainian_left_out = name == "BRIGHTER Ukrainian"
        if ukrainian_left_out and turns is None:
            print(f"{name:<34} left out: no TURNS given")
            continue
        known = sample(known_of(), most)
        labeller, words = without_ukrainian(turns) if ukrainian_left_out and turns else (public, packaged_quick)
        labelling.packaged_quick = words
        labels, vectors = labeller.full(said(known))
        quick = shown(scored(labeller.quick(said(known)), known))
        judge(name, len(known), scored(labels, known), bar, f"quick {quick}  {PEERS.get(name, '')}")
        note_sure(labels, known)
        if name in TAUGHT:
            taught(name, labeller, known, vectors)
    labelling.packaged_quick = packaged_quick
    judge_sure()
    for language in ELSEWHERE:
        other(language, public, sample(elsewhere(language), most // 5))
    speeds()
    print(*[f"MISSED: {one}" for one in missed], sep="\n")
    return 1 if missed else 0


def said(known: Sequence[Known]) -> list[Said]:
    return [Said(one.text, one.language) for one in known]


def scored(labels: Sequence[Labels], known: Sequence[Known]) -> Bar:
    told = np.array([SIDES.index(one.feeling) if one.sentiment is not None else 1 for one in labels])
    true = np.array([one.side for one in known])
    leaning = np.array([2 if (one.sentiment or 0) > 0 else 0 for one in labels])
    felt = true != 1
    return (
        100 * float(f1_score(true, told, labels=[0, 1, 2], average="macro", zero_division=0)),
        100 * float(f1_score(true[felt], leaning[felt], labels=[0, 2], average="macro")),
    )


def shown(figures: Bar) -> str:
    return "/".join(f"{figure:.1f}" for figure in figures)


def judge(name: str, n: int, figures: Bar, bar: Bar, beside: str = "") -> None:
    holds = all(figure >= least for figure, least in zip(figures, bar, strict=True))
    print(
        f"{name:<34}{n:>6}  {shown(figures):<10} bar {bar[0]}/{bar[1]} {'holds' if holds else 'MISSED':<7} {beside}",
        flush=True,
    )
    if not holds:
        missed.append(f"{name}: {shown(figures)}, bar {bar[0]}/{bar[1]}")


def other(language: str, labeller: Labeller, known: Sequence[Known]) -> None:
    """A language without a list of ours; no bar, but what is said of how sure it is should be true."""
    labels, _ = labeller.full(said(known))
    right = [one.feeling == SIDES[each.side] for one, each in zip(labels, known, strict=True)]
    sure = np.mean([one.confidence for one in labels])
    print(
        f"tweets in {ELSEWHERE[language]:<24}{len(known):>6}  {shown(scored(labels, known)):<10} "
        f"{100 * sure:.0f} % sure on average, {100 * np.mean(right):.0f} % right",
        flush=True,
    )


def note_sure(labels: Sequence[Labels], known: Sequence[Known]) -> None:
    these = [one.feeling == SIDES[each.side] for one, each in zip(labels, known, strict=True) if one.confidence >= SURE]
    print(f"{'':<34}{len(these):>6}  given as ≥ 90 % sure, {100 * np.mean(these or [0]):.1f} % of them right")
    sure.extend(these)


def judge_sure() -> None:
    share = 100 * float(np.mean(sure or [0]))
    print(f"Of {len(sure):,} texts given as ≥ 90 % sure {share:.1f} % are right, bar {SURE_RIGHT}")
    if share < SURE_RIGHT:
        missed.append(f"of texts given as ≥ 90 % sure {share:.1f} % are right, bar {SURE_RIGHT}")


def taught(name: str, labeller: Labeller, known: Sequence[Known], vectors: Sequence[Vectors]) -> None:
    """150 labels of the workspace's own, drawn six times; scored each time on all others."""
    figures = []
    for seed in range(ROUNDS):
        mixed = np.random.default_rng(seed).permutation(len(known)).tolist()
        drawn, rest = mixed[:OWN_LABELS], mixed[OWN_LABELS:]
        sides = [known[n].side for n in drawn]
        lessons = labeller.lessons(
            said([known[n] for n in drawn]), [vectors[n] for n in drawn], sides, [1.0] * OWN_LABELS
        )
        learnt = teach(labeller.layer.head, labeller.layer.calibration, lessons, name=f"taught {seed}")
        own = Labeller(layer=Layer(learnt.head, learnt.calibration))
        others = [known[n] for n in rest]
        labels, _ = own.full(said(others), [vectors[n] for n in rest])
        figures.append(scored(labels, others))
        note_sure(labels, others)
    mean = (float(np.mean([one[0] for one in figures])), float(np.mean([one[1] for one in figures])))
    judge(f"  with {OWN_LABELS} labels of its own", len(known) - OWN_LABELS, mean, TAUGHT[name])


def without_ukrainian(turns: Path) -> tuple[Labeller, Callable]:
    """Heads that did not learn from BRIGHTER Ukrainian: one that reads vectors, and one that reads words."""
    feeling, head, words = (read(turns / "brighter uk" / f"{part}.npz") for part in ("feeling", "sentiment", "quick"))
    layer = Layer(head_of(head), packaged_layer().calibration)
    by_words = QuickHead(words["table"], words["beside"], words["bias"]), *packaged_quick()[1:]
    return Labeller(embedder=Nano(packaged().path, feeling_of(feeling)), layer=layer), lambda: by_words


def speeds() -> None:
    texts = said(sample(airline(), 3_000))
    labeller = Labeller(embedder=packaged())
    quick = Labeller(themes=pack("airline"))
    quick.quick(texts[:200])
    gc.freeze()  # as the process that reads texts does
    speed("quick pass with named themes, airline tweets", 5_000, len(texts), lambda: quick.quick(texts))
    short = [one for one in texts if len(one.text.split()) <= 15][:300]
    labeller.full(short[:20])
    speed("full pass, tweets of up to 15 words", 60, len(short), lambda: labeller.full(short))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"highest memory {peak:.0f} MiB, bar 1,536")


def speed(job: str, least: float, n: int, work: Callable[[], object]) -> None:
    began, used = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    print(
        json.dumps({"job": job, "by": "heedful", "seconds": seconds, "rows": n, "limits": {"rows_per_second": least}})
    )
    print(f"{job}: {n / seconds:,.0f} texts a second ({n / cpu:,.0f} a second of processor time), bar {least:,.0f}")
    if n / seconds < least:
        missed.append(f"{job}: {n / seconds:,.0f} texts a second, bar {least:,.0f}")


if __name__ == "__main__":
    sys.exit(main())
