"""Values as the file holds them: lists that are maps, numbers that are words, words that are HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

_BREAKS: Final = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6")
_UNSEEN: Final = ("script", "style")
_LANGUAGE: Final = re.compile(r"^([a-z]{2,3})(?:-([a-z]{2,8}))?$", re.IGNORECASE)
_OTHERWISE: Final = {"ZH-S": "zh-hans", "ZH-T": "zh-hant", "PB": "pt-br", "ES-ES": "es", "EN_US": "en"}
MEDIA: Final = re.compile(r"<(?:img|iframe|video|audio|object|embed)\b", re.IGNORECASE)


def as_map(given: Any) -> dict[str, Any]:
    """What should be a map, and is an empty list where it is empty."""
    return {str(key): value for key, value in given.items()} if isinstance(given, dict) else {}


def pairs(given: Any) -> Iterator[tuple[str, Any]]:
    """Of a map, or of the list that a map with the keys 0, 1, 2 … becomes."""
    if isinstance(given, dict):
        yield from ((str(key), value) for key, value in given.items())
    elif isinstance(given, list):
        yield from ((str(number), value) for number, value in enumerate(given))


def ordered(given: Any, order: Any) -> list[tuple[str, dict[str, Any]]]:
    """Choices or answers with their ids, in the order that is said, then those that it forgets."""
    found = {key: as_map(value) for key, value in pairs(given)}
    said = [str(key) for key in order] if isinstance(order, list) else []
    return [(key, found[key]) for key in dict.fromkeys([*said, *found]) if key in found]


def as_words(given: Any) -> str:
    """HTML as plain text, with its line breaks."""
    if not isinstance(given, str):
        return "" if given is None or isinstance(given, dict | list) else str(given)
    lines = (" ".join(line.split()) for line in _Plain.of(given).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Plain(HTMLParser):
    """What of some HTML is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unseen = 0

    @classmethod
    def of(cls, given: str) -> str:
        read = cls()
        read.feed(given)
        read.close()
        return "".join(read.said)

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - the parser's own
        self.unseen += tag in _UNSEEN
        if tag == "br":
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN and self.unseen > 0
        if tag in _BREAKS and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.said.append(data)


def as_number(given: Any) -> float | None:
    try:
        number = float(given)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e15 else None


def is_on(given: Any) -> bool:
    return str(given).lower() in ("on", "true", "1", "yes")


def language_of(code: str) -> str:
    """ "RU" is ru, "EN-GB" is en-gb; "" where no code of ours is meant."""
    code = _OTHERWISE.get(code.upper(), code)
    found = _LANGUAGE.match(code)
    return "-".join(part.lower() for part in found.groups() if part) if found else ""
