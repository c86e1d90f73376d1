"""Which themes of a taxonomy a text speaks of, sentence by sentence, and the words that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heedful.text.embedding import MEANING, Embedder, meaning_of
from heedful.text.labels import Hit, Sentence
from heedful.text.themes.keywords import Found, Keywords
from heedful.text.themes.taught import Taught
from heedful.text.themes.taxonomy import Taxonomy, Theme

Array = NDArray[np.float32]
Spoken = str | Sequence[str]  # the language of all the sentences, or of each

ENOUGH: Final = 0.6  # evidence from which a theme is there: the least weight that a keyword shows it with
STEEP: Final = 3.0  # how fast evidence becomes certainty
AGAIN: Final = 0.5  # what a second keyword in the same sentence adds, of its weight
BY_MEANING: Final = 0.25  # evidence of one standard deviation of likeness
ALONE_FROM: Final = 2.0  # likeness that shows a theme without any keyword: below, more are wrong than right
UNSAID_FROM: Final = 2.5  # … a theme that has keywords in the sentence's language, and none of them is there
LIKENESS: Final = 3.0  # standard deviations beyond which likeness says no more


@dataclass(frozen=True, slots=True)
class Background:
    """How like a theme sentences are in general: the mean and the spread, one number a theme."""

    mean: Array
    spread: Array


class Finder:
    """Looks for the themes of a taxonomy; made once, used for many texts, by several threads if need be.

    Parameters
    ----------
    taxonomy : Taxonomy
    embedder : Embedder, optional
        Then sentences that come with vectors are also told by what they mean. Descriptions and examples are embedded
        here, once a process for each of them.
    background : Background, optional
        Of the workspace's own sentences (`background_of`); otherwise the examples of the other themes stand in.
    taught : Taught, optional
        What people's corrections taught (`taught_by`).
    weights : mapping of str to float
        Weights of keywords learnt elsewhere, in place of those written in the taxonomy.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        *,
        embedder: Embedder | None = None,
        background: Background | None = None,
        taught: Taught | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self.taxonomy = taxonomy
        self.keys = tuple(theme.key for theme in taxonomy.themes)
        self.embedder = embedder
        self._weights = weights
        self._keywords: dict[str, Keywords] = {}
        self._likes = _likenesses(taxonomy.themes, embedder) if embedder and taxonomy.themes else None
        if self._likes is not None and background is None:
            background = _stand_in(taxonomy.themes, self._likes, embedder)
        self._background = background
        self._taught = taught.for_themes(self.keys) if taught else None

    def having_learnt(self, taught: Taught) -> Finder:
        """The same, and what people's corrections taught."""
        wiser = copy(self)
        wiser._taught = taught.for_themes(self.keys)
        return wiser

    def found(self, text: str, sentences: Sequence[Sentence], language: str = "") -> list[list[Found]]:
        """The keywords of each sentence."""
        keywords = self._keywords.get(language)
        if keywords is None:
            listed = [theme.keywords for theme in self.taxonomy.themes]
            keywords = self._keywords[language] = Keywords(listed, language, self._weights)
        return [keywords.found(text, each.start, each.end) for each in sentences]

    def weighed(self, found: Sequence[Sequence[Found]]) -> Array:
        """The evidence of keywords: a row a sentence, a column a theme."""
        evidence = np.zeros((len(found), len(self.keys)), dtype=np.float32)
        for row, hits in enumerate(found):
            for theme, total in _totals(hits).items():
                evidence[row, theme] = total
        return evidence

    def likeness(self, vectors: NDArray[np.floating]) -> Array:
        """How much more like each theme sentences are than like the others, in standard deviations; else noughts."""
        if self._likes is None or self._background is None:
            return np.zeros((len(vectors), len(self.keys)), dtype=np.float32)
        cosines = vectors.astype(np.float32) @ self._likes.T
        distances = (cosines - self._background.mean) / self._background.spread
        if len(self.keys) > 1:
            distances = distances - distances.mean(axis=1, keepdims=True)
        return np.asarray(np.clip(distances, -LIKENESS, LIKENESS), dtype=np.float32)

    def scores(self, evidence: Array, vectors: NDArray[np.floating] | None = None, language: Spoken = "") -> Array:
        """How sure it is that a sentence speaks of a theme, 0 to 1: a row a sentence, a column a theme."""
        return certainty(self.logits(evidence, vectors, language))

    def sure(
        self, found: Sequence[Sequence[Found]], vectors: NDArray[np.floating] | None = None, language: Spoken = ""
    ) -> Iterator[dict[int, float]]:
        """For each sentence the themes that are there, by number, and how sure that is."""
        if vectors is None and self._taught is None:
            for hits in found:
                yield {theme: _squeezed(total) for theme, total in _totals(hits).items() if total >= ENOUGH}
            return
        for row in self.scores(self.weighed(found), vectors, language):
            yield {int(theme): float(row[theme]) for theme in np.flatnonzero(row >= 0.5)}

    def logits(self, evidence: Array, vectors: NDArray[np.floating] | None = None, language: Spoken = "") -> Array:
        """The same before it is squeezed into 0 to 1; what people taught is added here."""
        logits = self.untaught(evidence, vectors, language)
        if self._taught is None:
            return logits
        return (logits + self._taught.adds(evidence, vectors)).astype(np.float32)

    def untaught(self, evidence: Array, vectors: NDArray[np.floating] | None = None, language: Spoken = "") -> Array:
        """What words and meaning say together, before anybody corrected it.

        Where a theme's own words could have been said in the sentence's language and were not, it takes more likeness.
        """
        if vectors is None or self._likes is None:
            return (STEEP * (evidence - ENOUGH)).astype(np.float32)
        likeness = self.likeness(vectors)
        missing = np.where(evidence > 0, ENOUGH, BY_MEANING * self._alone_from(language))
        return (STEEP * (evidence + BY_MEANING * likeness - missing)).astype(np.float32)

    def _alone_from(self, language: Spoken) -> Array:
        """Likeness that shows each theme by itself: one row, or one a sentence."""
        codes = [language] if isinstance(language, str) else language
        has_words = [[bool(theme.keywords.get(code)) for theme in self.taxonomy.themes] for code in codes]
        return np.where(has_words, UNSAID_FROM, ALONE_FROM).astype(np.float32)


