"""Signs looked for all at once are found where each of them is found by itself."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from heedful import text
from heedful.text.signs import any_of

LISTS = Path(text.__file__).parent
SENTENCES = Path(__file__).with_name("sentences")


def signs_listed(where):
    if isinstance(where, dict):
        return [sign for inner in where.values() for sign in signs_listed(inner)]
    return where if isinstance(where, list) else []


def said():
    for path in sorted(SENTENCES.glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            yield from (row["text"].lower() for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("name", ["intents", "urgency", "harshness"])
def test_one_pattern_finds_what_each_sign_finds_at_the_beginning_of_a_word(name):
    signs = signs_listed(tomllib.loads((LISTS / f"{name}.toml").read_text(encoding="utf-8")))
    together = any_of(signs)
    alone = [re.compile(rf"\b(?:{sign})") for sign in signs]
    texts = [*said(), "you idiots, i will find you"]
    found = [together.search(text) is not None for text in texts]
    assert found == [any(sign.search(text) for sign in alone) for text in texts]
    assert len(texts) > 1_000
    assert 0 < sum(found) < len(texts)


@pytest.mark.parametrize(
    ("sign", "finds", "passes"),
    [
        (r"(?:on|caught(?: a)?) fire", ["on fire", "caught a fire"], ["on a fire", "fire"]),
        (r"\b(?:very )?late", ["late", "very late"], ["very", "plate"]),
        (r"(?:(?:two|three) day|week)s", ["two days", "three days", "weeks"], ["days", "two weekx"]),
        (r"(?:[)(|]+|a\)|b)!", ["a)!", "b!", "x|!"], ["a!", "!"]),
    ],
)
def test_a_choice_that_a_sign_begins_with_is_parted(sign, finds, passes):
    pattern = any_of([sign, "unlikely"])
    assert all(pattern.search(text) for text in finds)
    assert not any(pattern.search(text) for text in passes)


def test_a_bracket_that_is_not_closed_is_told():
    with pytest.raises(ValueError, match="bracket"):
        any_of(["(?:never"])
