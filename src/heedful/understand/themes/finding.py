"""Looking for themes that nobody named, by night and after large loads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np

from heedful.interactions.store import Store
from heedful.people.models import Workspace
from heedful.text.labels import Sentence
from heedful.text.themes import found as search
from heedful.text.themes.named import Finder, named_themes
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.keeping import Seen, keep_found
from heedful.understand.themes.models import FoundRun, FoundTheme
from heedful.understand.themes.naming import LANGUAGES
from heedful.understand.themes.queries import taxonomy_of
from heedful.understand.themes.sample import sample_of


def find_themes(workspace: Workspace, store: Store, now: datetime) -> FoundRun:
    """Look through the newest texts, and keep what was found; it can be killed at any moment and run again."""
    version = store.version(workspace.key, ["labels"])
    FoundRun.objects.filter(workspace=workspace, state=FoundRun.State.RUNNING).update(state=FoundRun.State.FAILED)
    run = FoundRun.objects.create(workspace=workspace, started_at=now, version=version)
    try:
        run.texts, run.found = _searched(workspace, store, run, now)
    except Exception as failure:
        run.state, run.problem = FoundRun.State.FAILED, f"{type(failure).__name__}: {failure}"
        run.save()
        raise
    run.state, run.done, run.finished_at = FoundRun.State.DONE, run.texts, now
    run.save()
    return run


def _searched(workspace: Workspace, store: Store, run: FoundRun, now: datetime) -> tuple[int, int]:
    def noted(done: int, whole: int) -> None:
        FoundRun.objects.filter(pk=run.pk).update(done=done, texts=whole)

    sample = sample_of(store, workspace.key, progress=noted)
    found = search.found_themes(sample.voices, sample.vectors, known=_known(workspace))
    is_named = _named(workspace)
    new = [theme for theme in found.themes if theme.says_what and not is_named(theme)]
    return len(sample.voices), keep_found(workspace, [_seen(theme) for theme in new], now=now)


def _named(workspace: Workspace) -> Callable[[search.FoundTheme], bool]:
    """Tells of a found theme whether what it would be called is a word of a theme that has a name already."""
    themes = taxonomy_of(workspace)
    finder = Finder(replace(themes, themes=tuple(each for each in themes.themes if not each.key.startswith(FOUND))))

    def is_named(theme: search.FoundTheme) -> bool:
        phrase = theme.naming[0]
        whole = [Sentence(0, len(phrase.shown), None, 0.0)]
        return bool(named_themes(phrase.shown, whole, finder, language=phrase.language))

    return is_named


def _known(workspace: Workspace) -> list[search.Known]:
    """What was found before and is still there: looked for first, so that it stays what it was."""
    rows = FoundTheme.objects.filter(workspace=workspace).exclude(state=FoundTheme.State.GONE).order_by("pk")
    return [
        search.Known(
            key=row.key,
            phrases=tuple((key, float(weight)) for key, weight in row.wording),
            centroid=np.frombuffer(bytes(row.centroid), np.float32),
            parent=row.parent,
        )
        for row in rows
    ]


def _seen(theme: search.FoundTheme) -> Seen:
    names = {name.language: name.words for name in (theme.name(language) for language in LANGUAGES) if name.language}
    return Seen(
        key=theme.key,
        names=names,
        phrases=[(phrase.language, phrase.shown) for phrase in theme.shown_by],
        n=theme.size,
        state=theme.state,
        centroid=np.asarray(theme.centroid, np.float32).tobytes(),
        wording=theme.wording,
        parent=theme.parent,
    )
