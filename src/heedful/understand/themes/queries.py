from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from heedful import measures
from heedful.interactions.store import Store
from heedful.people.members.queries import visible_locations
from heedful.people.models import Member, Workspace
from heedful.text.themes.taxonomy import Taxonomy, Theme, packs
from heedful.understand.metrics.rows import narrowed
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.models import FoundRun, FoundTheme, NamedTheme, ThemeChange, ThemeExample, ThemeSet
from heedful.understand.themes.naming import joined_words, name_in, words_of_phrases


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a sentence, as the labeller learns it."""

    text: str
    sentence: int
    theme: str
    belongs: bool


def visible_themes(member: Member) -> QuerySet[NamedTheme]:
    """All of the workspace, those put away or merged among them: they are words, not what customers said."""
    return NamedTheme.objects.filter(set__workspace=member.workspace_id).select_related("set", "parent", "merged_into")


def visible_found(member: Member) -> QuerySet[FoundTheme]:
    """What was found and is still there. Pages show it to whoever may see a text of it."""
    found = FoundTheme.objects.filter(workspace=member.workspace_id).select_related("promoted_to")
    return found.exclude(state=FoundTheme.State.GONE)


def visible_marks(member: Member) -> QuerySet[ThemeExample]:
    return ThemeExample.objects.filter(theme__set__workspace=member.workspace_id).select_related("theme__set")


def visible_changes(member: Member) -> QuerySet[ThemeChange]:
    return ThemeChange.objects.filter(set__workspace=member.workspace_id).select_related("theme", "other", "by__user")


def set_of(member: Member) -> ThemeSet | None:
    return ThemeSet.objects.filter(workspace=member.workspace_id).first()


def last_run(member: Member) -> FoundRun | None:
    return FoundRun.objects.filter(workspace=member.workspace_id).first()


def looked_for(themes: Iterable[NamedTheme]) -> list[NamedTheme]:
    """Those that are neither put away nor merged, by name."""
    return sorted((theme for theme in themes if theme.is_looked_for), key=lambda theme: called(theme).casefold())


def called(theme: NamedTheme | FoundTheme) -> str:
    """The theme's name in the reader's language."""
    return name_in(theme.names, get_language(), otherwise=theme.key)


def theme_names(member: Member) -> dict[str, str]:
    """What every theme is called that a text may carry, by the key that stands in its hits."""
    named = {theme.key: called(theme) for theme in visible_themes(member)}
    return named | {hit_key(found): called(found) for found in visible_found(member)}


def hit_key(theme: NamedTheme | FoundTheme) -> str:
    """What stands in the log's hits for it."""
    return f"{FOUND}{theme.key}" if isinstance(theme, FoundTheme) else theme.key


def themes_version(workspace: Workspace) -> int:
    """Grows with every change: texts read with an older one are to be read anew. 0 while there are no themes."""
    found = ThemeSet.objects.filter(workspace=workspace).values_list("version", flat=True).first()
    return found or 0


def taxonomy_of(workspace: Workspace) -> Taxonomy:
    """What is looked for, as the labeller takes it: themes with a name, then those that were found.

    A merged theme's words count for the one that it went into; a found one is known by its phrases.
    """
    owner = ThemeSet.objects.filter(workspace=workspace).first()
    found = tuple(_found_theme(row) for row in _found_to_look_for(workspace))
    if owner is None:
        return Taxonomy(key="", themes=found)
    merged = Prefetch("merged", NamedTheme.objects.filter(archived_at=None))
    rows = owner.themes.filter(archived_at=None, merged_into=None).select_related("parent").prefetch_related(merged)
    began_from = next((each for each in packs() if each.key == owner.pack), None)
    shared = began_from.shared_keywords if began_from else frozenset()
    return Taxonomy(key=owner.pack, themes=(*(_theme(row) for row in rows), *found), shared_keywords=shared)


def marks_of(workspace: Workspace) -> list[Mark]:
    """What people taught, by the keys of the themes that are looked for."""
    marked = ThemeExample.objects.filter(theme__set__workspace=workspace, theme__archived_at=None)
    rows = marked.select_related("theme__merged_into").order_by("at", "pk")
    return [Mark(row.text, row.sentence, (row.theme.merged_into or row.theme).key, row.belongs) for row in rows]


def _theme(row: NamedTheme) -> Theme:
    absorbed = list(row.merged.all())
    parent = row.parent if row.parent and row.parent.is_looked_for else None
    return Theme(
        key=row.key,
        names=row.names,
        description=row.descriptions,
        keywords=_tuples(joined_words(row.keywords, *(each.keywords for each in absorbed))),
        examples=_tuples(_joined(row.examples, [each.examples for each in absorbed])),
        parent=parent.key if parent else "",
    )


def _found_to_look_for(workspace: Workspace) -> list[FoundTheme]:
    rows = FoundTheme.objects.filter(workspace=workspace).exclude(state=FoundTheme.State.GONE)
    return [row for row in rows.select_related("promoted_to") if row.is_looked_for]


def _found_theme(row: FoundTheme) -> Theme:
    return Theme(key=hit_key(row), names=row.names, keywords=_tuples(words_of_phrases(row.phrases)))


def _joined(first: Mapping[str, list[str]], more: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for examples in (first, *more):
        for language, said in examples.items():
            found.setdefault(language, []).extend(said)
    return found


def _tuples(words: Mapping[str, Iterable[str]]) -> dict[str, tuple[Any, ...]]:
    return {language: tuple(said) for language, said in words.items()}


def is_heard(member: Member, text: str, *, store: Store) -> bool:
    """Whether there is such a text among those that the member may see."""
    seen = visible_locations(member)
    where = () if seen is None else (("location", seen),)
    texts = narrowed(measures.lazy(store.voices(member.workspace.key)), where)
    found = texts.filter(nw.col("id") == text).select("id").head(1)
    return len(found.collect(backend="pyarrow")) > 0
