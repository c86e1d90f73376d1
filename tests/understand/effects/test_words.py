"""An effect in words: whole numbers in their plural, decimal ones in a form of their own, in each language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from heedful.understand.effects.words import amount


@pytest.mark.parametrize(
    ("language", "value", "unit", "says"),
    [
        ("en", 1, "points", "1 point"),
        ("en", -18.0, "points", "18 points"),
        ("en", 1.04, "points", "1 point"),
        ("en", 1.5, "points", "1.5 points"),
        ("en", 0.21, "share", "21 percentage points"),
        ("lt", 1, "points", "1 punktas"),
        ("lt", 2, "points", "2 punktai"),
        ("lt", 11, "points", "11 punktų"),
        ("lt", 2.5, "points", "2,5 punkto"),
        ("ru", 21, "points", "21 пункт"),
        ("ru", 3, "points", "3 пункта"),
        ("ru", 18, "points", "18 пунктов"),
        ("ru", 18.5, "points", "18,5 пункта"),
        ("uk", 1, "points", "1 бал"),
        ("uk", 18, "points", "18 балів"),
        ("uk", 18.5, "points", "18,5 бала"),
    ],
)
def test_so_much_is_said_as_the_language_counts(language, value, unit, says):
    with override(language):
        assert amount(value, unit) == says
