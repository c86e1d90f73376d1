"""Themes that nobody named: what many texts speak of, found by their phrases and by what their sentences mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from heedful.text.themes.contrast import Flags, contrast_of, log_odds
from heedful.text.themes.finds import Found, FoundTheme, Known, Telling, told_apart
from heedful.text.themes.grouping import Groups, only, seeds_of, sharpened, with_left_over
from heedful.text.themes.heads import heads_of
from heedful.text.themes.phrases import Phrases, phrases_of
from heedful.text.themes.quotes import quotes_of
from heedful.text.themes.rising import State, states_of
from heedful.text.themes.space import Array, Numbers, Points, Space, gathering, middles_of, space_of, unit
from heedful.text.themes.voices import Voice

__all__ = ["Found", "FoundTheme", "Known", "found_themes", "telling_weights"]

Weights = np.ndarray[tuple[int], np.dtype[np.float64]]

LEAST_TEXTS: Final = 5  # a theme of fewer is none
LEAST_SHARE: Final = 0.01  # … nor of a smaller part of the texts
TELLING_FROM: Final = 1.0  # standard errors from which a phrase is one of low scores, of this period or of a place
MOST_PHRASES: Final = 12  # a theme keeps of those that tell it from the others
KNOWN_PHRASES: Final = 40
HELD: Final = 0.6  # share of its old middle that a known theme keeps in each round
ALIKE: Final = 0.6  # cosine of two themes that are one
MOST_PLACES: Final = 20
SILENT: Final = 0.05  # weight, for its text, of a sentence without a telling phrase
STILL: Final = 0.15  # cosine of its phrases now and then below which a known theme is no more
SAME_SEED: Final = 0.5  # cosine to a known theme from which a seed is no new one


def found_themes(
    voices: Sequence[Voice], vectors: Array | None = None, *, known: Sequence[Known] = (), least: int | None = None
) -> Found:
    """Find what the texts speak of.

    Phrases that tell one group from another (low scores from high ones, the last period from those before, a place from
    the rest; where nothing is to be compared, all phrases) are merged where they stand in sentences alike, in whatever
    language. Each such group draws the sentences near it; what lies far from all of them is gathered by k-means. The
    same input gives the same themes.

    Parameters
    ----------
    voices : sequence of Voice
    vectors : array, sentences × dimensions, optional
        Of all sentences of all texts in order; a row of zeros where one has none yet. Without them the phrases alone
        make themes, and none that reach over languages.
    known : sequence of Known
        Themes found before, and their heads: these are looked for first, so that they stay what they were.
    least : int, optional
        Texts that make a theme; 5 or 1 % unless told otherwise.

    Returns
    -------
    Found
        Without themes where too little is said.

    Raises
    ------
    ValueError
        There is not one vector for each sentence.

    Examples
    --------
    >>> from heedful.text.labels import Sentence
    >>> told = ["The showers are cold", "A long queue at the desk"] * 6
    >>> voices = [Voice(str(n), text, "en", (Sentence(0, len(text), -0.5, 0.9),)) for n, text in enumerate(told)]
    >>> sorted((theme.name("en").words, theme.size) for theme in found_themes(voices).themes)
    [('long queue', 6), ('showers are cold', 6)]
    """
    fewest = max(LEAST_TEXTS, int(LEAST_SHARE * len(voices))) if least is None else least
    phrases = phrases_of(voices, least=max(2, min(fewest, 2 + len(voices) // 1000)))
    languages = [voices[text].language for text in phrases.text_of]
    space = space_of(phrases, languages, vectors)
    telling = telling_weights(phrases, voices)
    above = {theme.parent for theme in known} - {""}
    themes, heads = [each for each in known if each.key not in above], [each for each in known if each.key in above]
    groups, known_as = _groups(space, phrases, telling, themes, fewest)
    weight = (np.sqrt(phrases.in_sentences @ telling) + SILENT).astype(np.float32)
    group = heads_of(space, phrases, weight, groups, _placed(heads, space, phrases))
    return _Teller(voices, phrases, space, groups).found(known_as, weight, group)


def telling_weights(phrases: Phrases, voices: Sequence[Voice]) -> Weights:
    """How much each phrase tells: its greatest z over all that can be compared, 0 below 1.

    Where no low scores can be told from high ones, the root of its number of texts, if that is more.
    """
    (low, high), *others = _pairs(voices)
    found = [contrast_of(phrases, low, high).z] if _can_compare(low, high) else []
    often = np.zeros(len(phrases.names)) if found else np.sqrt(np.asarray(phrases.in_texts.sum(axis=0)).ravel())
    found += [contrast_of(phrases, *pair).z for pair in others if _can_compare(*pair)]
    z = np.max([often, *found], axis=0)
    return np.where(z >= TELLING_FROM, z, 0.0)


def _pairs(voices: Sequence[Voice]) -> list[tuple[Flags, Flags]]:
    """What can be compared: low scores with high ones, the last period with those before, each place with the rest."""
    low = np.array([voice.unhappy is True for voice in voices], dtype=bool)
    high = np.array([voice.unhappy is False for voice in voices], dtype=bool)
    period = np.array([voice.period for voice in voices], dtype=np.int64)
    place = np.array([voice.place for voice in voices], dtype=object)
    last = period.max(initial=0)
    places = [(place == each, (place != each) & (place != "")) for each in sorted(set(place) - {""})[:MOST_PLACES]]
    return [(low, high), (period == last, period < last), *places]


def _can_compare(first: Flags, second: Flags) -> bool:
    return bool(first.sum() >= LEAST_TEXTS and second.sum() >= LEAST_TEXTS)


def _groups(
    space: Space, phrases: Phrases, telling: Weights, known: Sequence[Known], least: int
) -> tuple[Groups, list[str]]:
    """The known themes held, what grew beside them, and from which of the known each came."""
    points = space.points
    old = _placed(known, space, phrases)
    seeds = seeds_of(points, phrases, telling, least=least)
    seeds = with_left_over(points, seeds, least=least)
    if len(old) and len(seeds):
        seeds = seeds.some(old.likeness(seeds).max(axis=0) < SAME_SEED)
    together = Points(
        np.vstack([old.meaning, seeds.meaning]), np.vstack([np.asarray(old.wording), np.asarray(seeds.wording)])
    )
    held = np.array([HELD] * len(old) + [0.0] * len(seeds), dtype=np.float32)
    groups = sharpened(points, together, held=held)
    names = [each.key for each in known] + [""] * len(seeds)
    gone = _no_longer(old, middles_of(points, groups.of_sentence, len(groups)))
    large = [each for each in _large_enough(groups, phrases, least) if each not in gone]
    kept = _apart(groups, large, {at for at, name in enumerate(names) if name})
    return only(groups, points, kept), [names[each] for each in kept]


def _no_longer(old: Points, now: Points) -> set[int]:
    """Known themes whose sentences speak of something else now: their own are gone, and others fell to them."""
    words = [unit(np.asarray(points.wording)) for points in (old, now.some(np.arange(len(old))))]
    return {int(each) for each in np.flatnonzero((words[0] * words[1]).sum(axis=1) < STILL)}


def _placed(known: Sequence[Known], space: Space, phrases: Phrases) -> Points:
    """Where the known themes lie in this search's space."""
    dimensions = space.centred.shape[1]
    column = {phrase.key: at for at, phrase in enumerate(phrases.names)}
    meaning = np.zeros((len(known), dimensions), np.float32)
    wording = np.zeros((len(known), len(column)), np.float32)
    for row, theme in enumerate(known):
        if len(theme.centroid) == dimensions:
            meaning[row] = theme.centroid
        for key, weight in theme.phrases:
            if key in column:
                wording[row, column[key]] = weight
    return space.placed(meaning, wording)


