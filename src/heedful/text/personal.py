"""Personal data in a text: where it stands, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heedful.text.labels import Personal

MASK = "•••"
_MASKINGS = 4
"""What is glued together shows only when the first part is gone."""

_ADDRESSED = re.compile(r"@(?<=[\w.+-]@)[\w-]")
"""What every mail address has; looked for first, since handles have it not."""
_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'»”)\]]{3,500}(?<![.,;:!?])", re.IGNORECASE)
_NAMED = re.compile(
    r"[?&;](?:[a-z]*_)?(?:name|user|email|mail|phone|tel|id|uid|account|customer|client|token|key|code|order)=|"
    r"/(?:users?|profiles?|people|in|u|id|accounts?|customers?|members?|orders?|~[a-z])/[^/]|"
    r"//[^/]*(?:facebook|instagram|linkedin|t\.me|wa\.me|vk\.com|twitter|x\.com|tiktok)[^/]*/",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){11,30}\b")  # ignoring case would let in İ
_MAYBE_IBAN = re.compile("[0-9](?<=[A-Za-z]{2}[0-9])[0-9]")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"(?<!\w)(?<![0-9][.,/-])(?:\+ ?|\()?[0-9](?:[ .()–-]{0,2}[0-9]){6,18}(?!\w)")
_FEWEST_DIGITS = 7  # that _NUMBER takes; _IBAN takes two
_MOST_GROUPS, _SHORTEST = 8, 8
_GAP = re.compile("[^0-9]+")
_NO_BLANKS = re.compile(r"[^ ]+")
_DATE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}(?![0-9])")
_CARD = re.compile(r"(?:4|5[0-8]|2[2-7]|3[4-7]|6)[0-9]{12,18}")
_LITHUANIAN_ID = re.compile(r"[1-6][0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4}")
_PHONE = re.compile(
    r"(?:\+|00)[1-9][0-9]{7,13}"  # with a country's code
    r"|370[0-9]{8}|[80]6[0-9]{7}"  # Lithuania
    r"|380[0-9]{9}|0(?:39|50|6[36-8]|73|89|9[1-9]|[3-6][1-8])[0-9]{7}"  # Ukraine
    r"|[78][3-9][0-9]{9}"  # Russia
)
_SPACED_PHONE = re.compile(r"[80][3-5][0-9]{7}|[2-9][0-9]{2}[2-9][0-9]{6}")
"""So short that it is one only where it is written like one, with blanks, dashes or brackets."""
_IBAN_LENGTHS = {"LT": 20, "UA": 29, "LV": 21, "EE": 20, "PL": 28, "DE": 22, "FR": 27, "ES": 24, "IT": 27, "PT": 25}
_UKRAINIAN_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_BORN_1925, _BORN_2035 = 9132, 49308  # days since the end of 1899: the first five digits of a Ukrainian tax number


def personal_data(text: str) -> tuple[Personal, ...]:
    """Find what names or reaches a person: to be masked where it need not be seen.

    Found by shape, and by check digit where there is one: mail addresses, web addresses that lead to a person,
    telephone numbers (with a country's code, or as they are dialled in Lithuania, Ukraine and Russia), bank accounts,
    payment cards, Lithuanian personal codes and Ukrainian tax numbers. Not found: names of people and their @names,
    postal addresses, and the numbers that other countries' offices give.

    Parameters
    ----------
    text : str
        Any text; offsets count in it as it is.

    Returns
    -------
    tuple of Personal
        In order, none overlapping: ``email``, ``url``, ``iban``, ``card``, ``id`` or ``phone``.

    Examples
    --------
    >>> personal_data("Call me on +370 612 34567, or ann@heedful.example")
    (Personal(kind='phone', start=11, end=25), Personal(kind='email', start=30, end=49))
    """
    found: list[Personal] = []
    for one in sorted(_all(text), key=lambda one: one.start):  # stable: what is surer was found before
        if all(one.end <= other.start or one.start >= other.end for other in found[-1:]):
            found.append(one)
    return tuple(found)


def masked(text: str) -> str:
    """The text with its personal data taken out: each becomes its kind and three dots.

    Examples
    --------
    >>> masked("Call me on +370 612 34567, or ann@heedful.example")
    'Call me on [phone •••], or [email •••]'
    """
    for _ in range(_MASKINGS):
        found = personal_data(text)
        if not found:
            break
        text = _without(text, found)
    return text


def _without(text: str, found: tuple[Personal, ...]) -> str:
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], f"[{one.kind} {MASK}]"]
        at = one.end
    return "".join([*parts, text[at:]])


def _all(text: str) -> Iterator[Personal]:
    if _ADDRESSED.search(text):
        yield from (Personal("email", *found.span()) for found in _EMAIL.finditer(text))
    if "://" in text or "www." in text.lower():
        yield from (Personal("url", *found.span()) for found in _URL.finditer(text) if _NAMED.search(found[0]))
    digits = len(_DIGIT.findall(text))
    if digits > 1 and _MAYBE_IBAN.search(text):
        for found in _IBAN.finditer(text):
            if length := _iban_length(found[0]):
                yield Personal("iban", found.start(), found.start() + length)
    if digits >= _FEWEST_DIGITS:
        for found in _NUMBER.finditer(text):
            yield from _numbers(text, *found.span())


def _numbers(text: str, start: int, end: int) -> Iterator[Personal]:
    """The longest personal numbers in a row of figures, which may be several with blanks between them."""
    words = [word.span() for word in _NO_BLANKS.finditer(text, start, end)]
    at = 0
    while at < len(words):
        first = words[at][0]
        after = at + 1
        for last in range(min(len(words), at + _MOST_GROUPS), at, -1):
            long_enough = words[last - 1][1] - first - (last - at - 1) >= _SHORTEST  # without the blanks
            if long_enough and (kind := _kind_of_number(text[first : words[last - 1][1]])):
                yield Personal(kind, first, words[last - 1][1])
                after = last
                break
        at = after


def _iban_length(written: str) -> int:
    """How much of what begins like a bank account is one: 0 if nothing."""
    ends = [at + 1 for at, letter in enumerate(written) if letter != " "]
    known = _IBAN_LENGTHS.get(written[:2].upper())
    for size in [known] if known else range(15, 35):
        if size <= len(ends) and _is_iban(written[: ends[size - 1]].replace(" ", "").upper()):
            return ends[size - 1]
    return 0


def _is_iban(account: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1


def _kind_of_number(written: str) -> str:
    if _DATE.match(written.lstrip("+( ")):
        return ""
    number = re.sub("[^0-9+]", "", written)
    if _CARD.fullmatch(number) and "." not in written and is_card(number):
        return "card"
    if written.isdigit() and (is_lithuanian_code(written) or is_ukrainian_tax_number(written)):
        return "id"
    if _PHONE.fullmatch(number) or (len(_GAP.findall(written)) > 1 and _SPACED_PHONE.fullmatch(number)):
        return "phone"
    return ""


def is_card(number: str) -> bool:
    """Whether the digits of a payment card add up (Luhn).

    Examples
    --------
    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def is_lithuanian_code(number: str) -> bool:
    """Whether eleven digits are a Lithuanian personal code: a century, a birthday, a number, a check digit.

    Examples
    --------
    >>> is_lithuanian_code("33309240064"), is_lithuanian_code("33309240065")
    (True, False)
    """
    if not _LITHUANIAN_ID.fullmatch(number):
        return False
    digits = [int(digit) for digit in number]
    for first in (1, 3):
        rest = sum((first - 1 + at) % 9 * digit + digit for at, digit in enumerate(digits[:10])) % 11
        if rest < 10:
            return rest == digits[10]
    return digits[10] == 0


def is_ukrainian_tax_number(number: str) -> bool:
    """Whether ten digits are a Ukrainian tax number: days since 1899, a number, a check digit.

    Examples
    --------
    >>> is_ukrainian_tax_number("3184710691"), is_ukrainian_tax_number("3184710692")
    (True, False)
    """
    if len(number) != 10 or not _BORN_1925 <= int(number[:5]) <= _BORN_2035:
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(_UKRAINIAN_WEIGHTS, number[:9], strict=True))
    return weighed % 11 % 10 == int(number[9])
