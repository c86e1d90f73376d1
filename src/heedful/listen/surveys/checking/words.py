"""Whether everything is said: in the language it is written in, in the others, and with names that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.surveys import wording
from heedful.listen.surveys.checking import Problem, named, stops, warns
from heedful.listen.surveys.document import Ces, Document, Grid, Nps, Question, Statement, Words, all_words
from heedful.listen.surveys.piping import Pipe, pipes_in

LONGEST = 5_000


def words(document: Document) -> Iterator[Problem]:
    if not document.languages:
        yield stops("languages", "no-language", _("It is written in no language: choose one."))
        return
    for language in (language for language, times in Counter(document.languages).items() if times > 1):
        yield stops(
            "languages", "duplicate-language", _("It names the language %(language)s twice."), language=language
        )
    for path, said in all_words(document):
        yield from _missing(path, said, document)
        yield from _pipes(path, said, document)
    for question in document.questions:
        yield from _standard(question, document)


def _missing(path: str, said: Words, document: Document) -> Iterator[Problem]:
    """What must be said in the first language; and what is said in one, in the others."""
    first, *others = document.languages
    has = {language for language, text in said.items() if text.strip()}
    if any(len(text) > LONGEST for text in said.values()):
        yield stops(path, "words-too-long", _("A text is longer than %(most)s characters."), most=LONGEST)
    if first not in has and (has or _must_be_said(path)):
        says = _("Words are missing in %(language)s, the language it is written in: %(where)s.")
        yield stops(path, "words-missing", says, language=first, where=path)
    elif first in has:
        for language in others:
            if language not in has:
                says = _("Words are missing in %(language)s: %(where)s. They will be shown in %(first)s.")
                yield warns(
                    f"{path}.{language}", "translation-missing", says, language=language, where=path, first=first
                )


def _must_be_said(path: str) -> bool:
    """Titles, options, rows and labels; intros, hints and the ends of a scale may be left empty."""
    part, last = path.split(".")[0], path.rpartition(".")[2]
    return part in ("questions", "endings", "title") and last not in ("hint", "lowest", "highest", "unit", "text")


def _pipes(path: str, said: Words, document: Document) -> Iterator[Problem]:
    for language, text in said.items():
        pipes = pipes_in(text)
        if text.count("{{") != len(pipes):
            says = _(
                "A name in double braces is not understood (%(language)s: %(where)s). "
                "Write {{answer:key}}, {{person:name}}, {{location}} or {{product}}."
            )
            yield stops(f"{path}.{language}", "pipe-unknown", says, language=language, where=path)
        for pipe in pipes:
            yield from _pipe(f"{path}.{language}", path, pipe, document)


def _pipe(where: str, path: str, pipe: Pipe, document: Document) -> Iterator[Problem]:
    if pipe.about != "answer":
        return
    key, _dot, row = pipe.subject.partition(".")
    places = {question.key: place for place, question in enumerate(document.questions)}
    asked = next((question for question in document.questions if question.key == key), None)
    rows = [option.key for option in asked.rows] if isinstance(asked, Grid) else []
    if asked is None or isinstance(asked, Statement) or (row and rows and row not in rows):
        yield stops(
            where, "pipe-unknown", _("Words take up the answer to “%(key)s”, which there is not."), key=pipe.subject
        )
    elif path.split(".")[0] in ("title", "intro") or places[key] >= _place(path, places):
        says = _("Words take up the answer to “%(question)s” before it is given.")
        yield stops(where, "pipe-later", says, question=named(asked, document))


def _place(path: str, places: dict[str, int]) -> int:
    part, _dot, rest = path.partition(".")
    return places.get(rest.partition(".")[0], len(places)) if part == "questions" else len(places)


def _standard(question: Question, document: Document) -> Iterator[Problem]:
    """A reworded question is another question: its number compares with nobody's."""
    path, name = f"questions.{question.key}", named(question, document)
    if isinstance(question, Nps) and question.scale != "0-10":
        says = _(
            "“%(question)s” is asked from 1 to 10, which is not the standard scale of NPS: it is a series of its own."
        )
        yield warns(f"{path}.scale", "not-standard-scale", says, question=name)
    kind = {Nps: "nps", Ces: "ces"}.get(type(question))
    for language in document.languages if kind else ():
        text = question.title.get(language, "")
        if text and not wording.is_standard(kind, language, text):
            says = _(
                "“%(question)s” is not the standard wording in %(language)s: "
                "its number compares less well with others’."
            )
            yield warns(f"{path}.title.{language}", "not-standard-wording", says, question=name, language=language)
