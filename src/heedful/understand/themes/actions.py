from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heedful.people.models import Member, Workspace
from heedful.text.themes.taxonomy import packs
from heedful.understand.themes.making import (
    ThemesError,
    add_missing,
    changed,
    counted_since,
    names_of,
    new_theme,
    next_version,
    sentences_of,
    set_for,
)
from heedful.understand.themes.models import FoundTheme, NamedTheme, ThemeChange, ThemeExample, ThemeSet
from heedful.understand.themes.naming import (
    Words,
    cleaned_names,
    cleaned_words,
    without_words,
    words_of_phrases,
)

What = ThemeChange.What


@transaction.atomic
def choose_pack(workspace: Workspace, pack: str, *, by: Member | None, now: datetime) -> ThemeSet:
    """Begin from the themes of a trade; empty: from nothing. Later, what is missing of another trade comes to it."""
    known = {each.key: each for each in packs()}
    if pack and pack not in known:
        raise ThemesError(_("There is no such trade."))
    chosen, is_new = ThemeSet.objects.get_or_create(workspace=workspace, defaults={"pack": pack, "changed_at": now})
    if pack:
        chosen.pack = pack
        chosen.save(update_fields=["pack"])
        add_missing(chosen, known[pack].themes, now)
    changed(chosen, What.PACK_CHOSEN, by=by, now=now, same_version=is_new)
    return chosen


@transaction.atomic
def add_theme(
    workspace: Workspace,
    names: Mapping[str, str],
    *,
    by: Member | None,
    now: datetime,
    descriptions: Mapping[str, str] | None = None,
    keywords: Words | None = None,
    examples: Words | None = None,
    parent: NamedTheme | None = None,
) -> NamedTheme:
    owner = set_for(workspace, now)
    theme = new_theme(owner, names, now, descriptions=descriptions, keywords=keywords, examples=examples, parent=parent)
    changed(owner, What.ADDED, theme=theme, by=by, now=now)
    return theme


@transaction.atomic
def rename_theme(
    theme: NamedTheme,
    names: Mapping[str, str],
    *,
    by: Member | None,
    now: datetime,
    descriptions: Mapping[str, str] | None = None,
) -> None:
    """Other names, by language; its words stay. Where nothing describes it, its names say what it means."""
    meant = theme.descriptions or theme.names
    theme.names = names_of(names)
    if descriptions is not None:
        theme.descriptions = cleaned_names(descriptions)
    theme.save(update_fields=["names", "descriptions"])
    changed(theme.set, What.RENAMED, theme=theme, by=by, now=now)
    if meant != (theme.descriptions or theme.names):
        counted_since(theme.set.version, theme)


@transaction.atomic
def change_keywords(
    theme: NamedTheme, keywords: Words, *, by: Member | None, now: datetime, examples: Words | None = None
) -> None:
    """Other words and examples that show the theme; the texts are read anew."""
    theme.keywords = cleaned_words(keywords)
    if examples is not None:
        theme.examples = sentences_of(examples)
    theme.save(update_fields=["keywords", "examples"])
    changed(theme.set, What.KEYWORDS, theme=theme, by=by, now=now)


@transaction.atomic
def move_theme(theme: NamedTheme, parent: NamedTheme | None, *, by: Member | None, now: datetime) -> None:
    """Under another theme, or on top."""
    _refuse_circle(theme, parent)
    theme.parent = parent
    theme.save(update_fields=["parent"])
    changed(theme.set, What.RENAMED, theme=theme, by=by, now=now)


@transaction.atomic
def merge_themes(kept: NamedTheme, absorbed: NamedTheme, *, by: Member | None, now: datetime) -> None:
    """What shows the one shows the other from now on. The absorbed one stays as it is, to be separated again."""
    if kept.pk == absorbed.pk or kept.set_id != absorbed.set_id:
        raise ThemesError(_("A theme is merged with another one."))
    if not kept.is_looked_for or not absorbed.is_looked_for:
        raise ThemesError(_("One of these is put away, or merged already."))
    absorbed.merged.update(merged_into=kept)
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    absorbed.children.exclude(pk=kept.pk).update(parent=kept)
    if kept.parent_id == absorbed.pk:
        kept.parent = absorbed.parent
        kept.save(update_fields=["parent"])
    changed(kept.set, What.MERGED, theme=kept, other=absorbed, by=by, now=now)


