"""A mapping in the making: what each column is for, what was answered about it, and the mapping file that follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import msgspec

from heedful.listen.imports.guessing.kinds import ColumnKind
from heedful.listen.imports.roles import SCORES, Role


class Scoring(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How the answers of one question are to be read."""

    scale: str = ""
    blank: tuple[str, ...] = ()


class Draft(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`on`: the day of all rows where no column tells it. `negative`: what an amount below nothing is."""

    source: str = ""
    roles: dict[str, str] = {}
    scoring: dict[str, Scoring] = {}
    on: str = ""
    currency: str = ""
    negative: Literal["", "refund", "keep"] = ""
    blank: tuple[str, ...] = ()

    def columns(self, *roles: Role) -> list[str]:
        return [name for name, role in self.roles.items() if role in roles]

    def column(self, role: Role) -> str | None:
        return next(iter(self.columns(role)), None)

    @property
    def scored(self) -> list[str]:
        return self.columns(*SCORES)

    @property
    def sells(self) -> bool:
        return bool(self.columns(Role.AMOUNT, Role.PRICE))


def tells_hours(draft: Draft, columns: Mapping[str, ColumnKind]) -> bool:
    """Whether a column gives a time of day, and not only days."""
    when = draft.column(Role.WHEN)
    if draft.column(Role.TIME) or (when and when not in columns):
        return True
    return bool(when) and any(_HOURS.search(example) for example in columns[when].examples)


_HOURS: Final = re.compile(r"(?!.*\b00:00(:00)?(\.0+)?\b)\d:\d\d")
_COMMON = {
    "thread": Role.THREAD,
    "product": Role.PRODUCT,
    "location": Role.LOCATION,
    "touchpoint": Role.TOUCHPOINT,
    "channel": Role.CHANNEL,
    "employee": Role.EMPLOYEE,
}
_FACTS = {"name": Role.PERSON, "email": Role.EMAIL, "phone": Role.PHONE}
Tables = dict[str, Any]


def tables_of(draft: Draft, names: Iterable[str]) -> Tables:
    """The tables of the mapping file that the draft stands for; `names` are the file's columns."""
    tables: Tables = {"source": draft.source}
    if draft.blank:
        tables["file"] = {"blank": list(draft.blank)}
    if own := draft.column(Role.ID):
        tables["rows"] = {"id": f"{_plain(draft.source)}/{_ref(own)}"}
    tables["common"] = _common(draft, names)
    tables["interactions"] = _told_apart([*_answers(draft), *_mentions(draft), *_orders(draft), *_events(draft)])
    facts = {key: _ref(name) for key, role in _FACTS.items() if (name := draft.column(role))}
    if facts:
        tables["customer"] = facts
    return tables


def _ref(column: str) -> str:
    return "{" + column + "}"


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _common(draft: Draft, names: Iterable[str]) -> Tables:
    when = [_ref(name) for role in (Role.WHEN, Role.TIME) if (name := draft.column(role))]
    common: Tables = {"occurred_at": " ".join(when) if draft.column(Role.WHEN) else draft.on}
    if who := draft.column(Role.CUSTOMER) or draft.column(Role.EMAIL):
        common["customer"] = _ref(who)
    common |= {key: _ref(name) for key, role in _COMMON.items() if (name := draft.column(role))}
    left_out = draft.columns(Role.SKIP)
    kept = [name for name in names if draft.roles.get(name, Role.KEEP) == Role.KEEP]
    common["properties"] = kept if left_out else "rest"
    return common


def _answers(draft: Draft) -> list[Tables]:
    comment = draft.column(Role.TEXT)
    blocks = []
    for number, column in enumerate(sorted(draft.scored, key=lambda name: draft.roles[name] != Role.NPS)):
        role, how = draft.roles[column], draft.scoring.get(column, Scoring())
        value = {"from": _ref(column), "blank": list(how.blank)} if how.blank else _ref(column)
        block: Tables = {"kind": "review" if role == Role.STARS else "answer"}
        block |= {"name": "nps" if role == Role.NPS else _plain(column), "scale": how.scale, "value": value}
        if comment and number == 0:
            block["text"] = _ref(comment)
        blocks.append(block)
    if comment and not blocks and not draft.sells:
        blocks.append({"kind": "answer", "name": _plain(comment), "text": _ref(comment)})
    return blocks


def _mentions(draft: Draft) -> list[Tables]:
    column = draft.column(Role.MENTION)
    return [{"kind": "mention", "text": _ref(column)}] if column else []


def _orders(draft: Draft) -> list[Tables]:
    if not draft.sells:
        return []
    factors = [_ref(name) for name in draft.columns(Role.AMOUNT) or draft.columns(Role.QUANTITY, Role.PRICE)]
    paid = factors[0] if len(factors) == 1 else {"multiply": factors}
    back = {"multiply": [*factors, -1]}
    bare = [factor[1:-1] for factor in factors]
    if draft.negative == "keep":
        return [_sale(draft, "order", paid, {})]
    sales = [_sale(draft, "order", paid, dict.fromkeys(bare, "at_least"))]
    for name in bare:
        signs = {other: "below" if other == name else "at_least" for other in bare}
        sales.append(_sale(draft, "refund", back, signs))
    if len(bare) > 1:
        sales.append(_sale(draft, "order", paid, dict.fromkeys(bare, "below")))
    return sales


def _sale(draft: Draft, kind: str, value: object, signs: dict[str, str]) -> Tables:
    currency = draft.column(Role.CURRENCY)
    block: Tables = {"kind": kind, "value": value, "currency": _ref(currency) if currency else draft.currency}
    if signs:
        block["when"] = [{"column": name, test: 0} for name, test in signs.items()]
    return block


def _events(draft: Draft) -> list[Tables]:
    column = draft.column(Role.EVENT)
    return [{"kind": "event", "name": _ref(column)}] if column else []


def _told_apart(blocks: list[Tables]) -> list[Tables]:
    """Every block after the first has a word of its own in its ids."""
    told: list[Tables] = []
    words: set[str] = set()
    for number, block in enumerate(blocks, start=1):
        word = str(block.get("name", block["kind"])).strip("{}")
        word = word if word not in words else f"{word} {number}"
        words.add(word)
        told.append(block if number == 1 else {"key": word} | block)
    return told


msgspec.json.Decoder(Draft)  # msgspec learns the types now: two threads that did so at once ended the process
