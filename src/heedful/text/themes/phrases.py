"""Phrases of up to three words, as they stand in many texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from heedful.text.lemmas import Token, stop_words, tokens
from heedful.text.themes.spelling import joined
from heedful.text.themes.voices import Voice

LONGEST = 3  # words
SHORTEST_WORD = 2  # letters
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|\S*@\S+")
_NOT = frozenset({"not", "no", "never", "nobody", "nothing", "не", "нет", "никто", "ні", "ніхто", "немає", "nėra"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by its lemmas, and as most people write it.

    Examples
    --------
    >>> Phrase("en", ("cold", "shower"), "cold showers").key
    'en:cold shower'
    """

    language: str
    lemmas: tuple[str, ...]
    shown: str

    @property
    def key(self) -> str:
        """What it is called from week to week, whatever form of it is the most common."""
        return f"{self.language}:{' '.join(self.lemmas)}"


@dataclass(frozen=True, eq=False)
class Phrases:
    """The phrases of many texts.

    Parameters
    ----------
    names : tuple of Phrase
        One a column, by key.
    in_sentences : sparse array, sentences × phrases
        1.0 where the phrase stands in the sentence; the sentences of all texts, one after another.
    text_of : array of int
        The number of the text that each sentence belongs to.
    texts : int
        How many texts there are.
    """

    names: tuple[Phrase, ...]
    in_sentences: csr_array
    text_of: np.ndarray
    texts: int

    @property
    def in_texts(self) -> csr_array:
        """Texts × phrases: 1.0 where the text has the phrase, however often."""
        sentences = len(self.text_of)
        gather = csr_array((np.ones(sentences), (self.text_of, np.arange(sentences))), shape=(self.texts, sentences))
        found = csr_array(gather @ self.in_sentences)
        found.data[:] = 1.0
        return found


def phrases_of(voices: Sequence[Voice], *, least: int = 2) -> Phrases:
    """Every phrase of one to three words that at least so many texts have.

    A phrase is known by its lemmas and shown in its most common form. It does not begin or end with a stop word or a
    number (though it may begin with a *not*), does not reach over a comma or the end of a sentence, and holds no
    addresses. Written joined or apart (*jetblue*, *jet blue*, *jet-blue*), it is one phrase, known by its apart form.
    Where a longer phrase stands in the very same texts as a shorter one within it, only the longer is kept.

    Parameters
    ----------
    voices : sequence of Voice
    least : int
        A phrase that fewer texts have is left out.

    Returns
    -------
    Phrases
        Without columns where nothing is said twice.

    Examples
    --------
    >>> from heedful.text.labels import Sentence
    >>> from heedful.text.themes.voices import Voice
    >>> told = ["The showers are cold.", "Cold shower again!", "Great trainers"]
    >>> voices = [Voice(str(n), text, "en", (Sentence(0, len(text), None, 0.0),)) for n, text in enumerate(told)]
    >>> [phrase.key for phrase in phrases_of(voices).names]
    ['en:cold', 'en:shower']
    """
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    forms: list[Counter[str]] = []
    rows: list[int] = []
    columns: list[int] = []
    text_of: list[int] = []
    for number, voice in enumerate(voices):
        for spoken in _phrases_in(voice):
            row = len(text_of)
            text_of.append(number)
            for lemmas, form in spoken.items():
                column = seen.setdefault((voice.language, lemmas), len(forms))
                if column == len(forms):
                    forms.append(Counter())
                forms[column][form] += 1
                rows.append(row)
                columns.append(column)
    names = [Phrase(language, lemmas, "") for language, lemmas in seen]
    same = _as_one(names, forms)
    found = csr_array((np.ones(len(rows)), (rows, same[columns])), shape=(len(text_of), len(forms)))
    found.sum_duplicates()
    found.data[:] = 1.0
    all_of_them = Phrases(tuple(names), found, np.asarray(text_of, dtype=np.int64), len(voices))
    kept = _kept(all_of_them, least)
    shown = tuple(Phrase(names[each].language, names[each].lemmas, most_common(forms[each])) for each in kept)
    return Phrases(shown, csr_array(found[:, kept]), all_of_them.text_of, len(voices))


