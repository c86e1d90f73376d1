"""A survey's languages: which there are, what is missing in each, and its texts beside those that it is written in."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from django.http import HttpRequest
from msgspec.structs import replace
from ninja import Router, Schema, Status
from pydantic import Field

from heedful.api.drafts import changed_draft
from heedful.api.lists import Given, wrong
from heedful.api.problems import ApiError, documented
from heedful.api.surveys import MANAGE, READ, READING, WRITING, survey_of
from heedful.listen.surveys import edits
from heedful.listen.surveys.beginnings import in_standard_words
from heedful.listen.surveys.document import Document, all_words
from heedful.listen.surveys.forms.parts import languages_offered
from heedful.listen.surveys.queries import survey_document

router = Router(tags=["surveys"])
LONGEST = 5_000


class LanguageTold(Schema):
    language: str
    is_first: Annotated[bool, Field(description="the one that the survey is written in")]
    texts: int
    missing: int


class TextTold(Schema):
    path: str
    says: Annotated[str, Field(description="in the first language")]
    text: Annotated[str, Field(description="in this one; empty while it is missing")]


class LanguageInFull(LanguageTold):
    words: list[TextTold]


class LanguageChanged(Given):
    words: Annotated[
        dict[str, Annotated[str, Field(max_length=LONGEST)]],
        Field(max_length=5_000, description="by path; an empty text is missing again"),
    ] = {}
    standard_words: Annotated[bool, Field(description="fill what is missing of NPS, CSAT and CES")] = False
    is_first: Annotated[bool, Field(description="write the survey in this one from now on")] = False


@router.get("/{key}/languages", auth=READ, response=list[LanguageTold], summary="Its languages, and what is missing",
            openapi_extra=READING)  # fmt: skip
def languages(request: HttpRequest, key: str) -> Any:
    document = survey_document(survey_of(request, key))
    return [_told(document, language) for language in document.languages]


@router.get("/{key}/languages/{language}", auth=READ, response=LanguageInFull, summary="One, text by text",
            openapi_extra=READING)  # fmt: skip
def language(request: HttpRequest, key: str, language: str) -> Any:
    return _in_full(_spoken(survey_document(survey_of(request, key)), language), language)


@router.put("/{key}/languages/{language}", auth=MANAGE, response=LanguageInFull, openapi_extra=WRITING,
            summary="Add a language, in standard words where there are any")  # fmt: skip
def language_add(request: HttpRequest, key: str, language: str) -> Any:
    """The same again changes nothing."""
    found = survey_of(request, key)
    document = survey_document(found)
    if language not in document.languages:
        if language not in dict(languages_offered()):
            raise wrong("language", "no language that is known by this code")
        document = changed_draft(found, lambda stands: _with(stands, language), f"Added the language {language}")
    return _in_full(document, language)


@router.patch("/{key}/languages/{language}", auth=MANAGE, response=LanguageInFull, summary="Translate",
              openapi_extra=WRITING)  # fmt: skip
def language_change(request: HttpRequest, key: str, language: str, given: LanguageChanged) -> Any:
    """What is left out stays."""
    found = survey_of(request, key)
    made = changed_draft(found, lambda stands: _changed(stands, language, given), f"Translated: {language}")
    return _in_full(made, language)


@router.delete("/{key}/languages/{language}", auth=MANAGE, response={204: None}, openapi_extra=documented(
    401, 403, 404, 409, 422), summary="Remove a language, and all that is said in it")  # fmt: skip
def language_remove(request: HttpRequest, key: str, language: str) -> Any:
    found = survey_of(request, key)
    if _spoken(survey_document(found), language).languages[0] == language:
        raise ApiError(409, "The survey is written in this language: make another one the first, then remove it.")
    changed_draft(found, lambda stands: edits.without_language(stands, language), f"Removed the language {language}")
    return Status(204, None)


def _changed(document: Document, language: str, given: LanguageChanged) -> Document:
    made = edits.with_words(_spoken(document, language), _places(document, given.words), language)
    if given.standard_words:
        questions = (in_standard_words(each, (language,), only_missing=True) for each in made.questions)
        made = replace(made, questions=tuple(questions))
    others = tuple(each for each in made.languages if each != language)
    return replace(made, languages=(language, *others)) if given.is_first else made


def _places(document: Document, words: dict[str, str]) -> dict[int, str]:
    """Where each text stands among all of the survey."""
    paths = [path for path, _words in all_words(document)]
    known = {path: place for place, path in enumerate(paths)}
    times = Counter(paths)
    if unknown := [path for path in words if times[path] != 1]:
        raise wrong(f"words.{unknown[0][:80]}", "no text of this survey, or more than one, is called so")
    return {known[path]: text for path, text in words.items()}


def _with(document: Document, language: str) -> Document:
    added = edits.with_language(document, language)
    questions = (in_standard_words(each, added.languages, only_missing=True) for each in added.questions)
    return replace(added, questions=tuple(questions))


def _spoken(document: Document, language: str) -> Document:
    if language not in document.languages:
        raise ApiError(404, "This survey has no such language.")
    return document


def _told(document: Document, language: str) -> dict[str, Any]:
    first = document.languages[0]
    texts = sum(bool(words.get(first)) for _path, words in all_words(document))
    missing = edits.missing_words(document, language)
    return {"language": language, "is_first": language == first, "texts": texts, "missing": missing}


def _in_full(document: Document, language: str) -> dict[str, Any]:
    first = document.languages[0]
    said = [
        {"path": path, "says": words[first], "text": words.get(language, "")}
        for path, words in all_words(document)
        if words.get(first)
    ]
    return _told(document, language) | {"words": said}
