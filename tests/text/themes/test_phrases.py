"""Phrases that one group of texts uses more than another, with the numbers of an independent calculation."""

import numpy as np
import pytest

from heedful.text.labels import Sentence
from heedful.text.themes.contrast import contrast_of, log_odds
from heedful.text.themes.phrases import phrases_of
from heedful.text.themes.spelling import joined
from heedful.text.themes.voices import Voice


def voice(text: str, language: str = "en", **also) -> Voice:
    ends = [at + 1 for at, letter in enumerate(text) if letter in ".!?"] or [len(text)]
    starts = [0, *ends[:-1]]
    sentences = tuple(Sentence(start, end, None, 0.0) for start, end in zip(starts, ends, strict=True))
    return Voice(text, text, language, sentences, **also)


def keys(*voices: Voice, least: int = 1) -> set[str]:
    return {phrase.key for phrase in phrases_of(voices, least=least).names}


def test_the_log_odds_are_those_of_the_paper():
    # Monroe, Colaresi & Quinn (2008), eq. 16, 18, 20, 22, worked out with 50 decimals in Python's decimal module
    first, second = np.array([30.0, 50.0, 0.0]), np.array([5.0, 60.0, 15.0])

    found = log_odds(first, second)

    assert found.log_odds == pytest.approx([0.252872, -0.080266, -0.306171], abs=1e-6)
    assert found.z == pytest.approx([2.004268, -1.133270, -1.581167], abs=1e-6)


def test_the_interval_is_two_standard_errors_to_either_side():
    found = log_odds(np.array([30.0, 50.0]), np.array([5.0, 60.0]))

    error = found.log_odds / found.z
    assert found.high - found.log_odds == pytest.approx(1.959964 * error)
    assert found.log_odds - found.low == pytest.approx(1.959964 * error)


def test_a_greater_prior_draws_rare_phrases_to_no_difference():
    first, second = np.array([3.0, 997.0]), np.array([0.0, 1000.0])

    assert log_odds(first, second, prior=10).log_odds[0] > log_odds(first, second, prior=500).log_odds[0] > 0


def test_the_groups_changed_over_turn_every_sign():
    first, second = np.array([30.0, 50.0, 2.0]), np.array([5.0, 60.0, 9.0])

    assert log_odds(first, second).z == pytest.approx(-log_odds(second, first).z)


def test_with_one_group_empty_nothing_is_told():
    found = log_odds(np.array([3.0, 4.0]), np.zeros(2))

    assert found.log_odds.tolist() == [0.0, 0.0]
    assert (found.low < 0).all()
    assert (found.high > 0).all()


def test_no_phrase_at_all_is_no_error():
    assert log_odds(np.zeros(0), np.zeros(0)).z.tolist() == []
    assert phrases_of([]).names == ()


@pytest.mark.parametrize(("first", "second"), [([1.0], [1.0, 2.0]), ([-1.0], [1.0])])
def test_counts_that_cannot_be_are_refused(first, second):
    with pytest.raises(ValueError, match="counts"):
        log_odds(np.array(first), np.array(second))


def test_phrases_are_known_by_their_lemmas_in_each_language():
    assert "en:cold shower" in keys(voice("Cold showers!"), voice("A cold shower."))
    assert "uk:новий тренер" in keys(voice("Нові тренери", "uk"))
    assert "lt:naujas treneris" in keys(voice("Naujos trenerės", "lt"))


def test_a_brand_is_one_phrase_whether_it_is_written_joined_or_apart_or_as_a_tag():
    told = ["JetBlue is late", "Jet Blue lost a bag", "Lost by jet-blue", "Late again #JetBlue", "#jetblue and JetBlue"]

    phrases = phrases_of([voice(text) for text in told], least=1)

    brand = [phrase for phrase in phrases.names if joined(phrase.shown) == "jetblue"]
    assert [(phrase.key, phrase.shown) for phrase in brand] == [("en:jet blue", "jetblue")]
    column = phrases.names.index(brand[0])
    assert phrases.in_sentences.toarray()[:, column].tolist() == [1, 1, 1, 1, 1]


def test_words_that_only_share_their_letters_with_others_stay_apart_in_another_language():
    assert {"en:jet blue", "uk:jetblue"} <= keys(voice("Jet Blue"), voice("JetBlue", "uk"))


def test_a_phrase_is_shown_as_most_people_write_it():
    phrases = phrases_of([voice("Cold showers"), voice("COLD SHOWERS"), voice("cold shower")])

    assert [phrase.shown for phrase in phrases.names] == ["cold showers"]


def test_a_phrase_neither_begins_nor_ends_with_a_stop_word_and_reaches_over_no_comma():
    found = keys(voice("The hall of mirrors, dirty. Towels"))

    assert "en:hall of mirror" in found
    assert not {"en:the hall", "en:hall of", "en:mirror dirty", "en:dirty towel"} & found


def test_what_is_denied_keeps_its_not():
    assert "en:not work" in keys(voice("The lift is not working"))
    assert "ru:не работать" in keys(voice("Не работает", "ru"))


def test_addresses_and_numbers_are_no_phrases():
    found = keys(voice("@club write to ann@example.com or https://club.example/x 12345"))

    assert not any(word in key for key in found for word in ("club", "ann", "example", "http", "12345"))


def test_of_two_phrases_in_the_very_same_texts_the_longer_is_kept():
    voices = [voice("Cold showers"), voice("Cold showers"), voice("Cold water")]

    assert keys(*voices, least=2) == {"en:cold", "en:cold shower"}


def test_a_text_counts_a_phrase_once_however_often_it_says_it():
    phrases = phrases_of([voice("Queue. Queue. Queue."), voice("Queue.")])

    assert phrases.in_texts.toarray().tolist() == [[1.0], [1.0]]
    assert len(phrases.text_of) == 4


def test_low_scores_show_what_they_speak_of():
    voices = [voice("Cold showers") for _ in range(30)] + [voice("Great trainers") for _ in range(30)]
    low = np.array([True] * 30 + [False] * 30)
    phrases = phrases_of(voices)

    contrast = contrast_of(phrases, low, ~low)

    assert phrases.names[int(contrast.z.argmax())].shown == "cold showers"
    assert contrast.first.tolist() == [30.0, 0.0]
    assert contrast.second.tolist() == [0.0, 30.0]
