"""Keywords found in texts: by their forms, by how they begin, and through a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from heedful.text.lemmas import LEMMATISED, lemma
from heedful.text.themes.slips import SLIPS_FROM, Slips, is_a_slip
from heedful.text.themes.spelling import as_listed, plain, unapostrophed, weighed

WORD: Final = re.compile(r"\w+(?:['’ʼ`]\w+)*")
READ_TOO: Final = {"ru": ("uk", "en"), "uk": ("ru", "en"), "lt": ("en",), "en": ()}  # people mix these in
SLIP: Final = 0.8  # of the weight, where a letter is wrong
CACHED: Final = 200_000  # words of a language whose keywords are kept in mind
GAP: Final = 1  # words that may stand between two words of a phrase

_PART: Final = re.compile(WORD.pattern + r"\*?")
_ENDING: Final = re.compile(r"(?:[аеёиіїоуыьэюяйaeiouy]|as|is|us|es|os|ai|ui)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A keyword in a text: whose it is (the number of its theme), where it stands, and what it weighs there."""

    theme: int
    keyword: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a keyword: as it is, or how it begins (then no longer than `longest`); `written` with its marks."""

    word: str
    begins: bool
    longest: int
    written: str


@dataclass(frozen=True, slots=True)
class _Keyword:
    theme: int
    written: str
    weight: float
    parts: tuple[int, ...]


Parts = dict[int, float]  # which parts of keywords a word is, and how surely


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: what parts it is, the keywords that begin with it, how surely, and how the phrases go on."""

    parts: Parts
    begins: tuple[tuple[_Keyword, float], ...]
    alone: bool
    goes_on: frozenset[int]


_NOTHING: Final = _Word({}, (), False, frozenset())


class _Remembered(dict[str, _Word]):
    """What each word is: looked up when it is first met."""

    def __init__(self, look_up: Callable[[str], _Word]) -> None:
        self._look_up = look_up

    def __missing__(self, word: str) -> _Word:
        if len(self) >= CACHED:
            self.clear()
        known = self[word] = self._look_up(word)
        return known


