from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def import_steps() -> list[str]:
    return [_("File"), _("Columns"), _("Questions"), _("Preview"), _("Import")]


@register.filter
def offer_name(name: str, kind: str) -> str:
    """A mapping that comes with Heedful is called by the program whose export it reads."""
    names = {"shopify-orders": _("Shopify orders"), "delighted-responses": _("Delighted responses")}
    return names.get(name, name) if kind == "preset" else name
