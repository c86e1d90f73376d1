"""What somebody wrote, as the search looks at it."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from heedful.listen.surveys import document as asked


def folded(text: str) -> str:
    """Small letters without accents: what was written, and what is looked for, in one spelling."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def written_words(document: asked.Document, answers: Mapping[str, Any]) -> str:
    """All that they wrote in words of their own, folded, one question a line; never who they are."""
    said: list[str] = []
    for question in document.questions:
        answer = answers.get(question.key)
        if isinstance(question, asked.Text) and answer:
            said.append(answer)
        elif isinstance(question, asked.Choice) and answer and answer.get("other"):
            said.append(answer["other"])
    return folded("\n".join(said))