@transaction.atomic
def separate_theme(absorbed: NamedTheme, *, by: Member | None, now: datetime) -> None:
    """Undo a merge: the theme is looked for by itself again."""
    kept = absorbed.merged_into
    if kept is None:
        raise ThemesError(_("This theme is not merged."))
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into"])
    changed(absorbed.set, What.SEPARATED, theme=absorbed, other=kept, by=by, now=now)


@transaction.atomic
def split_theme(
    theme: NamedTheme, names: Mapping[str, str], keywords: Words, *, by: Member | None, now: datetime
) -> NamedTheme:
    """A theme of its own for some of the words: they leave the one that they were in."""
    moved = cleaned_words(keywords)
    if not moved:
        raise ThemesError(_("Say which words the new theme is to have."))
    kept = without_words(theme.keywords, moved)
    if not kept and not theme.examples:
        raise ThemesError(_("Leave the old theme at least one word."))
    theme.keywords = kept
    theme.save(update_fields=["keywords"])
    made = new_theme(theme.set, names, now, keywords=moved, parent=theme.parent)
    changed(theme.set, What.SPLIT, theme=theme, other=made, by=by, now=now)
    return made


@transaction.atomic
def archive_theme(theme: NamedTheme, *, by: Member | None, now: datetime) -> None:
    """It is not looked for any more; what it was stays, and can be taken back."""
    theme.archived_at = now
    theme.save(update_fields=["archived_at"])
    changed(theme.set, What.ARCHIVED, theme=theme, by=by, now=now)


@transaction.atomic
def restore_theme(theme: NamedTheme, *, by: Member | None, now: datetime) -> None:
    theme.archived_at = None
    theme.save(update_fields=["archived_at"])
    changed(theme.set, What.RESTORED, theme=theme, by=by, now=now)


@transaction.atomic
def promote_found(
    found: FoundTheme, *, by: Member | None, now: datetime, names: Mapping[str, str] | None = None
) -> NamedTheme:
    """A found theme becomes a named one: what it was found by is what it is looked for by."""
    if found.promoted_to is not None and found.promoted_to.is_looked_for:
        raise ThemesError(_("This theme has a name already."))
    owner = set_for(found.workspace, now)
    theme = new_theme(owner, names or found.names, now, keywords=words_of_phrases(found.phrases))
    found.promoted_to = theme
    found.save(update_fields=["promoted_to"])
    changed(owner, What.PROMOTED, theme=theme, by=by, now=now)
    return theme


def hide_found(found: FoundTheme, *, now: datetime) -> None:
    """Shown and counted no more, also when it is found again; `show_found` undoes it."""
    found.hidden_at, found.since = now, set_for(found.workspace, now).version + 1
    found.save(update_fields=["hidden_at", "since"])


@transaction.atomic
def show_found(found: FoundTheme, *, now: datetime) -> None:
    """It is looked for again, in all texts: while it was hidden some were read without it."""
    owner = next_version(set_for(found.workspace, now), now)
    found.hidden_at, found.since = None, owner.version
    found.save(update_fields=["hidden_at", "since"])


@transaction.atomic
def mark_example(
    theme: NamedTheme, text: str, *, belongs: bool, by: Member | None, now: datetime, sentence: int = 0
) -> ThemeExample:
    """A person says that a sentence is about a theme, or is not: the labeller learns from it."""
    marked, _is_new = ThemeExample.objects.update_or_create(
        theme=theme, text=text, sentence=sentence, defaults={"belongs": belongs, "by": by, "at": now}
    )
    changed(theme.set, What.MARKED, theme=theme, by=by, now=now)
    return marked


@transaction.atomic
def unmark_example(marked: ThemeExample, *, by: Member | None, now: datetime) -> None:
    theme = marked.theme
    marked.delete()
    changed(theme.set, What.MARKED, theme=theme, by=by, now=now)


def forget_examples(workspace: Workspace, texts: list[str]) -> int:
    """Those of erased texts; how many went."""
    gone, _by_model = ThemeExample.objects.filter(theme__set__workspace=workspace, text__in=texts).delete()
    return gone


def _refuse_circle(theme: NamedTheme, parent: NamedTheme | None) -> None:
    above = parent
    while above is not None:
        if above.pk == theme.pk:
            raise ThemesError(_("A theme cannot stand under itself."))
        above = above.parent
