"""Names, keys and words of themes: one form for what people type and for what packs bring. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.text import slugify

LANGUAGES: Final = ("en", "ru", "uk", "lt")
LONGEST_NAME: Final = 60
LONGEST_WORDS: Final = 80
MOST_WORDS: Final = 200  # of a language
MOST_THEMES: Final = 300
RESERVED: Final = ("new", "trades", "changes", "found", "preview")  # parts of addresses

Words = Mapping[str, Iterable[str]]


def name_in(names: Mapping[str, str], language: str | None, *, otherwise: str) -> str:
    """The name in the reader's language, else in English, else in any."""
    wanted = (language or "").split("-")[0]
    return names.get(wanted) or names.get("en") or next((name for name in names.values() if name), otherwise)


def cleaned_names(names: Mapping[str, str]) -> dict[str, str]:
    return {language: " ".join(name.split()) for language, name in names.items() if name.strip()}


def cleaned_words(words: Words) -> dict[str, list[str]]:
    """Each once, lower-cased, in the order given; languages without any are left out."""
    found = {
        language: list(dict.fromkeys(" ".join(word.split()).casefold() for word in said if word.strip()))
        for language, said in words.items()
    }
    return {language: said[:MOST_WORDS] for language, said in found.items() if said}


def joined_words(first: Words, *more: Words) -> dict[str, list[str]]:
    everything = (first, *more)
    languages = dict.fromkeys(language for words in everything for language in words)
    return cleaned_words({each: [word for words in everything for word in words.get(each, ())] for each in languages})


def without_words(words: Words, taken: Words) -> dict[str, list[str]]:
    gone = cleaned_words(taken)
    return {
        language: kept
        for language, said in cleaned_words(words).items()
        if (kept := [word for word in said if word not in gone.get(language, ())])
    }


def free_key(names: Mapping[str, str], taken: Iterable[str]) -> str:
    """A key that nobody has yet: the English name, if there is one, in Latin letters."""
    root = slugify(names.get("en", "") or next(iter(names.values()), ""))[:60] or "theme"
    occupied, number, key = {*taken, *RESERVED}, 2, root
    while key in occupied:
        key, number = f"{root}-{number}", number + 1
    return key


def words_of_phrases(phrases: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """What a found theme is looked for by: a word alone counts half unless it is the most typical of its language."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        said = found.setdefault(phrase.get("language") or "en", [])
        alone = len(phrase["text"].split()) == 1
        said.append(f"{phrase['text']}:0.5" if alone and said else phrase["text"])
    return found
