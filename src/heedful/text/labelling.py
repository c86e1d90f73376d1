"""Everything that is read off a text, in two passes: a quick one from words, a full one from vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heedful.text.anger import anger_from_vectors, anger_from_words, of_texts
from heedful.text.cleaning import clean
from heedful.text.embedding import Embedder, Vectors, meaning_of, says_something
from heedful.text.harshness import is_harsh
from heedful.text.intents import intent_of
from heedful.text.labels import Labels, Language, Said, Sentence, Span, Tier
from heedful.text.languages import DEFAULT, languages_of
from heedful.text.lexicons import LANGUAGES, Vote, vote
from heedful.text.personal import personal_data
from heedful.text.restoring import with_diacritics
from heedful.text.sentences import sentences
from heedful.text.sentiment.calibrating import Calibration
from heedful.text.sentiment.heads import Floats, numbers_of
from heedful.text.sentiment.layers import Layer, packaged_layer, packaged_quick
from heedful.text.sentiment.quick import with_words
from heedful.text.sentiment.teaching import Lessons
from heedful.text.sentiment.votes import UNCLEAR_BELOW, Felt, felt, together
from heedful.text.themes.named import Finder, named_themes
from heedful.text.themes.taxonomy import Taxonomy
from heedful.text.urgency import urgency_of

BY_WORDS = {"ru": 0.4, "uk": 0.4, "lt": 0.4}
"""What the words alone say counts so much beside the vectors: of these languages the network has read less."""
ELSEWHERE = 0.65
"""How far a chance is believed in a language that has no list of ours: the rest of the way is to a third. By tweets in
German, French, Spanish, Italian and Portuguese: 54 % of 3,000 were read rightly."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text before it is felt: cleaned, split, its language told."""

    cleaned: str
    language: Language
    spans: tuple[Span, ...]
    pieces: tuple[str, ...]
    votes: tuple[Vote, ...]


class Labeller:
    """Labels texts; made once, used for many, by several threads if need be.

    Parameters
    ----------
    embedder : Embedder, optional
        Needed by the full pass for texts that come without vectors (``embedding.packaged()``).
    themes : Taxonomy or Finder, optional
        The named themes to look for.
    layer : Layer, optional
        What the workspace taught; the packaged one otherwise.
    among : iterable of str
        The languages that texts may be in.

    Examples
    --------
    >>> from heedful.text.labels import Said
    >>> [labels] = Labeller().quick([Said("Great trainers, but the showers are cold and dirty!")])
    >>> labels.language.code, [sentence.sentiment > 0 for sentence in labels.sentences]
    ('en', [True, False])
    """

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        themes: Taxonomy | Finder | None = None,
        layer: Layer | None = None,
        among: Iterable[str] = DEFAULT,
    ) -> None:
        self.embedder = embedder
        self.layer = layer or packaged_layer()
        self.among = tuple(among)
        self.finder = Finder(themes, embedder=embedder) if isinstance(themes, Taxonomy) else themes
        self._words = Finder(themes) if isinstance(themes, Taxonomy) else themes

    @property
    def model(self) -> str:
        """What the full pass signs its labels with."""
        return self.layer.name

    def quick(self, said: Sequence[Said]) -> list[Labels]:
        """The first pass: from words alone, thousands of texts a second."""
        head, calibration, name = packaged_quick()
        read = self._read(said)
        votes = [vote for one in read for vote in one.votes]
        pieces = [piece for one in read for piece in one.pieces]
        owners = _owners(read)
        chances = head.chances(pieces, votes)
        angry = np.array([anger_from_words(*both) for both in zip(pieces, votes, strict=True)], np.float32)
        each, whole = _both(chances, owners, read, calibration)
        anger = of_texts(angry, owners, len(read))
        return self._labelled(read, each, whole, anger, None, name, "quick")

    def full(
        self, said: Sequence[Said], vectors: Sequence[Vectors | None] | None = None
    ) -> tuple[list[Labels], list[Vectors]]:
        """The second pass: by meaning.

        Parameters
        ----------
        said : sequence of Said
        vectors : sequence of array or None, optional
            For each text its vectors, one row a sentence, as an earlier pass returned them. Only those that are
            missing, or whose rows are not as many as the text's sentences, are computed.

        Returns
        -------
        list of Labels, list of array
            The labels, and the vectors to keep: float16, one row a sentence, in the order of the texts.

        Raises
        ------
        ValueError
            Vectors are missing and there is no embedder; label quickly then.
        """
        read = self._read(said)
        kept = self._vectors(read, vectors)
        numbers, owners = _numbers(read, kept)
        chances = with_words(self.layer.head.chances(numbers), *_words_of(read))
        each, whole = _both(chances, owners, read, self.layer.calibration)
        anger = of_texts(anger_from_vectors(numbers), owners, len(read))
        return self._labelled(read, each, whole, anger, kept, self.layer.name, "full"), kept

    def lessons(
        self,
        said: Sequence[Said],
        vectors: Sequence[Vectors | None] | None,
        sides: Sequence[int],
        weights: Sequence[float],
    ) -> Lessons:
        """Texts whose side is known (0 negative, 1 neutral, 2 positive), as ``sentiment.teaching.teach`` takes them.

        Texts in which there is nothing to read are left out.
        """
        read = self._read(said)
        numbers, owners = _numbers(read, self._vectors(read, vectors))
        words, shares = _words_of(read)
        rows = [n for n, one in enumerate(read) if one.spans]
        each = np.hstack([numbers, words, shares[:, None]])
        mean = np.zeros((len(read), each.shape[1]), np.float32)
        np.add.at(mean, owners, each)
        mean /= np.maximum(np.bincount(owners, minlength=len(read))[:, None], 1)
        many = numbers.shape[1]
        return Lessons(
            mean[rows, :many],
            np.array([sides[n] for n in rows], np.int64),
            np.array([weights[n] for n in rows], np.float32),
            mean[rows, many:-1],
            mean[rows, -1],
        )

    def _read(self, said: Sequence[Said]) -> list[Read]:
        cleaned = [clean(one.text) for one in said]
        told = languages_of(cleaned, among=self.among, priors=[one.prior for one in said])
        return [_one(*both) for both in zip(cleaned, told, strict=True)]

    def _vectors(self, read: Sequence[Read], given: Sequence[Vectors | None] | None) -> list[Vectors]:
        found: list[Vectors | None] = list(given) if given is not None else [None] * len(read)
        missing = [n for n, one in enumerate(read) if not _fits(found[n], one)]
        texts = [_restored(read[n], piece) for n in missing for piece in read[n].pieces]
        fresh = self._embedded(texts)
        at = 0
        for n in missing:
            found[n] = fresh[at : at + len(read[n].pieces)]
            at += len(read[n].pieces)
        return [one for one in found if one is not None]

    def _embedded(self, texts: list[str]) -> Vectors:
        if self.embedder is not None:
            return self.embedder.embed(texts)
        if texts:
            raise ValueError("there are texts without vectors, and no embedder to make them")
        return np.zeros((0, self.layer.head.dimensions), np.float16)

    def _labelled(
        self,
        read: Sequence[Read],
        each: list[tuple[Sentence, ...]],
        whole: list[Felt],
        anger: Floats,
        vectors: Sequence[Vectors] | None,
        model: str,
        tier: Tier,
    ) -> list[Labels]:
        finder, angry = self._words if vectors is None else self.finder, anger.tolist()
        labelled = []
        for n, one in enumerate(read):
            code, feeling = one.language.code, whole[n]
            rows = None if vectors is None else meaning_of(vectors[n])
            labelled.append(
                Labels(
                    cleaned=one.cleaned,
                    language=one.language,
                    sentiment=feeling.sentiment,
                    confidence=feeling.confidence,
                    feeling=feeling.feeling,
                    anger=round(angry[n], 4),
                    urgency=urgency_of(one.cleaned, code),
                    intent=intent_of(one.cleaned, code, feeling.sentiment),
                    harsh=is_harsh(one.cleaned, code),
                    model=model,
                    tier=tier,
                    sentences=each[n],
                    hits=named_themes(one.cleaned, each[n], finder, language=code, vectors=rows) if finder else (),
                    personal=personal_data(one.cleaned),
                )
            )
        return labelled


