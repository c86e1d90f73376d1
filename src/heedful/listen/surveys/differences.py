"""What changes for those who answer, from one document to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import asdict

from heedful.listen.surveys.document import AnyQuestion, Document

What = Literal["added", "removed", "worded", "changed", "logic", "order", "languages", "looks", "ending", "beginning"]
LOGIC = ("shown_if", "jumps")
WORDS = ("title", "hint", "labels")
NOT_SEEN = ("touchpoint", "standard")  # by those who answer


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is another; `question` is its key, where it is about one. `breaks` a series: the answers mean
    something else than before.
    """

    what: What
    question: str = ""
    breaks: bool = False


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """In the order in which respondents meet them."""
    return tuple(_differences(old, new))


def _differences(old: Document, new: Document) -> Iterator[Difference]:
    if (old.title, old.intro) != (new.title, new.intro):
        yield Difference("beginning")
    before = {each.key: each for each in old.questions}
    after = {each.key: each for each in new.questions}
    for key, question in after.items():
        yield from _of_question(before.get(key), question)
    for key in before.keys() - after.keys():
        yield Difference("removed", key)
    stayed = [key for key in before if key in after]
    if stayed != [key for key in after if key in before] or old.shuffles != new.shuffles:
        yield Difference("order")
    if (old.endings, old.thanks, old.reviews, old.quotas) != (new.endings, new.thanks, new.reviews, new.quotas):
        yield Difference("ending")
    if old.languages != new.languages:
        yield Difference("languages")
    if (old.theme, old.layout, old.shows_progress) != (new.theme, new.layout, new.shows_progress):
        yield Difference("looks")
    if old.anonymous != new.anonymous:
        yield Difference("changed")


def _of_question(old: AnyQuestion | None, new: AnyQuestion) -> Iterator[Difference]:
    if old is None:
        yield Difference("added", new.key)
        return
    if type(old) is not type(new):
        yield Difference("changed", new.key, breaks=True)
        return
    was, now = asdict(old), asdict(new)
    others = {name for name in now if was[name] != now[name]}.difference(NOT_SEEN)
    if others.intersection(WORDS):
        yield Difference("worded", new.key)
    if others.intersection(LOGIC):
        yield Difference("logic", new.key)
    if others.difference(WORDS, LOGIC):
        yield Difference("changed", new.key, breaks=bool(others & {"scale", "points", "measured_as"}))
