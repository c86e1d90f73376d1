from django import template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heedful.stats import Change
from heedful.text.themes.taxonomy import packs
from heedful.ui.numbers import difference
from heedful.understand.themes import queries
from heedful.understand.themes.counting import FOUND
from heedful.understand.themes.naming import name_in

register = template.Library()


@register.filter
def called(theme) -> str:
    """A theme's name in the reader's language."""
    return queries.called(theme)


@register.filter
def about(theme) -> str:
    """What it is about, in the reader's language where somebody wrote it."""
    return name_in(theme.descriptions, get_language(), otherwise="")


@register.filter
def theme_page(key: str) -> str:
    """The page of a theme, by the key that stands in the hits."""
    if key.startswith(FOUND):
        return reverse("understand:found-theme", args=[key.removeprefix(FOUND)])
    return reverse("understand:theme", args=[key])


@register.simple_tag
def themes_in(pack: str) -> str:
    """The first themes of a trade, by name."""
    found = next((each for each in packs() if each.key == pack), None)
    names = [name_in(theme.names, get_language(), otherwise=theme.key) for theme in (found.themes if found else ())]
    return ", ".join(names[:8]) + ("…" if len(names) > 8 else "")


@register.simple_tag
def moved(change: Change) -> str:
    """How much more or less often: "+3.4 percentage points (+0.8 to +6.0)"."""
    if change.value is None:
        return ""
    how_much = difference(change.value, "share")
    if change.low is None or change.high is None:
        return how_much
    ends = {"low": difference(change.low, "share", bare=True), "high": difference(change.high, "share", bare=True)}
    return _("%(difference)s (%(low)s to %(high)s)") % {"difference": how_much, **ends}


@register.filter
def name_of(names: dict[str, str], key: str) -> str:
    return names.get(key, key)
