"""The document: what a version holds is read for ever as it was written."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import fields

from heedful.listen.surveys import document as asked
from heedful.listen.surveys.document import (
    Document,
    DocumentError,
    all_words,
    parse_document,
    plain,
    said,
)
from tests.listen.surveys.documents import wild_documents

STORED = Path(__file__).with_name("version-1.json").read_bytes()
PARTS = [each for each in vars(asked).values() if isinstance(each, type) and issubclass(each, asked.Part)]


def test_a_version_stored_in_the_first_format_is_read_and_written_byte_for_byte():
    """If this fails, versions that are out would read differently: give the new format another number instead."""
    read = parse_document(STORED)
    assert msgspec.json.format(msgspec.json.encode(read), indent=1) + b"\n" == STORED
    assert parse_document(plain(read)) == read


def test_the_stored_version_has_every_part_and_every_field():
    """So that the test above speaks of all of them; new fields are left out where they are what they were without."""
    held = set()

    def look(part):
        if isinstance(part, msgspec.Struct):
            default = {field.name: field.default for field in fields(part)}
            held.update((type(part), name) for name in default if getattr(part, name) != default[name])
            for name in default:
                look(getattr(part, name))
        elif isinstance(part, tuple):
            for each in part:
                look(each)

    look(parse_document(STORED))
    kinds = {part for part in PARTS if part not in (asked.Part, asked.Question)}
    assert {kind for kind, _name in held} == kinds
    own = {(kind, field.name) for kind in kinds for field in fields(kind)}
    common = {field.name for field in fields(asked.Question)}
    never = {(Document, "format"), (asked.Check, "about")}
    missing = {(kind.__name__, name) for kind, name in own - held - never if name not in common}
    assert missing == set()
    assert {name for _kind, name in held} >= common


@given(wild_documents())
def test_whatever_is_drafted_can_be_kept_and_read_again(document):
    assert parse_document(plain(document)) == document
    assert parse_document(msgspec.json.encode(document)) == document


@pytest.mark.parametrize(
    "given_",
    [
        b"",
        b"[]",
        b'{"format": 2}',
        {"unknown": 1},
        {"languages": []},
        {"languages": ["English"]},
        {"questions": [{"type": "nps", "key": "Not a key", "title": {}}]},
        {"questions": [{"type": "riddle", "key": "a", "title": {}}]},
        {"questions": [{"type": "csat", "key": "a", "title": {}, "points": 4}]},
        {"reviews": [{"name": "x", "href": "javascript:alert(1)"}]},
        {"theme": {"page": "red"}},
        {"theme": {"page": "#fff000\n"}},
        {"questions": [{"type": "nps", "key": "nps\n", "title": {}}]},
        {"theme": {"page": "#fff000;} body{display:none"}},
    ],
)
def test_what_is_no_document_is_refused_and_not_guessed(given_):
    with pytest.raises(DocumentError):
        parse_document(given_)


def test_a_word_missing_in_a_language_is_said_in_the_first():
    document = Document(languages=("lt", "en"))
    assert said({"lt": "Labas", "en": "Hello"}, "en", document) == "Hello"
    assert said({"lt": "Labas"}, "en", document) == "Labas"
    assert said({}, "en", document) == ""


def test_all_words_are_found_where_they_stand():
    paths = [path for path, words in all_words(parse_document(STORED)) if words]
    assert len(paths) == len(set(paths))
    assert {"title", "thanks", "questions.csat.labels.3", "questions.parts.pool", "quotas.first.says"} <= set(paths)
