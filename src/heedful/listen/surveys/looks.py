"""The colours of a survey: whether they can be read, and as a stylesheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from heedful.listen.surveys.contrast import READABLE, SEEN, contrast
from heedful.listen.surveys.document import Theme


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two colours that stand on one another. `least` is what WCAG 2.2 AA asks for."""

    says: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.least


def contrasts(theme: Theme) -> list[Contrast]:
    return [
        Contrast(_("Text on the page"), contrast(theme.text, theme.page), READABLE),
        Contrast(_("Text on buttons"), contrast(theme.on_accent, theme.accent), READABLE),
        Contrast(_("Buttons on the page"), contrast(theme.accent, theme.page), SEEN),
    ]


def stylesheet(theme: Theme) -> str:
    """For the preview, with the names that the respondent's page has; each colour was checked to be one."""
    scheme = "dark" if contrast(theme.page, "#000000") < contrast(theme.text, "#000000") else "light"
    colours = {"page": theme.page, "text": theme.text, "accent": theme.accent, "on-accent": theme.on_accent}
    said = "".join(f"--survey-{name}:{colour};" for name, colour in colours.items())
    return f".phone{{color-scheme:{scheme};{said}--survey-radius:{'0.75rem' if theme.rounded else '0'}}}"