class Keywords:
    """The keywords of several themes, ready to be looked for in texts of one language.

    Parameters
    ----------
    themes : sequence of mapping
        Keywords by language, one mapping a theme.
    language : str
        Of the texts; empty where it is not known: then the keywords of every language count.
    weights : mapping of str to float
        Learnt weights by keyword, without its own weight; they take the place of what is written.
    """

    def __init__(
        self,
        themes: Sequence[Mapping[str, Iterable[str]]],
        language: str,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._language = language
        self._languages = _languages_read(language, themes)
        self._numbers: dict[_Part, int] = {}
        self._exact: list[dict[str, list[int]]] = [{} for _ in self._languages]
        self._begins: list[dict[str, list[int]]] = [{} for _ in self._languages]
        self._parts: list[_Part] = []
        self._single: dict[int, list[_Keyword]] = {}
        self._phrases: dict[int, list[_Keyword]] = {}
        self._known = _Remembered(self._word)
        for place, code in enumerate(self._languages):
            for number, words in enumerate(themes):
                for written in words.get(code, ()):
                    self._add(place, number, written, weights or {})
        self._slips = [self._slips_of(listed, begin=False) for listed in self._exact]
        self._slips += [self._slips_of(listed, begin=True) for listed in self._begins]

    def found(self, text: str, start: int = 0, end: int | None = None) -> list[Found]:
        """The keywords in this stretch of a text, in order; none that stands inside a longer one of its theme.

        Examples
        --------
        >>> keywords = Keywords([{"en": ("shower*", "hot water")}], "en")
        >>> [(each.keyword, each.start, each.end) for each in keywords.found("No hot water in the showers!")]
        [('hot water', 3, 12), ('shower*', 20, 27)]
        """
        end = len(text) if end is None else end
        low = text[start:end].replace("İ", "I").lower()  # as long as it was: of no other letter the small form is two
        words = [self._known[word] for word in WORD.findall(low)]
        places = [place for place, word in enumerate(words) if word.begins and (word.alone or _may_go_on(words, place))]
        told = [
            (each, place, last, each.weight * sure)
            for place in places
            for each, sure in words[place].begins
            if (last := _last_of(words, place, each.parts)) is not None
        ]
        if not told:
            return []
        spans = [match.span() for match in WORD.finditer(text, start, end)]
        hits = [
            Found(each.theme, each.written, spans[place][0], spans[last][1], weight)
            for each, place, last, weight in told
        ]
        return _without_nested(hits) if len(hits) > 1 else hits

    def _word(self, word: str) -> _Word:
        parts = self._looked_up(as_listed(word))
        if not parts:
            return _NOTHING
        both = [
            (each, sure)
            for part, sure in parts.items()
            for each in (*self._single.get(part, ()), *self._phrases.get(part, ()))
        ]
        goes_on = frozenset(each.parts[1] for each, _sure in both if len(each.parts) > 1)
        return _Word(parts, tuple(both), any(len(each.parts) == 1 for each, _sure in both), goes_on)

    def _looked_up(self, word: str) -> Parts:
        """In the text's own language first; another one only says what that one does not."""
        bare = plain(word)
        parts: dict[int, float] = {}
        for place, code in enumerate(self._languages):
            found = set(self._exactly(place, bare, word, code)) | set(self._beginning(place, bare))
            if found and self._is_listed(word):
                found = {part for part in found if not self._is_another_word(word, self._parts[part], code)}
            parts |= dict.fromkeys(found, 1.0)
            if any(part in self._single for part in found):
                break
        if not parts and len(bare) >= SLIPS_FROM and self._is_no_word(word):
            parts = dict.fromkeys(self._nearly(bare), SLIP)
        return parts

    def _exactly(self, place: int, bare: str, word: str, code: str) -> list[int]:
        exact = self._exact[place]
        if not exact:
            return []
        same = exact.get(bare, [])
        return same + exact.get("=" + plain(lemma(word, code)), []) if code == self._language else same

    def _beginning(self, place: int, bare: str) -> Iterator[int]:
        begins = self._begins[place]
        for length in range(2, len(bare) + 1):
            for part in begins.get(bare[:length], ()):
                if len(bare) <= self._parts[part].longest:
                    yield part

    def _nearly(self, bare: str) -> Iterator[int]:
        """Parts that one wrong, missing, doubled or swapped letter keeps this word from."""
        tried: set[tuple[int, str]] = set().union(*(slips.meant_by(bare) for slips in self._slips))
        for part, head in sorted(tried):
            if head[0] == self._parts[part].word[0] and is_a_slip(head, self._parts[part].word):
                yield part

    def _is_another_word(self, word: str, part: _Part, code: str) -> bool:
        """Of a word that the dictionary lists: what looks like it without its marks, or begins like it, is not it."""
        if part.begins:
            return code == self._language and not unapostrophed(word).startswith(unapostrophed(part.written))
        if code == self._language:
            return lemma(word, code) != lemma(part.written, code)
        return unapostrophed(word) != unapostrophed(part.written)

    def _is_no_word(self, word: str) -> bool:
        """Whether the dictionary of the text's language does not list it; without a dictionary nobody can say."""
        return self._language in LEMMATISED and not self._is_listed(word)

    def _is_listed(self, word: str) -> bool:
        if self._language not in LEMMATISED:
            return False
        import simplemma  # with its dictionaries as heavy as all the rest

        return bool(simplemma.is_known(word, lang=self._language))

    def _add(self, place: int, theme: int, written: str, weights: Mapping[str, float]) -> None:
        words, weight = weighed(written)
        numbers = [self._number(place, word) for word in _PART.findall(words)]
        if not numbers:
            return
        keyword = _Keyword(theme, words, weights.get(words, weight), tuple(numbers))
        into = self._single if len(numbers) == 1 else self._phrases
        if keyword not in into.setdefault(numbers[0], []):
            into[numbers[0]].append(keyword)

    def _number(self, place: int, word: str) -> int:
        code, begins = self._languages[place], word.endswith("*")
        low = as_listed(word.rstrip("*").lower())
        bare = plain(low)
        part = _Part(bare, begins, 99 if begins else len(bare) + 3, low.replace("ё", "е"))
        number = self._numbers.setdefault(part, len(self._parts))
        if number == len(self._parts):
            self._parts.append(part)
        if begins:
            _put(self._begins[place], bare, number)
        else:
            _put(self._exact[place], bare, number)
            if code == self._language:  # dictionaries are heavy: only that of the text's own language is loaded
                _put(self._exact[place], "=" + plain(lemma(low, code)), number)
            if code != "en" and len(bare) >= SLIPS_FROM:
                _put(self._begins[place], _ENDING.sub("", bare), number)
        return number

    def _slips_of(self, listed: dict[str, list[int]], *, begin: bool) -> Slips:
        return Slips(
            {number: self._parts[number].word for numbers in listed.values() for number in numbers}, begin=begin
        )


def _languages_read(language: str, themes: Sequence[Mapping[str, Iterable[str]]]) -> tuple[str, ...]:
    written = dict.fromkeys(code for words in themes for code in words)
    if not language:
        return tuple(written)
    return tuple(code for code in (language, *READ_TOO.get(language, ("en",))) if code in written) or tuple(written)


def _may_go_on(words: Sequence[_Word], place: int) -> bool:
    """Whether a phrase that this word begins has its second one near."""
    after = [each.parts for each in words[place + 1 : place + 2 + GAP]]
    return not all(map(words[place].goes_on.isdisjoint, after))


def _last_of(words: Sequence[_Word], place: int, parts: tuple[int, ...]) -> int | None:
    """The last word of a keyword that begins here; None if it does not go on."""
    for part in parts[1:]:
        for after in range(place + 1, min(place + 2 + GAP, len(words))):
            if part in words[after].parts:
                place = after
                break
        else:
            return None
    return place


def _without_nested(hits: list[Found]) -> list[Found]:
    """Without what stands inside a longer hit of the same theme."""
    kept: list[Found] = []
    reached: dict[int, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, -hit.weight)):
        if hit.end > reached.get(hit.theme, -1):
            reached[hit.theme] = hit.end
            kept.append(hit)
    return kept


def _put(into: dict[str, list[int]], key: str, number: int) -> None:
    listed = into.setdefault(key, [])
    if number not in listed:
        listed.append(number)
