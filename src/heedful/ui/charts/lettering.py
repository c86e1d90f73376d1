"""How much room words take, and how to keep them off each other. Text in a drawing is 12 px and never stretched."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category, east_asian_width

SIZE = 12.0
LINE = 15.0  # from one line of text to the next
ROOMY, TIGHT = 560.0, 240.0  # the narrowest a drawing is where there is room, and where there is not
NARROW, WIDE = set(" .,:;|!'’()[]ijlftrI1-·"), set("MWmw@%—ЖШЩЮФМжшщюфм")


def text_width(text: str) -> float:
    """Pixels, rather too many than too few: fonts differ."""
    return round(SIZE * sum(_em(letter) for letter in text), 1)


def shortened(text: str, room: float) -> str:
    """The text, or as much of it as there is room for, with an ellipsis."""
    if text_width(text) <= room:
        return text
    kept = len(text)
    while kept > 1 and text_width(text[:kept].rstrip() + "…") > room:
        kept -= 1
    return text[:kept].rstrip() + "…"


def spread(places: Sequence[float], low: float, high: float, gap: float = LINE) -> list[float]:
    """Move places apart until none is nearer than `gap`, as little as possible and within low … high."""
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    groups: list[tuple[float, list[int]]] = []  # centre, members in order
    for index in sorted(range(len(places)), key=lambda index: places[index]):
        members = [index]
        centre = _centre(places, members, low, high, gap)
        while groups and groups[-1][0] + gap * len(groups[-1][1]) / 2 > centre - gap * len(members) / 2:
            members = groups.pop()[1] + members
            centre = _centre(places, members, low, high, gap)
        groups.append((centre, members))
    moved = [0.0] * len(places)
    for centre, members in groups:
        for at, index in enumerate(members):
            moved[index] = round(centre + gap * (at - (len(members) - 1) / 2), 2)
    return moved


def _centre(places: Sequence[float], members: Sequence[int], low: float, high: float, gap: float) -> float:
    half = gap * (len(members) - 1) / 2
    wished = sum(places[index] for index in members) / len(members)
    return min(max(wished, low + half), high - half)


def _em(letter: str) -> float:
    if category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    if letter in NARROW:
        return 0.4 if letter != "1" else 0.64
    if east_asian_width(letter) in {"W", "F"} or letter in WIDE:
        return 1.0
    return 0.76 if letter.isupper() else 0.64
