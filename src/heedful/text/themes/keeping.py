"""The same theme under the same key from week to week, and what became of those that are no longer there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from heedful.text.themes.finds import Found, FoundTheme, Known

SAME_FROM: Final = 0.35  # likeness from which two themes are one
PART_FROM: Final = 0.5  # share of an old theme's texts that make a new one a part of it, or the other way round
BY_TEXTS, BY_MEANING, BY_PHRASES = 0.5, 0.3, 0.2  # what the likeness is made of

What = Literal["new", "vanished", "split", "merged"]


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of themes between two searches.

    ``new``: `to` was not there. ``vanished``: `of` is no more. ``split``: `of` (one) is now `to` (several).
    ``merged``: `of` (several) are now `to` (one).
    """

    what: What
    of: tuple[str, ...]
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A search whose themes have the keys they had before, and what happened to the others."""

    found: Found
    happened: tuple[Happened, ...]


def kept(found: Found, known: Sequence[Known]) -> Kept:
    """Give each theme of a new search the key that it had in the last one.

    Themes are matched one to one so that they are as alike as they can be in all: by the texts that they share, by what
    these mean and by their phrases. Heads are matched with heads in the same way.

    Parameters
    ----------
    found : Found
    known : sequence of Known
        The themes of the last search, with its heads; those that stood under a head say so by ``parent``.

    Returns
    -------
    Kept
        A theme that was not known keeps its own key, with a number where an old one has it.
    """
    heads_before = {theme.parent for theme in known} - {""}
    old_heads = [theme for theme in known if theme.key in heads_before]
    old = [theme for theme in known if theme.key not in heads_before]
    taken = {theme.key for theme in known}
    likeness = likeness_of(old, found.themes)
    keys = _keys(likeness, old, found.themes, taken, [_place(old, key) for key in found.known_as])
    taken |= set(keys)
    head_keys = _keys(likeness_of(old_heads, found.heads), old_heads, found.heads, taken, [None] * len(found.heads))
    key_of_head = dict(zip([head.key for head in found.heads], head_keys, strict=True))
    themes = tuple(
        replace(theme, key=key, parent=key_of_head.get(theme.parent, ""))
        for theme, key in zip(found.themes, keys, strict=True)
    )
    heads = tuple(replace(head, key=key) for head, key in zip(found.heads, head_keys, strict=True))
    return Kept(replace(found, themes=themes, heads=heads), tuple(_happened(old, themes)))


def likeness_of(old: Sequence[Known], new: Sequence[FoundTheme]) -> NDArray[np.float64]:
    """How alike each old theme is to each new one, 0 to 1.

    Half of it is the texts they share (of the smaller one's, among those that both searches read), a third what their
    sentences mean, the rest their phrases; where there is nothing to tell from, the others say it all.
    """
    both = frozenset().union(*(theme.texts for theme in old)) & frozenset().union(*(theme.ids for theme in new))
    found = np.zeros((len(old), len(new)))
    for row, before in enumerate(old):
        for column, after in enumerate(new):
            found[row, column] = _likeness(before, after, both)
    return found


def _likeness(before: Known, after: FoundTheme, both: frozenset[str]) -> float:
    said: list[tuple[float, float]] = []
    first, second = before.texts & both, after.ids & both
    if first and second:
        said.append((BY_TEXTS, len(first & second) / len(first | second)))
    if len(before.centroid) and len(before.centroid) == len(after.centroid):
        said.append((BY_MEANING, max(0.0, _cosine(before.centroid, after.centroid))))
    said.append((BY_PHRASES, _shared(dict(before.phrases), dict(after.wording))))
    return sum(share * value for share, value in said) / sum(share for share, _value in said)


def _cosine(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / lengths if lengths > 0 else 0.0


def _shared(first: dict[str, float], second: dict[str, float]) -> float:
    lengths = np.sqrt(sum(weight**2 for weight in first.values()) * sum(weight**2 for weight in second.values()))
    product = sum(weight * second.get(key, 0.0) for key, weight in first.items())
    return float(product / lengths) if lengths > 0 else 0.0


def _place(old: Sequence[Known], key: str) -> int | None:
    return next((place for place, theme in enumerate(old) if key and theme.key == key), None)


def _keys(
    likeness: NDArray[np.float64],
    old: Sequence[Known],
    new: Sequence[FoundTheme],
    taken: set[str],
    grown_from: Sequence[int | None],
) -> list[str]:
    """One key for each new theme; a theme that grew from a known one is that one wherever it is like it at all."""
    drawn = likeness.copy()
    for column, row in enumerate(grown_from):
        if row is not None:
            drawn[row, column] += SAME_FROM
    pairs = zip(*linear_sum_assignment(-drawn), strict=True) if drawn.size else ()
    same = {int(column): int(row) for row, column in pairs if drawn[row, column] >= SAME_FROM}
    used = set(taken)
    keys = []
    for column, theme in enumerate(new):
        key = old[same[column]].key if column in same else _free(theme.key, used)
        used.add(key)
        keys.append(key)
    return keys


def _free(key: str, used: set[str]) -> str:
    number, free = 2, key
    while free in used:
        free, number = f"{key} {number}", number + 1
    return free


def _happened(old: Sequence[Known], new: Sequence[FoundTheme]) -> list[Happened]:
    before, after = {theme.key: theme for theme in old}, {theme.key: theme for theme in new}
    arisen = [theme for theme in new if theme.key not in before]
    gone = [theme for theme in old if theme.key not in after]
    parts: dict[str, list[str]] = {}
    for theme in arisen:
        whole = _holding(theme.ids, {key: each.texts for key, each in before.items()})
        parts.setdefault(whole, []).append(theme.key)
    drawn_in: dict[str, list[str]] = {}
    for lost in gone:
        drawn_in.setdefault(_holding(lost.texts, {key: each.ids for key, each in after.items()}), []).append(lost.key)
    said = [Happened("new", (), (key,)) for key in parts.pop("", [])]
    said += [Happened("vanished", (key,), ()) for key in drawn_in.pop("", [])]
    said += [
        Happened("split", (whole,), ((whole,) if whole in after else ()) + tuple(keys)) for whole, keys in parts.items()
    ]
    said += [
        Happened("merged", ((one,) if one in before else ()) + tuple(keys), (one,)) for one, keys in drawn_in.items()
    ]
    return said


def _holding(texts: frozenset[str], others: dict[str, frozenset[str]]) -> str:
    """The theme that holds most of these texts, if it holds half of those that were there before."""
    there = texts & frozenset().union(*others.values())
    if not there:
        return ""
    best = max(sorted(others), key=lambda key: len(others[key] & there))
    return best if len(others[best] & there) >= PART_FROM * len(there) and len(there) >= PART_FROM * len(texts) else ""
