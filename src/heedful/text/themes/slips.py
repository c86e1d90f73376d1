"""A slip of the finger: one letter wrong, missing, too many or swapped, in a word long enough to be known by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

SLIPS_FROM: Final = 6  # letters that a word must have to be known with a wrong one


class Slips:
    """Words that can be known by what a slip left of them.

    Parameters
    ----------
    words : mapping of int to str
        Whole words, or how words begin, by number; those with fewer than six letters are left out.
    begin : bool
        Whether words only begin so.

    Examples
    --------
    >>> slips = Slips({7: "trainer", 8: "trunk"}, begin=False)
    >>> sorted(slips.meant_by("trianer"))
    [(7, 'trianer')]
    """

    def __init__(self, words: Mapping[int, str], *, begin: bool) -> None:
        self._begin = begin
        self._near: dict[str, list[int]] = {}
        for number, word in words.items():
            if len(word) >= SLIPS_FROM:
                for key in dict.fromkeys(_shortened(word)):
                    self._near.setdefault(key, []).append(number)

    def meant_by(self, typed: str) -> set[tuple[int, str]]:
        """Numbers of words that may be meant, each with the part of what was typed that would be it."""
        return {
            (number, head)
            for head in self._heads(typed)
            for key in self._near.keys() & _shortened(head)
            for number in self._near[key]
        }

    def _heads(self, word: str) -> Iterable[str]:
        """How the word begins, at the lengths at which something is looked for."""
        if not self._begin:
            return (word,)
        return {word[:length] for length in range(SLIPS_FROM - 1, len(word) + 1)} if self._near else ()


def is_a_slip(typed: str, meant: str) -> bool:
    """Whether one letter is wrong, missing, too many, or swapped with its neighbour.

    Examples
    --------
    >>> is_a_slip("trianer", "trainer"), is_a_slip("trainner", "trainer"), is_a_slip("trader", "trainer")
    (True, True, False)
    """
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    left, right = typed[same:], meant[same:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (len(left) > 1 and swapped)


def _shortened(word: str) -> list[str]:
    """The word, and the word without each of its letters but the first, which has to be right."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(1, len(word)))]
