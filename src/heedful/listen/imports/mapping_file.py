"""From the text of a mapping file to a `Mapping`, or to words that say which key is wrong and how to write it."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
from django.utils.translation import gettext as _

from heedful.interactions.schema import KINDS
from heedful.listen.imports import mapping as m
from heedful.listen.imports.refusals import Problem, Refused, refuse

_TYPES = {
    "str": "text in quotes", "int": "a whole number", "float": "a number", "bool": "true or false",
    "array": "a list: [ … ]", "object": "a table: { key = … }",
}  # fmt: skip
_GOT = {
    "int": "a number", "float": "a number", "str": "text", "bool": "true or false",
    "array": "a list", "object": "a table",
}  # fmt: skip


def read_mapping(path: Path) -> m.Mapping:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise refuse(
            _("There is no mapping file %(path)s.") % {"path": path},
            _("Give the path of a TOML file, or --preset NAME."),
        ) from None
    except UnicodeDecodeError:
        raise refuse(
            _("%(name)s is not UTF-8 text.") % {"name": path.name}, _("Save the mapping file as UTF-8.")
        ) from None
    return parse_mapping(text, name=path.name)


def parse_mapping(text: str, *, name: str = "the mapping") -> m.Mapping:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        remedy = _('Mend that line; text stands in quotes: key = "text".')
        raise refuse(_("%(name)s is not valid TOML: %(error)s.") % {"name": name, "error": error}, remedy) from None
    except RecursionError:
        raise refuse(
            _("%(name)s is nested too deeply.") % {"name": name}, _("Close the brackets that were opened.")
        ) from None
    try:
        mapping = msgspec.convert(tables, m.Mapping)
    except msgspec.ValidationError as error:
        raise Refused(_in_words(str(error))) from None
    problems = tuple(_contradictions(mapping))
    if problems:
        raise Refused(*problems)
    return mapping


def written_mapping(tables: dict[str, Any]) -> str:
    """Tables as the text of a mapping file, which `parse_mapping` reads back."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in tables.items() if not isinstance(value, dict | list)]
    for key, value in tables.items():
        if isinstance(value, dict):
            lines += ["", f"[{_key(key)}]", *(f"{_key(name)} = {_value(given)}" for name, given in value.items())]
        elif isinstance(value, list):
            for block in value:
                lines += ["", f"[[{_key(key)}]]", *(f"{_key(name)} = {_value(given)}" for name, given in block.items())]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(given)}" for key, given in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _in_words(message: str) -> Problem:
    said, _at, where = message.partition(" - at `")
    place = _place(where.rstrip("`"))
    if unknown := re.search(r"unknown field `(.+?)`", said):
        return _unknown_key(unknown[1], place, where)
    if missing := re.search(r"missing required field `(.+?)`", said):
        return Problem(
            _("%(place)s lacks `%(key)s`.") % {"place": place or _("The mapping"), "key": missing[1]},
            _remedy_for_missing(missing[1]),
        )
    if wrong := re.search(r"Expected `(.+?)`, got `(.+?)`", said):
        kinds = [kind.strip() for kind in wrong[1].split("|") if kind.strip() != "null"]
        wanted = _(" or ").join(_TYPES.get(kind, kind) for kind in kinds)
        return Problem(f"{place} is {_GOT.get(wrong[2], wrong[2])}.", _("Write it as %(wanted)s.") % {"wanted": wanted})
    return Problem(f"{place}: {said}.", _allowed(where.rstrip("`").rpartition(".")[2]))


def _allowed(key: str) -> str:
    for struct in (m.FileOptions, m.Cell):
        if values := get_args(get_type_hints(struct).get(key)):
            words = [word for part in values for word in (get_args(part) or (part,)) if isinstance(word, str)]
            return f"Write one of: {', '.join(repr(word) for word in words)}."
    return "docs/reference/mappings.md tells the values that this key takes."


def _place(path: str) -> str:
    return f"`{_named(path)}`" if path.strip("$") else ""


def _named(path: str) -> str:
    """`$.interactions[0].when[1]` as a person counts: `interactions 1, when 2`."""
    counted = re.sub(r"\[(\d+)\]", lambda found: f" {int(found[1]) + 1}", path.strip("$.").replace("[...]", ""))
    return re.sub(r"(\d)\.", r"\1, ", counted)


