"""What a search for themes finds, and what is kept of it until the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from heedful.text.themes.names import naming
from heedful.text.themes.phrases import Phrase
from heedful.text.themes.quotes import Quote
from heedful.text.themes.rising import State
from heedful.text.themes.space import Array, Numbers

CENTRAL: Final = 0.1  # share of a theme's texts that say the phrase it is called by
OWN: Final = 0.5  # part of a phrase's sentences that are a theme's, from which the phrase shows it anywhere
LIFTED: Final = 2.0  # times as often in a theme as anywhere, from which a phrase can name it


@dataclass(frozen=True, slots=True)
class Telling:
    """A phrase of a theme: how many of its texts have it, and how sure it is that the theme uses it more (z).

    `part`: of all sentences that have the phrase, how many are the theme's.
    """

    phrase: Phrase
    texts: int
    z: float
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Name:
    """What a theme is called, and in which language that is: not always the reader's."""

    words: str
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A theme as it was found before: enough to know it again.

    Parameters
    ----------
    key : str
    phrases : tuple of (str, float)
        Keys of phrases and their weights.
    centroid : array
        The mean of its sentences' centred vectors; empty where there were none.
    texts : frozenset of str
        The ids of its texts; may be left empty.
    parent : str
    """

    key: str
    phrases: tuple[tuple[str, float], ...]
    centroid: Array
    texts: frozenset[str] = frozenset()
    parent: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FoundTheme:
    """What many texts speak of.

    Parameters
    ----------
    key : str
        Stays the same from week to week (`kept` sees to that).
    parent : str
        The key of the head it stands under, empty where it stands alone or is a head.
    phrases : tuple of Telling
        The most typical first.
    texts : array of int
        The places of its texts among those given, in order.
    share : float
        Of all texts, 0 to 1.
    sentiment : float or None
        The mean of its sentences, −1 to +1; ``None`` where nothing tells.
    periods : tuple of (int, int)
        The number of each period and of the theme's texts in it.
    state : str
        ``new``, ``rising`` or ``steady`` in the last period.
    quotes : tuple of Quote
    centroid : array
        The mean of its sentences' centred vectors; empty without vectors.
    wording : tuple of (str, float)
        Keys and weights of its phrases, to know it by.
    ids : frozenset of str
        Of its texts.
    elsewhere : frozenset of tuple of str
        The words that greater themes are called by, in whatever language: it is called by others, if it has any.
    """

    key: str
    parent: str
    phrases: tuple[Telling, ...]
    texts: Numbers
    share: float
    sentiment: float | None
    periods: tuple[tuple[int, int], ...]
    state: State
    quotes: tuple[Quote, ...]
    centroid: Array
    wording: tuple[tuple[str, float], ...]
    ids: frozenset[str]
    elsewhere: frozenset[tuple[str, ...]] = frozenset()

    @property
    def size(self) -> int:
        """How many texts speak of it."""
        return len(self.texts)

    @property
    def says_what(self) -> bool:
        """Whether enough of its texts say something that it can be called by: else it is a manner of speaking."""
        said = {each.phrase.key: each.texts for each in self.phrases}
        return any(said[phrase.key] >= CENTRAL * self.size for phrase in self.naming)

    @property
    def naming(self) -> list[Phrase]:
        """The phrases that it can be called by, in all languages: none that all themes say nearly as often.

        Those come first that many of its texts say; of these, those that are mostly its own, and no greater theme's
        name.
        """
        said = {each.phrase.key: each for each in self.phrases}

        def last(phrase: Phrase) -> tuple[bool, bool]:
            told = said[phrase.key]
            return told.texts < CENTRAL * self.size, told.part < OWN or phrase.lemmas in self.elsewhere

        lifted = min(LIFTED * self.share, OWN)
        return sorted(naming(each.phrase for each in self.phrases if each.part >= lifted), key=last)

    @property
    def shown_by(self) -> list[Phrase]:
        """The phrases that show it wherever they stand: said mostly of it. If none is, what it is called by."""
        own = {each.phrase.key for each in self.phrases if each.part >= OWN}
        named = self.naming
        return [each for each in named if each.key in own] or named[:1]

    def name(self, reader: str) -> Name:
        """What it can be called in the reader's language, else in any; else its most typical phrase."""
        phrase = self.called(reader)
        return Name(phrase.shown, phrase.language)

    def called(self, reader: str) -> Phrase:
        """The phrase that its name is made of."""
        phrases = [*self.naming, *(each.phrase for each in self.phrases), Phrase("", (), self.key)]
        own = [each for each in self.naming if each.language == reader]
        return [*own, *phrases][0]

    def known(self) -> Known:
        """What to keep of it, so that the next search knows it again."""
        return Known(self.key, self.wording, self.centroid, self.ids, self.parent)


@dataclass(frozen=True, eq=False)
class Found:
    """What a search found.

    Parameters
    ----------
    themes : tuple of FoundTheme
        The greatest first; they stand alone or under a head.
    heads : tuple of FoundTheme
        Each gathers two themes or more.
    of_sentence : array of int
        Of each sentence the place of its theme in ``themes``; −1 where it speaks of none.
    of_text : array of int
        Of each text the theme that it speaks of most; −1 of none.
    head_of_text : array of int
        Of each text the head that it is nearest to as a whole, a place in ``heads``; −1 of none.
    known_as : tuple of str
        The known theme that each theme grew from; empty for those that grew from none.
    """

    themes: tuple[FoundTheme, ...]
    heads: tuple[FoundTheme, ...]
    of_sentence: Numbers
    of_text: Numbers
    head_of_text: Numbers
    known_as: tuple[str, ...]


def told_apart(themes: Iterable[FoundTheme]) -> list[FoundTheme]:
    """The same, the greatest first: none is called what a greater one is, if there is something else to call it by."""
    taken: set[tuple[str, ...]] = set()
    apart = []
    for each in themes:
        theme = replace(each, elsewhere=frozenset(taken))
        taken |= {theme.called(language).lemmas for language in {phrase.language for phrase in theme.naming}}
        apart.append(theme)
    return apart
