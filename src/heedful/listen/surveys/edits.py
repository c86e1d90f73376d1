"""What the builder does to a document: each function gives another document, and leaves the one it was given.

Pure: no Django, no database. What an edit breaks elsewhere (a condition on a question that is gone) stays as it is:
`checks.py` names it before anything is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from heedful.listen.surveys.document import (
    AnyQuestion,
    Check,
    Condition,
    Document,
    Option,
    Question,
    Quota,
    Shuffle,
    Text,
    Words,
    all_words,
    parse_document,
    plain,
)


def question_at(document: Document, key: str) -> AnyQuestion | None:
    return next((each for each in document.questions if each.key == key), None)


def place_of(document: Document, key: str) -> int | None:
    return next((place for place, each in enumerate(document.questions) if each.key == key), None)


def free_key(wanted: str, taken: Collection[str]) -> str:
    """The name itself, or the first of it with a number that is not taken."""
    base = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_")[:34]
    base = base if re.match(r"[a-z]", base) else f"q_{base}".rstrip("_")
    numbered = (base if number == 1 else f"{base}_{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def keys_of(document: Document) -> set[str]:
    return {each.key for each in document.questions}


def with_question(document: Document, question: AnyQuestion, *, after: str = "") -> Document:
    """With the question behind the one named; at the end where there is none of that name."""
    place = place_of(document, after)
    place = len(document.questions) if place is None else place + 1
    questions = document.questions
    return replace(document, questions=(*questions[:place], question, *questions[place:]))


def with_changed(document: Document, question: AnyQuestion, *, key: str) -> Document:
    """With the question in the place of the one of that key; whatever names that key names the new one."""
    if question_at(document, key) is None:
        return with_question(document, question)
    changed = tuple(question if each.key == key else each for each in document.questions)
    document = replace(document, questions=changed)
    return document if question.key == key else _renamed(document, key, question.key)


def without_question(document: Document, key: str) -> Document:
    kept = tuple(each for each in document.questions if each.key != key)
    return replace(document, questions=kept, shuffles=_shuffles(document, kept))


def moved(document: Document, key: str, *, by: int) -> Document:
    """The question so many places further down, or up: as far as there are any."""
    place = place_of(document, key)
    if place is None:
        return document
    others = [each for each in document.questions if each.key != key]
    others.insert(min(max(place + by, 0), len(others)), document.questions[place])
    return replace(document, questions=tuple(others))


def duplicated(document: Document, key: str) -> tuple[Document, str]:
    """With the question once more behind itself; and the key of the new one."""
    question = question_at(document, key)
    if question is None:
        return document, key
    new = free_key(key, keys_of(document))
    return with_question(document, replace(question, key=new), after=key), new


def is_mixed(document: Document, key: str) -> bool:
    """Whether the question changes places with the one before it, from person to person."""
    before = _before(document, key)
    return any(key in each.questions and before in each.questions for each in document.shuffles)


def with_mix(document: Document, key: str) -> Document:
    """The question and the one before it in another order for each person, with all that either is mixed with."""
    both = {key, _before(document, key)}
    if "" in both or is_mixed(document, key):
        return document
    joined = both.union(*(each.questions for each in document.shuffles if both & set(each.questions)))
    others = (each for each in document.shuffles if not joined & set(each.questions))
    group = Shuffle(questions=tuple(each.key for each in document.questions if each.key in joined))
    return replace(document, shuffles=(*others, group))


def without_mix(document: Document, key: str) -> Document:
    """The question after the one before it again, for everybody; what follows it stays mixed with it."""
    earlier = {each.key for each in document.questions[: place_of(document, key)]}
    kept: list[tuple[str, ...]] = []
    for shuffle in document.shuffles:
        apart = earlier if key in shuffle.questions else set()
        kept.append(tuple(each for each in shuffle.questions if each in apart))
        kept.append(tuple(each for each in shuffle.questions if each not in apart))
    return replace(document, shuffles=tuple(Shuffle(questions=keys) for keys in kept if len(keys) > 1))


def _before(document: Document, key: str) -> str:
    place = place_of(document, key)
    return document.questions[place - 1].key if place else ""


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `low` to `high`, both included, and what those who gave one are asked."""

    name: str
    low: float
    high: float
    asked: Words