def named_themes(
    text: str,
    sentences: Sequence[Sentence],
    finder: Finder,
    *,
    language: str = "",
    vectors: NDArray[np.floating] | None = None,
) -> tuple[Hit, ...]:
    """The themes of a text: each with its sentence, the phrase that shows it, and how that sentence is felt.

    Parameters
    ----------
    text : str
        A cleaned text.
    sentences : sequence of Sentence
        Where its sentences stand and how they are felt.
    finder : Finder
    language : str
        Of the text; its keywords count, and those of the languages that people mix into it. Empty: all count.
    vectors : array, optional
        One row a sentence. Without them keywords decide alone.

    Returns
    -------
    tuple of Hit
        By sentence, the surest first; a theme at most once in a sentence. Where no keyword stands, the phrase is the
        whole sentence. Empty where nothing is found.

    Examples
    --------
    >>> from heedful.text.themes.taxonomy import pack
    >>> text = "Great trainers, but the showers are cold."
    >>> said = [Sentence(0, 15, 0.8, 0.9), Sentence(16, 41, -0.7, 0.9)]
    >>> finder = Finder(pack("fitness"))
    >>> hits = named_themes(text, said, finder, language="en")
    >>> [(hit.theme, text[hit.start : hit.end], hit.sentiment) for hit in hits]
    [('trainers', 'trainers', 0.8), ('showers', 'showers', -0.7)]
    """
    if not finder.keys or not sentences:
        return ()
    found = finder.found(text, sentences, language)
    if vectors is None and not any(found):
        return ()
    hits = []
    for row, scores in enumerate(finder.sure(found, vectors, language)):
        for theme, score in sorted(scores.items(), key=lambda each: -each[1]) if scores else ():
            hits.append(_hit(finder.keys[theme], theme, row, sentences[row], found[row], score))
    return tuple(hits)