def _one(cleaned: str, language: Language) -> Read:
    spans = tuple(span for span in sentences(cleaned) if says_something(cleaned[span.start : span.end]))
    pieces = tuple(cleaned[span.start : span.end] for span in spans)
    return Read(cleaned, language, spans, pieces, tuple(vote(piece, language.code) for piece in pieces))


def _restored(read: Read, piece: str) -> str:
    return with_diacritics(piece) if read.language.code == "lt" else piece


def _fits(vectors: Vectors | None, read: Read) -> bool:
    return vectors is not None and len(vectors) == len(read.pieces)


def _owners(read: Sequence[Read]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(read)), [len(one.spans) for one in read])


def _numbers(read: Sequence[Read], vectors: Sequence[Vectors]) -> tuple[Floats, NDArray[np.int64]]:
    """What a head reads of each sentence, and which text it belongs to."""
    owners = _owners(read)
    rows: NDArray[Any] = np.concatenate(vectors) if len(vectors) else np.zeros((0, 0), np.float16)
    votes = [vote for one in read for vote in one.votes]
    words = [len(piece.split()) for one in read for piece in one.pieces]
    return numbers_of(rows, votes, words), owners


def _words_of(read: Sequence[Read]) -> tuple[Floats, Floats]:
    """What the words alone say of each sentence, and how much that counts in its language."""
    head, _, _ = packaged_quick()
    pieces = [piece for one in read for piece in one.pieces]
    votes = [vote for one in read for vote in one.votes]
    shares = [BY_WORDS.get(one.language.code, 0.0) for one in read for _ in one.pieces]
    return head.chances(pieces, votes), np.array(shares, np.float32)


def _both(
    chances: Floats, owners: NDArray[np.int64], read: Sequence[Read], calibration: Calibration
) -> tuple[list[tuple[Sentence, ...]], list[Felt]]:
    """How each sentence is felt, and how each text is."""
    of = owners.tolist()
    single = [_less_sure(one, read[owner]) for one, owner in zip(felt(chances, calibration), of, strict=True)]
    words = np.array([len(piece.split()) for one in read for piece in one.pieces], np.int64)
    whole = felt(together(chances, words, owners, len(read)), calibration)
    told: list[list[Sentence]] = [[] for _ in read]
    for one, owner in zip(single, of, strict=True):
        span = read[owner].spans[len(told[owner])]
        told[owner].append(Sentence(span.start, span.end, one.sentiment, one.confidence))
    return [tuple(one) for one in told], [_less_sure(*both) for both in zip(whole, read, strict=True)]


def _less_sure(one: Felt, read: Read) -> Felt:
    """In other languages than ours the vectors carry over, but less surely."""
    if one.sentiment is None or read.language.code in LANGUAGES:
        return one
    sure = 1 / 3 + (one.confidence - 1 / 3) * ELSEWHERE
    return Felt(one.sentiment, one.feeling if sure >= UNCLEAR_BELOW else "unclear", round(sure, 4))
