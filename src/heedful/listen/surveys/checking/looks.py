"""Whether what is written can be read on the colours chosen."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.surveys.checking import Problem, stops, warns
from heedful.listen.surveys.contrast import READABLE, SEEN, contrast
from heedful.listen.surveys.document import Document


def looks(document: Document) -> Iterator[Problem]:
    theme = document.theme
    yield from _read("text", contrast(theme.text, theme.page), _("the text on the page"))
    yield from _read("on_accent", contrast(theme.on_accent, theme.accent), _("the words on buttons"))
    seen = contrast(theme.accent, theme.page)
    if seen < SEEN:
        says = _(
            "Buttons and what is chosen hardly stand out from the page: "
            "their contrast is %(contrast).1f, and should be %(least)g."
        )
        yield warns("theme.accent", "contrast", says, contrast=seen, least=SEEN)


def _read(part: str, found: float, what: str) -> Iterator[Problem]:
    """Below 3 hardly anybody reads it: it stops. From there to 4.5 some cannot: it warns."""
    facts = {"what": what, "contrast": found, "least": READABLE}
    if found < SEEN:
        says = _("Hardly anybody can read %(what)s: its contrast is %(contrast).1f, and should be %(least)g.")
        yield stops(f"theme.{part}", "contrast", says, **facts)
    elif found < READABLE:
        says = _("Some people cannot read %(what)s: its contrast is %(contrast).1f, and should be %(least)g.")
        yield warns(f"theme.{part}", "contrast", says, **facts)
