"""Words with names in them: {{answer:key}}, {{person:name|dear customer}}, {{location}}, {{product}}.

Pure: plain text in, plain text out, so that whoever shows it escapes it once, like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from heedful.listen.surveys.document import Choice, Document, Part

if TYPE_CHECKING:
    from heedful.listen.surveys.logic import Known

_PIPE = re.compile(
    r"(?P<before> *)\{\{\s*(?:(?P<about>answer|person):(?P<subject>[^{}|]+?)|(?P<place>location|product))"
    r"\s*(?:\|(?P<otherwise>[^{}]*))?\}\}"
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
LONGEST_PIPED: Final = 200


class Pipe(Part):
    """A name within words: what it is about, and for an answer or a person which."""

    about: str
    subject: str = ""


def pipes_in(words: str) -> tuple[Pipe, ...]:
    return tuple(
        Pipe(about=found["about"] or found["place"], subject=(found["subject"] or "").strip())
        for found in _PIPE.finditer(words)
    )


def piped(words: str, known: Known, document: Document) -> str:
    """The words with what is known put in; plain text in, plain text out.

    What is unknown is left out with the space before it, or said otherwise where the words say how: {{location|us}}.
    """

    def put(found: re.Match[str]) -> str:
        said = _piped(found, known, document) or (found["otherwise"] or "").strip()
        return found["before"] + said if said else ""

    return _PIPE.sub(put, words)


def _piped(found: re.Match[str], known: Known, document: Document) -> str:
    if found["place"]:
        said = known.product if found["place"] == "product" else known.location_name or known.location
    elif found["about"] == "person":
        said = known.person.get(found["subject"].strip(), "")
    else:
        said = _answer_in_words(found["subject"].strip(), known, document)
    said = " ".join(_UNSEEN.sub(" ", str(said)).split())
    return said if len(said) <= LONGEST_PIPED else said[: LONGEST_PIPED - 1].rstrip() + "…"


def _answer_in_words(subject: str, known: Known, document: Document) -> str:
    key, _, row = subject.partition(".")
    question = next((question for question in document.questions if question.key == key), None)
    answer = known.answers.get(key)
    if isinstance(answer, Mapping) and row:
        answer = answer.get(row)
    match question, answer:
        case (None, _) | (_, None) | (_, bool()):
            return ""
        case Choice(), Mapping():
            return _chosen_in_words(question, answer, known.language, document)
        case _, int() | float():
            return f"{answer:g}" if abs(answer) < 1e6 else f"{answer:.0f}"
    return answer if isinstance(answer, str) else ""


def _chosen_in_words(choice: Choice, answer: Mapping[str, Any], language: str, document: Document) -> str:
    first = document.languages[0]
    titles = {option.key: option.title.get(language) or option.title.get(first, "") for option in choice.options}
    said = [titles.get(key, "") for key in answer.get("chosen", ())] + [str(answer.get("other") or "")]
    return ", ".join(words for words in said if words)
