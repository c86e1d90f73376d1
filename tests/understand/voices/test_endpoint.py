"""A language model that the owner set may sum up and translate; whatever it does, nobody's page breaks."""

import json

import numpy as np
import pytest

from heedful.understand.voices import endpoint as endpoints
from heedful.understand.voices.endpoint import Endpoint, ModelFailed, Remote
from heedful.understand.voices.model import summary_of, translation_of
from tests.fakes.language_model import Running

SAID = [
    ("answer-17", "The showers are cold. Write to me at ann@example.com!"),
    ("review-3", "Cold water again, and nobody at the desk."),
    ("answer-9", "Great trainers."),
]


@pytest.fixture
def model(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with Running() as model:
        yield model


@pytest.fixture
def endpoint(model) -> Endpoint:
    return Endpoint(model.url, "small-one", key="sk-secret", embedding_model="small-vectors")


def told(*sentences) -> str:
    return json.dumps({"sentences": [{"text": text, "sources": list(sources)} for text, sources in sentences]})


def test_each_sentence_of_a_summary_leads_to_the_texts_it_rests_on(model, endpoint):
    model.says = told(("The showers are cold.", ["t1", "t2"]), ("The trainers are liked.", ["t3"]))

    summary = summary_of(SAID, endpoint, language="lt")

    assert [(each.words, each.sources) for each in summary.sentences] == [
        ("The showers are cold.", ("answer-17", "review-3")),
        ("The trainers are liked.", ("answer-9",)),
    ]
    assert (summary.dropped, summary.read, summary.model) == (0, 3, "small-one")
    (asked,) = model.asked
    assert (asked.path, asked.headers["Authorization"]) == ("/v1/chat/completions", "Bearer sk-secret")
    assert asked.json["model"] == "small-one"
    assert "in Lithuanian" in asked.task


@pytest.mark.parametrize(
    "sentence",
    [
        {"text": "Everybody leaves.", "sources": []},
        {"text": "Everybody leaves."},
        {"text": "Everybody leaves.", "sources": "t1"},
        {"text": "Everybody leaves.", "sources": ["t1", "t4"]},
        {"text": "Everybody leaves.", "sources": ["answer-17"]},
        {"text": "Everybody leaves.", "sources": [1]},
        {"text": "", "sources": ["t1"]},
        "Everybody leaves.",
        None,
    ],
)
def test_what_cites_nothing_or_what_nobody_gave_is_dropped(model, endpoint, sentence):
    kept = {"text": "The showers are cold.", "sources": ["t1"]}
    model.says = json.dumps({"sentences": [sentence, kept]})

    summary = summary_of(SAID, endpoint, language="en")

    assert [each.words for each in summary.sentences] == ["The showers are cold."]
    assert summary.dropped == 1


def test_no_address_and_no_id_of_ours_leaves_the_house(model, endpoint):
    model.says = told(("The showers are cold.", ["t1"]))

    summary_of(SAID, endpoint, language="en")

    (asked,) = model.asked
    assert "The showers are cold." in asked.material
    assert "ann@example.com" not in json.dumps(asked.json)
    assert "answer-17" not in json.dumps(asked.json)


def test_nothing_is_asked_where_nothing_is_said(model, endpoint):
    summary = summary_of([("answer-1", "  "), ("answer-2", "")], endpoint, language="en")

    assert (summary.sentences, summary.read, model.asked) == ((), 0, [])


def test_markup_in_an_answer_is_taken_out(model, endpoint):
    model.says = told(("The <script>alert(1)</script><b>showers</b> are cold.", ["t1"]))

    (sentence,) = summary_of(SAID, endpoint, language="en").sentences

    assert "<" not in sentence.words
    assert "showers" in sentence.words


def test_a_text_is_translated_with_its_personal_data_masked(model, endpoint):
    model.says = json.dumps({"translation": "Šalti dušai."})

    assert translation_of("Cold showers, call +370 612 34567", endpoint, language="lt") == "Šalti dušai."
    (asked,) = model.asked
    assert "Cold showers" in asked.material
    assert "34567" not in asked.material


def test_a_model_that_knows_no_response_format_is_asked_without(model, endpoint):
    model.knows_json = False
    model.says = "Here you are:\n```json\n" + told(("The showers are cold.", ["t1"])) + "\n```"

    summary = summary_of(SAID, endpoint, language="en")

    assert [each.sources for each in summary.sentences] == [("answer-17",)]
    assert len(model.asked) == 2


def test_an_answer_that_comes_zipped_is_read(model, endpoint):
    model.zips = True
    model.says = told(("The showers are cold.", ["t1"]))

    assert len(summary_of(SAID, endpoint, language="en").sentences) == 1


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "key"),
        (403, "key"),
        (404, "no such language model"),
        (429, "too many"),
        (500, "out of order"),
        (302, "302"),
    ],
)
def test_what_the_model_refuses_is_said_in_words(model, endpoint, status, says):
    model.status = status

    with pytest.raises(ModelFailed, match=says) as failed:
        summary_of(SAID, endpoint, language="en")

    assert f"it is {status}" in str(failed.value)
    assert "sk-secret" not in str(failed.value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        b"null",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": "   "}}]}',
        b'{"choices": [{"message": {"content": "I would rather not."}}]}',
        b'{"choices": [{"message": {"content": "{\\"sentences\\": 7}"}}]}',
        b'{"choices": [{"message": {"content": "{\\"sentences\\": ["}}]}',
    ],
)
def test_an_answer_that_makes_no_sense_is_a_message_and_no_crash(model, endpoint, raw):
    model.raw = raw

    with pytest.raises(ModelFailed, match="The language model answered, but not"):
        summary_of(SAID, endpoint, language="en")


