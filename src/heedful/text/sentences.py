"""Where a sentence ends, and where it turns: the pieces of a text that are felt one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heedful.text.labels import Span

MOST = 64
LONGEST = 400

_EMOJI = "\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\ufe0f\u200d"
_FACE = rf"(?:\s?[{_EMOJI}]|\s?[:;]-?[()D](?!\w)|\){{2,}})"
_LINE = re.compile(r"[^\n•▪●◦]+")
_BULLET = re.compile(r"\s*(?:[-–—*·+>]+|\(?[0-9]{1,2}[.)]|\(?[^\W\d_]\))\s+")
_MAYBE_END = re.compile(rf"[.!?…:;){_EMOJI}]")
_END = re.compile(rf"[.!?…]+[\"'»”’)\]]*{_FACE}*|{_FACE}+")
_SAYS = re.compile(rf"\w|[{_EMOJI}]")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Short forms after which the sentence goes on, whatever follows: a name, a figure, the rest of the form.
_NEVER_LAST = _words(
    "mr mrs ms dr prof st mt fig e.g i.e eg vs approx dept "
    "ул просп бул пер кв им т к.м акад стр гл напр т.е т.к т.н проф вул пров буд ім див тов "
    "pvz t.y gerb al pr kl nr str psl šv doc plg žr inž"
)
# Those that may well end a sentence: it goes on before small letters and figures only.
_SELDOM_LAST = _words(
    "etc no inc ltd co corp hr hrs min max tel jan feb mar apr jun jul aug sept oct nov dec a.m p.m "
    "руб р коп тыс млн млрд мин сек ч час т.д т.п др г гг пр тел шт кг см м км в.в "
    "грн тис хв год ін рр eur ct tūkst mln mlrd val sek d g p m mėn sav kt t.t pan proc kg vnt lt"
)
_TURNING = (
    r"but(?!\s+also)|however|although|(?:even\s)?though|yet|unfortunately|"
    r"но(?!\s+и\s)|однако|зато|хотя(?!\s+бы)|к\sсожалению|"
    r"але(?!\s+[йі]\s)|проте|однак|зате|хоча(?!\s+б)|на\sжаль|"
    r"bet(?!\s+ir\s)|tačiau|taciau|deja|nors|"
    r"(?<=,\s)(?:а(?!\s+(?:также|то|именно|ещ[её]|якщо|також|саме|ще|если)\b)|o(?!\s+(?:taip|ne|kai|jei|dar|tai)\b))"
)
_MAY_TURN = re.compile(rf"\s(?:{_TURNING})(?=[\s,])")
_TURN = re.compile(rf"(?P<aside>[,;:–—-]\s|\s)(?P<word>{_TURNING})(?=[\s,])")
_TURNS_WITHOUT_COMMA = _words("but however although но однако зато але проте однак зате bet tačiau taciau")
_NO_TURN = re.compile(r"\b(?:nothing|anything|everything|all|choice|last)$", re.IGNORECASE)
_CONCESSIONS = ("even though", "though", "although", "хотя", "хоча", "nors")
_CONCEDES = re.compile(rf"(?:{'|'.join(_CONCESSIONS)})\s+\S+\s+[^,]*,(?=\s+\S+\s+\S)")
_TWO_WORDS = re.compile(r"\s+\S+\s+\S")


def sentences(text: str) -> tuple[Span, ...]:
    """Split a cleaned text into sentences, and these where they turn.

    *Great trainers, but the showers are cold* is two pieces: the one is praise, the other is not. Lines, list marks,
    ``!``, ``?`` and emoji before a capital end a sentence; short forms (``pvz.``, ``т. д.``, ``Mr.``), decimals,
    addresses and three dots in mid-sentence do not. The rules know English, Russian, Ukrainian and Lithuanian, whatever
    the text is written in.

    Parameters
    ----------
    text : str
        A cleaned text (see `clean`).

    Returns
    -------
    tuple of Span
        In order, none empty, none overlapping: at most 64, none longer than 400 characters. Left out are blanks, list
        marks, pieces without any letter, figure or emoji, and what follows the 64th piece. Empty for an empty text.

    Examples
    --------
    >>> text = "Great trainers, but the showers are cold. See you at 7.30 p.m. on Monday!"
    >>> [text[piece.start : piece.end] for piece in sentences(text)]
    ['Great trainers,', 'but the showers are cold.', 'See you at 7.30 p.m. on Monday!']
    """
    found: list[Span] = []
    for first, last in _pieces(text):
        piece = text[first:last]
        start, end = last - len(piece.lstrip()), first + len(piece.rstrip())
        if _SAYS.search(text, start, end):
            found.append(Span(start, end))
        if len(found) == MOST:
            break
    return tuple(found) or tuple(Span(0, min(len(text), LONGEST)) for _ in range(bool(text.strip())))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    low = text.lower() if len(text.lower()) == len(text) else text  # of some letters the small form is two
    for line in _LINE.finditer(text):
        bullet = _BULLET.match(text, line.start(), line.end())
        turns = _MAY_TURN.search(low, line.start(), line.end())
        for sentence in _ended(text, bullet.end() if bullet else line.start(), line.end()):
            for start, end in _turned(text, low, *sentence) if turns else _conceded(low, *sentence):
                yield from _short(text, start, end) if end - start > LONGEST else ((start, end),)


def _ended(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for place in _MAYBE_END.finditer(text, start, end):
        mark = _END.match(text, place.start(), end) if place.start() >= at else None
        if mark is None:
            continue
        at = mark.end()
        if at < end and _ends(text, mark, start):
            yield start, at
            start = at
    yield start, end


def _ends(text: str, mark: re.Match[str], start: int) -> bool:
    """Whether a sentence ends with this mark: to be told from what stands on both sides."""
    said, after = mark[0], text[mark.end()]
    following = after if not after.isspace() else text[mark.end() + 1 : mark.end() + 2]
    if said[0] not in ".!?…":
        return after.isspace() and following.isupper() and mark.start() > start
    if "!" in said or "?" in said:
        return after.isspace() or after.isalnum()
    if said[0] == "…" or said.startswith(".."):
        return following.isupper()
    if not after.isspace():
        return _glued(text, mark.start(), mark.end())
    return _full_stop(text[max(start, mark.start() - 12) : mark.start()], following)


def _glued(text: str, stop: int, after: int) -> bool:
    """A full stop with no blank behind it: ``cold.Nobody``, but not ``heedful.example`` or ``7.30``."""
    return text[stop - 1 : stop].islower() and text[after].isupper() and text[after + 1 : after + 2].islower()


def _full_stop(before: str, following: str) -> bool:
    word = before.rsplit(None, 1)[-1].lstrip("(„“\"'«").lower() if before.strip() else ""
    if word in _SELDOM_LAST:
        return following.isupper()
    if word in _NEVER_LAST or (len(word) == 1 and word.isalpha()):
        return False
    return not (word.isdigit() and following.islower())


def _turned(text: str, low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for turn in _TURN.finditer(low, start, end):
        if _turns(text, turn, start, end):
            yield from _conceded(low, start, turn.start("word"))
            start = turn.start("word")
    yield from _conceded(low, start, end)


def _turns(text: str, turn: re.Match[str], start: int, end: int) -> bool:
    before = text[start : turn.start("word")].strip()
    if not turn["aside"].isspace():
        return _SAYS.search(before) is not None and _SAYS.search(text, turn.end(), end) is not None
    if turn["word"] not in _TURNS_WITHOUT_COMMA or _NO_TURN.search(before[-20:]):
        return False
    return " " in before and _TWO_WORDS.match(text, turn.end(), end) is not None


def _conceded(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Although one thing, another: it turns at the comma."""
    first = _CONCEDES.match(low, start, end) if low.startswith(_CONCESSIONS, start) else None
    if first:
        yield start, first.end()
    yield first.end() if first else start, end


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        cut = max(window.rfind(", ") + 1, window.rfind("; ") + 1) or window.rfind(" ") + 1 or LONGEST
        yield start, start + cut
        start += cut
    yield start, end
