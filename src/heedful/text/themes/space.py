"""The space in which sentences are compared: by what they mean, where there are vectors, and by their phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from heedful.text.themes.phrases import Phrases

WORDING = 0.2  # of the likeness, what the phrases say; the rest is the vectors'
LEAST_TO_CENTRE = 30  # sentences of a language from which its own mean is taken off
DIRECTIONS = 120  # of meaning that are kept
SENTENCES_A_DIRECTION = 30

Array = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Points:
    """Sentences, or the middles of groups of them: each of length one, or nothing.

    Parameters
    ----------
    meaning : array, points × directions
        Weighted; a row of zeros where a sentence has no vector.
    wording : array or sparse array, points × phrases
        Weighted in the same way.
    """

    meaning: Array
    wording: csr_array | Array

    def __len__(self) -> int:
        return int(self.meaning.shape[0])

    def some(self, which: NDArray[np.bool_] | Numbers) -> Points:
        """Those at these places."""
        return Points(self.meaning[which], self.wording[which])

    def likeness(self, others: Points) -> Array:
        """Cosines with the others (dense middles), points × others."""
        by_wording = np.asarray(self.wording @ np.asarray(others.wording).T)
        return np.asarray(self.meaning @ others.meaning.T + by_wording, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Space:
    """Every sentence's point, and what it takes to place something else among them.

    Parameters
    ----------
    points : Points
        One a sentence; nothing but zeros for one that has neither vector nor phrase.
    centred : array, sentences × dimensions
        The vectors without the mean of their language.
    turn : array, dimensions × directions
        From a centred vector to its place.
    """

    points: Points
    centred: Array
    turn: Array

    def placed(self, meaning: Array, wording: Array) -> Points:
        """Centred vectors and weights of phrases as points."""
        share = np.where(np.linalg.norm(meaning, axis=1) > 0, WORDING, 1.0)[:, None]
        rows = Points(
            np.asarray(unit(meaning @ self.turn) * np.sqrt(1 - share), dtype=np.float32),
            np.asarray(unit(wording) * np.sqrt(share), dtype=np.float32),
        )
        return unit_points(rows)


def space_of(phrases: Phrases, languages: Sequence[str], vectors: Array | None) -> Space:
    """Place every sentence.

    The mean of its language is taken off each vector, so that sentences lie together by what they are about and not by
    what they are written in; and no direction counts more than another, for the widest ones tell long from short and
    loud from calm. Phrases weigh more the fewer texts have them.

    Parameters
    ----------
    phrases : Phrases
    languages : sequence of str
        Of each sentence.
    vectors : array, sentences × dimensions, or None
        A row of zeros where a sentence has none yet. Without vectors the phrases alone count.

    Returns
    -------
    Space

    Raises
    ------
    ValueError
        There is not one vector for each sentence.
    """
    sentences = len(phrases.text_of)
    if vectors is not None and len(vectors) != sentences:
        raise ValueError(f"{len(vectors)} vectors for {sentences} sentences.")
    if vectors is None:
        moved, turn = np.zeros((sentences, 0), np.float32), np.zeros((0, 0), np.float32)
    else:
        moved = centred(vectors, languages)
        turn = _turn_of(moved)
    often = np.asarray(phrases.in_texts.sum(axis=0)).ravel()
    rarity = np.log((1 + phrases.texts) / (1 + often)) + 1
    wording = _unit_rows(csr_array(phrases.in_sentences @ diags_array(rarity)))
    share = WORDING if vectors is not None and np.abs(moved).any() else 1.0  # a sentence without a vector counts less
    meaning = np.asarray(unit(moved @ turn) * np.sqrt(1 - share), dtype=np.float32)
    return Space(Points(meaning, csr_array((wording * np.sqrt(share)).astype(np.float32))), moved, turn)


def centred(vectors: Array, languages: Sequence[str]) -> Array:
    """Unit vectors without the mean of their language, or of all where the language is seldom heard."""
    given = np.asarray(vectors, dtype=np.float32)
    there = np.abs(given).sum(axis=1) > 0
    if not there.any():
        return given
    spoken = np.asarray(languages)
    moved = given - given[there].mean(axis=0)
    for language in sorted(set(languages)):
        its_own = there & (spoken == language)
        if its_own.sum() >= LEAST_TO_CENTRE:
            moved[its_own] = given[its_own] - given[its_own].mean(axis=0)
    moved[~there] = 0
    return unit(moved)


def unit(rows: Array) -> Array:
    """Rows of length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def unit_points(points: Points) -> Points:
    """Dense points of length one; nothing stays nothing."""
    wording = np.asarray(points.wording)
    lengths = np.sqrt((points.meaning**2).sum(axis=1) + (wording**2).sum(axis=1))[:, None]
    lengths = np.where(lengths > 0, lengths, 1)
    return Points(
        np.asarray(points.meaning / lengths, dtype=np.float32), np.asarray(wording / lengths, dtype=np.float32)
    )


def middles_of(points: Points, group: Numbers, groups: int) -> Points:
    """The middle of each group of points, of length one; points of group −1 count for none."""
    gather = gathering(group, groups)
    return unit_points(Points(np.asarray(gather @ points.meaning), np.asarray((gather @ points.wording).todense())))


def gathering(group: Numbers, groups: int) -> csr_array:
    """Groups × points: 1.0 where the point is in the group."""
    rows = np.flatnonzero(group >= 0)
    ones = np.ones(len(rows), np.float32)
    return csr_array((ones, (group[rows], rows)), shape=(groups, len(group)))


def _turn_of(moved: Array) -> Array:
    """Onto the widest directions, each made as wide as the others; as many as the sentences can tell."""
    there = moved[np.abs(moved).sum(axis=1) > 0].astype(np.float64)
    most = min(DIRECTIONS, moved.shape[1], max(2, len(there) // SENTENCES_A_DIRECTION))
    if len(there) < 2:
        return np.eye(moved.shape[1], dtype=np.float32)
    spread, directions = np.linalg.eigh(there.T @ there / len(there))
    spread, directions = spread[::-1][:most], directions[:, ::-1][:, :most]
    told = spread > 1e-9 * spread[0]
    return np.asarray(directions[:, told] / np.sqrt(spread[told]), dtype=np.float32)


def _unit_rows(rows: csr_array) -> csr_array:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_array(diags_array(1 / np.where(lengths > 0, lengths, 1)) @ rows)
