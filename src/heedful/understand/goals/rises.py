"""A target said from what was before: `+20 %` of it, or `+5 points` more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from heedful.understand.setup.amounts import AmountError, amount_of, written

_SIGNED: Final = re.compile(r"\s*([+\-−–])\s*(\S.*?)\s*")
_POINTS: Final = r"(.*\d)\s*(?:p\.?p\.?|pts?|points?|%s)"


@dataclass(frozen=True, slots=True)
class Rise:
    """So much more than before, less where it is negative: a share of what was, or an amount in the measure's unit."""

    amount: float
    is_share: bool

    def above(self, baseline: float, unit: str) -> float:
        """The target that it makes of what was before. Raises AmountError where there can be no such target."""
        target = baseline * (1 + self.amount) if self.is_share else baseline + self.amount
        low, high = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}.get(unit, (0.0, float("inf")))
        if not low <= target <= high:
            before = written(round(baseline, 4), unit)
            raise AmountError(_("Before, it was %(before)s: there can be no such target.") % {"before": before})
        return target

    def written(self, unit: str) -> str:
        """As a person would write it; it can be read again."""
        sign, size = "+" if self.amount >= 0 else "−", abs(self.amount)
        if self.is_share:
            return f"{sign}{written(size, 'share')}"
        if unit in ("share", "points"):
            words = _("%(n)s points") % {"n": written(100 * size if unit == "share" else size, "count")}
            return f"{sign}{words}"
        return f"{sign}{written(size, unit)}"


def rise_of(text: str, unit: str) -> Rise | None:
    """What the words mean; None where they say an amount by itself. Raises AmountError, which says how to write it.

    A sign alone does not make it one where the measure itself has signs: `+40` of a score in points is that score, and
    `+10 points` is ten more.
    """
    signed = _SIGNED.fullmatch(text)
    if not signed:
        return None
    sign, body = (1.0 if signed[1] == "+" else -1.0), signed[2]
    if body.endswith("%"):
        if unit == "points":
            raise AmountError(_("Percentages of a score in points mean nothing. Write how many points: +10 points."))
        return Rise(sign * _plain(body.removesuffix("%")) / 100, is_share=True)
    points = re.fullmatch(_POINTS % re.escape(_words_for_points()), body, re.IGNORECASE)
    if points:
        return Rise(sign * _plain(points[1]) / (100 if unit == "share" else 1), is_share=False)
    if unit == "points" or (sign < 0 and unit == "score"):
        return None
    if unit == "share":
        raise AmountError(_("Say which: +5 %, counted from what was before, or +5 points."))
    return Rise(sign * amount_of(body, unit), is_share=False)


def _plain(number: str) -> float:
    return amount_of(number, "count")


def _words_for_points() -> str:
    """The reader's own word, as `written` uses it."""
    return (_("%(n)s points") % {"n": ""}).strip()
