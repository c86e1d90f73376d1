"""How it sounds, as a measure: over the texts that were read, of all of them or of one place."""

from datetime import datetime

import pyarrow as pa
import pytest

from heedful.interactions.labels import HITS, LABELS

READ_AT = datetime(2026, 4, 15)  # noqa: DTZ001 -- naive UTC, as in the log


@pytest.fixture
def three_texts(heard, store):
    """Two of Nord, one of Sud; the last one has nothing that tells how it sounds."""
    said = {"a": ("nord", "Great"), "b": ("nord", "Cold showers"), "c": ("sud", "Wonderful"), "d": ("sud", "Tuesday")}
    heard([{"id": key, "location": place, "text": text} for key, (place, text) in said.items()])

    def read(**sentiments: float | None) -> None:
        rows = [
            {"workspace": "clubs", "id": key, "sentiment": value, "feeling": "unclear", "model": "m", "tier": "full"}
            | {"labelled_at": READ_AT}
            for key, value in sentiments.items()
        ]
        store.label("clubs", pa.Table.from_pylist(rows, schema=LABELS), HITS.empty_table())

    read(a=0.8, b=-0.6, c=0.4, d=None)
    return read


def test_the_mean_is_over_the_texts_that_sound_like_anything(three_texts, answer):
    row = answer("sentiment").rows[0]

    assert row.estimate.n == 3
    assert row.estimate.value == pytest.approx(0.2)


def test_a_place_has_its_own_share_of_unhappy_texts(three_texts, answer):
    rows = {row.dims["location"]: row.estimate for row in answer("sentiment", method="negative", by="location").rows}

    assert (rows["nord"].value, rows["nord"].n) == (0.5, 2)
    assert (rows["sud"].value, rows["sud"].n) == (0.0, 1)


def test_it_follows_a_better_reading_though_nothing_new_was_heard(three_texts, answer):
    assert answer("sentiment", method="positive").rows[0].estimate.value == pytest.approx(2 / 3)

    three_texts(b=0.6)

    assert answer("sentiment", method="positive").rows[0].estimate.value == 1.0


def test_what_nobody_has_read_yet_does_not_count(heard, answer):
    heard([{"id": "a", "text": "Great"}])

    assert answer("sentiment").rows[0].estimate.n == 0
