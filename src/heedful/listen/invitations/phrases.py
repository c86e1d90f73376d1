"""What the states of an invitation and the ways of a sending are called on pages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "queued": _("waiting"),
    "sending": _("on its way"),
    "sent": pgettext_lazy("an invitation", "sent"),
    "opened": pgettext_lazy("an invitation", "opened"),
    "scored": _("began to answer"),
    "answered": pgettext_lazy("an invitation", "answered"),
    "unsubscribed": _("wish to be asked no more"),
    "bounced": _("came back"),
    "failed": _("could not be sent"),
    "dropped": _("not asked"),
}

FILTERED = {
    "trap": _("It followed a link that nobody can see."),
    "too-fast": _("It answered faster than anybody can read."),
    "method": _("It looked ahead, before any person."),
}
