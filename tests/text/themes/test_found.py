"""Themes that nobody named come out of what people say, in any language, and the same ones each time."""

from dataclasses import replace

import numpy as np
import pytest

from heedful.text.labels import Sentence
from heedful.text.themes.found import found_themes
from heedful.text.themes.rising import chance_of_rise, discoveries, states_of
from heedful.text.themes.voices import Voice

SHOWERS = ["Nothing but cold showers again", "Cold showers every single morning here", "Why the cold showers?"]
QUEUE = ["A long queue at the front desk", "The long queue takes half an hour", "There was a long queue once more"]
DUSHI = ["Холодный душ каждое утро здесь", "Опять холодный душ после тренировки", "Почему зимой холодный душ в клубе"]


def said(number: int, text: str, language: str = "en", **also) -> Voice:
    return Voice(f"a{number}", text, language, (Sentence(0, len(text), None, 0.0),), **also)


def many(texts: list[str], times: int, language: str = "en", first: int = 0, **also) -> list[Voice]:
    return [said(first + n, texts[n % len(texts)] + " " * (n // 3), language, **also) for n in range(times)]


def meaning(voices: list[Voice], about: dict[str, int], seed: int = 7) -> np.ndarray:
    """Vectors as a model would give them: near one another where a word of the theme is said, whatever the language."""
    noise = np.random.default_rng(seed)
    rows = noise.normal(0, 0.15, (len(voices), 16))
    for row, voice in zip(rows, voices, strict=True):
        for word, axis in about.items():
            row[axis] += 1.0 if word in voice.cleaned.lower() else 0.0
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def voices() -> list[Voice]:
    showers = many(SHOWERS, 45, unhappy=True, sentiment=-0.6, confidence=0.9)
    queue = many(QUEUE, 30, first=100, unhappy=True, sentiment=-0.2, confidence=0.8)
    return showers + queue + many(["Great friendly trainers, I love them all"], 40, first=200, unhappy=False)


def test_what_low_scores_speak_of_comes_out_without_any_vectors(voices):
    found = found_themes(voices)

    sizes = {theme.name("en").words: theme.size for theme in found.themes}
    assert any("shower" in name and size == 45 for name, size in sizes.items())
    assert any("queue" in name and size == 30 for name, size in sizes.items())


def test_a_theme_knows_its_texts_its_share_and_how_it_is_felt(voices):
    theme = next(each for each in found_themes(voices).themes if "shower" in each.name("en").words)

    assert theme.texts.tolist() == list(range(45))
    assert theme.ids == {f"a{n}" for n in range(45)}
    assert theme.share == pytest.approx(45 / 115)
    assert theme.sentiment == pytest.approx(-0.6)


def test_quotes_are_of_a_readable_length_and_none_twice(voices):
    for theme in found_themes(voices).themes:
        words = [quote.said for quote in theme.quotes]
        assert words == list(dict.fromkeys(words))
        assert all(len(each) <= 160 for each in words)
        for quote in theme.quotes:
            assert voices[quote.text].cleaned[quote.start : quote.end].strip() == quote.said


def test_two_languages_make_one_theme_named_for_each_reader():
    trainers = ["Great friendly trainers here"], ["Отличные приветливые тренеры"]
    queues = QUEUE, ["Длинная очередь на входе", "Опять длинная очередь"]
    voices = many(SHOWERS, 45) + many(queues[0], 45, first=100) + many(trainers[0], 45, first=200)
    voices += many(DUSHI, 45, "ru", first=300) + many(queues[1], 45, "ru", first=400)
    voices += many(trainers[1], 45, "ru", first=500)
    words = {"shower": 0, "душ": 0, "queue": 1, "очередь": 1, "trainer": 2, "тренер": 2}
    vectors = meaning(voices, words)

    found = found_themes(voices, vectors)

    theme = found.themes[int(found.of_text[0])]
    assert int(found.of_text[135]) == int(found.of_text[0])
    assert "shower" in theme.name("en").words
    assert ("душ" in theme.name("ru").words, theme.name("ru").language) == (True, "ru")
    assert theme.name("lt").language in ("en", "ru")


def test_the_same_texts_give_the_same_themes(voices):
    vectors = meaning(voices, {"shower": 0, "queue": 1, "trainer": 2})
    first, second = found_themes(voices, vectors), found_themes(voices, vectors)

    assert [theme.key for theme in first.themes] == [theme.key for theme in second.themes]
    assert (first.of_sentence == second.of_sentence).all()


def test_keys_are_not_given_twice(voices):
    found = found_themes(voices, meaning(voices, {"shower": 0, "queue": 1, "trainer": 2}))

    keys = [theme.key for theme in (*found.themes, *found.heads)]
    assert len(keys) == len(set(keys))
    assert {theme.parent for theme in found.themes} <= {"", *(head.key for head in found.heads)}


def test_a_new_theme_does_not_take_the_key_of_one_that_is_known(voices):
    vectors = meaning(voices, {"shower": 0, "queue": 1, "trainer": 2})
    greater, smaller = found_themes(voices, vectors).themes[:2]

    found = found_themes(voices, vectors, known=[replace(smaller.known(), key=greater.key, parent="")])

    keys = [theme.key for theme in (*found.themes, *found.heads)]
    assert greater.key in keys
    assert len(keys) == len(set(keys))


def test_sentences_without_a_vector_yet_are_told_by_their_phrases(voices):
    vectors = meaning(voices, {"shower": 0, "queue": 1, "trainer": 2})
    vectors[40:45] = 0

    found = found_themes(voices, vectors)

    assert set(found.of_text[40:45].tolist()) == {int(found.of_text[0])}


@pytest.mark.parametrize("texts", [[], ["One"], ["Cold", "Warm", "😀", ""]])
def test_too_little_said_makes_no_theme(texts):
    found = found_themes([said(n, text) for n, text in enumerate(texts)])

    assert (found.themes, found.heads) == ((), ())
    assert len(found.of_text) == len(texts)


def test_a_vector_too_few_is_refused(voices):
    with pytest.raises(ValueError, match="vectors for"):
        found_themes(voices, np.ones((3, 8), np.float32))


def test_a_theme_that_was_never_heard_before_is_new_and_one_that_grows_is_rising():
    weeks = many(SHOWERS, 30, period=1) + many(QUEUE, 6, first=100, period=1)
    weeks += many(SHOWERS, 30, first=200, period=2) + many(QUEUE, 30, first=300, period=2)
    weeks += many(["The swimming pool is closed now"], 15, first=400, period=2)

    state = {theme.name("en").words.split()[-1]: theme.state for theme in found_themes(weeks).themes}

    assert [each for word, each in state.items() if "queue" in word] == ["rising"]
    assert "new" in state.values()
    assert [each for word, each in state.items() if word in ("showers", "cold")] == ["steady"]


def test_the_chance_of_a_rise_is_that_of_a_negative_binomial():
    # size 12.5, p 0.75: 1 - sum of C(k + 11.5, k) .75^12.5 .25^k over k = 0 … 11
    assert chance_of_rise([4, 5, 3, 12], [100, 100, 100, 100]) == pytest.approx(0.0058, abs=5e-5)
    assert chance_of_rise([5], [100]) == 1.0
    assert chance_of_rise([0, 0], [100, 0]) == 1.0


def test_a_theme_that_always_swings_needs_more_to_be_called_rising():
    steady, swinging = [5, 5, 5, 5, 12], [0, 12, 1, 7, 12]

    assert chance_of_rise(swinging, [100] * 5) > chance_of_rise(steady, [100] * 5)


def test_of_many_themes_few_are_called_rising_by_chance():
    # Benjamini & Hochberg (1995), table of section 3.1: 15 p-values, 4 are rejected at .05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]

    assert int(discoveries([*p, 0.7590, 1.0]).sum()) == 4
    assert discoveries([]).tolist() == []


def test_with_one_period_nothing_rises():
    assert states_of(np.array([[5.0], [9.0]]), np.array([20.0])) == ("steady", "steady")