def _as_one(names: Sequence[Phrase], forms: Sequence[Counter[str]]) -> np.ndarray:
    """Of each phrase the one that it is counted as, which takes its forms: the same, written apart."""
    spelt: dict[tuple[str, str], list[int]] = {}
    for column, phrase in enumerate(names):
        spelt.setdefault((phrase.language, joined("".join(phrase.lemmas))), []).append(column)
    same = np.arange(len(names))
    for columns in spelt.values():
        if len(columns) > 1:
            first, *others = sorted(columns, key=lambda each: (-len(names[each].lemmas), names[each].key))
            same[others] = first
            for other in others:
                forms[first].update(forms[other])
    return same


def most_common(forms: Counter[str]) -> str:
    """The form that is written most often; of equals the first in the alphabet."""
    return min(forms.items(), key=lambda form: (-form[1], form[0]))[0]


def _phrases_in(voice: Voice) -> Iterator[dict[tuple[str, ...], str]]:
    """What stands in each sentence: lemmas → the form in which they are written there first."""
    words = tokens(voice.cleaned, voice.language)
    stops = stop_words(voice.language)
    addresses = [found.span() for found in _ADDRESSES.finditer(voice.cleaned)]
    at = 0
    for sentence in voice.sentences:
        while at < len(words) and words[at].start < sentence.start:
            at += 1
        end = at
        while end < len(words) and words[end].end <= sentence.end:
            end += 1
        found: dict[tuple[str, ...], str] = {}
        for run in _runs(voice.cleaned, [word for word in words[at:end] if not _within(word, addresses)]):
            _note(run, stops, found)
        yield found
        at = end


def _runs(text: str, words: Sequence[Token]) -> Iterator[list[Token]]:
    """Words with nothing but blanks and hyphens between them."""
    run: list[Token] = []
    for word in words:
        if run and text[run[-1].end : word.start].strip(" -\n\t"):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _note(run: Sequence[Token], stops: frozenset[str], found: dict[tuple[str, ...], str]) -> None:
    bears = [_says_something(word, stops) for word in run]
    for start in range(len(run)):
        denies = run[start].word in _NOT
        if not bears[start] and not denies:
            continue
        for end in range(start + 1 + denies, min(start + LONGEST, len(run)) + 1):
            if bears[end - 1]:
                lemmas = tuple(word.lemma for word in run[start:end])
                found.setdefault(lemmas, " ".join(word.word.lower() for word in run[start:end]))


def _within(word: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def _says_something(word: Token, stops: frozenset[str]) -> bool:
    return (
        len(word.lemma) >= SHORTEST_WORD
        and any(letter.isalpha() for letter in word.lemma)
        and word.lemma not in stops
        and word.word.lower() not in stops
    )


def _kept(phrases: Phrases, least: int) -> list[int]:
    """The columns that enough texts have and that no longer phrase says as well; in the order of their keys."""
    counts = np.asarray(phrases.in_texts.sum(axis=0)).ravel()
    often = [int(each) for each in np.flatnonzero(counts >= least)]
    count_of = {(phrases.names[each].language, phrases.names[each].lemmas): counts[each] for each in often}
    longer: dict[tuple[str, tuple[str, ...]], float] = {}
    for language, lemmas in count_of:
        for size in range(1, len(lemmas)):
            for start in range(len(lemmas) - size + 1):
                inner = (language, lemmas[start : start + size])
                longer[inner] = max(longer.get(inner, 0.0), count_of[language, lemmas])
    return sorted(
        (
            each
            for each in often
            if counts[each] > longer.get((phrases.names[each].language, phrases.names[each].lemmas), 0.0)
        ),
        key=lambda each: phrases.names[each].key,
    )
