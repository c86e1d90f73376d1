"""What a column seems to be for, by its name and its cells: a proposal to look at, never used by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from heedful.listen.imports.guessing.kinds import FEW, ColumnKind
from heedful.listen.imports.guessing.words import ABOUT_THEM, BRAND, CALLED, ELSEWHERE, MOMENT, NAME, NUMBERED
from heedful.listen.imports.roles import SCORES, Role

Columns = Mapping[str, ColumnKind]

_KINDS: Final = {
    Role.QUANTITY: ("number", "score", "id"),
    Role.PRICE: ("number", "score", "id"),
    Role.AMOUNT: ("number", "id", "score"),
    Role.CURRENCY: ("choice", "text"),
    Role.THREAD: ("id", "number", "text"),
    Role.CUSTOMER: ("id", "number", "text", "email", "phone"),
    Role.PRODUCT: ("id", "number", "text", "choice"),
    Role.EMPLOYEE: ("id", "number", "text", "choice"),
    Role.EMAIL: ("email",),
    Role.PHONE: ("phone", "number", "id"),
    Role.LOCATION: ("choice", "text"),
    Role.CHANNEL: ("choice", "text"),
    Role.TOUCHPOINT: ("choice", "text"),
    Role.TEXT: ("text", "choice"),
}
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(:\d{2})?( ?[AaPp]\.?[Mm]\.?)?$")
_MANY: Final = (Role.CSAT, Role.CES, Role.STARS)  # a file may ask several such questions; all else is one column
_FIRST_YEAR: Final = 1950
_SECONDS: Final = (946_684_800, 4_102_444_800)  # since 1970: the years 2000 to 2099
_PLACES_AT_MOST: Final = 0.2  # of the rows: what is different nearly each time is where people live


def guessed_roles(columns: Columns, *, today: date) -> dict[str, Role]:
    """Each column's likely role; most have none, and stay beside what is heard as they are."""
    roles = _by_name(columns)
    if when := _when(columns, today):
        roles[when] = Role.WHEN
        if clock := _clock(columns, when):
            roles[clock] = Role.TIME
    _one_way_to_the_amount(roles)
    _one_way_to_the_customer(roles, columns)
    _said_elsewhere(roles, columns)
    return roles or _lone_score(columns)


def _by_name(columns: Columns) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for role, called in CALLED.items():
        for name in _nearest_first(columns, called):
            if name in roles or not _fits(role, name, columns[name]):
                continue
            if role in _MANY or role not in roles.values():
                roles[name] = role
    return roles


def _nearest_first(columns: Columns, called: re.Pattern[str]) -> list[str]:
    """Those called so, and before all others the one that is called nothing else: `Comment` before `comment_field`."""
    found = [name for name in columns if called.search(_spaced(name))]
    return sorted(found, key=lambda name: not called.fullmatch(_spaced(name).strip()))


def _fits(role: Role, name: str, seen: ColumnKind) -> bool:
    if seen.kind == "blank" or seen.kind not in _KINDS.get(role, (seen.kind,)) or not _holds(role, seen):
        return False
    if role == Role.CUSTOMER:
        return not ABOUT_THEM.search(_spaced(name)) and not CALLED[Role.TEXT].search(_spaced(name))
    if role == Role.LOCATION:
        lives_there = CALLED[Role.CUSTOMER].search(_spaced(name))
        return not lives_there and _is_repeated(seen)
    return True


def _is_repeated(seen: ColumnKind) -> bool:
    return seen.different <= max(FEW, _PLACES_AT_MOST * seen.filled)


def _holds(role: Role, seen: ColumnKind) -> bool:
    if role in SCORES:
        return seen.is_scored
    return seen.kind != "id" or seen.lowest is not None or role not in (Role.QUANTITY, Role.PRICE, Role.AMOUNT)


