"""A text in which a word stands is never passed over, and most in which it does not are."""

from random import Random

import pyarrow as pa

from heedful.interactions.signatures import NAMES, masks, signatures
from heedful.text.folding import folded, wanted

LETTERS = "abcdeghiklmnoprstuvz" + "абвгдеиклмнопрст"


def some_texts(n=500):
    dice = Random(11)
    words = ["".join(dice.choices(LETTERS, k=dice.randint(1, 9))) for _ in range(400)]
    return [folded(" ".join(dice.choices(words, k=dice.randint(0, 14)))) for _ in range(n)], words


def may_hold(found, number, words):
    return all(found[name][number].as_py() & mask == mask for name, mask in zip(NAMES, masks(words), strict=True))


def test_a_text_that_holds_the_words_is_always_read():
    texts, words = some_texts()
    found = signatures(pa.chunked_array([texts[:100], texts[100:]]))

    for number, text in enumerate(texts):
        for word in text.split():
            for letters in range(1, len(word) + 1):
                assert may_hold(found, number, [word[:letters]])
        assert may_hold(found, number, wanted(text))
    assert len(words) == 400


def test_of_the_others_few_are_read():
    texts, words = some_texts()
    found = signatures(pa.chunked_array([texts]))
    long = [word for word in words if len(word) > 4]

    pairs = [(number, word) for number, text in enumerate(texts) for word in long if f" {word}" not in text]
    assert sum(may_hold(found, number, [word]) for number, word in pairs) < 0.05 * len(pairs)


def test_a_text_without_words_holds_none():
    found = signatures(pa.chunked_array([["", None, " a "]], pa.string()))

    assert [found[name].to_pylist() for name in NAMES] == [[0, 0, 0]] * 2
    assert masks([]) == masks(["a"]) == (0, 0)
    assert signatures(pa.chunked_array([], pa.string()))[NAMES[0]].to_pylist() == []