def background_of(finder: Finder, vectors: NDArray[np.floating]) -> Background | None:
    """How like each theme a workspace's sentences are; None for fewer than 200, or without embedded themes.

    The spread is taken where most sentences are, so that a theme that many speak of is not less like itself for it.
    """
    if finder._likes is None or len(vectors) < 200:
        return None
    return _background(vectors.astype(np.float32) @ finder._likes.T)


def certainty(logits: Array) -> Array:
    """0 to 1 from any number: a half at nought."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


def _squeezed(evidence: float) -> float:
    return 1 / (1 + exp(-STEEP * (evidence - ENOUGH)))


def _hit(key: str, theme: int, row: int, sentence: Sentence, found: Sequence[Found], score: float) -> Hit:
    start, end, heaviest = sentence.start, sentence.end, 0.0
    for each in found:
        if each.theme == theme and each.weight > heaviest:
            start, end, heaviest = each.start, each.end, each.weight
    return Hit(key, row, start, end, round(score, 4), sentence.sentiment)


def _totals(hits: Sequence[Found]) -> dict[int, float]:
    """The heaviest keyword in full, each other one by half."""
    if len(hits) == 1:
        return {hits[0].theme: hits[0].weight}
    weights: dict[int, dict[str, float]] = {}
    for hit in hits:
        of_theme = weights.setdefault(hit.theme, {})
        of_theme[hit.keyword] = max(hit.weight, of_theme.get(hit.keyword, 0.0))
    return {theme: (1 - AGAIN) * max(each.values()) + AGAIN * sum(each.values()) for theme, each in weights.items()}


def _background(cosines: Array) -> Background:
    low, middle, high = np.quantile(cosines, [0.16, 0.5, 0.84], axis=0)
    return Background(middle.astype(np.float32), np.maximum((high - low) / 2, 1e-3).astype(np.float32))


_embedded: dict[tuple[str, str], Array] = {}


def vectors_of(texts: Sequence[str], embedder: Embedder) -> Array:
    """One row a text; each is embedded once a process: descriptions and examples are few, and the same everywhere."""
    missing = list(dict.fromkeys(text for text in texts if (embedder.name, text) not in _embedded))
    if missing:
        fresh = meaning_of(embedder.embed(missing)).astype(np.float32)
        _embedded.update({(embedder.name, text): row for text, row in zip(missing, fresh, strict=True)})
    rows = [_embedded[embedder.name, text] for text in texts]
    return np.stack(rows) if rows else np.zeros((0, MEANING), np.float32)


def _said_of(theme: Theme) -> list[str]:
    """What is embedded of a theme: its descriptions (its names, where there are none), and its examples."""
    described = [said for said in theme.description.values() if said] or [said for said in theme.names.values() if said]
    return [*described, *_examples_of(theme)] or [theme.key]


def _examples_of(theme: Theme) -> list[str]:
    return [said for listed in theme.examples.values() for said in listed]


def _likenesses(themes: Sequence[Theme], embedder: Embedder) -> Array:
    rows = []
    for theme in themes:
        middle = vectors_of(_said_of(theme), embedder).mean(axis=0)
        rows.append(middle / max(float(np.linalg.norm(middle)), 1e-9))
    return np.stack(rows)


def _stand_in(themes: Sequence[Theme], likes: Array, embedder: Embedder | None) -> Background | None:
    said = [text for theme in themes for text in (_examples_of(theme) or _said_of(theme))]
    if embedder is None or len(said) < 2:
        return Background(np.full(len(likes), 0.8, np.float32), np.full(len(likes), 0.03, np.float32))
    return _background(vectors_of(said, embedder) @ likes.T)
