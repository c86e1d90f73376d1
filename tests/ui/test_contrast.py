"""WCAG 2.2 AA: 4.5:1 for text (1.4.3), 3:1 for what marks a control (1.4.11), in light and in dark."""

import re
from pathlib import Path

import pytest

import heedful.ui

SHEETS = Path(heedful.ui.__file__).parent / "static" / "ui"
TOKENS = (SHEETS / "tokens.css").read_text(encoding="utf-8")
TEXT = [
    ("text", "page"),
    ("text", "surface"),
    ("text", "surface-quiet"),
    ("text", "accent-quiet"),
    ("text", "wrong-quiet"),
    ("text", "caution-quiet"),
    ("text-quiet", "page"),
    ("text-quiet", "surface"),
    ("text-quiet", "surface-quiet"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent-strong", "surface"),
    ("accent-strong", "accent-quiet"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("wrong", "surface"),
    ("caution", "surface"),
]
MARKS = [("line-strong", "surface"), ("line-strong", "page"), ("accent", "page"), ("accent", "surface")]


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


LIGHT = declared(TOKENS.split("@media", 1)[0])
DARK = LIGHT | declared(TOKENS.split("@media", 1)[1])


def colour(name: str, tokens: dict[str, str]) -> tuple[float, ...]:
    value = tokens[name]
    while inner := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = tokens[inner[1]]
    return tuple(int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front: str, back: str, tokens: dict[str, str]) -> float:
    light, dark = sorted((luminance(colour(name, tokens)) for name in (front, back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1():
    assert round(contrast("a", "b", {"a": "#000000", "b": "#ffffff"}), 6) == 21


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_words_can_be_read(front, back, tokens):
    assert contrast(front, back, tokens) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_controls_can_be_seen(front, back, tokens):
    assert contrast(front, back, tokens) >= 3


@pytest.mark.parametrize("sheet", sorted(SHEETS.glob("*.css")), ids=lambda path: path.name)
def test_only_meanings_are_used_outside_of_the_tokens(sheet):
    values = {name for name, value in LIGHT.items() if re.fullmatch(r"#[0-9a-f]{6}", value)}
    text = sheet.read_text(encoding="utf-8")
    if sheet.name != "tokens.css":
        used = set(re.findall(r"var\(--([\w-]+)", text))
        assert not used & values
        assert used <= set(LIGHT) | set(declared(text))
