"""What people said that sentences are about, as the finder of themes learns it."""

from __future__ import annotations

from heedful.interactions.store import Store
from heedful.people.models import Workspace
from heedful.text.labelling import Labeller
from heedful.text.themes.lessons import Lesson
from heedful.understand.themes.queries import Mark, marks_of
from heedful.understand.voices.waiting import texts_called


def lessons_of(workspace: Workspace, store: Store) -> list[Lesson]:
    """A lesson for each sentence that somebody marked and that is still in the log."""
    marked: dict[str, dict[int, list[Mark]]] = {}
    for mark in marks_of(workspace):
        marked.setdefault(mark.text, {}).setdefault(mark.sentence, []).append(mark)
    texts = texts_called(store, workspace.key, list(marked)) if marked else []
    lessons = []
    for text, read in zip(texts, Labeller().quick([each.said for each in texts]), strict=True):
        for number, sentence in enumerate(read.sentences):
            if marks := marked[text.key].get(number):
                said = read.cleaned[sentence.start : sentence.end]
                about = frozenset(mark.theme for mark in marks if mark.belongs)
                not_about = frozenset(mark.theme for mark in marks if not mark.belongs)
                lessons.append(Lesson(said, read.language.code, about=about, not_about=not_about))
    return lessons
