"""A text as it is read: without markup, hidden characters and what only makes noise."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

LONGEST = 10_000
READ = 200_000
"""No more of what was sent is looked at: a page of markup is rarely longer, and time stays bounded."""
ROUNDS = 4

_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\ud800-\udfff]+"
)
_LONE_JOINER = re.compile("(?<![\u2190-\U0010ffff])\u200d|\u200d(?![\u2190-\U0010ffff])")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_BESIDE_LINE_END = re.compile(r" ?\n ?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_CHANGING = frozenset("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_RUN = re.compile("([^0-9\n])\\1{3,}(?![\ufe0f\U0001f3fb-\U0001f3ff])|([^0-9\n][\ufe0f\U0001f3fb-\U0001f3ff])\\2{3,}")
_FOUR = re.compile(r"(.)\1\1\1", re.DOTALL)  # faster than {3}
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)(?:[\s/][^<>]*)?>|<![a-zA-Z][^<>]*>|<\?[^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AND = re.compile(r"&(?:amp;)+")
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|d[dtl]|div|footer|form|h[1-6r]|header|[ou]l|li|main|nav|p|pre|section|table|tr"
)
_CELL = re.compile("t[dh]")
_UNSAID = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


def clean(text: str) -> str:
    """Take out of a text what nobody said: markup, hidden characters, piles of accents, endless repetition.

    What is left is what every offset of the package counts in. Cleaning twice changes nothing.

    Parameters
    ----------
    text : str
        As it was written. Any string: lone surrogates, control and format characters (among them those that turn the
        direction of writing) are dropped.

    Returns
    -------
    str
        At most 10,000 characters, composed (NFC). Tags are gone, entities are characters; a line break stays one.
        Of one character in a row three are left (``sooooo`` → ``sooo``; not of digits), and three marks to a letter.
        Empty where nothing was said.

    Examples
    --------
    >>> print(clean("<p>Great&nbsp;trainers,<br>but   the showers&hellip; coooooold!!!!!</p>"))
    Great trainers,
    but the showers… cooold!!!
    """
    text = text[:READ]
    text, marked = _passed(text), "<" in text or "&" in text
    for _ in range(ROUNDS if marked else 0):
        before, text = text, _passed(_without_markup(text))
        if text == before:
            break
    else:
        if marked:  # markup that yields markup, again and again: nobody wrote that by hand
            text = _passed(re.sub("[<>&]", " ", text))
    return text[:LONGEST].rstrip(" \n\u200d")


def _passed(text: str) -> str:
    """Once through. Most texts hold nothing hidden, no piles and no runs, which is soon seen."""
    if not text.replace("\n", "").isprintable():
        text = _LONE_JOINER.sub("", _HIDDEN.sub("", _LINE_END.sub("\n", text)))
        text = _SPACES.sub(" ", text)
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    changing = False
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        letters = set(text)
        changing = not letters.isdisjoint(_CHANGING)
        if not letters.isdisjoint(_marks()):
            text = _pile().sub(r"\1", text)
    if changing or _FOUR.search(text):
        text = _RUN.sub(lambda run: 3 * (run[1] or run[2]), text)
    if "\n" in text:
        text = _EMPTY_LINES.sub("\n\n", _BESIDE_LINE_END.sub("\n", text))
    return text.strip(" \n")


@lru_cache(maxsize=1)
def _marks() -> frozenset[str]:
    """What stands above, below or around another character, by this Python's own table of Unicode."""
    planes = (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
    return frozenset(chr(at) for at in planes if unicodedata.category(chr(at))[0] == "M")


@lru_cache(maxsize=1)
def _pile() -> re.Pattern[str]:
    """More than three marks in a row."""
    spans: list[list[int]] = []
    for at in sorted(map(ord, _marks())):
        if spans and at == spans[-1][1] + 1:
            spans[-1][1] = at
        else:
            spans.append([at, at])
    some = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in spans) + "]"
    return re.compile(f"({some}{{3}}){some}+")


def _without_markup(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), _AND.sub("&", text))
    if "<" in text:
        for begin, end in _UNSAID:
            text = _without(text, begin, end)
        text = _TAG.sub(_in_place_of, text)
    return text


def _without(text: str, begin: str, end: str) -> str:
    """Leave out all from each ``begin`` to the next ``end``, whatever stands between."""
    lower = text.lower()
    if begin not in lower or len(lower) != len(text):
        return text
    kept, at = [], 0
    while (first := lower.find(begin, at)) >= 0 and (last := lower.find(end, first)) >= 0:
        kept += [text[at:first], " "]
        at = last + len(end)
    return "".join([*kept, text[at:]])


def _in_place_of(tag: re.Match[str]) -> str:
    name = (tag[1] or "").lower()
    return "\n" if _BLOCK.fullmatch(name) else " " if _CELL.fullmatch(name) else ""
