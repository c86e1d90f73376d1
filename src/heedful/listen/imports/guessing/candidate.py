"""A first mapping for a file that has none: a draft to read and mend, never used by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from heedful.listen.imports.guessing.kinds import ColumnKind

_NPS = re.compile(r"nps|recommend|net.?pro", re.I)
_CSAT = re.compile(r"csat|satisf|rating|score|stars?$", re.I)
_AMOUNT = re.compile(r"total|amount|price|revenue|value|sum$", re.I)
_ORDER = re.compile(r"order|invoice|receipt", re.I)
_CUSTOMER = re.compile(r"customer|client|person|user|member|e-?mail", re.I)
_PLACE = re.compile(r"location|store|shop|branch|club|salon|city", re.I)
_COMMENT = re.compile(r"comment|feedback|review|verbatim|why|reason|message", re.I)

Columns = dict[str, ColumnKind]


def candidate_mapping(name: str, columns: Columns, file_lines: list[str]) -> str:
    """The text of a mapping file: what could be seen is filled in, what could not is a comment."""
    lines = ["# A draft made by looking at the file: read it line by line.", f"source = {_text(name)}", ""]
    lines += ["[file]", *file_lines, *_blank_line(columns), ""]
    lines += ["[common]", *_common(columns), 'properties = "rest"', ""]
    return "\n".join([*lines, *_blocks(columns)]) + "\n"


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _ref(column: str) -> str:
    return _text("{" + column + "}")


def _first(columns: Columns, shape: re.Pattern[str] | None, *kinds: str) -> str | None:
    fitting = (name for name, seen in columns.items() if not kinds or seen.kind in kinds)
    return next((name for name in fitting if shape is None or shape.search(name)), None)


def _blank_line(columns: Columns) -> list[str]:
    words = sorted({word for seen in columns.values() for word in seen.blanks})
    return [f"blank = [{', '.join(map(_text, words))}]"] if words else []


def _common(columns: Columns) -> Iterator[str]:
    at = _first(columns, None, "date")
    yield f"occurred_at = {_ref(at)}" if at else '# occurred_at = "2024-01-31"   no column holds a date: give one'
    who = _first(columns, _CUSTOMER) or _first(columns, None, "email")
    yield f"customer = {_ref(who)}" if who else "# customer = which column says who?"
    place = _first(columns, _PLACE, "choice", "text")
    if place:
        yield f"location = {_ref(place)}"


def _blocks(columns: Columns) -> Iterator[str]:
    scores = [name for name, seen in columns.items() if seen.kind == "score"]
    comment = _first(columns, _COMMENT, "text")
    for number, name in enumerate(scores):
        is_alone = len(scores) == 1 and not _CSAT.search(name) and (columns[name].highest or 0) > 5
        is_nps = is_alone or bool(_NPS.search(name))
        yield from _answer(name, columns[name], comment if number == 0 else None, number, is_nps=is_nps)
    amount = _first(columns, _AMOUNT, "number", "id")
    if amount and (not scores or _first(columns, _ORDER)):
        order = _first(columns, _ORDER, "id", "number", "text", "choice")
        yield from _order(amount, order, key=bool(scores))
    if not scores and not amount:
        yield "[[interactions]]"
        yield '# kind = "answer" or "order" or "message" or "event": what does a row tell?'
        yield 'kind = "event"'
        yield 'name = "imported"'


def _answer(name: str, seen: ColumnKind, comment: str | None, number: int, *, is_nps: bool) -> Iterator[str]:
    yield "[[interactions]]"
    if number:
        yield f"key = {_text(name)}"
    yield 'kind = "answer"'
    yield f"name = {_text('nps' if is_nps else name)}"
    top = 10 if (seen.highest or 0) > 5 else 5
    scale = f"nps:{0 if seen.lowest == 0 else 1}-10" if is_nps else f"csat:1-{top}"
    yield f"scale = {_text(scale)}   # seen: {seen.lowest:g} to {seen.highest:g}"
    yield f"value = {_ref(name)}"
    if comment:
        yield f"text = {_ref(comment)}"
    yield ""


def _order(amount: str, order: str | None, *, key: bool) -> Iterator[str]:
    yield "[[interactions]]"
    if key:
        yield 'key = "order"'
    yield 'kind = "order"'
    yield f"value = {_ref(amount)}"
    if order:
        yield f"thread = {_ref(order)}"
    yield '# currency = "EUR"'
    yield ""
