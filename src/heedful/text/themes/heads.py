"""Themes under heads: the upper of two levels."""

from __future__ import annotations

from typing import Final

import numpy as np
from sklearn.cluster import KMeans

from heedful.text.themes.grouping import SEED, Groups, merged
from heedful.text.themes.phrases import Phrases
from heedful.text.themes.space import Array, Numbers, Points, Space, gathering, unit

THEMES_A_HEAD: Final = 3
MOST_HEADS: Final = 8
HEADS_FROM: Final = 0.12  # cosine of two themes from which they stand under one head, where there are no vectors


def heads_of(space: Space, phrases: Phrases, weight: Array, groups: Groups, before: Points) -> tuple[Numbers, Numbers]:
    """Of each theme and of each text, the head it stands under (−1: none).

    With vectors, texts as a whole are gathered by k-means, and a theme stands where most of its sentences do. Without,
    themes that lie near one another stand together.
    """
    many = max(min(MOST_HEADS, len(groups) // THEMES_A_HEAD), len(before))
    if many < 2 or not space.turn.size:
        return _gathered(phrases, groups)
    gather = gathering(phrases.text_of, phrases.texts)
    whole = unit(np.asarray(gather @ (space.points.meaning * weight[:, None])))
    there = np.flatnonzero(np.abs(whole).sum(axis=1) > 0)
    if len(there) < many:
        return _gathered(phrases, groups)
    known = unit(before.meaning)
    begin = known if len(known) == many else "k-means++"
    model = KMeans(many, init=begin, n_init=1 if len(known) == many else 3, random_state=SEED).fit(whole[there])
    of_text = np.full(phrases.texts, -1, np.int64)
    of_text[there] = model.labels_
    in_head = np.zeros((len(groups), many))
    rows = np.flatnonzero((groups.of_sentence >= 0) & (of_text[phrases.text_of] >= 0))
    np.add.at(in_head, (groups.of_sentence[rows], of_text[phrases.text_of[rows]]), 1)
    return _numbered(in_head.argmax(axis=1).astype(np.int64), of_text)


def _gathered(phrases: Phrases, groups: Groups) -> tuple[Numbers, Numbers]:
    near = merged(groups.middles, HEADS_FROM)
    many = np.bincount(near, minlength=1)
    of_theme = np.where(many[near] > 1, near, -1).astype(np.int64) if len(near) else near
    of_text = np.full(phrases.texts, -1, np.int64)
    told = np.flatnonzero(groups.of_sentence >= 0)
    of_text[phrases.text_of[told]] = of_theme[groups.of_sentence[told]]
    return _numbered(of_theme, of_text)


def _numbered(of_theme: Numbers, of_text: Numbers) -> tuple[Numbers, Numbers]:
    """Only heads that themes stand under, numbered from 0."""
    number = {int(head): place for place, head in enumerate(dict.fromkeys(each for each in of_theme if each >= 0))}
    renamed = [np.array([number.get(int(each), -1) for each in which], dtype=np.int64) for which in (of_theme, of_text)]
    return renamed[0], renamed[1]