def _large_enough(groups: Groups, phrases: Phrases, least: int) -> list[int]:
    """Those that enough texts speak of, the greatest first."""
    belongs = gathering(groups.of_sentence, len(groups)) @ gathering(phrases.text_of, phrases.texts).T
    texts = np.asarray((belongs > 0).sum(axis=1)).ravel()
    return [int(each) for each in np.argsort(-texts, kind="stable") if texts[each] >= least]


def _apart(groups: Groups, large: Sequence[int], known: set[int]) -> list[int]:
    """Of new themes that are all but the same as a greater one or a known one, none."""
    near = groups.middles.likeness(groups.middles)
    kept: list[int] = []
    for each in sorted(large, key=lambda group: group not in known):
        if each in known or not any(near[each, other] >= ALIKE for other in kept):
            kept.append(each)
    return [each for each in large if each in kept]


class _Teller:
    """Says of each group what there is to say of it."""

    def __init__(self, voices: Sequence[Voice], phrases: Phrases, space: Space, groups: Groups) -> None:
        self._voices, self._phrases, self._space, self._groups = voices, phrases, space, groups
        self._everywhere = np.asarray(phrases.in_sentences.sum(axis=0)).ravel()
        self._periods = np.array([voice.period for voice in voices], dtype=np.int64)
        self._numbers = sorted(set(self._periods.tolist()))
        starts = np.searchsorted(phrases.text_of, np.arange(len(voices)))
        self._sentence = np.arange(len(phrases.text_of)) - starts[phrases.text_of] if len(voices) else starts

    def found(self, known_as: Sequence[str], weight: Array, head_of: tuple[Numbers, Numbers]) -> Found:
        keys = [each for each in known_as if each]  # before any new one is made
        themes = [self._theme(self._sentences_of(group), keys, known_as[group]) for group in range(len(self._groups))]
        of_theme, of_text = head_of
        heads = []
        for number in range(int(of_theme.max(initial=-1)) + 1):
            own = np.isin(self._groups.of_sentence, np.flatnonzero(of_theme == number))
            heads.append(self._theme(np.flatnonzero(own & (of_text[self._phrases.text_of] == number)), keys))
        parents = [heads[number].key if number >= 0 else "" for number in of_theme]
        states = self._states(themes + heads)
        themes = [
            replace(theme, parent=parent, state=state)
            for theme, parent, state in zip(themes, parents, states, strict=False)
        ]
        heads = [replace(head, state=state) for head, state in zip(heads, states[len(themes) :], strict=True)]
        main = self._of_text(weight)
        return Found(
            tuple(told_apart(themes)),
            tuple(told_apart(heads)),
            self._groups.of_sentence,
            main,
            of_text,
            tuple(known_as),
        )

    def _sentences_of(self, group: int) -> Numbers:
        return np.flatnonzero(self._groups.of_sentence == group)

    def _theme(self, own: Numbers, keys: list[str], known_as: str = "") -> FoundTheme:
        texts = np.unique(self._phrases.text_of[own])
        telling, wording = self._telling(own)
        key = known_as or _new_key(telling, keys)
        keys.append(key)
        near = self._groups.nearness[own, self._groups.of_sentence[own]]
        counted = [int((self._periods[texts] == number).sum()) for number in self._numbers]
        centred = self._space.centred
        return FoundTheme(
            key=key,
            parent="",
            phrases=telling,
            texts=texts,
            share=len(texts) / max(len(self._voices), 1),
            sentiment=self._sentiment(own),
            periods=tuple(zip(self._numbers, counted, strict=True)),
            state="steady",
            quotes=quotes_of(self._voices, self._phrases.text_of[own], self._sentence[own], near),
            centroid=np.asarray(centred[own].mean(axis=0) if len(own) else np.zeros(centred.shape[1]), np.float32),
            wording=wording,
            ids=frozenset(self._voices[text].id for text in texts),
        )

    def _telling(self, own: Numbers) -> tuple[tuple[Telling, ...], tuple[tuple[str, float], ...]]:
        """The phrases that these sentences use more than the others: longer ones say more, and come first."""
        here = np.asarray(self._phrases.in_sentences[own].sum(axis=0)).ravel()
        contrast = log_odds(here, self._everywhere - here)
        names = self._phrases.names
        words = np.array([len(phrase.lemmas) for phrase in names])
        typical = np.where(here >= 2, contrast.z, 0) * (1 + 0.6 * (np.minimum(words, 2) - 1))
        order = [int(each) for each in np.argsort(-typical, kind="stable") if typical[each] > 0]
        part = here / np.maximum(self._everywhere, 1)
        told = tuple(
            Telling(names[each], int(here[each]), float(contrast.z[each]), float(part[each]))
            for each in order[: 4 * MOST_PHRASES]
        )
        weights = np.asarray(self._space.points.wording[own].sum(axis=0)).ravel()
        heaviest = np.argsort(-weights, kind="stable")[:KNOWN_PHRASES]
        wording = tuple((names[each].key, float(weights[each])) for each in heaviest if weights[each] > 0)
        return _a_few_of_each(told), wording

    def _sentiment(self, own: Numbers) -> float | None:
        felt = []
        for text, sentence in zip(self._phrases.text_of[own], self._sentence[own], strict=True):
            voice = self._voices[text]
            said = voice.sentences[sentence].sentiment
            felt.append(voice.sentiment if said is None else said)
        told = [each for each in felt if each is not None]
        return float(np.mean(told)) if told else None

    def _of_text(self, weight: Array) -> Numbers:
        """Of each text the theme that its sentences are nearest to, all together."""
        if not len(self._groups):
            return np.full(len(self._voices), -1, np.int64)
        there = self._groups.of_sentence >= 0
        pull = np.where(there[:, None], np.maximum(self._groups.nearness, 0) ** 2, 0) * weight[:, None]
        total = gathering(self._phrases.text_of, len(self._voices)) @ pull
        return np.where(total.max(axis=1) > 0, total.argmax(axis=1), -1).astype(np.int64)

    def _states(self, themes: Sequence[FoundTheme]) -> tuple[State, ...]:
        counts = np.array([[n for _number, n in theme.periods] for theme in themes], dtype=float)
        texts = np.array([(self._periods == number).sum() for number in self._numbers], dtype=float)
        return states_of(counts.reshape(len(themes), len(texts)), texts)


def _a_few_of_each(told: Sequence[Telling]) -> tuple[Telling, ...]:
    """The most typical, none of which only repeats another's words; and the most typical of each language."""
    kept: list[Telling] = []
    for each in told:
        words = set(each.phrase.lemmas)
        same = [other for other in kept if other.phrase.language == each.phrase.language]
        if len(same) < MOST_PHRASES and not any(words <= set(other.phrase.lemmas) for other in same):
            kept.append(each)
    return tuple(kept)


def _new_key(telling: Sequence[Telling], taken: Sequence[str]) -> str:
    """After its most typical phrase, and a number where that is another's."""
    key = telling[0].phrase.key[:60] if telling else "found"
    number = 2
    while (numbered := key if key not in taken else f"{key} {number}") in taken:
        number += 1
    return numbered
