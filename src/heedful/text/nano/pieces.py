"""Words to word pieces, as the model learned them: the most probable way to cut each word (unigram, Viterbi)."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from heedful.text.nano.contents import Pieces

START_OF_WORD = "\u2581"
WORDS_KEPT = 50_000


class Cutter:
    """Cuts a text into pieces of words and gives their numbers.

    No piece reaches beyond a word, so each word is cut by itself, and a word met before is not cut again.

    Parameters
    ----------
    pieces : Pieces
        The vocabulary of the model file.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._numbers = {piece.decode("utf-8", "replace"): n for n, piece in enumerate(pieces.pieces)}
        self._scores = pieces.scores.tolist()
        self._replaced = pieces.replaced
        self._unknown = pieces.unknown
        self._unknown_score = min(self._scores) - 10
        self._longest = max(map(len, self._numbers))
        self._of_word = lru_cache(WORDS_KEPT)(self._cut)

    def numbers(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without the marks of its beginning and end."""
        words = text.translate(self._replaced).replace(START_OF_WORD, " ").split(" ")
        return list(chain.from_iterable(self._of_word(START_OF_WORD + word) for word in words if word))

    def _cut(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [float("-inf")] * len(word)
        came = [(0, self._unknown)] * (len(word) + 1)
        for start in range(len(word)):
            self._go_on(word, start, best, came)
        return _way_back(came)

    def _go_on(self, word: str, start: int, best: list[float], came: list[tuple[int, int]]) -> None:
        for end in range(start + 1, min(len(word), start + self._longest) + 1):
            number = self._numbers.get(word[start:end])
            if number is not None and number != self._unknown and best[start] + self._scores[number] > best[end]:
                best[end], came[end] = best[start] + self._scores[number], (start, number)
        if best[start] + self._unknown_score > best[start + 1]:
            best[start + 1], came[start + 1] = best[start] + self._unknown_score, (start, self._unknown)


def _way_back(came: list[tuple[int, int]]) -> tuple[int, ...]:
    at, numbers = len(came) - 1, []
    while at > 0:
        at, number = came[at]
        numbers.append(number)
    return tuple(reversed(numbers))
