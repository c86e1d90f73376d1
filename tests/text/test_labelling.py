"""A text goes in, what it says comes out: by sentence, by words, by meaning, whatever was typed."""

from __future__ import annotations

import numpy as np
import pytest

from heedful.text.embedding import FEELING, MEANING, packaged
from heedful.text.labelling import Labeller
from heedful.text.labels import Said
from heedful.text.lexicons import vote
from heedful.text.sentiment.heads import numbers_of
from heedful.text.sentiment.layers import packaged_quick

embedder = packaged()
needs_vectors = pytest.mark.skipif(embedder is None, reason="the model's package is not installed")


@pytest.fixture(scope="module")
def labeller():
    return Labeller(embedder=embedder)


def quickly(text, prior=""):
    return Labeller().quick([Said(text, prior)])[0]


class Counting:
    """Counts what is embedded."""

    name, dimensions = "counting", MEANING + FEELING

    def __init__(self):
        self.texts = []

    def embed(self, texts):
        self.texts += texts
        return np.full((len(texts), self.dimensions), 0.05, np.float16)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Terrible service, never again!", "en"),
        ("it was not good at all", "en"),
        ("Отвратительно, больше не приду", "ru"),
        ("не понравилось", "ru"),
        ("Жахливе обслуговування", "uk"),
        ("Labai nemandagus personalas, nešvaru", "lt"),
        ("labai nesvaru ir neskanu", "lt"),
        ("😡😡😡", "en"),
    ],
)
def test_blame_is_negative_in_the_quick_pass(text, language):
    assert quickly(text, language).sentiment < 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Great trainers, thank you!", "en"),
        ("never had a problem, excelent and friendly", "en"),
        ("Очень вежливый персонал, спасибо", "ru"),
        ("Дуже смачно і затишно", "uk"),
        ("Puiki vieta, ačiū!", "lt"),
        ("👍❤️", "en"),
    ],
)
def test_praise_is_positive_in_the_quick_pass(text, language):
    assert quickly(text, language).sentiment > 0


def test_each_side_of_a_but_is_felt_by_itself():
    labels = quickly("Great trainers, but the showers are dirty.", "en")

    assert [sentence.sentiment > 0 for sentence in labels.sentences] == [True, False]


def test_a_shout_is_angrier_than_a_remark():
    assert quickly("TERRIBLE! AWFUL SERVICE!!!", "en").anger > quickly("A bit slow.", "en").anger


@pytest.mark.parametrize("text", ["", "   ", "https://only.example", "\x00\u200b", "<p></p>"])
def test_nothing_said_is_nothing_felt(text):
    labels = quickly(text)

    assert (labels.sentiment, labels.feeling, labels.confidence) == (None, "unclear", 0.0)


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "а́" * 3_000, "ПЛОХО " * 5_000, "😡" * 400, "\ud800 bad", "<b>bad</b> שלום 坏"]
)
def test_nothing_that_is_written_breaks_the_quick_pass(text):
    labels = quickly(text)

    assert 0 <= labels.confidence <= 1
    assert all(0 <= one.start < one.end <= len(labels.cleaned) for one in labels.sentences)


def test_vectors_that_are_given_are_not_made_again():
    counting = Counting()
    labeller = Labeller(embedder=counting)
    said = [Said("Great trainers. Cold showers."), Said(""), Said("Nice.")]
    _, vectors = labeller.full(said)
    made = len(counting.texts)

    again, kept = labeller.full([*said, Said("One more.")], [*vectors, None])

    assert made == 3
    assert counting.texts[made:] == ["One more."]
    assert [len(one) for one in kept] == [2, 0, 1, 1]
    assert again[0].tier == "full"


@pytest.mark.parametrize(("language", "counts"), [("en", 0.0), ("ru", 0.4), ("uk", 0.4), ("lt", 0.4)])
def test_words_have_a_share_where_the_network_has_read_less(language, counts):
    text = {"en": "Nice place", "ru": "Отличное место", "uk": "Чудове місце", "lt": "Puiki vieta"}[language]
    labeller = Labeller(embedder=Counting(), among=[language])
    [labels], [row] = labeller.full([Said(text, language)])

    numbers = numbers_of(row, [vote(text, language)], [2])
    by_vectors = labeller.layer.head.chances(numbers)[0]
    by_words = packaged_quick()[0].chances([text], [vote(text, language)])[0]
    joined = by_vectors ** (1 - counts) * by_words**counts

    assert labels.sentiment == pytest.approx((joined[2] - joined[0]) / joined.sum(), abs=1e-3)


def test_without_an_embedder_the_full_pass_says_so():
    with pytest.raises(ValueError, match="no embedder"):
        Labeller().full([Said("Great trainers")])


@needs_vectors
@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("The receptionist ignored us for half an hour.", "en", -1),
        ("I would not recommend it to anyone", "en", -1),
        ("Everything was perfect, we will be back", "en", 1),
        ("Никто так и не ответил на письмо, деньги не вернули", "ru", -1),
        ("Всё понравилось, вежливые сотрудники", "ru", 1),
        ("Дуже розчарована, їжа була холодна", "uk", -1),
        ("Чудовий персонал, дякую!", "uk", 1),
        ("Labai nemandagus personalas, siaubas", "lt", -1),
        ("Puikūs treneriai, labai rekomenduoju", "lt", 1),
    ],
)
def test_the_full_pass_knows_blame_from_praise(labeller, text, language, sign):
    assert labeller.full([Said(text, language)])[0][0].sentiment * sign > 0


@needs_vectors
def test_a_language_without_lists_is_read_but_less_surely(labeller):
    english, german = labeller.full(
        [Said("Very friendly staff, thank you!", "en"), Said("Sehr nettes Personal, danke!", "de")]
    )[0]

    assert german.language.code == "de"
    assert german.sentiment > 0
    assert german.confidence <= english.confidence
