"""Rows of themes as actions make them: checked, of a pack or anew, and each change a version of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from heedful.people.models import Member, Workspace
from heedful.text.themes.taxonomy import Theme
from heedful.understand.themes.models import FoundTheme, NamedTheme, ThemeChange, ThemeSet
from heedful.understand.themes.naming import MOST_THEMES, Words, cleaned_names, cleaned_words, free_key

OTHER_WORDS: Final = frozenset(ThemeChange.What) - {
    ThemeChange.What.RENAMED,
    ThemeChange.What.MARKED,  # by one sentence little changes, and the theme would be counted anew at every press
}


class ThemesError(ValueError):
    """It cannot be done so; says why, in the reader's language."""


def set_for(workspace: Workspace, now: datetime) -> ThemeSet:
    return ThemeSet.objects.get_or_create(workspace=workspace, defaults={"changed_at": now})[0]


def add_missing(owner: ThemeSet, wanted: tuple[Theme, ...], now: datetime) -> None:
    known = {theme.key: theme for theme in owner.themes.all()}
    for theme in wanted:
        if theme.key not in known:
            known[theme.key] = NamedTheme.objects.create(
                set=owner, key=theme.key, created_at=now, since=owner.version + 1, **_of_pack(theme)
            )
    for theme in wanted:
        row, parent = known[theme.key], known.get(theme.parent or "")
        if parent is not None and row.parent_id is None and row.created_at == now:
            row.parent = parent
            row.save(update_fields=["parent"])


def _of_pack(theme: Theme) -> dict[str, Any]:
    return {
        "names": dict(theme.names),
        "descriptions": dict(theme.description),
        "keywords": {language: list(words) for language, words in theme.keywords.items()},
        "examples": {language: list(said) for language, said in theme.examples.items()},
    }


def new_theme(
    owner: ThemeSet,
    names: Mapping[str, str],
    now: datetime,
    *,
    descriptions: Mapping[str, str] | None = None,
    keywords: Words | None = None,
    examples: Words | None = None,
    parent: NamedTheme | None = None,
) -> NamedTheme:
    taken = list(owner.themes.values_list("key", flat=True))
    if len(taken) >= MOST_THEMES:
        raise ThemesError(_("There are %(most)d themes: merge some, or put some away.") % {"most": MOST_THEMES})
    named = names_of(names)
    return NamedTheme.objects.create(
        set=owner,
        key=free_key(named, taken),
        names=named,
        descriptions=cleaned_names(descriptions or {}),
        keywords=cleaned_words(keywords or {}),
        examples=sentences_of(examples or {}),
        parent=parent,
        created_at=now,
        since=owner.version + 1,
    )


def names_of(names: Mapping[str, str]) -> dict[str, str]:
    named = cleaned_names(names)
    if not named:
        raise ThemesError(_("A theme needs a name."))
    return named


def sentences_of(examples: Words) -> dict[str, list[str]]:
    """As they were written: of a sentence, its capitals matter."""
    found = {language: [" ".join(each.split()) for each in said if each.strip()] for language, said in examples.items()}
    return {language: said for language, said in found.items() if said}


def changed(
    owner: ThemeSet,
    what: ThemeChange.What,
    *,
    by: Member | None,
    now: datetime,
    theme: NamedTheme | None = None,
    other: NamedTheme | None = None,
    same_version: bool = False,
) -> None:
    """One more version, and who made it. Two who change at once make two.

    A theme that other words show from now on is looked for since this version.
    """
    next_version(owner, now, by=0 if same_version else 1)
    ThemeChange.objects.create(set=owner, theme=theme, other=other, what=what, version=owner.version, by=by, at=now)
    if same_version:  # the set is new, and all that is in it
        owner.themes.update(since=owner.version)
    if what in OTHER_WORDS:
        counted_since(owner.version, *(each for each in (theme, other) if each))


def next_version(owner: ThemeSet, now: datetime, *, by: int = 1) -> ThemeSet:
    """All texts are read anew for it."""
    held = ThemeSet.objects.select_for_update().get(pk=owner.pk)
    owner.version, owner.changed_at = held.version + by, now
    owner.save(update_fields=["version", "changed_at"])
    return owner


def counted_since(version: int, *themes: NamedTheme) -> None:
    """From this version on other texts show these, those that they are merged into, and what they were found as."""
    ids = {number for each in themes for number in (each.pk, each.merged_into_id) if number}
    NamedTheme.objects.filter(pk__in=ids).update(since=version)
    FoundTheme.objects.filter(promoted_to__in=ids).update(since=version)
