"""What a mapping may say: which column of a file is which part of an interaction.

The keys and their meaning for people: docs/reference/mappings.md (a test keeps it complete).
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Words = str | tuple[str, ...]
Number = int | float


class FileOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the file is written. What is not said is looked at, and asked where it is not certain."""

    format: Literal["csv", "xlsx", "jsonl", "parquet"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    widths: tuple[int, ...] = ()
    decimal: Literal[".", ","] | None = None
    thousands: Literal["", ",", ".", " ", "'"] | None = None
    dates: Words | None = None
    time_zone: str | None = None
    sheet: str | None = None
    skip: int = 0
    header: bool | None = None
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    also_called: dict[str, tuple[str, ...]] = {}
    blank: tuple[str, ...] = ()


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """A test of a row: all that is said must hold. A blank cell passes `is_not` and `filled = false` only."""

    column: str
    is_: Words | None = None
    is_not: Words | None = None
    starts_with: Words | None = None
    starts_not_with: Words | None = None
    above: Number | str | None = None
    below: Number | str | None = None
    at_least: Number | str | None = None
    at_most: Number | str | None = None
    later_than: str | None = None
    not_later_than: str | None = None
    filled: bool | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """One branch of a cell: `is` this text when the row passes."""

    is_: str
    when: tuple[Condition, ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """One value of an interaction, and how it is made from the row."""

    from_: str | Number | None = None
    first_of: tuple[str, ...] = ()
    choose: tuple[Choice, ...] = ()
    otherwise: str | None = None
    multiply: tuple[str | Number, ...] = ()
    add: tuple[str | Number, ...] = ()
    blank: tuple[str, ...] = ()
    words: dict[str, str | Number] = {}
    other: Literal["reject", "keep", "blank"] = "reject"
    dates: Words | None = None
    minus_months: str | int | None = None
    minus_days: str | int | None = None


Value = str | Number | Cell


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parts of an interaction that a mapping fills; each is a text, a `{column}` or a table (see `Cell`)."""

    kind: Value | None = None
    occurred_at: Value | None = None
    name: Value | None = None
    scale: Value | None = None
    customer: Value | None = None
    visitor: Value | None = None
    session: Value | None = None
    thread: Value | None = None
    touchpoint: Value | None = None
    channel: Value | None = None
    location: Value | None = None
    employee: Value | None = None
    product: Value | None = None
    value: Value | None = None
    currency: Value | None = None
    text: Value | None = None
    properties: Literal["rest"] | tuple[str, ...] | dict[str, Value] | None = None


class Block(Fields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One interaction that each row (or each column of `each`) tells."""

    key: str | None = None
    id: str | None = None
    when: tuple[Condition, ...] = ()
    each: dict[str, str] = {}
    once: bool = False


class Rows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for whole rows: their id, which to leave out, what is repeated from the row above."""

    id: str | None = None
    id_columns: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    group: str | None = None
    fill_down: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file knows of the customers themselves."""

    name: Value | None = None
    email: Value | None = None
    phone: Value | None = None
    language: Value | None = None


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole mapping file."""

    source: str
    interactions: tuple[Block, ...]
    file: FileOptions = FileOptions()
    rows: Rows = Rows()
    common: Fields = Fields()
    customer: Facts = Facts()


def blocks_of_a_response(mapping: Mapping) -> tuple[Block, ...]:
    """The blocks of answers, where a row tells several: one person gave them together. Of one answer: none."""
    blocks = tuple(block for block in mapping.interactions if (block.kind or mapping.common.kind) in _ANSWERED)
    return blocks if sum(len(block.each) or 1 for block in blocks) > 1 else ()


_ANSWERED: Final = ("answer", "review")
FIELD_NAMES: Final = Fields.__struct_fields__
TABLES: Final = {"file": FileOptions, "rows": Rows, "common": Fields, "interactions": Block, "customer": Facts}


msgspec.json.Decoder(Mapping)  # msgspec learns the types now: two threads that did so at once ended the process