def _spaced(name: str) -> str:
    """`CustomerID` is two words; `Q17CITY` is one, and not about a city."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _when(columns: Columns, today: date) -> str | None:
    dates = [name for name, seen in columns.items() if seen.kind == "date" and _is_of_our_days(seen, today)]
    named = [name for name in dates if MOMENT.search(name)]
    seconds = [name for name, seen in columns.items() if MOMENT.search(name) and _is_since_1970(seen)]
    return next(iter([*named, *dates, *seconds]), None)


def _is_since_1970(seen: ColumnKind) -> bool:
    """In seconds or in thousandths of them."""
    first, last = _SECONDS
    low, high = seen.lowest or 0, seen.highest or 0
    return first <= low <= high < last or first * 1000 <= low <= high < last * 1000


def _clock(columns: Columns, when: str) -> str | None:
    """The column of the times of day, where the dates have none of their own."""
    if any(":" in example for example in columns[when].examples):
        return None
    clocks = [name for name, seen in columns.items() if seen.examples and all(map(_CLOCK.match, seen.examples))]
    return clocks[0] if len(clocks) == 1 else None


def _is_of_our_days(seen: ColumnKind, today: date) -> bool:
    """Spreadsheets write an hour without a day as one of 1899; birthdays are dates, too."""
    years = [int(year) for example in seen.examples for year in re.findall(r"\d{4}", example[:10])]
    return all(_FIRST_YEAR <= year <= today.year + 1 for year in years)


def _one_way_to_the_amount(roles: dict[str, Role]) -> None:
    """A total goes before quantity times price; a price alone is the amount."""
    held = set(roles.values())
    spare = {Role.QUANTITY, Role.PRICE} if Role.AMOUNT in held else set()
    if Role.QUANTITY in held and Role.PRICE not in held:
        spare = {Role.QUANTITY}
    for name, role in list(roles.items()):
        if role in spare:
            del roles[name]
        elif role == Role.PRICE and Role.QUANTITY not in held:
            roles[name] = Role.AMOUNT


def _one_way_to_the_customer(roles: dict[str, Role], columns: Columns) -> None:
    """A number of theirs goes before the e-mail address, that before the phone, and each before a name."""
    names = [name for name, seen in columns.items() if _is_their_name(name, seen)]
    known = [name for name in _having(roles, Role.CUSTOMER) if name not in names]
    if not known:
        numbers = [name for name, seen in columns.items() if name not in roles and _is_their_number(name, seen)]
        known = [*numbers, *_having(roles, Role.EMAIL), *_having(roles, Role.PHONE)]
    if known:
        roles |= dict.fromkeys(names[:1], Role.PERSON) | {known[0]: Role.CUSTOMER}


def _having(roles: dict[str, Role], role: Role) -> list[str]:
    return [name for name, held in roles.items() if held == role]


def _is_their_name(name: str, seen: ColumnKind) -> bool:
    called = _spaced(name)
    is_theirs = CALLED[Role.CUSTOMER].search(called) and NAME.search(called) and not ABOUT_THEM.search(called)
    return bool(is_theirs) and seen.kind in ("text", "choice", "id")


def _is_their_number(name: str, seen: ColumnKind) -> bool:
    called = _spaced(name)
    is_theirs = CALLED[Role.CUSTOMER].search(called) and NUMBERED.search(called)
    return bool(is_theirs) and _fits(Role.CUSTOMER, name, seen)


def _said_elsewhere(roles: dict[str, Role], columns: Columns) -> None:
    """Words without a score, from where people write to one another, are mentions; of a brand, if a column names it."""
    if set(roles.values()) & {*SCORES, Role.AMOUNT, Role.PRICE} or not any(map(ELSEWHERE.search, columns)):
        return
    for name, role in roles.items():
        roles[name] = Role.MENTION if role == Role.TEXT else role
    brands = [name for name in _nearest_first(columns, BRAND) if columns[name].kind in _KINDS[Role.LOCATION]]
    if brands and Role.LOCATION not in roles.values() and _is_repeated(columns[brands[0]]):
        roles.setdefault(brands[0], Role.LOCATION)


def _lone_score(columns: Columns) -> dict[str, Role]:
    scores = [name for name, seen in columns.items() if seen.kind == "score"]
    return {scores[0]: Role.NPS if (columns[scores[0]].highest or 0) > 5 else Role.CSAT} if len(scores) == 1 else {}


def alike(columns: Columns) -> list[tuple[str, ...]]:
    """Columns that look like one list of rating questions: names that begin the same, numbers of the same range."""
    groups: dict[tuple[str, float | None, float | None], list[str]] = {}
    for name, seen in columns.items():
        beginning = re.match(r"[A-Za-z]+\d+|[A-Za-z]+(?=[ _.])", name)
        if beginning and seen.is_scored and (seen.highest or 0) >= 5:
            groups.setdefault((beginning[0], seen.lowest, seen.highest), []).append(name)
    return [tuple(names) for names in groups.values() if len(names) >= 3]
