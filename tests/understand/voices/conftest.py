from datetime import UTC, datetime

import pytest

from heedful.understand.voices.labelling import label_quickly

NOW = datetime(2026, 4, 15, 12, tzinfo=UTC)
SAID = {
    "a": ("nord", "The changing rooms are dirty and the showers are cold.", 2.0),
    "b": ("sud", "Great trainers, thank you!", 10.0),
    "c": ("nord", "When does the sauna open?", None),
}


@pytest.fixture
def say(heard):
    """Put texts into the log: by id, the place, the words and the score beside them."""

    def put(texts=SAID, **more) -> None:
        rows = [
            {"id": key, "location": place, "text": text, "occurred_at": datetime(2026, 4, day, 12, tzinfo=UTC)}
            | ({"scale": "nps:0-10", "value": score} if score is not None else {})
            | more
            for day, (key, (place, text, score)) in enumerate(texts.items(), start=1)
        ]
        heard(rows)

    return put


@pytest.fixture
def said(say, workspace, store):
    """Three texts of two clubs, read by their words."""
    say()
    label_quickly(store, workspace.key, NOW)
    return store


def labels(store, workspace: str = "clubs") -> dict[str, dict]:
    """What is kept of each text, by its id."""
    return {row["id"]: row for row in store.voices(workspace).to_arrow_table().to_pylist()}
