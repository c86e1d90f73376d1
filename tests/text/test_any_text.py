"""Whatever is sent is read: nothing raises, every place lies inside, and 100 kB take no longer than they must."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.text.cleaning import LONGEST, clean
from heedful.text.harshness import is_harsh
from heedful.text.intents import intent_of
from heedful.text.languages import DEFAULT, language_of
from heedful.text.lemmas import tokens
from heedful.text.personal import masked, personal_data
from heedful.text.sentences import LONGEST as LONGEST_PIECE
from heedful.text.sentences import MOST, sentences
from heedful.text.urgency import urgency_of
from tests.text.strange import HEAVY, STRANGE


@given(STRANGE)
def test_cleaning_twice_changes_nothing(text):
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert len(cleaned) <= LONGEST
    assert unicodedata.is_normalized("NFC", cleaned)


@given(STRANGE)
def test_what_is_hidden_is_gone_and_piles_are_low(text):
    cleaned = clean(text)
    marks = "".join("m" if unicodedata.category(letter)[0] == "M" else " " for letter in cleaned)

    assert not {unicodedata.category(letter) for letter in cleaned if letter not in "\n\u200d"} & {"Cc", "Cf", "Cs"}
    assert "mmmm" not in marks


@given(STRANGE)
def test_every_piece_lies_inside_and_follows_the_one_before(text):
    cleaned = clean(text)
    pieces = sentences(cleaned)
    at = 0

    assert len(pieces) <= MOST
    assert bool(pieces) is bool(cleaned)
    for piece in pieces:
        assert at <= piece.start < piece.end <= len(cleaned)
        assert piece.end - piece.start <= LONGEST_PIECE
        at = piece.end


@given(STRANGE, st.sampled_from(["", "lt", "uk", "xx"]))
def test_a_language_is_one_of_those_asked_for_or_none(text, prior):
    language = language_of(text, prior=prior)

    assert language.code in {"", *DEFAULT}
    assert 0 <= language.confidence <= 1
    assert (language.code == "") is (language.confidence == 0)


@given(STRANGE)
def test_words_and_personal_data_stand_where_they_are_said_to(text):
    cleaned = clean(text)
    at = 0

    for token in tokens(cleaned, "de"):
        assert len(token.word) >= 1 and cleaned[token.start : token.end].lower()[:1] == token.word[:1]
    for one in personal_data(text):
        assert at <= one.start < one.end <= len(text)
        at = one.end
    assert all(one.kind not in {"email", "iban", "card", "id"} for one in personal_data(masked(text)))


@given(STRANGE, st.sampled_from(["en", "ru", "uk", "lt", "", "xx"]))
def test_purpose_urgency_and_harshness_are_always_told(text, language):
    cleaned = clean(text)

    assert intent_of(cleaned, language, None) in {"complaint", "praise", "question", "suggestion", "request", ""}
    assert 0 <= urgency_of(cleaned, language) <= 1
    assert is_harsh(cleaned, language) in {True, False}


def read(text):
    cleaned = clean(text)
    sentences(cleaned)
    language_of(cleaned)
    tokens(cleaned, "de")
    personal_data(cleaned)
    intent_of(cleaned, "", None)
    urgency_of(cleaned, "")
    is_harsh(cleaned, "")
    return cleaned


@pytest.mark.parametrize("kind", HEAVY)
def test_a_heavy_text_is_read_soon(kind):
    began = time.process_time()
    cleaned = read(HEAVY[kind])

    assert clean(cleaned) == cleaned
    assert time.process_time() - began < 10  # what looks back takes minutes


@pytest.mark.parametrize("kind", HEAVY)
def test_nobody_needs_to_clean_first(kind):
    began = time.process_time()
    sentences(HEAVY[kind][:20_000])
    language_of(HEAVY[kind])
    personal_data(HEAVY[kind][:20_000])

    assert time.process_time() - began < 10
