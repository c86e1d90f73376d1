"""The themes a workspace looks for, and packs of them by trade, in four languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "ru", "uk", "lt")
GENERAL: Final = "general"


@dataclass(frozen=True, slots=True)
class Theme:
    """What customers speak about, and how one can tell.

    Parameters
    ----------
    key : str
        Unique in its taxonomy; stands in every hit.
    names, description : mapping of str to str
        By language; any language may be missing.
    keywords : mapping of str to tuple of str
        By language. ``shower`` is the word in all its forms; ``shower*`` every word that begins so; ``hot water`` a
        phrase, in which one word may stand between two; ``late:0.5`` weighs half. A keyword weighs one unless it says
        otherwise; below 0.6 it does not show the theme alone.
    examples : mapping of str to tuple of str
        Sentences about it, by language.
    parent : str
        The key of the theme that it is a part of; empty: of none.
    """

    key: str
    names: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Themes that are looked for together.

    Parameters
    ----------
    key : str
        The pack it came from; empty: none.
    themes : tuple of Theme
    names : mapping of str to str
        What the trade is called, by language; empty for a workspace's own.
    shared_keywords : frozenset of str
        Keywords that stand in two themes on purpose: they show both.
    """

    key: str
    themes: tuple[Theme, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    shared_keywords: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Theme:
        """The theme of this key. Raises KeyError."""
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise KeyError(key)

    def children_of(self, key: str) -> tuple[Theme, ...]:
        """Themes that are a part of this one, in order.

        Examples
        --------
        >>> [theme.key for theme in pack("fitness").children_of("changing-rooms")]
        ['showers', 'lockers']
        """
        return tuple(theme for theme in self.themes if theme.parent == key)


@cache
def packs() -> tuple[Taxonomy, ...]:
    """All packs, the trades by key, the general one last.

    A trade's pack holds its own themes first, then those it shares with every trade (staff, waiting, price…).

    Examples
    --------
    >>> [each.key for each in packs()][:4]
    ['airline', 'airport', 'bank', 'cafe']
    >>> packs()[-1].key
    'general'
    """
    read = {each.name.removesuffix(".toml"): _read(each.read_text("utf-8")) for each in _files()}
    general = read.pop(GENERAL)
    trades = [_taxonomy(key, read[key], general) for key in sorted(read)]
    return (*trades, _taxonomy(GENERAL, general, None))


def pack(key: str) -> Taxonomy:
    """The pack of a trade. Raises KeyError.

    Examples
    --------
    >>> pack("fitness")["showers"].names["lt"]
    'Dušai'
    """
    for each in packs():
        if each.key == key:
            return each
    raise KeyError(key)


def _files() -> list[Any]:
    folder = files("heedful.text.themes") / "packs"
    return [each for each in folder.iterdir() if each.name.endswith(".toml")]


def _read(written: str) -> dict[str, Any]:
    return tomllib.loads(written)


def _taxonomy(key: str, written: Mapping[str, Any], general: Mapping[str, Any] | None) -> Taxonomy:
    own = written["themes"]
    common = general["themes"] if general else {}
    shared = {name: common[name] for name in written.get("shares", ()) if name not in own}
    twice = {*written.get("shared_keywords", ()), *(general or {}).get("shared_keywords", ())}
    themes = tuple(_theme(name, said) for name, said in {**own, **shared}.items())
    return Taxonomy(key, themes, dict(written["names"]), frozenset(twice))


def _theme(key: str, said: Mapping[str, Any]) -> Theme:
    by = {language: said[language] for language in LANGUAGES}
    return Theme(
        key=key,
        names={language: each["name"] for language, each in by.items()},
        description={language: each["description"] for language, each in by.items()},
        keywords={language: _listed(each["keywords"]) for language, each in by.items()},
        examples={language: tuple(each["examples"]) for language, each in by.items()},
        parent=said.get("parent", ""),
    )


def _listed(keywords: str) -> tuple[str, ...]:
    return tuple(word for said in keywords.split(",") if (word := " ".join(said.split())))