def test_a_model_that_does_not_answer_is_not_waited_for_long(model, endpoint, monkeypatch):
    monkeypatch.setattr(endpoints, "TIMEOUT_SECONDS", 0.3)
    model.hangs = True

    with pytest.raises(ModelFailed, match="did not answer within"):
        translation_of("Cold showers", endpoint, language="lt")


def test_a_model_within_our_own_network_is_asked_only_where_the_server_allows_it(model, endpoint, settings):
    settings.PRIVATE_HOSTS = []

    with pytest.raises(ModelFailed, match="private network"):
        translation_of("Cold showers", endpoint, language="lt")

    assert model.asked == []


def test_no_address_at_all_is_a_message(settings):
    for address in ("", "nonsense", "ftp://models.example", "http://", "http://[::1", "https://models.invalid/v1"):
        with pytest.raises(ModelFailed):
            Endpoint(address, "m").say("Say", "something")


def test_the_key_is_not_printed(endpoint):
    assert "sk-secret" not in repr(endpoint)


def test_vectors_of_an_endpoint_take_the_place_of_our_own(model, endpoint):
    remote = Remote(endpoint)

    vectors = remote.embed(["seas", "", "write to ann@example.com"])

    assert (vectors.shape, vectors.dtype) == ((3, 8), np.float16)
    assert np.allclose(np.linalg.norm(vectors.astype(float), axis=1), 1, atol=1e-3)
    assert vectors[0].argmax() == "aeiostrn".index("s")
    assert (remote.dimensions, remote.name) == (8, "small-vectors@127.0.0.1")
    assert "ann@example.com" not in str([asked.json for asked in model.asked])


def test_many_texts_are_sent_in_parts_and_come_back_in_order(model, endpoint):
    texts = ["a" * (1 + number % 7) for number in range(150)]

    vectors = Remote(endpoint).embed(texts)

    assert [len(asked.json["input"]) for asked in model.asked] == [64, 64, 22]
    assert len({tuple(vectors[number]) for number in range(0, 150, 7)}) == 1
    assert tuple(vectors[0]) != tuple(vectors[6])


def test_no_text_has_no_vector(model, endpoint):
    assert Remote(endpoint).embed([]).shape == (0, 8)


@pytest.mark.parametrize("vector", [[], ["a"], None, [float("nan")], [float("inf")], 7])
def test_vectors_that_are_none_are_refused(model, endpoint, vector):
    model.vector_of = lambda _text: vector

    with pytest.raises(ModelFailed, match="one vector for each text"):
        Remote(endpoint).embed(["one", "two"])


def test_vectors_of_unequal_length_are_refused(model, endpoint):
    model.vector_of = lambda text: [1.0] * len(text)

    with pytest.raises(ModelFailed, match="one vector for each text"):
        Remote(endpoint).embed(["one", "three"])
