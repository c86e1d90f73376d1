"""Texts to numbers, a column at a time."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from heedful.listen.imports.conventions import Conventions

_SIGNS = "[\\s\u00a0\u202f$€£¥₽₴]+"


def numbers(texts: pa.Array, conventions: Conventions) -> tuple[pa.Array, np.ndarray]:
    """The numbers (null where blank or unreadable) and where a text is no number."""
    if pa.types.is_integer(texts.type) or pa.types.is_floating(texts.type) or pa.types.is_decimal(texts.type):
        found = pc.cast(texts, pa.float64())
    else:
        found = _fast(texts, conventions) or _careful(texts, conventions)
    finite = pc.fill_null(pc.is_finite(found), False)
    bad = pc.and_(pc.is_valid(texts), pc.invert(finite))
    return pc.if_else(finite, found, None), bad.to_numpy(zero_copy_only=False)


def _fast(texts: pa.Array, conventions: Conventions) -> pa.Array | None:
    if conventions.decimal != ".":
        return None
    try:
        return pc.cast(texts, pa.float64())
    except pa.ArrowInvalid:
        return None


def _careful(texts: pa.Array, conventions: Conventions) -> pa.Array:
    bare = pc.replace_substring_regex(pc.cast(texts, pa.string()), f"^(-?){_SIGNS}|{_SIGNS}$", r"\1")
    mark, decimal = re.escape(conventions.thousands), re.escape(conventions.decimal)
    grouped = rf"\d{{1,3}}(?:{mark}\d{{3}})+|" if conventions.thousands else ""
    shape = rf"^[+-]?(?:{grouped}\d+)(?:{decimal}\d*)?(?:[eE][+-]?\d+)?$|^[+-]?{decimal}\d+$"
    whole = pc.match_substring_regex(bare, shape)
    plain = pc.if_else(whole, bare, None)
    if conventions.thousands:
        plain = pc.replace_substring(plain, conventions.thousands, "")
    if conventions.decimal != ".":
        plain = pc.replace_substring(plain, conventions.decimal, ".")
    return pc.cast(plain, pa.float64())
