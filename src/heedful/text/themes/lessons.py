"""Corrections as people make them, turned into what a finder learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heedful.text.labels import Sentence
from heedful.text.themes.named import ENOUGH, Array, Finder, vectors_of
from heedful.text.themes.taught import HELD_BACK, taught_by


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence of which somebody said what it is about.

    Parameters
    ----------
    text : str
        The cleaned sentence.
    language : str
    about, not_about : frozenset of str
        Keys of themes. Nobody said anything of the others; but once somebody said what the sentence is about, those
        that no word in it points to are taken to be absent.
    vector : array, optional
        Of the sentence, as it was kept. Where it is missing and the finder has an embedder, it is made.
    """

    text: str
    language: str
    about: frozenset[str] = frozenset()
    not_about: frozenset[str] = frozenset()
    vector: NDArray[np.floating] | None = None


def learnt(finder: Finder, lessons: Sequence[Lesson], *, held_back: float = HELD_BACK) -> Finder:
    """The finder that has learnt from corrections; the same one where there are none.

    The taxonomy's own examples are learnt from too, so that one correction does not make a theme of everything.

    Parameters
    ----------
    finder : Finder
        Without what was learnt before: lessons are kept, and learnt anew each time.
    lessons : sequence of Lesson
        Keys of themes that are gone are passed over.
    held_back : float
        Higher: corrections count for less.

    Returns
    -------
    Finder

    Examples
    --------
    >>> from heedful.text.themes.named import named_themes
    >>> from heedful.text.themes.taxonomy import pack
    >>> finder = Finder(pack("fitness"))
    >>> said = "The new lights are so loud and ugly"
    >>> wrong = [Lesson(said, "en", not_about=frozenset({"music"}))] * 12
    >>> text = [Sentence(0, len(said), None, 0.0)]
    >>> [hit.theme for hit in named_themes(said, text, finder, language="en")]
    ['music']
    >>> [hit.theme for hit in named_themes(said, text, learnt(finder, wrong), language="en")]
    []
    """
    if not lessons or not finder.keys:
        return finder
    everything = [*lessons, *_examples(finder)]
    evidence = np.vstack([_evidence(finder, each) for each in everything])
    vectors = _vectors(finder, everything)
    is_about = np.vstack([_said(finder, each, row) for each, row in zip(everything, evidence, strict=True)])
    untaught = finder.untaught(evidence, vectors, [each.language for each in everything])
    return finder.having_learnt(taught_by(finder.keys, evidence, untaught, is_about, vectors, held_back=held_back))


def _examples(finder: Finder) -> list[Lesson]:
    return [
        Lesson(text, language, about=frozenset({theme.key}))
        for theme in finder.taxonomy.themes
        for language, listed in theme.examples.items()
        for text in listed
    ]


def _evidence(finder: Finder, lesson: Lesson) -> Array:
    whole = [Sentence(0, len(lesson.text), None, 0.0)]
    return finder.weighed(finder.found(lesson.text, whole, lesson.language))


def _vectors(finder: Finder, lessons: Sequence[Lesson]) -> Array | None:
    if finder.embedder is None:
        return None
    missing = iter(vectors_of([each.text for each in lessons if each.vector is None], finder.embedder))
    return np.stack([next(missing) if each.vector is None else each.vector.astype(np.float32) for each in lessons])


def _said(finder: Finder, lesson: Lesson, evidence: Array) -> NDArray[np.float64]:
    """1: about it, 0: not, nan: nobody said."""
    row = np.full(len(finder.keys), np.nan)
    if lesson.about:
        row[evidence < ENOUGH] = 0
    for place, key in enumerate(finder.keys):
        if key in lesson.about:
            row[place] = 1
        elif key in lesson.not_about:
            row[place] = 0
    return row