def with_follow_ups(document: Document, key: str, bands: Sequence[Band]) -> Document:
    """A question of one's own words behind the scored one for each band of its scores."""
    after = key
    for band in bands:
        check = Check(subject=key, verb="between", values=(band.low, band.high))
        new = free_key(f"{key[:24]}_{band.name}", keys_of(document))
        asked = Text(key=new, title=dict(band.asked), long=True, shown_if=Condition(checks=(check,)))
        document, after = with_question(document, asked, after=after), new
    return document


def options_from(lines: str, existing: Sequence[Option], language: str) -> tuple[Option, ...]:
    """One option a line. A line that was there keeps its key and its other languages; so does one that was reworded,
    where as many stand around it as before.
    """
    titles = list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    known = {each.title.get(language, ""): each for each in existing}
    gone = [each for each in existing if each.title.get(language, "") not in titles]
    fresh = [title for title in titles if title not in known]
    reworded = dict(zip(fresh, gone, strict=True)) if len(fresh) == len(gone) else {}
    taken = {each.key for each in existing}
    made = []
    for title in titles:
        was = known.get(title) or reworded.get(title)
        key = was.key if was else free_key(title, taken)
        taken.add(key)
        words = {**(was.title if was else {}), language: title}
        made.append(Option(key=key, title=words, alone=was.alone if was else False))
    return tuple(made)


def labels_from(lines: str, existing: Sequence[Words], language: str) -> tuple[Words, ...]:
    titles = [line.strip() for line in lines.splitlines()]
    while titles and not titles[-1]:
        titles.pop()
    before = [*existing, *({} for _ in titles)]
    return tuple(spoken(before[place], language, title) for place, title in enumerate(titles))


def spoken(words: Mapping[str, str], language: str, says: str) -> Words:
    """The words, and in this language these; without any, they are missing in it."""
    kept = {code: text for code, text in words.items() if code != language}
    return {language: says, **kept} if says.strip() else kept


def with_words(document: Document, said: Mapping[int, str], language: str) -> Document:
    """With texts in a language, each by its place in `all_words`."""
    fresh = parse_document(plain(document))
    for place, (_path, words) in enumerate(all_words(fresh)):
        if place in said:
            kept = spoken(words, language, said[place])
            words.clear()
            words.update(kept)
    return fresh


def with_language(document: Document, language: str) -> Document:
    if language in document.languages:
        return document
    return replace(document, languages=(*document.languages, language))


def without_language(document: Document, language: str) -> Document:
    """Without the language and all that was said in it; the first stays."""
    if language == document.languages[0] or language not in document.languages:
        return document
    spread = with_words(document, {place: "" for place, _words in enumerate(all_words(document))}, language)
    return replace(spread, languages=tuple(each for each in document.languages if each != language))


def missing_words(document: Document, language: str) -> int:
    """How many texts of the survey are not said in the language."""
    first = document.languages[0]
    return sum(bool(words.get(first)) and not words.get(language) for _path, words in all_words(document))


def _shuffles(document: Document, questions: Sequence[Question]) -> tuple[Shuffle, ...]:
    left = {each.key for each in questions}
    kept = (tuple(key for key in shuffle.questions if key in left) for shuffle in document.shuffles)
    return tuple(Shuffle(questions=keys) for keys in kept if len(keys) > 1)


def _renamed(document: Document, old: str, new: str) -> Document:
    """The same document, every mention of the key changed: in conditions, jumps and shuffles."""

    def condition(given: Condition) -> Condition:
        return replace(given, checks=tuple(_check_renamed(each, old, new) for each in given.checks))

    def question(given: Any) -> Any:
        jumps = tuple(
            replace(each, to=new if each.to == old else each.to, when=condition(each.when)) for each in given.jumps
        )
        return replace(given, shown_if=condition(given.shown_if), jumps=jumps)

    return replace(
        document,
        questions=tuple(question(each) for each in document.questions),
        shuffles=tuple(
            Shuffle(questions=tuple(new if key == old else key for key in each.questions)) for each in document.shuffles
        ),
        quotas=_with_conditions(document.quotas, condition),
        endings=tuple(replace(each, when=condition(each.when)) for each in document.endings),
    )


def _with_conditions(quotas: Sequence[Quota], condition: Callable[[Condition], Condition]) -> tuple[Quota, ...]:
    return tuple(replace(each, when=condition(each.when)) for each in quotas)


def _check_renamed(check: Check, old: str, new: str) -> Check:
    if check.about != "answer":
        return check
    name, dot, row = check.subject.partition(".")
    return replace(check, subject=f"{new}{dot}{row}") if name == old else check
