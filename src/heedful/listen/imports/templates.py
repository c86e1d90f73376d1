"""`{Invoice}/{line}`: texts made of columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from heedful.listen.imports.refusals import refuse

_LONE = re.compile(r"[{}]")
_PART = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """Alternating plain texts and column names; a text without columns is a constant."""

    parts: tuple[tuple[str, bool], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(text for text, is_column in self.parts if is_column)

    @property
    def constant(self) -> str | None:
        return None if self.columns else "".join(text for text, _ in self.parts)

    @property
    def column(self) -> str | None:
        """The one column that this is, if nothing stands around it."""
        return self.parts[0][0] if len(self.parts) == 1 and self.parts[0][1] else None


@lru_cache(maxsize=4096)
def template(text: str) -> Template:
    if lone := _LONE.search(_PART.sub("", text)):
        raise refuse(
            _("`%(text)s` has a %(brace)s by itself.") % {"text": text, "brace": lone[0]},
            _("Write a column as {Column}; a plain brace is written twice."),
        )
    parts: list[tuple[str, bool]] = []
    plain, end = "", 0
    for found in _PART.finditer(text):
        plain += text[end : found.start()] + ("" if found[1] else found[0][0])
        end = found.end()
        if found[1]:
            parts += [(plain, False)] if plain else []
            parts.append((found[1].strip(), True))
            plain = ""
    plain += text[end:]
    parts += [(plain, False)] if plain or not parts else []
    return Template(tuple(parts))
