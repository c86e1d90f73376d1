from django import template
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from heedful.people.customers.forms import KINDS
from heedful.people.customers.models import Identity
from heedful.people.traces.models import Trace

register = template.Library()

CHANGES = {
    "name": _("Name changed"),
    "language": _("Language changed"),
    "email added": _("E-mail address added"),
    "email removed": _("E-mail address removed"),
    "phone added": _("Phone number added"),
    "phone removed": _("Phone number removed"),
    "id added": _("Id added"),
    "id removed": _("Id removed"),
}


@register.filter
def kind_of_identity(identity: Identity) -> str:
    return str(dict(KINDS).get(identity.kind, identity.kind))


@register.filter
def language_called(code: str) -> str:
    """The language's name as the reader calls it; the code itself where it has none here."""
    try:
        return get_language_info(code)["name_translated"].capitalize()
    except KeyError:
        return code


@register.filter
def changes_of(trace: Trace) -> str:
    return ", ".join(str(CHANGES.get(what, what)) for what in trace.details.get("changed", ()))
