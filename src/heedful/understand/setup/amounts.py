"""An amount as a person writes it, in the unit of its measure: `34`, `70 %`, `2 h 10 min`, `1 204,50`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.ui.numbers import DAY, HOUR, MINUTE

LARGEST: Final = 1e12
LONGEST: Final = 40
HINTS: Final[Mapping[str, Promise]] = {
    "points": gettext_lazy("From −100 to 100."),
    "share": gettext_lazy("In per cent: 70 %."),
    "seconds": gettext_lazy("With its unit: 45 min, 2 h 30 min or 1 d."),
}
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.]\d+)?")
_PART: Final = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([^\d\s.,]+)\.?")  # "2 val.", as some languages shorten it
_LENGTHS: Final = (("d", "%d d", DAY), ("h", "%d h", HOUR), ("min", "%d min", MINUTE), ("s", "%d s", 1))


class AmountError(ValueError):
    """It cannot be read as an amount of this unit; says how to write it."""


def amount_of(text: str, unit: str) -> float:
    """What the words mean, as the measures count it: a share from 0 to 1, a time in seconds."""
    value = _READ.get(unit, _plain)(text)
    low, high = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}.get(unit, (0.0, LARGEST))
    if unit == "points" and not low <= value <= high:
        raise AmountError(_("It lies between −100 and 100."))
    if unit == "share" and not low <= value <= high:
        raise AmountError(_("It lies between 0 % and 100 %."))
    if not low <= value <= high:
        raise AmountError(_("It is 0 or more."))
    return value


def written(value: float | None, unit: str) -> str:
    """The amount as a person would write it, exactly: it can be read again."""
    if value is None:
        return ""
    if unit == "seconds":
        return _written_length(value)
    return f"{_digits(100 * value)} %" if unit == "share" else _digits(value)


class AmountField(forms.Field):
    """A field for an amount of one unit."""

    def __init__(self, *, unit: str, **more) -> None:
        super().__init__(widget=forms.TextInput(attrs={"maxlength": LONGEST, "autocomplete": "off"}), **more)
        self.unit = unit

    def to_python(self, value):
        text = (value or "").strip()
        try:
            return amount_of(text[:LONGEST], self.unit) if text else None
        except AmountError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value):
        return written(value, self.unit) if isinstance(value, float) else value


def _plain(text: str) -> float:
    digits = re.sub(r"\s", "", text).replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", digits):
        raise AmountError(_("This can be read in two ways: write it without the comma."))
    digits = digits.replace(",", "") if "." in digits else digits.replace(",", ".", 1)
    value = float(digits) if _NUMBER.fullmatch(digits) else float("nan")
    if not isfinite(value) or abs(value) > LARGEST:
        raise AmountError(_("This is not a number."))
    return value


def _share(text: str) -> float:
    """70, 70 % and 70% are the same; a bare 0.7 is less than one per cent, and not what was meant."""
    stripped = text.strip()
    value = _plain(stripped.removesuffix("%"))
    if 0 < value < 1 and not stripped.endswith("%"):
        raise AmountError(_("Write it in per cent, with the sign: 70 %."))
    return value / 100


def _length(text: str) -> float:
    lengths = {word: seconds for short, said, seconds in _LENGTHS for word in (short, _unit(said))}
    parts, left = _PART.findall(text), _PART.sub("", text).strip()
    if not parts or left or any(unit not in lengths for _number, unit in parts):
        raise AmountError(_("Write the time with its unit: 45 min, 2 h 30 min or 1 d."))
    return sum(_plain(number) * lengths[unit] for number, unit in parts)


def _unit(said: str) -> str:
    """The reader's own word for a unit, as the pages show it."""
    return _(said).replace("%d", "").strip().rstrip(".")


def _written_length(value: float) -> str:
    parts, rest = [], value
    for _short, said, seconds in _LENGTHS[:-1]:
        whole, rest = divmod(rest, seconds)
        parts += [_(said) % whole] if whole else []
    if rest or not parts:
        parts.append(f"{_digits(rest)} {_unit('%d s')}")
    return " ".join(parts)


def _digits(value: float) -> str:
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if float(text) else "0"


_READ: Final[Mapping[str, Callable[[str], float]]] = {"share": _share, "seconds": _length}


AMOUNT_HINT: Final = gettext_lazy("In the unit of the measure: 34, 2 h 30 min or 70 %.")


def amount_words(*, required: bool = True, **more) -> forms.CharField:
    """A field for an amount whose unit is not known before the measure is chosen."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=LONGEST, required=required, widget=widget, **({"help_text": AMOUNT_HINT} | more))
