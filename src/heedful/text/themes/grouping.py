"""Sentences gathered around what they speak of: seeds from phrases, sharpened, and gathered once more above that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans

from heedful.text.themes.phrases import Phrases
from heedful.text.themes.space import Array, Numbers, Points, middles_of, unit_points

MERGED_FROM = 0.35  # cosine of two phrases' (groups') middles from which they are one theme
MOST_PHRASES = 400
MOST_THEMES = 40
ROUNDS = 12
LEFT_OVER = 0.2  # share of sentences without a seed near from which seeds are looked for among them
NEAR = 0.12  # cosine from which a sentence is about a theme
SEED = 20260

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Groups:
    """Which sentence is about what: the middles, how near each sentence is to each, and the nearest (−1: to none)."""

    middles: Points
    nearness: Array
    of_sentence: Numbers

    def __len__(self) -> int:
        return len(self.middles)


def seeds_of(points: Points, phrases: Phrases, weight: NDArray[np.float64], *, least: int) -> Points:
    """Phrases that tell, merged where they stand in sentences alike; the middles of those that enough texts have."""
    told = np.flatnonzero(weight > 0)
    told = told[np.argsort(-weight[told], kind="stable")][:MOST_PHRASES]
    if not len(told):
        return Points(points.meaning[:0], np.zeros((0, len(phrases.names)), np.float32))
    having = phrases.in_sentences[:, told]
    sums = Points(np.asarray(having.T @ points.meaning), np.asarray((having.T @ points.wording).todense()))
    group = merged(unit_points(sums), MERGED_FROM)
    tall = np.zeros((len(told), group.max() + 1), np.float32)
    tall[np.arange(len(told)), group] = 1.0
    texts = np.asarray(((phrases.in_texts[:, told] @ tall) > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(texts >= least)
    kept = kept[np.argsort(-texts[kept], kind="stable")][:MOST_THEMES]
    pull = tall[:, kept] * weight[told][:, None].astype(np.float32)
    return unit_points(Points(pull.T @ sums.meaning, pull.T @ np.asarray(sums.wording)))


def merged(middles: Points, cosine: float) -> Numbers:
    """Average linkage down to this cosine: a group's number for each."""
    if len(middles) < 2:
        return np.zeros(len(middles), np.int64)
    apart = np.clip(1 - middles.likeness(middles).astype(np.float64), 0, 2)
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    return np.asarray(fcluster(tree, 1 - cosine, "distance") - 1, dtype=np.int64)


def with_left_over(points: Points, seeds: Points, *, least: int) -> Points:
    """More seeds from what lies far from all of these, by k-means on the vectors, if that is much."""
    nearest = points.likeness(seeds).max(axis=1) if len(seeds) else np.zeros(len(points), np.float32)
    there = np.linalg.norm(points.meaning, axis=1) > 0
    far = np.flatnonzero(there & (nearest < NEAR))
    more = min(MOST_THEMES - len(seeds), len(far) // (4 * least), 12)
    if more < 2 or len(far) < LEFT_OVER * len(points):
        return seeds
    found = KMeans(more, n_init=1, random_state=SEED).fit_predict(points.meaning[far])
    group = np.full(len(points), -1, np.int64)
    group[far] = found
    new = middles_of(points, group, more)
    return Points(
        np.vstack([seeds.meaning, new.meaning]), np.vstack([np.asarray(seeds.wording), np.asarray(new.wording)])
    )


def sharpened(points: Points, seeds: Points, *, held: Array | None = None, rounds: int = ROUNDS) -> Groups:
    """Each sentence to the nearest middle, each middle to the middle of its sentences, until nothing moves.

    `held` is the share that each middle keeps of its seed in each round: known themes are held, new ones are not.
    """
    middles = seeds
    group = np.full(len(points), -2, np.int64)
    for _ in range(rounds):
        nearness = points.likeness(middles)
        new = _nearest(nearness)
        if (new == group).all():
            break
        group = new
        moved = middles_of(points, group, len(seeds))
        middles = _between(seeds, moved, np.zeros(len(seeds), np.float32) if held is None else held)
    nearness = points.likeness(middles)
    return Groups(middles, nearness, _nearest(nearness))


def only(groups: Groups, points: Points, kept: Sequence[int]) -> Groups:
    """These groups alone: what belonged to the others goes to the nearest of these."""
    middles = groups.middles.some(np.asarray(kept, dtype=np.int64))
    nearness = points.likeness(middles)
    return Groups(middles, nearness, _nearest(nearness))


def _nearest(nearness: Array) -> Numbers:
    if nearness.shape[1] == 0:
        return np.full(len(nearness), -1, np.int64)
    best = nearness.argmax(axis=1).astype(np.int64)
    return np.where(nearness.max(axis=1) >= NEAR, best, -1)


def _between(seeds: Points, moved: Points, held: Array) -> Points:
    """A group that lost all its sentences stays where it was."""
    empty = (np.abs(moved.meaning).sum(axis=1) + np.abs(np.asarray(moved.wording)).sum(axis=1)) == 0
    share = np.where(empty, 1, held).astype(np.float32)[:, None]
    return unit_points(
        Points(
            share * seeds.meaning + (1 - share) * moved.meaning,
            share * np.asarray(seeds.wording) + (1 - share) * np.asarray(moved.wording),
        )
    )
