"""How well two colours can be told apart, as WCAG 2.2 measures it (1.4.3): from 1 for none to 21 for black on white."""

from __future__ import annotations

from typing import Final

READABLE: Final = 4.5  # of text; WCAG 2.2, 1.4.3, level AA
SEEN: Final = 3.0  # of what is no text, as the edge of a field; below it hardly anybody reads


def contrast(one: str, other: str) -> float:
    """Of two colours written as #rrggbb."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
