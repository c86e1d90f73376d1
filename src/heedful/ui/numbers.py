"""How a number reads on a page: rounded once, half away from zero, in the reader's own language."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUS = "−"
NARROW_SPACE = "\u202f"
MINUTE, HOUR, DAY = 60, 3600, 86400


def shown(value: float, unit: str, currency: str = "") -> str:
    """The number with its unit, as a person reads it: `+34.2`, `68.4 %`, `2 h 10 min`, `1,204.50 EUR`."""
    return _SHOWN[unit](value, currency)


def difference(value: float, unit: str, currency: str = "", *, bare: bool = False) -> str:
    """How much more or less, always with its sign; of shares in percentage points, which are no per cent.

    `bare`: without the words of a unit that was said just before, as in `−3.4 percentage points (−6.0 to −0.8)`.
    """
    if unit == "share":
        number = plain(abs(100 * value), 1)
        text = number if bare else _("%s percentage points") % number
    elif unit == "money" and bare:
        text = plain(abs(value), 2)
    else:
        text = shown(abs(value), unit, currency).lstrip("+")
    return f"{_sign(value)}{text}" if any(digit in text for digit in "123456789") else text


def _sign(value: float) -> str:
    return "+" if value > 0 else MINUS


def rounded(value: float, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: float, places: int) -> str:
    """Digits grouped and a decimal sign as the language has them; a true minus; never a minus before zero."""
    number = rounded(value, places)
    text = number_format(abs(number), decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if number < 0 else text


def duration(seconds: float) -> str:
    """The two largest parts: `42 s`, `2 h 10 min`, `3 d 4 h`."""
    whole = int(rounded(abs(seconds), 0))
    sign = MINUS if seconds < 0 and whole else ""
    return sign + " ".join(_two_parts(whole))


def _two_parts(whole: int) -> list[str]:
    if whole < MINUTE:
        return [_("%d s") % whole]
    if whole < HOUR:
        parts = [(whole // MINUTE, _("%d min")), (whole % MINUTE, _("%d s"))]
    elif whole < DAY:
        parts = [(whole // HOUR, _("%d h")), (whole % HOUR // MINUTE, _("%d min"))]
    else:
        parts = [(whole // DAY, _("%d d")), (whole % DAY // HOUR, _("%d h"))]
    return [words % number for number, words in parts if number]


def _points(value: float, _currency: str) -> str:
    text = plain(value, 1)
    return f"+{text}" if rounded(value, 1) > 0 else text


def _days(value: float, _currency: str) -> str:
    return ngettext("%(number)s day", "%(number)s days", int(abs(value))) % {"number": plain(value, 1)}


_SHOWN: dict[str, Callable[[float, str], str]] = {
    "points": _points,
    "share": lambda value, _currency: f"{plain(100 * value, 1)}{NARROW_SPACE}%",
    "seconds": lambda value, _currency: duration(value),
    "money": lambda value, currency: f"{plain(value, 2)}{NARROW_SPACE}{currency}".rstrip(),
    "score": lambda value, _currency: plain(value, 2),
    "days": _days,
    "orders": lambda value, _currency: plain(value, 2),
    "count": lambda value, _currency: plain(value, 0),
}
UNITS = tuple(_SHOWN)