def _unknown_key(key: str, place: str, where: str) -> Problem:
    known = _keys_at(where)
    near = difflib.get_close_matches(key, known, n=1)
    remedy = (
        _("Did you mean `%(near)s`?") % {"near": near[0]}
        if near
        else _("Here one may say: %(list)s.") % {"list": ", ".join(known)}
    )
    return Problem(
        _("%(place)s has a key `%(key)s` that means nothing.") % {"place": place or _("The mapping"), "key": key},
        remedy,
    )


def _keys_at(where: str) -> list[str]:
    keys = [key for key in re.split(r"[.\[\]]+", where.strip("$`")) if key and key != "..." and not key.isdigit()]
    if not keys:
        return list(m.Mapping.__struct_encode_fields__)
    struct = {**m.TABLES, "when": m.Condition, "choose": m.Choice}.get(keys[-1], m.Cell)
    return list(struct.__struct_encode_fields__)


def _remedy_for_missing(key: str) -> str:
    return {
        "source": 'Name where the rows come from: source = "spring survey".',
        "interactions": "Add at least one [[interactions]] block: what does a row tell?",
    }.get(key, f"Add {key} = … there.")


def _contradictions(mapping: m.Mapping) -> list[Problem]:
    problems = _impossible_options(mapping.file)
    if not mapping.interactions:
        problems.append(Problem(_("The mapping has no [[interactions]] block."), _remedy_for_missing("interactions")))
    seen: set[tuple[str | None, str | None]] = set()
    for number, block in enumerate(mapping.interactions, start=1):
        problems += _block_contradictions(mapping, block, number)
        if (block.key, block.id) in seen:
            problems.append(
                Problem(
                    _("[[interactions]] number %(number)s would give its rows the same ids as another block.")
                    % {"number": number},
                    _('Give each block after the first a word of its own: key = "refund".'),
                )
            )
        seen.add((block.key, block.id))
    if mapping.rows.fill_down and not mapping.rows.group:
        remedy = _('Say what holds rows together: group = "Order".')
        problems.append(Problem(_("`rows.fill_down` needs `rows.group`."), remedy))
    return problems


def _impossible_options(file: m.FileOptions) -> list[Problem]:
    problems = []
    if file.skip < 0:
        problems.append(Problem(_("`file.skip` is below 0."), _("Write how many rows stand above the header.")))
    if len(file.quote) > 1:
        problems.append(
            Problem(
                _("`file.quote` is %(quote)s.") % {"quote": repr(file.quote)},
                _("Write one character; none means: no quotes."),
            )
        )
    if any(width < 1 for width in file.widths):
        problems.append(Problem(_("`file.widths` has a width below 1."), _("Write how many letters each column has.")))
    return problems


def _block_contradictions(mapping: m.Mapping, block: m.Block, number: int) -> list[Problem]:
    place = f"[[interactions]] number {number}"
    problems = [
        Problem(
            _("%(place)s lacks `%(field)s`.") % {"place": place, "field": field},
            _("Add it there or in [common]: %(example)s.") % {"example": example},
        )
        for field, example in _EXAMPLE.items()
        if getattr(block, field) is None and getattr(mapping.common, field) is None
    ]
    if block.once and block.id is None:
        remedy = _('Say what it is once for: id = "{Ticket}/opened".')
        problems.append(Problem(_("%(place)s: `once` needs an `id` of its own.") % {"place": place}, remedy))
    kind = block.kind if block.kind is not None else mapping.common.kind
    if isinstance(kind, str) and "{" not in kind and kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1)
        remedy = (
            _("Did you mean `%(near)s`?") % {"near": near[0]}
            if near
            else _("A kind is one of: %(list)s.") % {"list": ", ".join(KINDS)}
        )
        problems.append(Problem(_("%(place)s: there is no kind `%(kind)s`.") % {"place": place, "kind": kind}, remedy))
    return problems


_EXAMPLE = {"kind": 'kind = "answer"', "occurred_at": 'occurred_at = "{Date}"'}
