"""What a question of each kind begins as: in the standard words, where the trade has any, in the survey's languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from heedful.listen.surveys import document as asked
from heedful.listen.surveys import wording
from heedful.listen.surveys.document import AnyQuestion, Document
from heedful.listen.surveys.edits import Band, free_key, keys_of

TYPES: Final[dict[str, type]] = {
    "nps": asked.Nps,
    "csat": asked.Csat,
    "ces": asked.Ces,
    "text": asked.Text,
    "choice": asked.Choice,
    "grid": asked.Grid,
    "number": asked.Number,
    "date": asked.Date,
    "contact": asked.Contact,
    "consent": asked.Consent,
    "statement": asked.Statement,
}
SCORED: Final = ("nps", "csat", "ces")
MOODS: Final = ("unhappy", "neutral", "happy")
# The last point of the unhappy and of the neutral, by kind and number of points; the happy have the rest.
LIMITS: Final = {
    ("nps", 10): (6, 8),
    ("csat", 3): (1, 2),
    ("csat", 5): (2, 3),
    ("csat", 10): (4, 6),
    ("ces", 5): (2, 3),
    ("ces", 7): (3, 4),
}


def new_question(kind: str, document: Document) -> AnyQuestion:
    """A question of the kind with a free key."""
    begun: AnyQuestion = TYPES[kind](key=free_key(kind, keys_of(document)), title={})
    if kind == "consent":
        said = {language: wording.consent(language) for language in document.languages}
        return replace(begun, title={language: words for language, words in said.items() if words})
    return in_standard_words(begun, document.languages)


def in_standard_words(question: AnyQuestion, languages: Sequence[str], *, only_missing: bool = False) -> AnyQuestion:
    """The question in the words of the trade, in the languages that have them; any other kind as it was."""
    kind = tag_of(question)
    if kind not in SCORED:
        return question
    changed: dict[str, Any] = {name: dict(getattr(question, name)) for name in ("title", "lowest", "highest")}
    points = getattr(question, "points", 0)
    labels = [dict(each) for each in getattr(question, "labels", ())]
    labelled = kind == "csat" and (bool(labels) or question.look == "smileys")  # type: ignore[union-attr]
    for language in languages:
        words = wording.standard_words(kind, language, points=points)
        if words is None:
            continue
        for name, said in changed.items():
            if not (only_missing and said.get(language)):
                said[language] = getattr(words, name)
        if labelled and len(words.labels) == points:
            labels = labels if len(labels) == points else [{} for _label in words.labels]
            for label, text in zip(labels, words.labels, strict=True):
                if not (only_missing and label.get(language)):
                    label[language] = text
    return replace(question, **changed, **({"labels": tuple(labels)} if labelled else {}))


def is_in_standard_words(question: AnyQuestion, language: str) -> bool:
    return wording.is_standard(tag_of(question), language, question.title.get(language, ""))


def bands_of(question: AnyQuestion, languages: Sequence[str]) -> list[Band]:
    """Who was unhappy, who neither, who happy, and what each is asked."""
    kind = tag_of(question)
    top = 10 if kind == "nps" else question.points  # type: ignore[union-attr]
    bottom = 0 if kind == "nps" and question.scale == "0-10" else 1  # type: ignore[union-attr]
    low, middle = LIMITS[kind, top]
    ends = ((bottom, low), (low + 1, middle), (middle + 1, top))
    said = {language: wording.follow_ups(language) for language in languages}
    return [
        Band(mood, *end, {language: words[mood] for language, words in said.items() if mood in words})
        for mood, end in zip(MOODS, ends, strict=True)
    ]


def tag_of(question: AnyQuestion) -> str:
    return str(question.__struct_config__.tag)
